// Effects and a mode give a verdict. Law: over all effects of a call the most restrictive answer wins, and the floor is above every mode.

import { minimatch } from "minimatch";
import type { Effect } from "../effects/effect.ts";
import { classesOf, type EffectClass } from "./classes.ts";
import type { Mode } from "./modes.ts";
import { type Decision, type Reason, stricter, type Verdict } from "./verdict.ts";

/** Rows that nothing opens. */
const FLOOR: ReadonlySet<EffectClass> = new Set(["destroy"]);

/** The rows that a mode's `writable` globs may open, and no others: a secret or a guarded file stays closed under any glob. */
const OPENED_BY_WRITABLE: ReadonlySet<EffectClass> = new Set(["write"]);

/** `root`: the workspace folder that `writable` globs are relative to, absolute. */
export function decide(effects: readonly Effect[], mode: Mode, root: string): Verdict {
  const reasons = effects.map((effect) => reasonOf(effect, mode, root));
  const decision = reasons.reduce<Decision>((worst, reason) => stricter(reason.decision, worst), "allow");
  const deciding = reasons.findIndex((reason) => reason.decision === decision);
  const first = reasons[deciding];
  return { mode: mode.name, decision, reasons: first ? [first, ...reasons.filter((_, index) => index !== deciding)] : [] };
}

function reasonOf(effect: Effect, mode: Mode, root: string): Reason {
  const answers = classesOf(effect).map((row) => answer(row, effect, mode, root));
  return answers.reduce((worst, next) => (stricter(worst.decision, next.decision) === worst.decision ? worst : next));
}

function answer(row: EffectClass, effect: Effect, mode: Mode, root: string): Reason {
  if (FLOOR.has(row)) return { effect, class: row, decision: "deny", source: "floor" };
  if (OPENED_BY_WRITABLE.has(row) && isWritable(effect, mode, root)) return { effect, class: row, decision: "allow", source: "writable" };
  return { effect, class: row, decision: mode.effects[row], source: "mode" };
}

/** Only a file tool's exact target counts: what a shell command does with a path is not ours to follow to the end. */
function isWritable(effect: Effect, mode: Mode, root: string): boolean {
  if (effect.kind !== "write" || effect.target.kind !== "exact" || effect.origin.program !== undefined) return false;
  const prefix = root.endsWith("/") ? root : `${root}/`;
  if (!effect.target.path.startsWith(prefix)) return false;
  const relative = effect.target.path.slice(prefix.length);
  return mode.writable.some((glob) => minimatch(relative, glob, { dot: true, nonegate: true, nocomment: true }));
}
