// Verdicts in a world made of a list, and what it means that one is milder than another.

import { judge } from "../../src/judge.ts";
import { MODE_NAMES, MODES, type ModeName } from "../../src/policy/modes.ts";
import { stricter, type Verdict } from "../../src/policy/verdict.ts";
import { world } from "../effects/engine/world.ts";

export function judged(text: string, mode: ModeName): Verdict {
  return judge({ tool: "bash", input: { command: text } }, world(), MODES[mode]);
}

/** One line for each mode in which the other text is judged more mildly; none is good. */
export function milder(text: string, other: string): readonly string[] {
  return MODE_NAMES.flatMap((mode) => {
    const before = judged(text, mode).decision;
    const after = judged(other, mode).decision;
    return stricter(before, after) === after
      ? []
      : [`${mode}: ${before} for ${JSON.stringify(text)}, ${after} for ${JSON.stringify(other)}`];
  });
}
