// Which random commands take longest to judge. Speed is printed, not asserted: a busy machine would fail a test that isn't wrong.

import fc from "fast-check";
import { broken, command, garbage } from "./commands.ts";
import { HOSTILE } from "./hostile.ts";
import { judged } from "./verdicts.ts";

const KEPT = 5;
const BATCH = 1_000;

export interface TimedVerdict {
  readonly ms: number;
  readonly text: string;
}

/** The slowest of `runs` commands, slowest first; each is timed twice, and the better time counts. */
export function slowestVerdicts(runs: number, seed: number): readonly TimedVerdict[] {
  const texts = fc.oneof(command, broken, garbage);
  let kept: readonly TimedVerdict[] = [];
  for (let done = 0; done < runs; done += BATCH) {
    const timed = fc
      .sample(texts, { numRuns: Math.min(BATCH, runs - done), seed: seed + done })
      .map((text) => ({ ms: timeOf(text), text }));
    kept = [...kept, ...timed].sort((a, b) => b.ms - a.ms).slice(0, KEPT);
  }
  return kept.map(({ text, ms }) => ({ text, ms: Math.min(ms, timeOf(text)) })).sort((a, b) => b.ms - a.ms);
}

/** The slowest of the texts that are made to take long, each at its best of eight: the engine compiles what is new to it first. */
export function slowestHostile(): readonly TimedVerdict[] {
  const timed = HOSTILE.map(([name, text]) => ({ text: name, ms: Math.min(...Array.from({ length: 8 }, () => timeOf(text))) }));
  return timed.sort((a, b) => b.ms - a.ms).slice(0, KEPT);
}

function timeOf(text: string): number {
  const began = performance.now();
  judged(text, "plan");
  return performance.now() - began;
}
