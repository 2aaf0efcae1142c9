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
  const checks = new Set(
    effects.flatMap((effect) => (effect.kind === "execute" && effect.what === "check" ? [effect.origin.program] : [])),
  );
  const reasons = effects.map((effect) => reasonOf(effect, { mode, policy, circumstances, checks }));
  const decision = reasons.reduce<Decision>((worst, reason) => stricter(reason.decision, worst), "allow");
  const deciding = reasons.findIndex((reason) => reason.decision === decision);
  const first = reasons[deciding];
  return { mode: mode.name, decision, reasons: first ? [first, ...reasons.filter((_, index) => index !== deciding)] : [] };
}

interface Under {
  readonly mode: Mode;
  readonly policy: Policy;
  readonly circumstances: Circumstances;
  /** The programs of the call that check the project. */
  readonly checks: ReadonlySet<string | undefined>;
}

function reasonOf(effect: Effect, under: Under): Reason {
  const answers = classesOf(effect).map((row): Reason => ({ effect, class: row, ...answer(row, effect, under) }));
  return answers.reduce((worst, next) => (stricter(worst.decision, next.decision) === worst.decision ? worst : next));
}

type Answer = DecidedBy & { readonly decision: Decision };

function answer(row: EffectClass, effect: Effect, under: Under): Answer {
  const { mode, policy, circumstances } = under;
  if (policy.floor.has(row)) return { decision: "deny", source: "floor" };
  const standing = byMode(row, effect, under);
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

function byMode(row: EffectClass, effect: Effect, { mode, circumstances, checks }: Under): Answer {
  const { root } = circumstances;
  if (OPENED_BY_WRITABLE.has(row) && effect.kind === "write" && (isWritable(effect, mode, root) || isOutput(effect, mode, root, checks)))
    return { decision: "allow", source: "writable" };
  return { decision: mode.effects[row], source: "mode" };
}

type Write = Extract<Effect, { kind: "read" | "write" }>;

const GLOBS = { dot: true, nonegate: true, nocomment: true } as const;

/** Only a file tool's exact target counts: what a shell command does with a path is not ours to follow to the end. */
function isWritable({ target, origin }: Write, mode: Mode, root: string): boolean {
  if (target.kind !== "exact" || origin.program !== undefined) return false;
  const path = below(target.path, root);
  return path !== undefined && mode.writable.some((glob) => minimatch(path, glob, GLOBS));
}

/**
 * A report or a cache that a check writes, or a file of what it prints. No other program: what makes links there opens a way out for the
 * calls beside it. Of a target that is known in part, what is known must lie in there.
 */
function isOutput({ target, origin }: Write, mode: Mode, root: string, checks: Under["checks"]): boolean {
  if (target.kind === "unknown" || mode.outputs.length === 0) return false;
  if (origin.command !== undefined && origin.program !== "tee" && !checks.has(origin.program)) return false;
  const path = below(target.kind === "exact" ? target.path : target.base, root);
  return path !== undefined && mode.outputs.some((glob) => minimatch(path, glob, GLOBS) || minimatch(path, `${glob}/**`, GLOBS));
}

/** The path seen from the folder; undefined where it isn't in it. */
function below(path: string, root: string): string | undefined {
  const prefix = root.endsWith("/") ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
