// The judgement of a session's calls. Parser and knowledge come with it, so it is loaded when the first run begins, not when pi starts.

import { judge } from "../../src/judge.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import { sessionWorkspace } from "../shared/workspace.ts";

/** Under the mode that holds now. `cwd`: where the host runs the call, absolute. */
export function judgeNow(tool: string, input: unknown, cwd: string, store: SessionStore): Verdict {
  return judge({ tool, input }, sessionWorkspace(cwd), currentMode(store));
}

/** The folder that paths are shown relative to. */
export function workspaceRoot(cwd: string): string {
  return sessionWorkspace(cwd).root;
}
