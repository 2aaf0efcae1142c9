// rm, shred, truncate, fallocate: programs that are there to take content away, or disk space.

import type { WordFact } from "../../shell/facts.ts";
import { literal } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { isGeneratedPath } from "../paths.ts";
import { emptied } from "../ruin.ts";
import { isLarge, sizeOf } from "../sizes.ts";
import { withPlainGlobs } from "./plain-globs.ts";

/** More files than this, each by its name, are as much as a folder. A pattern counts for several. */
const LIST_LIMIT = 5;
const PATTERN_WEIGHT = 3;

/** A long list of files is a broad removal. */
export function rm(call: Call): readonly Effect[] {
  const effects = withPlainGlobs(call).table();
  const weight = effects
    .filter((effect) => isWork(effect, call))
    .reduce((sum, { target }) => sum + (target.kind === "pattern" ? PATTERN_WEIGHT : 1), 0);
  return weight <= LIST_LIMIT ? effects : effects.map((effect) => (isWork(effect, call) ? { ...effect, broad: true } : effect));
}

/** What is shredded can't be brought back from the disk either. */
export function shred(call: Call): readonly Effect[] {
  return emptied(call.table(), call.workspace).map((effect) => (isWork(effect, call) ? { ...effect, broad: true } : effect));
}

function isWork(effect: Effect, call: Call): effect is Extract<Effect, { kind: "delete" }> {
  return (
    effect.kind === "delete" &&
    effect.target.kind !== "unknown" &&
    effect.target.scope === "workspace" &&
    !isGeneratedPath(effect.target.path, call.workspace)
  );
}

export function truncate(call: Call): readonly Effect[] {
  const effects = call.table();
  const size = givenValue(call, "-s", "--size");
  const text = literal(size) ?? "";
  if (isLarge(text.replace(/^[+%/<>]/, ""))) return [...effects, call.effect({ kind: "system", why: "it takes the room of a disk" }, size)];
  // A size without a sign is what is left; `+` and `>` only add.
  return sizeOf(text.replace(/^[-<]/, "")) === undefined ? effects : emptied(effects, call.workspace);
}

export function fallocate(call: Call): readonly Effect[] {
  const effects = call.table();
  const size = givenValue(call, "-l", "--length");
  const takes = call
    .parse()
    .options.some((option) =>
      ["-c", "--collapse-range", "-p", "--punch-hole", "-z", "--zero-range", "-i", "--insert-range"].includes(option.name),
    );
  const fills = !takes && isLarge(literal(size) ?? "");
  return [
    ...(takes ? emptied(effects, call.workspace) : effects),
    ...(fills ? [call.effect({ kind: "system", why: "it takes the room of a disk" }, size)] : []),
  ];
}

function givenValue(call: Call, ...names: readonly string[]): WordFact | undefined {
  return call.parse().options.findLast((option) => names.includes(option.name))?.value;
}
