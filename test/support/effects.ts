// Effects and worlds for tests that don't need a parser or a disk.

import type { Effect, EffectKind, Mark, PathTarget, Scope } from "../../src/effects/effect.ts";

export const ROOT = "/home/u/proj";

export function effect(kind: EffectKind, word = "word", program: string | undefined = "program"): Effect {
  return { origin: program === undefined ? { tool: "write", word } : { tool: "bash", program, word }, ...kind };
}

export function target(path: string, scope: Scope = "workspace", marks: readonly Mark[] = []): PathTarget {
  return { kind: "exact", path, scope, marks };
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
