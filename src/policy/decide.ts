// Effects, a mode and the policy give a verdict. Law: over all effects of a call the most restrictive answer wins. For one row of one effect:
// the floor, then rules (deny over ask over allow), then grants, then the mode's default.

import { minimatch } from "minimatch";
import type { Effect } from "../effects/effect.ts";
import { classesOf, type EffectClass } from "./classes.ts";
import { grantFor } from "./grants.ts";
import type { Mode } from "./modes.ts";
import type { Circumstances, Policy } from "./policy.ts";
import { askRules } from "./rules.ts";
import { type DecidedBy, type Decision, isStricter, type Reason, stricter, type Verdict } from "./verdict.ts";

/** The rows that a mode's `writable` globs may open, and no others: a secret or a guarded file stays closed under any glob. */
const OPENED_BY_WRITABLE: ReadonlySet<EffectClass> = new Set(["write"]);

export function decide(effects: readonly Effect[], mode: Mode, policy: Policy, circumstances: Circumstances): Verdict {
  const reasons = effects.map((effect) => reasonOf(effect, mode, policy, circumstances));
  const decision = reasons.reduce<Decision>((worst, reason) => stricter(reason.decision, worst), "allow");
  const deciding = reasons.findIndex((reason) => reason.decision === decision);
  const first = reasons[deciding];
  return { mode: mode.name, decision, reasons: first ? [first, ...reasons.filter((_, index) => index !== deciding)] : [] };
}

function reasonOf(effect: Effect, mode: Mode, policy: Policy, circumstances: Circumstances): Reason {
  const answers = classesOf(effect).map((row): Reason => ({ effect, class: row, ...answer(row, effect, mode, policy, circumstances) }));
  return answers.reduce((worst, next) => (stricter(worst.decision, next.decision) === worst.decision ? worst : next));
}

type Answer = DecidedBy & { readonly decision: Decision };

function answer(row: EffectClass, effect: Effect, mode: Mode, policy: Policy, circumstances: Circumstances): Answer {
  if (policy.floor.has(row)) return { decision: "deny", source: "floor" };
  const standing = byMode(row, effect, mode, circumstances.root);
  const ruled = byRules(standing, row, effect, mode, policy);
  if (ruled.decision !== "ask") return ruled;
  const { root, grants, now } = circumstances;
  const grant = grantFor(grants, { effect, row, mode, modeNamed: (name) => policy.modes.get(name), root, now });
  return grant ? { decision: "allow", source: "grant", grant } : ruled;
}

/** Rules answer a question, close what is open, and open what is closed only where they name the mode. */
function byRules(standing: Answer, row: EffectClass, effect: Effect, mode: Mode, policy: Policy): Answer {
  const { any, named } = askRules(policy.rules, effect, row, mode.name);
  if (!any) return standing;
  if (isStricter(any.decision, standing.decision)) return { decision: any.decision, source: "rule", rule: any.rule };
  // Whatever fits must agree: an `ask` beside an `allow` stays a question.
  if (standing.decision === "ask") return { decision: any.decision, source: "rule", rule: any.rule };
  if (standing.decision === "deny" && named && named.decision === any.decision)
    return { decision: named.decision, source: "rule", rule: named.rule };
  return standing;
}

function byMode(row: EffectClass, effect: Effect, mode: Mode, root: string): Answer {
  if (OPENED_BY_WRITABLE.has(row) && isWritable(effect, mode, root)) return { decision: "allow", source: "writable" };
  return { decision: mode.effects[row], source: "mode" };
}

/** Only a file tool's exact target counts: what a shell command does with a path is not ours to follow to the end. */
function isWritable(effect: Effect, mode: Mode, root: string): boolean {
  if (effect.kind !== "write" || effect.target.kind !== "exact" || effect.origin.program !== undefined) return false;
  const prefix = root.endsWith("/") ? root : `${root}/`;
  if (!effect.target.path.startsWith(prefix)) return false;
  const relative = effect.target.path.slice(prefix.length);
  return mode.writable.some((glob) => minimatch(relative, glob, { dot: true, nonegate: true, nocomment: true }));
}
