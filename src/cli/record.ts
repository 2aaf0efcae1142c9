// An effect and its decision as plain JSON.

import type { Reason } from "../policy/verdict.ts";

export function effectRecord(reason: Reason): object {
  const { origin, ...effect } = reason.effect;
  return {
    ...effect,
    class: reason.class,
    decision: reason.decision,
    word: origin.word,
    ...(origin.program === undefined ? {} : { program: origin.program }),
  };
}
