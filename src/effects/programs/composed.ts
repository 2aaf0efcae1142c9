// Words that a program makes of other words before it runs them.

import type { Piece, Place, WordFact } from "../../shell/facts.ts";

/** How a word reads that `find` puts one path into; with `+` it puts many. */
export const FOUND = "{}";
export const FOUND_MANY = "{} +";

/** Words with single spaces between them, as programs do that hand their arguments to a shell. */
export function joinWords(words: readonly WordFact[], place: Place): WordFact {
  const pieces = words.flatMap((word, index): readonly Piece[] =>
    index === 0 ? word.pieces : [{ kind: "text", text: " " }, ...word.pieces],
  );
  return { pieces, place };
}

/** The word with each `mark` in its known text replaced; undefined where the mark doesn't occur. */
export function replaceMark(word: WordFact, mark: string, by: readonly Piece[], text = word.place.text): WordFact | undefined {
  if (mark === "" || !word.pieces.some((piece) => holds(piece, mark))) return undefined;
  const pieces = word.pieces.flatMap((piece): readonly Piece[] => {
    if (piece.kind === "text") return between(piece.text, mark, by);
    // Which of the values has the mark isn't known.
    return holds(piece, mark) ? [{ kind: "unknown", splits: false, form: "any", why: "a word that is put in" }] : [piece];
  });
  return { pieces, place: { ...word.place, text } };
}

function holds(piece: Piece, mark: string): boolean {
  if (piece.kind === "text") return piece.text.includes(mark);
  return piece.kind === "choice"
    ? piece.values.some((value) => value.includes(mark))
    : piece.kind === "glob" && piece.pattern.includes(mark);
}

function between(text: string, mark: string, by: readonly Piece[]): readonly Piece[] {
  return text.split(mark).flatMap((part, index): readonly Piece[] => {
    const own: readonly Piece[] = part === "" ? [] : [{ kind: "text", text: part }];
    return index === 0 ? own : [...by, ...own];
  });
}

/** A name and what stands after its first `=`, where the name is certain. */
export function assignmentIn(word: WordFact): { readonly name: string; readonly value: WordFact } | undefined {
  const [first, ...rest] = word.pieces;
  if (first?.kind !== "text") return undefined;
  const at = first.text.indexOf("=");
  if (at <= 0) return undefined;
  const after = first.text.slice(at + 1);
  return {
    name: first.text.slice(0, at),
    value: { pieces: after === "" ? rest : [{ kind: "text", text: after }, ...rest], place: word.place },
  };
}
