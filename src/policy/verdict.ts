// Combining by rank, the most restrictive wins: these two lines are the whole algebra.
const RANK = { allow: 0, ask: 1, deny: 2 } as const;
export const stricter = (a: Decision, b: Decision): Decision => (RANK[a] >= RANK[b] ? a : b);

import type { Effect } from "../effects/effect.ts";
import type { EffectClass } from "./classes.ts";
import type { Grant } from "./grants.ts";
import type { Rule } from "./rule.ts";

export type Decision = keyof typeof RANK;

/** True when `a` closes more than `b`. */
export const isStricter = (a: Decision, b: Decision): boolean => RANK[a] > RANK[b];

/** What decided about one row. `floor`: no mode, rule or grant opens it. `writable`: the mode names the path as writable. */
export type DecidedBy =
  | { readonly source: "mode" | "writable" | "floor" }
  | { readonly source: "rule"; readonly rule: Rule }
  | { readonly source: "grant"; readonly grant: Grant };

/** Why one effect is open, a question or closed. */
export type Reason = DecidedBy & {
  readonly effect: Effect;
  readonly class: EffectClass;
  readonly decision: Decision;
};

/** What is to be done with a call in a mode. */
export interface Verdict {
  readonly mode: string;
  readonly decision: Decision;
  /** One for each effect, the deciding one first. Empty: the call has no effect at all. */
  readonly reasons: readonly Reason[];
}
