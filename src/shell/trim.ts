// `${x%pattern}` and `${x#pattern}`: what is left of a value.

import type { Piece } from "./facts.ts";
import { known, type Pieces } from "./pieces.ts";

/** The rest of a value that isn't known where the end in question is, as of the name of a file that `src/*.js` found; undefined where nothing is certain. */
export function cutPieces(all: Pieces, operator: string, glob: string): Pieces | undefined {
  const [first] = all;
  const last = all.at(-1);
  if (!all.every((piece) => piece.kind === "text" || (piece.kind === "glob" && !/\/|\*\*/.test(piece.pattern)))) return undefined;
  if (operator === "##" && glob === "*/") return afterSlash(all);
  if (!/^[\w./-]+$/.test(glob)) return undefined;
  const texts: Piece[] = [...all];
  if (operator.startsWith("%") && last?.kind === "text" && last.text.endsWith(glob))
    return [...texts.slice(0, -1), ...known(last.text.slice(0, last.text.length - glob.length))];
  if (operator.startsWith("#") && first?.kind === "text" && first.text.startsWith(glob))
    return [...known(first.text.slice(glob.length)), ...texts.slice(1)];
  return undefined;
}

/** What stands behind the last slash; a pattern finds none. */
function afterSlash(all: Pieces): Pieces | undefined {
  const at = all.findLastIndex((piece) => piece.kind === "text" && piece.text.includes("/"));
  const piece = all[at];
  return piece?.kind === "text" ? [...known(piece.text.slice(piece.text.lastIndexOf("/") + 1)), ...all.slice(at + 1)] : undefined;
}

/** The rest of a known value; `glob` has at most one star. */
export function trim(value: string, operator: string, glob: string): string {
  const [head = "", tail] = glob.split("*");
  const fits = (text: string): boolean =>
    tail === undefined ? text === head : text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
  const front = operator.startsWith("#");
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const cut = front ? value.slice(0, length) : value.slice(value.length - length);
    if (fits(cut)) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
