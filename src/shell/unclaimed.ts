// The text side of the cover check: which of its characters bash could take as the start of a command, once the tree
// has said how each of them is read.

export interface Problem {
  readonly why: string;
  readonly offset: number;
  readonly end: number;
}

// How bash reads a character: between words, in a word, as text, in double quotes, in arithmetic (where no quote protects).
export const GAP = 0;
export const WORD = 1;
export const INERT = 2;
export const DOUBLE = 3;
export const ARITHMETIC = 4;

interface Span {
  readonly pos: number;
  readonly end: number;
}

/** A text with, for each character, how the tree reads it, and the offsets where the tree has a node of its own. */
export interface Reading {
  readonly text: string;
  readonly reading: Uint8Array;
  readonly claimed: Set<number>;
  readonly closing: Set<number>;
  /** Substitutions in parentheses, and the texts of here-documents. */
  readonly substitutions: Span[];
  readonly documents: Span[];
  /** Here-documents, from the operator to the line that ends them; without end where none does. */
  readonly hereDocuments: Span[];
  /** Lists in assignments. */
  readonly lists: Span[];
  problem: Problem | undefined;
}

/** Keeps the first problem. */
export function refuse(reading: Reading, why: string, node: { readonly pos: number; readonly end: number }): void {
  reading.problem ??= { why, offset: node.pos, end: node.end };
}

/** True when nothing separates the two. A line that goes on separates nothing. */
export function touches({ text }: Reading, before: Span | undefined, item: Span): boolean {
  return before !== undefined && /^(\\\n)*$/.test(text.slice(before.end, item.pos));
}

/** True for `2\⏎>`, where bash takes the number for the redirection's descriptor. */
export function hidesDescriptor({ text }: Reading, { pos }: Span): boolean {
  return text[pos - 1] === "\n" && /[\d}](\\\n)+$/.test(text.slice(Math.max(0, pos - 20), pos));
}

/** A `#` between words starts a comment. */
export function markComments({ text, reading }: Reading): void {
  for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", at + 1)) {
    if (reading[at] !== GAP || (at > 0 && !/[\s;&|()`]/.test(text[at - 1] ?? ""))) continue;
    while (at < text.length && text[at] !== "\n" && reading[at] === GAP) reading[at++] = INERT;
  }
}

/** Refuses the first opening that isn't claimed. */
export function findUnclaimed(inspection: Reading): void {
  const { text, reading, claimed, closing } = inspection;
  for (let at = 0; at < text.length; at += 1) {
    const here = reading[at];
    const char = text[at];
    if (here === INERT || char === undefined) continue;
    if (char === "\\") at += 1;
    else if (!claimed.has(at) && opensHere(char, text[at + 1], here) && !closing.has(at)) {
      refuse(inspection, "a part of the text that bash may run isn't in the syntax tree", { pos: at, end: at + 2 });
      return;
    }
  }
}

function opensHere(char: string, next: string | undefined, reading: number | undefined): boolean {
  if (char === "`") return true;
  if (char === "$") return next === "(" || next === "{" || next === "[";
  return (char === "<" || char === ">") && next === "(" && (reading === GAP || reading === WORD);
}

/**
 * Bash 5.2 writes the commands of a substitution out and reads them again; behind a here-document it loses a `;`, so
 * that the next command becomes arguments of the one before.
 */
export function findLostSeparators(reading: Reading): void {
  const { text, substitutions, documents } = reading;
  const ordered = [...documents].sort((a, b) => a.pos - b.pos);
  for (const { pos, end } of ordered.length > 0 ? substitutions : []) {
    let rest = "";
    let from = pos;
    for (const document of ordered) {
      if (document.pos < from || document.end > end) continue;
      rest += text.slice(from, document.pos);
      from = document.end;
    }
    if (from > pos && isSeveral(rest + text.slice(from, end)))
      refuse(reading, "a here-document in a substitution of several commands", { pos, end });
  }
}

/**
 * A substitution may end before its here-document does. Bash then takes the document from behind it, also out of a text in quotes, and what the
 * tree reads there as a text may be a command.
 */
export function findOpenDocuments(reading: Reading): void {
  for (const document of reading.hereDocuments)
    for (const { pos, end } of reading.substitutions)
      if (pos < document.pos && document.pos < end && document.end > end)
        refuse(reading, "a here-document that ends behind its substitution", { pos, end });
}

/** It also can't write `a | b <<E && c` out: what follows an operator behind a here-document that isn't the first command's. */
function isSeveral(code: string): boolean {
  if (/;|\b(then|do|else|elif|fi|done|esac)\b/.test(code)) return true;
  const operators = code.match(/&&|\|\||\|&?|(?<![<>&])&(?![>&])/g) ?? [];
  return operators.slice(1).some((operator) => !/^\|&?$/.test(operator));
}

/**
 * In a list inside a substitution bash 5.2 takes an escaped operator for a mistake, gives the line up and goes on with
 * the next one, whatever that was a part of.
 */
export function findEscapedOperators(reading: Reading): void {
  const { text, substitutions, lists } = reading;
  for (const list of lists) {
    if (!/\\[;&|()<>]/.test(text.slice(list.pos, list.end))) continue;
    if (substitutions.some(({ pos, end }) => pos < list.pos && list.end <= end))
      refuse(reading, "an escaped operator in a list in a substitution", list);
  }
}
