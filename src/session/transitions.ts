// Transitions are data: what isn't listed is refused. A list says who may take the step; loosening is for the user alone.

import { isModeName, MODE_NAMES, type ModeName } from "../policy/modes.ts";
import type { Trigger } from "./entries.ts";

interface Transition {
  readonly from: ModeName;
  readonly to: ModeName;
  readonly by: readonly Trigger[];
}

export const TRANSITIONS: readonly Transition[] = [
  { from: "plan", to: "execute", by: ["user"] },
  { from: "plan", to: "review", by: ["user"] },
  { from: "execute", to: "plan", by: ["user", "flag", "request", "restore"] },
  { from: "execute", to: "review", by: ["user", "request"] },
  { from: "review", to: "plan", by: ["user", "flag", "request", "restore"] },
  { from: "review", to: "execute", by: ["user"] },
];

export type TransitionResult =
  | { readonly kind: "switched"; readonly from: ModeName; readonly to: ModeName }
  | { readonly kind: "same"; readonly mode: ModeName }
  | { readonly kind: "refused"; readonly why: string };

/** What a wish for `target` comes to. `target` is whatever the user or the bus sent. */
export function transition(from: ModeName, target: unknown, by: Trigger): TransitionResult {
  if (!isModeName(target)) return { kind: "refused", why: `There is no mode ${shown(target)}. The modes are ${MODE_NAMES.join(", ")}.` };
  if (target === from) return { kind: "same", mode: from };
  const listed = TRANSITIONS.find((step) => step.from === from && step.to === target);
  if (listed?.by.includes(by)) return { kind: "switched", from, to: target };
  return { kind: "refused", why: `Going from ${from} to ${target} is for the user: /mode ${target}.` };
}

function shown(target: unknown): string {
  return typeof target === "string" ? `"${target.slice(0, 40)}"` : "of that kind";
}
