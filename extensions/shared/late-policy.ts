// The policy of config files and the grants, loaded when there are any: most sessions have neither, and needn't wait for what reads them.
// Law: where there are some and they can't be loaded, whoever asks gets an error, and a call isn't let through.

import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { GRANT_ENTRY } from "../../src/session/entries.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { hasEntry } from "./branch.ts";
import type { SessionPolicy } from "./session-policy.ts";

const ANCESTOR_LIMIT = 256;

/** Puts `sync` and `openKeeper` into the store. `refresh` reads the branch anew. */
export function bringPolicy(
  pi: ExtensionAPI,
  store: SessionStore,
  current: () => ExtensionContext | undefined,
  refresh: (context: ExtensionContext) => void,
): void {
  let loading: Promise<SessionPolicy> | undefined;

  const load = async (): Promise<SessionPolicy> => {
    loading ??= import("./session-policy.ts").then(({ createSessionPolicy }) => createSessionPolicy(pi, store));
    return loading;
  };
  store.sync = async () => {
    const context = current();
    if (!context || (!loading && !isNeeded(store, context))) return;
    const policy = await load();
    if (policy.sync(context)) refresh(context);
  };
  store.openKeeper = async () => {
    const context = current();
    if (!context) return undefined;
    (await load()).sync(context);
    return store.keeper;
  };
}

/** Something is there that has to be read. A place that can't be looked at counts as well. */
function isNeeded(store: SessionStore, context: ExtensionContext): boolean {
  try {
    const agentDir = agentDirectory();
    const places = [`${agentDir}/pi-modes.json`, `${agentDir}/pi-modes/grants`, "/etc/pi-modes/policy.json"];
    return places.some(isThere) || hasProjectFile(context.cwd) || hasEntry(store, context, GRANT_ENTRY);
  } catch {
    return true;
  }
}

function hasProjectFile(cwd: string): boolean {
  let folder = cwd;
  for (let step = 0; step < ANCESTOR_LIMIT; step += 1) {
    if (isThere(`${folder}/.pi/pi-modes.json`)) return true;
    const above = dirname(folder);
    if (above === folder) return false;
    folder = above;
  }
  return true;
}

/** A link to nothing is there too: somebody meant a file. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
