// What has to be known before a session begins: keys are registered while the extension loads. Only the user's own file counts for that.

import type { KeyId } from "@mariozechner/pi-tui";
import { buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import { KEY } from "../../src/config/schema.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/policy/settings.ts";
import { agentDirectory } from "../../src/workspace/node.ts";
import { FILE_NAME } from "../shared/policy-files.ts";
import { readFileText } from "../shared/policy-read.ts";

const KEY_ID = new RegExp(`^(?:${KEY})$`);

/** The user's shortcut; undefined: none. */
export function startShortcut(): KeyId | undefined {
  const { shortcut } = startSettings();
  return shortcut !== undefined && isKey(shortcut) ? shortcut : undefined;
}

function isKey(text: string): text is KeyId {
  return KEY_ID.test(text);
}

/** What ships, where the file has a mistake: it is reported when the session begins. */
function startSettings(): Settings {
  const user = readFileText(`${agentDirectory()}/${FILE_NAME}`);
  if (user.kind !== "text") return DEFAULT_SETTINGS;
  return buildPolicy({ ...NO_SOURCES, user }, { root: "/", home: "/", real: (path) => path }).settings;
}
