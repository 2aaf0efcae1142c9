// Arithmetic on the pieces of a word: joining what two branches left, and what a list of pieces certainly is.

import type { Form, Piece } from "./facts.ts";

export type Pieces = readonly Piece[];

/** True for what arithmetic can evaluate without finding a name in it. */
export function isNumeric(form: Form): boolean {
  return form === "number" || form === "count" || form === "counts";
}

/** How many values a piece may have before it counts as unknown. */
const CHOICE_LIMIT = 16;

/** Pieces of a known text. */
export function known(text: string): Pieces {
  return text === "" ? [] : [{ kind: "text", text }];
}

/** A stretch that isn't known before the text runs; it doesn't split until it stands outside quotes. */
export function unknown(why: string, form: Form = "any"): Piece {
  return { kind: "unknown", splits: false, form, why };
}

/** A word of more pieces, or with more known text, is known only up to there. */
const PIECES_LIMIT = 100;
const TEXT_LIMIT = 64 * 1024;

/** Adds a piece, merging neighbouring texts. */
export function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  const tooLong = piece.kind === "text" && last?.kind === "text" && last.text.length + piece.text.length > TEXT_LIMIT;
  if (last && (tooLong || pieces.length >= PIECES_LIMIT)) {
    const splits = [last, piece].some((one) => one.kind === "glob" || (one.kind === "unknown" && one.splits));
    pieces[pieces.length - 1] = { kind: "unknown", splits, form: "any", why: "a word that is too long to be followed" };
  } else if (piece.kind !== "text") pieces.push(piece);
  else if (last?.kind === "text") pieces[pieces.length - 1] = { kind: "text", text: last.text + piece.text };
  else if (piece.text !== "") pieces.push(piece);
}

/** The only value, or undefined. */
export function soleValue(pieces: Pieces): string | undefined {
  let value = "";
  for (const piece of pieces) {
    if (piece.kind === "text") value += piece.text;
    else if (piece.kind === "choice" && piece.values.length === 1) value += piece.values[0] ?? "";
    else return undefined;
  }
  return value;
}

/** All values, or undefined where they are unknown or more than `CHOICE_LIMIT`. */
export function allValues(pieces: Pieces): readonly string[] | undefined {
  let values: readonly string[] = [""];
  for (const piece of pieces) {
    const ends = piece.kind === "text" ? [piece.text] : piece.kind === "choice" ? piece.values : undefined;
    if (!ends || values.length * ends.length > CHOICE_LIMIT) return undefined;
    values = values.flatMap((value) => ends.map((end) => value + end));
  }
  return values;
}

/** Pieces for exactly one of the values. */
export function choiceOf(values: readonly string[]): Pieces {
  const distinct = [...new Set(values)];
  const [only] = distinct;
  if (distinct.length === 1 && only !== undefined) return known(only);
  return distinct.length > CHOICE_LIMIT ? [unknown("too many values")] : [{ kind: "choice", values: distinct }];
}

/** What the pieces are in form, whatever their value. */
export function formOf(pieces: Pieces): Form {
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === "unknown") return only.form;
  const values = allValues(pieces);
  if (values?.every((value) => /^\d+$/.test(value))) return "count";
  if (values?.every((value) => /^-?\d+$/.test(value))) return "number";
  return "any";
}

/** The value after two branches of which one was taken. */
export function joinPieces(a: Pieces, b: Pieces): Pieces {
  if (a === b) return a;
  const left = allValues(a);
  const right = allValues(b);
  if (left && right) {
    const values = new Set([...left, ...right]);
    if (values.size <= CHOICE_LIMIT) return choiceOf([...values]);
  }
  const joined = unknown("differs between branches", commonForm(formOf(a), formOf(b)));
  return [mayBeEmpty(a) || mayBeEmpty(b) ? vanishing(joined) : joined];
}

function commonForm(a: Form, b: Form): Form {
  if (a === b) return a;
  const singles: readonly Form[] = ["number", "count"];
  return singles.includes(a) && singles.includes(b) ? "number" : "any";
}

/** In a value, a number that may also be empty: outside quotes the word may vanish. */
export function vanishing(piece: Piece): Piece {
  return piece.kind === "unknown" ? { ...piece, splits: true } : piece;
}

/** True for what `vanishing` marked. */
export function mayBeEmpty(pieces: Pieces): boolean {
  return pieces.some((piece) => piece.kind === "unknown" && piece.splits);
}

/** The pieces as one word. */
export function whole(pieces: Pieces): Pieces {
  return mayBeEmpty(pieces) ? pieces.map((piece) => (piece.kind === "unknown" ? { ...piece, splits: false } : piece)) : pieces;
}

/** The list as one word, with blanks between. */
export function spaced(list: readonly Pieces[]): Pieces {
  const all: Piece[] = [];
  for (const [index, item] of list.entries()) {
    if (index > 0) append(all, { kind: "text", text: " " });
    for (const piece of item) append(all, piece);
  }
  return all;
}
