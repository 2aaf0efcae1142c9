// What is done while a plan is carried out and isn't in it. Law: it is a record for the review, and decides nothing.

import type { EffectClass } from "../policy/classes.ts";
import type { Verdict } from "../policy/verdict.ts";
import { clean, describeEffect } from "../policy/wording.ts";
import type { PlanState } from "./fold.ts";
import { isPlanned } from "./release.ts";
import { cut } from "./templates.ts";

/** UTF-16 units: an entry has room for it, however long a path is. */
const LINE = 500;

/** Rows that any work needs: a plan doesn't have to name them. */
const EXPECTED: ReadonlySet<EffectClass> = new Set([
  "run",
  "read",
  "write-temp",
  "execute-check",
  "execute",
  "network-loopback",
  "network-own-remote",
  "network-fetch",
  "install-declared",
  "vcs-local",
]);

/**
 * A line for each effect of a call that the plan in hand doesn't name; none without a plan that is carried out in this mode. `ran`: whether the
 * call was let through. `root`: the workspace folder, absolute.
 */
export function deviationsIn(state: PlanState, { mode, decision, reasons }: Verdict, ran: boolean, root: string): readonly string[] {
  if (state.stage !== "approved" || state.release?.mode !== mode) return [];
  const became = !ran ? "refused: " : decision === "ask" ? "allowed by the user: " : "";
  const others = reasons.filter((reason) => !EXPECTED.has(reason.class) && !isPlanned(state, reason.effect, root));
  return [...new Set(others.map(({ effect }) => cut(`${became}${clean(describeEffect(effect, root))}`, LINE)))];
}
