// Commands that git runs for the user. Law: they are judged whole, and where git runs them: seldom in the folder that git was started in.

import type { Cwd } from "../../shell/facts.ts";
import { couldSplit, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { wordsOf } from "../option-table.ts";
import { joinWords } from "./composed.ts";
import { findRepository } from "./git-repository.ts";

const SUBMODULES: Cwd = { kind: "unknown", why: "git runs it in each submodule" };
const ELSEWHERE: Cwd = { kind: "unknown", why: "git runs it in another folder" };

/** `submodule foreach`: one word is a shell text; of several the first is one, and gets the others as its parameters. */
function submoduleForeach(call: Call): readonly Effect[] {
  const { operands, unexplained } = call.parse();
  const [first, ...rest] = operands;
  const doubts = unexplained.map(({ word, why }) => call.opaque(`git submodule foreach: ${why}`, word));
  if (!first) return [...doubts, call.opaque("git submodule foreach is not told what to run")];
  const inside = call.with({ cwd: SUBMODULES });
  const text = joinWords([first, textWord('"$@"', first.place)], first.place);
  const effects = rest.length === 0 ? inside.script(first) : inside.script(text, rest.some(couldSplit) ? undefined : operands);
  return [...doubts, call.effect({ kind: "vcs", act: "local" }), ...effects];
}

/** `bisect run`: the words as they stand, in the top folder of the work tree. */
function bisectRun(call: Call): readonly Effect[] {
  const { operands } = call.parse();
  const top = topOf(call);
  return [...call.table(), ...(top && operands.length > 0 ? call.with({ cwd: top }).run(operands) : [])];
}

/** Options whose value is a shell text: `rebase --exec`, the filters of `filter-branch`. Their folder isn't the one git starts in. */
function runsElsewhere(call: Call): readonly Effect[] {
  const names = wordsOf(call.knowledge.runs);
  const moved = call.with({ cwd: call.program === "git filter-branch" ? ELSEWHERE : (topOf(call) ?? call.fact.cwd) });
  const texts = call.parse().options.flatMap(({ name, value }) => (value && names.includes(name) ? [value] : []));
  return moved.fact.cwd === call.fact.cwd ? call.table() : [...call.table(), ...texts.flatMap((text) => moved.script(text))];
}

/** The top folder of the work tree, where the command may not start in it. */
function topOf(call: Call): Cwd | undefined {
  const { cwd } = call.fact;
  if (cwd.kind === "unknown") return undefined;
  const dirs = cwd.dirs.map((dir) => call.workspace.realPath("/", dir));
  const tops = dirs.map((dir) => (dir === undefined ? undefined : findRepository(call.workspace, dir)?.top));
  const known = tops.filter((top) => top !== undefined);
  if (known.length < tops.length) return ELSEWHERE;
  return known.every((top, index) => top === dirs[index]) ? undefined : { kind: "dirs", dirs: known };
}

export const runHandlers: Readonly<Record<string, Handler>> = {
  "git-foreach": submoduleForeach,
  "git-bisect-run": bisectRun,
  "git-runs": runsElsewhere,
};
