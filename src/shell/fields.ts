// From pieces to the words that a program gets: splitting at blanks and patterns, as bash does outside quotes.

import type { Piece } from "./facts.ts";
import { append, type Pieces, unknown, whole } from "./pieces.ts";

/** The words of one written word while it is being expanded. */
export interface Fields {
  readonly done: Pieces[];
  current: Piece[] | undefined;
  /** False for assignments, here-documents and patterns of `case`: one word, no patterns. */
  readonly splitting: boolean;
  /** False when `IFS` may have been changed: then what comes from variables splits anywhere. */
  readonly ifs: boolean;
}

export function startFields(splitting: boolean, ifs: boolean): Fields {
  return { done: [], current: undefined, splitting, ifs };
}

export function finishFields(fields: Fields): readonly Pieces[] {
  breakField(fields);
  return fields.done;
}

/** The current word exists from now on, even if nothing is added. */
export function openField(fields: Fields): Piece[] {
  fields.current ??= [];
  return fields.current;
}

function breakField(fields: Fields): void {
  if (fields.current) fields.done.push(fields.current);
  fields.current = undefined;
}

export function addPiece(fields: Fields, piece: Piece): void {
  append(openField(fields), piece);
}

/** Text of the source, or of a variable, that stands outside quotes: its pattern characters count. */
export function addPattern(fields: Fields, text: string): void {
  if (!fields.splitting) {
    addPiece(fields, { kind: "text", text });
    return;
  }
  // A bracket or an extended pattern is left in one piece with what surrounds it.
  if (/\[|[?*+@!]\(/.test(text)) {
    addPiece(fields, { kind: "glob", pattern: text });
    return;
  }
  for (const run of text.split(/([*?])/)) {
    if (run === "*" || run === "?") addPiece(fields, { kind: "glob", pattern: run });
    else if (run !== "") addPiece(fields, { kind: "text", text: run });
  }
}

/** The result of an expansion. Inside quotes it stays as it is, outside it splits. */
export function addExpansion(fields: Fields, pieces: Pieces, quoted: boolean): void {
  if (quoted || !fields.splitting) {
    const current = openField(fields);
    // Inside quotes nothing splits; a value that is stored keeps the mark.
    for (const piece of fields.splitting ? whole(pieces) : pieces) append(current, piece);
    return;
  }
  for (const piece of pieces) addSplitting(fields, piece);
}

function addSplitting(fields: Fields, piece: Piece): void {
  if (!fields.ifs) {
    if (piece.kind !== "text" || piece.text !== "") addPiece(fields, splits(unknown("IFS may have been changed")));
    return;
  }
  switch (piece.kind) {
    case "text":
      // A backslash in a value may be quoting in a pattern, or not.
      if (piece.text.includes("\\")) {
        addPiece(fields, splits(unknown("a value with backslashes")));
        return;
      }
      for (const [index, word] of piece.text.split(/[ \t\n]+/).entries()) {
        if (index > 0) breakField(fields);
        if (word !== "") addPattern(fields, word);
      }
      return;
    case "choice":
      addPiece(
        fields,
        piece.values.every((value) => /^[^\s*?[+@!\\]+$/.test(value)) ? piece : splits(unknown("one of several lists of words")),
      );
      return;
    case "glob":
      addPiece(fields, piece);
      return;
    case "unknown":
      if (piece.form === "number" || piece.form === "count" || piece.form === "temp") addPiece(fields, piece);
      else addPiece(fields, splits(piece.form === "counts" || piece.form === "plain" ? piece : unknown(piece.why)));
      return;
    default:
      piece satisfies never;
  }
}

function splits(piece: Piece): Piece {
  return piece.kind === "unknown" ? { ...piece, splits: true } : piece;
}

/** `"$@"` and its like: each its own word inside quotes. */
export function addList(fields: Fields, list: readonly Pieces[], quoted: boolean): void {
  for (const [index, pieces] of list.entries()) {
    if (index > 0) {
      if (fields.splitting) breakField(fields);
      else addPiece(fields, { kind: "text", text: " " });
    }
    addExpansion(fields, pieces, quoted);
  }
}
