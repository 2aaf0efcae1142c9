// The judgement of a session's calls. Parser and knowledge come with it, so it is loaded when the first run begins, not when pi starts.

import { checkExamples } from "../../src/config/examples.ts";
import { judge } from "../../src/judge.ts";
import { NO_GRANTS } from "../../src/policy/grants.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import { sessionWorkspace } from "../shared/workspace.ts";

/** Under the mode, the policy and the grants that hold now. `cwd`: where the host runs the call, absolute. */
export function judgeNow(tool: string, input: unknown, cwd: string, store: SessionStore): Verdict {
  const workspace = sessionWorkspace(cwd, store.guarded);
  const now = Date.now();
  const circumstances = { root: workspace.root, grants: store.keeper?.index(now) ?? NO_GRANTS, now, tools: store.tools };
  return judge({ tool, input }, workspace, currentMode(store), store.policy, circumstances);
}

/** From now on the examples of rules are checked. */
export function bringChecks(store: SessionStore): void {
  store.checkExamples ??= checkExamples;
}

/** The folder that paths are shown relative to. */
export function workspaceRoot(cwd: string): string {
  return sessionWorkspace(cwd).root;
}
