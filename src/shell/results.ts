// What a parameter expansion leaves in a word: one value, or a list whose items may be words of their own.

import { SPENT } from "./budget.ts";
import { spend, type Walk } from "./context.ts";
import { addExpansion, addList, addPiece, type Fields, openField } from "./fields.ts";
import type { Expansion } from "./parameter.ts";
import type { WordPart } from "./parse.ts";
import { allValues, spaced, unknown } from "./pieces.ts";
import type { State } from "./state.ts";

/** Adds the result of an expansion, at a cost in proportion to its length. `star`: it was `$*` or its like. */
export function addResult(
  walk: Walk,
  state: State,
  fields: Fields,
  part: WordPart,
  expansion: Expansion,
  quoted: boolean,
  star: boolean,
): void {
  if (!spend(walk, part, weight(expansion))) {
    addPiece(fields, unknown(SPENT));
    return;
  }
  switch (expansion.kind) {
    case "pieces":
      addExpansion(fields, expansion.pieces, quoted);
      return;
    case "list":
      if (!(star && quoted)) {
        addList(fields, expansion.list, quoted);
        return;
      }
      // "$*" is one word, glued with the first character of IFS.
      openField(fields);
      addExpansion(fields, state.ifs ? spaced(expansion.list) : [unknown("a list glued with an unknown separator")], true);
      return;
    case "unknown-list":
      addPiece(fields, { kind: "unknown", splits: fields.splitting && !(star && quoted), form: "any", why: expansion.why });
      return;
    default:
      expansion satisfies never;
  }
}

function weight(expansion: Expansion): number {
  if (expansion.kind === "unknown-list") return 0;
  if (expansion.kind === "list") return expansion.list.length;
  return expansion.pieces.reduce((sum, piece) => sum + (piece.kind === "text" ? piece.text.length >> 6 : 0), 0);
}

/** `${x-"a b"}` is one word, though nothing quotes the expansion: what splits and what doesn't isn't kept apart here. */
export function defaultOutsideQuotes(part: Extract<WordPart, { type: "ParameterExpansion" }>, result: Expansion): Expansion {
  if (part.operation?.type !== "Default" || result.kind !== "pieces" || !/['"\\]/.test(part.operation.operand.text)) return result;
  const plain = allValues(result.pieces)?.every((value) => /^[^\s*?[+@!\\]+$/.test(value));
  return plain ? result : { kind: "pieces", pieces: [unknown("a default value in quotes")] };
}
