// Everything that decides about a call, made once from all sources and replaced as a whole: modes, rules, floor.

import type { Claim } from "../effects/claims.ts";
import type { EffectClass } from "./classes.ts";
import { type GrantIndex, NO_GRANTS } from "./grants.ts";
import { DEFAULT_MODE, MODES, type Mode, STRICTEST_MODE } from "./modes.ts";
import type { RuleSet } from "./rules.ts";

export interface Policy {
  readonly modes: ReadonlyMap<string, Mode>;
  /** Where a session starts when nothing says otherwise. */
  readonly startMode: string;
  readonly rules: RuleSet;
  /** Names of tools beside `bash` whose `command` a shell runs. */
  readonly shellTools: ReadonlySet<string>;
  /** Rows that nothing opens, in any mode. */
  readonly floor: ReadonlySet<EffectClass>;
}

/** What decides beside the policy: where, when, and what the user agreed to. */
export interface Circumstances {
  /** The workspace folder, absolute. */
  readonly root: string;
  readonly grants: GrantIndex;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What is known of tools beside pi's own. */
  readonly tools?: { readonly bound: ReadonlySet<string>; readonly claims: ReadonlyMap<string, readonly Claim[]> };
}

const NO_RULES: RuleSet = { rules: [], rows: new Map(), depth: 0 };

/** The policy that ships. */
export const BUILT_IN: Policy = {
  modes: new Map(Object.values(MODES).map((mode) => [mode.name, mode])),
  startMode: DEFAULT_MODE,
  rules: NO_RULES,
  shellTools: new Set(),
  floor: new Set(["destroy"]),
};

export function circumstancesIn(root: string, grants: GrantIndex = NO_GRANTS, now = 0): Circumstances {
  return { root, grants, now };
}

/** The mode of that name; where it is gone, the strictest one, which every policy has. */
export function modeNamed(policy: Policy, name: string): Mode {
  return policy.modes.get(name) ?? policy.modes.get(STRICTEST_MODE) ?? MODES[STRICTEST_MODE];
}
