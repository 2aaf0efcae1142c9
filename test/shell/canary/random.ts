// A small seeded generator, so that a failing script can be made again from its seed.

export interface Random {
  /** Between 0 and 1. */
  next(): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Makes one of the forms. */
  form(forms: readonly (() => string)[]): string;
  /** True with the given probability. */
  chance(probability: number): boolean;
  below(limit: number): number;
}

export function random(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    form: (forms) => forms[below(forms.length)]?.() ?? "",
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
  };
}
