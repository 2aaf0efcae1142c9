// A command whose output goes to the file that it reads: bash empties the file before the command sees it.

import type { ShellFact } from "../shell/facts.ts";
import { literal } from "../shell/word.ts";
import type { Effect } from "./effect.ts";
import { commandOf, isInside, REACH, stageBefore } from "./streams.ts";

/** Stages of a pipeline that are looked at. */
const STAGE_LIMIT = 8;

/** True when the redirection at `index` opens a file for writing that its command, or one before it in the pipeline, reads. */
export function readsItself(facts: readonly ShellFact[], effects: readonly (readonly Effect[])[], index: number): boolean {
  const own = facts[index];
  if (own?.kind !== "redirect" || own.access !== "write") return false;
  const written = pathsOf(effects[index] ?? [], "write");
  let at = commandOf(own, facts, index);
  for (let stage = 0; at >= 0 && stage < STAGE_LIMIT; stage++) {
    const fact = facts[at];
    if (fact?.kind !== "command") return false;
    // git reads what it keeps, not the file of that name.
    const fromFiles = literal(fact.argv[0]) === "git" ? [] : (effects[at] ?? []);
    const from = Math.max(0, at - REACH);
    const inputs = facts
      .slice(from, at)
      .flatMap((one, place) => (one.kind === "redirect" && isInside(one.place, fact.place) ? (effects[from + place] ?? []) : []));
    if (pathsOf([...fromFiles, ...inputs], "read").some((path) => written.includes(path))) return true;
    at = fact.stdin.kind === "pipe" ? stageBefore(fact.place, facts, at) : -1;
  }
  return false;
}

function pathsOf(effects: readonly Effect[], kind: "read" | "write"): readonly string[] {
  return effects.flatMap((effect) => (effect.kind === kind && effect.target.kind === "exact" ? [effect.target.path] : []));
}
