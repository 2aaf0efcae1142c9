// Time by the item. Law: the code is warm, all items take turns in each round, and what an item costs is the median of its own rounds, so that
// a moment's disturbance is nobody's.

import { median, percentile } from "./stats.ts";

export interface Rounds {
  readonly rounds: number;
  /** Rounds before them that don't count. */
  readonly warm: number;
  /** What counts of an item's rounds; the median when absent. */
  readonly of?: (taken: readonly number[]) => number;
}

const ROUNDS: Rounds = { rounds: 60, warm: 20 };

/** Nearly the least: for long items, which hardly a round leaves undisturbed on a busy machine. */
export const undisturbed = (taken: readonly number[]): number => percentile(taken, 0.1);

/** Kept, so that no work can be left out as unused. */
const sink: { last: unknown } = { last: undefined };

/** Microseconds of each item, in their order. */
export function timeEach<Item>(
  items: readonly Item[],
  act: (item: Item) => unknown,
  { rounds, warm, of = median }: Rounds = ROUNDS,
): readonly number[] {
  const taken = items.map((): number[] => []);
  for (let round = -warm; round < rounds; round += 1) {
    for (const [index, item] of items.entries()) {
      const began = performance.now();
      sink.last = act(item);
      const time = performance.now() - began;
      if (round >= 0) taken[index]?.push(time * 1000);
    }
  }
  return taken.map(of);
}

export async function timeEachAsync<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  { rounds, warm, of = median }: Rounds = ROUNDS,
): Promise<readonly number[]> {
  const taken = items.map((): number[] => []);
  for (let round = -warm; round < rounds; round += 1) {
    for (const [index, item] of items.entries()) {
      const began = performance.now();
      sink.last = await act(item);
      const time = performance.now() - began;
      if (round >= 0) taken[index]?.push(time * 1000);
    }
  }
  return taken.map(of);
}
