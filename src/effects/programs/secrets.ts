// Secrets that don't lie in a file: what a program prints out of a store of keys.

import type { WordFact } from "../../shell/facts.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";

/** A read of the store that a program keeps. Stores have no path, so the program's name stands for it. */
export function secretRead(call: Call, word?: WordFact): Effect {
  const path = `/secrets of ${call.program.split(" ")[0] ?? call.program}`;
  return call.effect({ kind: "read", target: { kind: "exact", path, scope: "outside", marks: ["secret"] } }, word);
}
