// Effects and worlds for tests that don't need a parser or a disk.

import type { Effect, EffectKind, Mark, PathTarget, Scope } from "../../src/effects/effect.ts";

export const ROOT = "/home/u/proj";

export function effect(kind: EffectKind, word = "word", program: string | undefined = "program"): Effect {
  return { origin: program === undefined ? { tool: "write", word } : { tool: "bash", program, word }, ...kind };
}

export function target(path: string, scope: Scope = "workspace", marks: readonly Mark[] = []): PathTarget {
  return { kind: "exact", path, scope, marks };
}
