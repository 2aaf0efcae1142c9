// Transitions are data: what isn't listed is refused. Law: loosening is for the user alone; others may only tighten.

import { isNowhereStricter } from "../policy/grants.ts";
import type { Mode } from "../policy/modes.ts";
import { nearest } from "../policy/nearest.ts";
import { modeNamed, type Policy } from "../policy/policy.ts";
import type { Trigger } from "./entries.ts";

export type TransitionResult =
  | { readonly kind: "switched"; readonly from: string; readonly to: string }
  | { readonly kind: "same"; readonly mode: string }
  | { readonly kind: "refused"; readonly why: string };

/** Who may take the step from one mode to another. The session's own flag and its restoring lead into plan only. */
export function mayTrigger(from: Mode, to: Mode): readonly Trigger[] {
  if (from.transitions && !from.transitions.includes(to.name)) return [];
  const tightens = isNowhereStricter(from, to);
  if (!tightens) return ["user"];
  return to.name === "plan" ? ["user", "flag", "request", "restore"] : ["user", "request"];
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
  if (ceiling !== undefined && !isNowhereStricter(modeNamed(policy, ceiling), to))
    return { kind: "refused", why: `This session runs below another one and can't be looser than ${ceiling} mode.` };
  const allowed = mayTrigger(from, to);
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
