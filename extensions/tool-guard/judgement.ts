// The judgement of a session's calls. Parser and knowledge come with it, so it is loaded when the first run begins, not when pi starts.

import { checkExamples } from "../../src/config/examples.ts";
import type { Workspace } from "../../src/effects/workspace.ts";
import { judge } from "../../src/judge.ts";
import type { PlanState } from "../../src/plan/fold.ts";
import { isPlanned, releaseRules } from "../../src/plan/release.ts";
import { NO_GRANTS } from "../../src/policy/grants.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { compileRules, joinRules } from "../../src/policy/rules.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import { sessionWorkspace } from "../shared/workspace.ts";

/** Under the mode, the policy and the grants that hold now. `cwd`: where the host runs the call, absolute. */
export function judgeNow(tool: string, input: unknown, cwd: string, store: SessionStore): Verdict {
  const workspace = sessionWorkspace(cwd, store.guarded);
  const now = Date.now();
  const mode = currentMode(store);
  const circumstances = { root: workspace.root, grants: store.keeper?.index(now) ?? NO_GRANTS, now, tools: store.tools };
  return judge({ tool, input }, workspace, mode, withRelease(store, workspace), circumstances);
}

/** What an approved plan releases counts in the mode that it was approved for, and in no other. */
let released: { readonly policy: Policy; readonly plan: PlanState; readonly root: string; readonly joined: Policy } | undefined;

function withRelease({ policy, plan, branch }: SessionStore, { root, home, realPath }: Workspace): Policy {
  if (plan.stage !== "approved" || plan.release?.mode !== branch.mode) return policy;
  if (released?.policy === policy && released.plan === plan && released.root === root) return released.joined;
  const rules = compileRules(releaseRules(plan), { root, home, real: (path) => realPath("/", path) ?? path });
  released = { policy, plan, root, joined: { ...policy, rules: joinRules(policy.rules, rules) } };
  return released.joined;
}

/** True where a plan is being carried out that doesn't name what is asked about. */
export function isOffPlan({ plan, branch }: SessionStore, verdict: Verdict, root: string): boolean {
  if (plan.stage !== "approved" || plan.release?.mode !== branch.mode) return false;
  return verdict.reasons.some(({ decision, effect }) => decision !== "allow" && !isPlanned(plan, effect, root));
}

export { deviationsIn } from "../../src/plan/deviation.ts";

/** From now on the examples of rules are checked. */
export function bringChecks(store: SessionStore): void {
  store.checkExamples ??= checkExamples;
}

/** The folder that paths are shown relative to. */
export function workspaceRoot(cwd: string): string {
  return sessionWorkspace(cwd).root;
}
