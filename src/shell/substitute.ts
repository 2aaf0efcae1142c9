// Command and process substitutions: their scripts are walked in a subshell, and of what they print only that is known
// which their last command gives away.

import { deeper, opaque, placeOf, spend, subshell, type Walk } from "./context.ts";
import type { Piece, WordFact } from "./facts.ts";
import { outputOf } from "./outputs.ts";
import type { Script, Word } from "./parse.ts";
import { known, type Pieces, soleValue, spaced, unknown } from "./pieces.ts";
import { fork, type State } from "./state.ts";
import { folderPieces } from "./variables.ts";

/** Given by `expand`, which comes after this module. */
type ExpandWord = (walk: Walk, state: State, word: Word) => readonly WordFact[];

/** Walks a substitution's script in a subshell. */
export function walkApart(
  walk: Walk,
  state: State,
  part: { readonly pos: number; readonly end: number; readonly script: Script | undefined },
): State | undefined {
  const place = placeOf(walk, part);
  if (!part.script) {
    opaque(walk, "a substitution that can't be read", place);
    return undefined;
  }
  // A subshell costs more than a command.
  const inside = spend(walk, part, 3) ? deeper(walk, part) : undefined;
  if (!inside) return undefined;
  const { source } = part.script;
  const inner = fork(state);
  inner.errexit = false;
  const context = source === undefined ? inside : { ...inside, source, nested: place };
  walk.shared.hooks.script(subshell({ ...context, evaluating: false }), part.script, inner);
  return inner;
}

/** Walks `$(...)` and tells what it prints. */
export function substitute(
  walk: Walk,
  state: State,
  expand: ExpandWord,
  part: { readonly pos: number; readonly end: number; readonly script: Script | undefined },
): Pieces {
  walkApart(walk, state, part);
  if (!part.script) return [unknown("a substitution that can't be read")];
  const output = outputOf(part.script, (name) => state.foreign || state.functions.has(name));
  // The words were walked above; here only their value is wanted.
  const quiet: Walk = { ...walk, shared: { ...walk.shared, facts: [], stopped: false } };
  const why = "the output of a command";
  switch (output.kind) {
    case "form":
      return [unknown(why, output.form === "temp" && !temporaryFolder(state) ? "any" : output.form)];
    case "cwd":
      return folderPieces(state.cwd);
    case "template":
      return temporaryName(output.text);
    case "words": {
      if (output.words.some((word) => hidesCommand(word) || mayStop(state, word))) return [unknown(why)];
      const words = output.words.flatMap((word) => expand(quiet, fork(state), word).map((fact) => fact.pieces));
      // More than one word is more than one turn of a `printf`.
      if (output.single && words.length !== 1) return [unknown(why)];
      const text = spaced(words);
      const [first] = text;
      return text.some(isOdd) || (first?.kind === "text" && first.text.startsWith("-")) ? [unknown(why)] : text;
    }
    case "folder": {
      if (hidesCommand(output.word) || mayStop(state, output.word)) return [unknown(why)];
      const words = expand(quiet, fork(state), output.word);
      const value = words.length === 1 && words[0] ? soleValue(words[0].pieces) : undefined;
      if (value === undefined || !/^[\w.@+/ ][\w.@+/ -]*$/.test(value) || value.endsWith("/")) return [unknown(why)];
      const cut = value.lastIndexOf("/");
      if (output.of === "basename") return known(value.slice(cut + 1));
      return known(cut < 0 ? "." : cut === 0 ? "/" : value.slice(0, cut).replace(/\/+$/, "") || "/");
    }
    default:
      return output satisfies never;
  }
}

/** Expanding such a word again would walk its commands again, and theirs again. */
function hidesCommand(word: Word): boolean {
  return /`|\$\((?!\()|[<>]\(/.test(word.text);
}

/** What `echo` or `printf` may read, or print, otherwise; or a variable that may not be set, where `set -u` lets nothing be printed. */
function isOdd(piece: Piece): boolean {
  switch (piece.kind) {
    case "text":
      return /[\\\n]/.test(piece.text);
    case "choice":
      return piece.values.some((value) => value === "" || /[\\\n]|^-/.test(value));
    case "unknown":
      return piece.splits || piece.form === "any";
    case "glob":
      return true;
    default:
      return piece satisfies never;
  }
}

/** Arithmetic, also in a subscript or a slice, and what may find a variable unset and say so: all of it may end the subshell before it prints. */
const STOPS = /\$\(\(|\$\[|\$\{(?!(?:\w+|[@*#?$!-]|#[@*])\}|\w+(?::?[-+]|[%#^,/@]))/;

/** True where the word may keep its command from printing anything at all. */
function mayStop({ vars }: State, { text }: Word): boolean {
  return STOPS.test(text) || [...text.matchAll(/\$\{?#?(\w+)/g)].some(([, name = ""]) => vars.get(name)?.value.kind === "unset");
}

/** True while `mktemp` makes its files where the rest of the system expects them. */
function temporaryFolder(state: State): boolean {
  return !state.foreign && !state.vars.has("TMPDIR") && !state.exports.has("TMPDIR");
}

/** The name that `mktemp` makes of a template; none where it fails, as it does without the folder. */
function temporaryName(template: string): Pieces {
  const isUsual = /^\/tmp\/[\w.@+-]*X{3,}[\w.@+-]*$/.test(template);
  return [unknown("the name that mktemp makes", isUsual ? "temp" : "any")];
}
