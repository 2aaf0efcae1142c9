// Code from elsewhere: what one command of a text fetches and another one runs. Law: nobody has seen such code, so running it is opaque,
// whether it comes through a pipe, a substitution or a file.

import type { CommandFact, ShellFact } from "../shell/facts.ts";
import { gather } from "../shell/gather.ts";
import { literal } from "../shell/word.ts";
import { dataList } from "./data-lists.ts";
import type { Effect, PathTarget } from "./effect.ts";
import { parentOf } from "./scopes.ts";
import { isInside } from "./streams.ts";
import type { Workspace } from "./workspace.ts";

interface Judged {
  readonly fact: ShellFact;
  readonly effects: readonly Effect[];
}

/** What is to be added to the effects of a text: one opaque effect for each command that runs what was fetched before. */
export function fetchedCode(judged: readonly Judged[], workspace: Workspace): readonly Effect[] {
  const files: PathTarget[] = [];
  const found: Effect[] = [];
  // Whether the pipeline so far carries what nobody has seen.
  let carries = false;
  for (const [index, { fact, effects }] of judged.entries()) {
    if (fact.kind !== "command") continue;
    if (fact.stdin.kind !== "pipe") carries = false;
    const runs = effects.find((effect) => effect.kind === "execute" && effect.what !== "check");
    if (runs && ((carries && readsCode(effects)) || runsFile(fact, effects, files, workspace) || runsSubstitution(fact, judged, index)))
      found.push({ origin: runs.origin, kind: "opaque", why: "the code that runs here was fetched or decoded a moment ago" });
    carries ||= fetches(effects) || dataList("streams", "decoders").includes(literal(fact.argv[0]) ?? "");
    if (fetches(effects)) files.push(...writtenBy(fact, judged));
  }
  return found;
}

function fetches(effects: readonly Effect[]): boolean {
  return effects.some((effect) => effect.kind === "network" && effect.direction === "fetch" && effect.peer !== "loopback");
}

/** An interpreter without a script of its own. */
function readsCode(effects: readonly Effect[]): boolean {
  return effects.some(
    ({ origin, ...kind }) =>
      kind.kind === "execute" &&
      kind.what === "inline" &&
      (origin.word === origin.program || origin.word === "-" || origin.word === "/dev/stdin"),
  );
}

/** What the command writes, and what its redirections do. */
function writtenBy(fact: CommandFact, judged: readonly Judged[]): readonly PathTarget[] {
  const own = judged.filter((one) => one.fact === fact || (one.fact.kind === "redirect" && isInside(one.fact.place, fact.place)));
  return gather(own, ({ effects }) => gather(effects, (effect) => (effect.kind === "write" ? [effect.target] : [])));
}

/** True when a word that something is run for names one of the files, or a file in a folder that was fetched into. */
function runsFile(fact: CommandFact, effects: readonly Effect[], files: readonly PathTarget[], workspace: Workspace): boolean {
  if (files.length === 0 || fact.cwd.kind !== "dirs") return false;
  const words = effects.flatMap((effect) => (effect.kind === "execute" ? [effect.origin.word] : []));
  const sourced = isSource(fact) ? [literal(fact.argv[1]) ?? ""] : [];
  const paths = fact.cwd.dirs.flatMap((dir) => [...words, ...sourced].map((word) => workspace.realPath(dir, word)));
  return files.some((file) => file.kind === "exact" && paths.some((path) => path === file.path || (path && parentOf(path) === file.path)));
}

/** `source <(curl ...)`, `python3 <(curl ...)`. */
function runsSubstitution(fact: CommandFact, judged: readonly Judged[], index: number): boolean {
  return fact.argv.slice(1).some((word, at) => {
    if (!word.place.text.startsWith("<(") || (at > 0 && !isSource(fact))) return false;
    return judged.slice(0, index).some((one) => isInside(one.fact.place, word.place) && fetches(one.effects));
  });
}

function isSource(fact: CommandFact): boolean {
  const name = literal(fact.argv[0]);
  return name === "source" || name === ".";
}
