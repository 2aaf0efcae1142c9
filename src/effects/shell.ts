// A shell text and its effects: the shell room reads, this room judges.

import { analyse } from "../shell/analyse.ts";
import type { Effect } from "./effect.ts";
import { effectsOfText } from "./judge.ts";
import type { Workspace } from "./workspace.ts";

/** Total: also where reading the text fails, which is opaque. */
export function effectsOfShell(text: string, workspace: Workspace, tool: string): readonly Effect[] {
  try {
    return effectsOfText(text, workspace, tool, analyse);
  } catch (error) {
    const why = `reading the command failed: ${error instanceof Error ? error.message : "unknown error"}`;
    return [{ origin: { tool, program: "bash", word: text.slice(0, 80), offset: 0, end: text.length }, kind: "opaque", why }];
  }
}
