// What has to be known before a session begins: the shortcut is registered while the extension loads. Only the user's own file counts for
// that, and only where there is one does reading it cost anything.

import { existsSync } from "node:fs";
import type { KeyId } from "@mariozechner/pi-tui";
import { KEY } from "../../src/config/key.ts";
import { DEFAULT_SETTINGS } from "../../src/policy/settings.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";

const KEY_ID = new RegExp(`^(?:${KEY})$`);

/** The user's shortcut; undefined: none. What ships, where the file has a mistake: that is reported when the session begins. */
export async function startShortcut(): Promise<KeyId | undefined> {
  const file = `${agentDirectory()}/pi-modes.json`;
  const shortcut = existsSync(file) ? await readShortcut(file) : DEFAULT_SETTINGS.shortcut;
  return shortcut !== undefined && isKey(shortcut) ? shortcut : undefined;
}

async function readShortcut(file: string): Promise<string | undefined> {
  const { readFileText } = await import("../shared/policy-read.ts");
  const { buildPolicy, NO_SOURCES } = await import("../../src/config/policy.ts");
  const user = readFileText(file);
  return buildPolicy({ ...NO_SOURCES, user }, { root: "/", home: "/", real: (path) => path }).settings.shortcut;
}

function isKey(text: string): text is KeyId {
  return KEY_ID.test(text);
}
