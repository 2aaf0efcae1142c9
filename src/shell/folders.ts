// `cd`, `pushd`, `popd`: which folders the next command may run in. A `cd` may fail, then the old one stays.

import type { Invocation, Outcome, Walk } from "./context.ts";
import type { Cwd, WordFact } from "./facts.ts";
import { joinCwd } from "./join.ts";
import { parameterValue } from "./parameter.ts";
import { soleValue } from "./pieces.ts";
import { dropVariable, fork, type State, UNKNOWN_CWD } from "./state.ts";

export function changeFolder(walk: Walk, { argv }: Invocation, state: State): Outcome {
  const { operands, physical } = split(argv.slice(1));
  if (!operands) return moved(state, UNKNOWN_CWD);
  const [operand] = operands;
  // Two operands are an error, but a word that splits could be none.
  if (operands.length > 1 && !operands.some(uncertain)) return { ok: state, bad: state };
  if (!operand) return moved(state, home(walk, state));
  if (operands.length > 1) return moved(state, UNKNOWN_CWD);
  if (soleValue(operand.pieces) === "-") return moved(state, state.previous);
  return moved(state, destination(state, operand, physical));
}

export function pushFolder(_walk: Walk, { argv }: Invocation, state: State): Outcome {
  const { operands } = split(argv.slice(1));
  const [operand] = operands ?? [];
  const text = operand && soleValue(operand.pieces);
  const before = state.cwd;
  const known = operands?.length === 1 && operand && text !== undefined && !/^[-+]/.test(text);
  const outcome = moved(state, known ? destination(state, operand, false) : UNKNOWN_CWD);
  outcome.ok.folders = known ? state.folders && [...state.folders, before] : undefined;
  return outcome;
}

export function popFolder(_walk: Walk, { argv }: Invocation, state: State): Outcome {
  const top = argv.length === 1 ? state.folders?.at(-1) : undefined;
  const outcome = moved(state, top ?? UNKNOWN_CWD);
  outcome.ok.folders = top ? state.folders?.slice(0, -1) : undefined;
  return outcome;
}

/** The states after a change that worked and one that failed. */
function moved(state: State, cwd: Cwd): Outcome {
  const ok = fork(state);
  ok.cwd = cwd;
  ok.previous = state.cwd;
  dropVariable(ok, "PWD");
  dropVariable(ok, "OLDPWD");
  return { ok, bad: state };
}

function uncertain(word: WordFact): boolean {
  return word.pieces.some((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits));
}

function split(words: readonly WordFact[]): { readonly operands: readonly WordFact[] | undefined; readonly physical: boolean } {
  let physical = false;
  for (const [index, word] of words.entries()) {
    const text = soleValue(word.pieces);
    if (text === "--") return { operands: words.slice(index + 1), physical };
    if (text === undefined || !/^-./.test(text)) return { operands: words.slice(index), physical };
    if (!/^-[LPe@]+$/.test(text)) return { operands: undefined, physical };
    physical ||= text.includes("P");
  }
  return { operands: [], physical };
}

function home(walk: Walk, state: State): Cwd {
  const value = parameterValue(walk, state, "HOME");
  const dir = value.kind === "pieces" ? soleValue(value.pieces) : undefined;
  return dir?.startsWith("/") ? { kind: "dirs", dirs: [normalise(dir)] } : UNKNOWN_CWD;
}

/** A path that is longer is none. */
const PATH_LIMIT = 4096;

function destination(state: State, operand: WordFact, physical: boolean): Cwd {
  const text = soleValue(operand.pieces);
  if (text === undefined || text.length > PATH_LIMIT || (physical && text.includes(".."))) return UNKNOWN_CWD;
  if (text.startsWith("/")) return { kind: "dirs", dirs: [normalise(text)] };
  if (state.cwd.kind === "unknown" || (state.cdpath && !/^\.\.?(\/|$)/.test(text))) return UNKNOWN_CWD;
  if (text === "") return state.cwd;
  return state.cwd.dirs.map((dir): Cwd => bounded(normalise(`${dir}/${text}`))).reduce(joinCwd);
}

function bounded(dir: string): Cwd {
  return dir.length > PATH_LIMIT ? UNKNOWN_CWD : { kind: "dirs", dirs: [dir] };
}

/** An absolute path without `.`, `..` and doubled slashes, resolved by name as bash does. */
function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
