// Scripts that a text writes and then runs. Law: what such a script says counts as well; that it runs at all is said elsewhere.

import type { CommandFact, ShellFact, WordFact } from "../shell/facts.ts";
import { literal, textWord } from "../shell/word.ts";
import type { Effect } from "./effect.ts";
import { commandOf, textOf } from "./streams.ts";
import type { Workspace } from "./workspace.ts";

const SCRIPT_LIMIT = 16;
const INTERPRETERS = /^(?:bash|sh|dash|source|\.|python3?|node|perl|ruby|php)$/;

/** The commands that would run the same code from their input, at their places. */
export function scriptsRun(
  facts: readonly ShellFact[],
  effects: readonly (readonly Effect[])[],
  workspace: Workspace,
): readonly CommandFact[] {
  const written = new Map<string, WordFact>();
  const runs: CommandFact[] = [];
  for (const [index, fact] of facts.entries()) {
    if (fact.kind === "redirect") {
      const from = facts[commandOf(fact, facts, index)];
      const content = from?.kind === "command" ? textOf(from) : undefined;
      for (const effect of effects[index] ?? [])
        if (content && effect.kind === "write" && effect.target.kind === "exact") written.set(effect.target.path, content);
    } else if (fact.kind === "command" && written.size > 0 && runs.length < SCRIPT_LIMIT) {
      const run = runOf(fact, written, workspace);
      if (run) runs.push(run);
    }
  }
  return runs;
}

function runOf(fact: CommandFact, written: ReadonlyMap<string, WordFact>, workspace: Workspace): CommandFact | undefined {
  const name = literal(fact.argv[0]);
  if (name === undefined || fact.cwd.kind !== "dirs") return undefined;
  const interpreted = INTERPRETERS.test(name);
  const file = interpreted
    ? fact.argv
        .slice(1)
        .map(literal)
        .find((text) => text !== undefined && !text.startsWith("-"))
    : name;
  if (file === undefined || !(interpreted || file.includes("/"))) return undefined;
  const [content] = fact.cwd.dirs.flatMap((dir) => written.get(workspace.realPath(dir, file) ?? "") ?? []);
  if (!content) return undefined;
  const program = interpreted && name !== "source" && name !== "." ? name : interpreterOf(literal(content) ?? "");
  return { ...fact, argv: [textWord(program, fact.place)], stdin: { kind: "text", content } };
}

/** What the first line of a script asks for. */
function interpreterOf(text: string): string {
  return /^#!.*\b(python3?|node|perl|ruby|php)\b/.exec(text)?.[1] ?? "bash";
}
