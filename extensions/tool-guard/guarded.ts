// What steers this session and lies where the workspace doesn't know it: the folder of the session files, and the code of the extensions
// that were loaded from elsewhere. The agent's own folder and this package are known without asking.

import { realpathSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";

/** Absolute paths of files and folders. What the host doesn't say is left out. */
export function guardedBy(pi: ExtensionAPI, context: ExtensionContext): readonly string[] {
  const sources = [...said(() => pi.getAllTools()), ...said(() => pi.getCommands())].map((entry) =>
    field(field(entry, "sourceInfo"), "path"),
  );
  // Kept among dotfiles, a config file may be a link to where the agent works.
  const linked = ["pi-modes.json", "settings.json"].flatMap((name) => said(() => [realpathSync(join(agentDirectory(), name))]));
  const places = [...said(() => [context.sessionManager.getSessionDir()]), ...linked, ...sources];
  return [...new Set(places.filter((place) => typeof place === "string" && isAbsolute(place)).map(String))];
}

/** Older hosts lack one or the other. */
function said(ask: () => readonly unknown[]): readonly unknown[] {
  try {
    return ask();
  } catch {
    return [];
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
