// Effects and worlds for tests that don't need a parser or a disk.

import type { Effect, EffectKind, Mark, PathTarget, Scope } from "../../src/effects/effect.ts";
import { decide } from "../../src/policy/decide.ts";
import { type Grant, indexGrants } from "../../src/policy/grants.ts";
import type { Mode } from "../../src/policy/modes.ts";
import { BUILT_IN, circumstancesIn, type Policy } from "../../src/policy/policy.ts";
import type { Verdict } from "../../src/policy/verdict.ts";

export const ROOT = "/home/u/proj";

export function effect(kind: EffectKind, word = "word", program: string | undefined = "program"): Effect {
  return { origin: program === undefined ? { tool: "write", word } : { tool: "bash", program, word }, ...kind };
}

export function target(path: string, scope: Scope = "workspace", marks: readonly Mark[] = []): PathTarget {
  return { kind: "exact", path, scope, marks };
}

/** What a mode says to effects in `ROOT`, by the policy that ships or another one. */
export function verdictOn(
  effects: readonly Effect[],
  mode: Mode,
  policy: Policy = BUILT_IN,
  grants: readonly Grant[] = [],
  now = 0,
): Verdict {
  return decide(effects, mode, policy, circumstancesIn(ROOT, indexGrants(grants), now));
}

/** An effect in few words; `where` says how a path is shown. */
export function shortEffect(effect: Effect, where: (effect: Extract<Effect, { target: PathTarget }>) => string): string {
  switch (effect.kind) {
    case "read":
    case "write":
    case "delete":
      return `${effect.kind} ${where(effect)}`;
    case "execute":
    case "install":
      return `${effect.kind} ${effect.what}`;
    case "network":
      return `network ${effect.direction} ${effect.peer}`;
    case "vcs":
      return `vcs ${effect.act}`;
    default:
      return effect.kind;
  }
}
