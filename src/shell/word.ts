// Questions about a word. Each answer is conservative: what isn't known for certain is "could be".

import type { Piece, Place, WordFact } from "./facts.ts";

const VALUE_LIMIT = 64;

/** The word's only possible value, or undefined. */
export function literal(word: WordFact | undefined): string | undefined {
  // Nearly every word is this simple, and this is asked more than anything else.
  const [first] = word?.pieces ?? [];
  if (first?.kind === "text" && word?.pieces.length === 1) return first.text;
  const values = word && valuesOf(word);
  return values?.length === 1 ? values[0] : undefined;
}

/** Every value the word can have, or undefined where they are unknown or too many. */
export function valuesOf(word: WordFact): readonly string[] | undefined {
  const [first] = word.pieces;
  if (first?.kind === "text" && word.pieces.length === 1) return [first.text];
  let values: readonly string[] = [""];
  for (const piece of word.pieces) {
    const ends = piece.kind === "text" ? [piece.text] : piece.kind === "choice" ? piece.values : undefined;
    if (!ends || values.length * ends.length > VALUE_LIMIT) return undefined;
    values = values.flatMap((value) => ends.map((end) => value + end));
  }
  return values;
}

/** What the word certainly begins with. */
export function knownPrefix(word: WordFact): string {
  let prefix = "";
  for (const piece of word.pieces) {
    if (piece.kind === "text") prefix += piece.text;
    else if (piece.kind === "choice" && piece.values.length === 1) prefix += piece.values[0] ?? "";
    else break;
  }
  return prefix;
}

/** True when the program could read the word, or a word it turns into, as an option. */
export function couldBeOption(word: WordFact): boolean {
  const first = word.pieces.find((piece) => piece.kind !== "text" || piece.text !== "");
  if (first === undefined) return false;
  if (word.pieces.some((piece) => piece.kind === "unknown" && piece.splits && piece.form === "any")) return true;
  return startsWithDash(first) || (mayBeEmpty(first) && couldBeOption(without(word, first)));
}

function startsWithDash(piece: Piece): boolean {
  switch (piece.kind) {
    case "text":
      return piece.text.startsWith("-");
    case "choice":
      return piece.values.some((value) => value.startsWith("-"));
    case "glob":
      return /^[-*?[+@!]/.test(piece.pattern);
    case "unknown":
      // A number may be negative, and `-5` is an option to most programs that take a count.
      return piece.form === "any" || piece.form === "number";
    default:
      return piece satisfies never;
  }
}

function mayBeEmpty(piece: Piece): boolean {
  return piece.kind === "choice" ? piece.values.includes("") : piece.kind === "unknown";
}

/** True for an unknown stretch that is digits, maybe with a minus. */
export function isNumber(piece: Piece): boolean {
  return piece.kind === "unknown" && (piece.form === "number" || piece.form === "count");
}

function without(word: WordFact, gone: Piece): WordFact {
  return { ...word, pieces: word.pieces.slice(word.pieces.indexOf(gone) + 1) };
}

/** True when the word may turn into several words, or vanish. */
export function couldSplit(word: WordFact): boolean {
  return word.pieces.some((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits));
}

/** A word with a known value. */
export function textWord(text: string, place: Place): WordFact {
  return { pieces: text === "" ? [] : [{ kind: "text", text }], place };
}

/** The word as source text, for a person. */
export function shown(word: WordFact): string {
  return literal(word) ?? word.place.text;
}
