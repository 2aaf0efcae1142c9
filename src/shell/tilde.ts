// Tilde expansion, where bash does it: at the start of a word, and in assignments after `=` and colons.

import type { Walk } from "./context.ts";
import { addExpansion, addPiece, type Fields } from "./fields.ts";
import { parameterValue, single } from "./parameter.ts";
import type { WordPart } from "./parse.ts";
import { type Pieces, unknown } from "./pieces.ts";
import type { State } from "./state.ts";

/** Where a tilde counts: `start` of the word, in a `value` also after colons, in an `argument` (`name=value`) after the `=` too. */
export type Tilde = "start" | "value" | "argument" | "none";

const TILDES: Readonly<Record<Tilde, RegExp>> = {
  none: /(?!)/g,
  start: /^(~[^/]*)/g,
  value: /(?<=^|:)(~[^/:]*)/g,
  argument: /(?<=^|:|^[A-Za-z_]\w*\+?=)(~[^/:]*)/g,
};

/** Adds literal text whose tildes may stand for folders. */
export function addTildes(
  walk: Walk,
  state: State,
  { text: written, value }: Extract<WordPart, { type: "Literal" }>,
  first: boolean,
  last: boolean,
  tilde: Tilde,
  fields: Fields,
): void {
  // A line that goes on is none of the word.
  const text = written.replaceAll("\\\n", "");
  const matches = [...text.matchAll(TILDES[tilde === "argument" && !first ? "value" : tilde])].filter((match) => first || match.index > 0);
  // Beside quoted characters either it expands or it doesn't.
  if (text !== value) {
    addPiece(fields, matches.length > 0 ? unknown("a tilde beside quoted characters") : { kind: "text", text: value });
    return;
  }
  let from = 0;
  for (const { index, 0: name } of matches) {
    addText(fields, text.slice(from, index));
    from = index + name.length;
    // What follows in another part may belong to the user's name.
    const open = from === text.length && !last;
    addExpansion(fields, open ? [unknown("a tilde with a name made at run time")] : tildeValue(walk, state, name), true);
  }
  addText(fields, text.slice(from));
}

function addText(fields: Fields, text: string): void {
  if (text !== "") addPiece(fields, { kind: "text", text });
}

export function tildeValue(walk: Walk, state: State, prefix: string): Pieces {
  if (prefix === "~") return single(parameterValue(walk, state, "HOME"));
  if (prefix === "~+") return single(parameterValue(walk, state, "PWD"));
  return prefix === "~-" ? single(parameterValue(walk, state, "OLDPWD")) : [unknown("the home folder of another user, if there is one")];
}
