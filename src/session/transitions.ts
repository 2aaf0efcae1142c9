// Transitions are data: what isn't listed is refused. Law: loosening is for the user alone; others may only tighten.

import { isNowhereStricter, opensOnly } from "../policy/grants.ts";
import { type Mode, STRICTEST_MODE } from "../policy/modes.ts";
import { nearest } from "../policy/nearest.ts";
import { modeNamed, type Policy } from "../policy/policy.ts";
import type { Rule } from "../policy/rule.ts";
import type { Trigger } from "./entries.ts";

export type TransitionResult =
  | { readonly kind: "switched"; readonly from: string; readonly to: string }
  | { readonly kind: "same"; readonly mode: string }
  | { readonly kind: "refused"; readonly why: string };

/** Who may take the step from one mode to another. The session's own flag and its restoring lead into plan only, and always. */
export function mayTrigger(from: Mode, to: Mode, rules: readonly Rule[] = []): readonly Trigger[] {
  if (from.transitions && !from.transitions.includes(to.name)) return [];
  const tightens = isNowhereStricter(from, to, rules) && !rules.some((rule) => opensOnly(rule, from, to) || closesOnly(rule, from, to));
  return ["user", ...(tightens ? (["request"] as const) : []), ...(to.name === STRICTEST_MODE ? (["flag", "restore"] as const) : [])];
}

/** True when the rule would be left behind. Into plan that is no loss that counts: there every doubt ends. */
function closesOnly({ decision, modes }: Rule, from: Mode, to: Mode): boolean {
  return decision !== "allow" && modes?.includes(from.name) === true && !modes.includes(to.name) && to.name !== STRICTEST_MODE;
}

/** What a wish for `target` comes to. `target` is whatever the user or the bus sent. `ceiling`: the loosest mode that a session above this one allows. */
export function transition(policy: Policy, from: Mode, target: unknown, by: Trigger, ceiling?: string): TransitionResult {
  const to = typeof target === "string" ? policy.modes.get(target) : undefined;
  if (!to)
    return {
      kind: "refused",
      why: `There is no mode ${shown(target)}.${hint(policy, target)} The modes are ${[...policy.modes.keys()].join(", ")}.`,
    };
  if (to.name === from.name) return { kind: "same", mode: from.name };
  if (ceiling !== undefined && !isNowhereStricter(modeNamed(policy, ceiling), to, policy.rules.rules))
    return { kind: "refused", why: `This session can't be looser than ${ceiling} mode now: /mode status says why.` };
  const allowed = mayTrigger(from, to, policy.rules.rules);
  if (allowed.includes(by)) return { kind: "switched", from: from.name, to: to.name };
  if (allowed.length === 0)
    return {
      kind: "refused",
      why: `${from.name} mode doesn't lead to ${to.name}. It leads to ${(from.transitions ?? []).join(", ") || "no other mode"}.`,
    };
  return { kind: "refused", why: `Going from ${from.name} to ${to.name} is for the user: /mode ${to.name}.` };
}

function hint(policy: Policy, target: unknown): string {
  const near = typeof target === "string" ? nearest(target, [...policy.modes.keys()]) : undefined;
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

function shown(target: unknown): string {
  return typeof target === "string" ? `"${target.slice(0, 40)}"` : "of that kind";
}
