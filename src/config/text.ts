// JSON with comments and trailing commas, read into a tree that keeps the place of every value. Law: total. The first mistake in the
// syntax is the only one that is told, since those after it mostly follow from it.

import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { FieldPath, Place } from "./problem.ts";

/** Characters; a larger file isn't looked at. */
const TEXT_LIMIT = 1024 * 1024;

interface ParsedText {
  readonly root: Node;
  readonly placeOf: (offset: number) => Place;
}

export type TextResult =
  | { readonly kind: "ok"; readonly value: ParsedText }
  | { readonly kind: "wrong"; readonly place: Place; readonly why: string };

export function parseText(given: string): TextResult {
  if (given.length > TEXT_LIMIT) return wrong(START, `The file is larger than ${TEXT_LIMIT / 1024 / 1024} MB. Make it smaller.`);
  const text = given.startsWith("\uFEFF") ? given.slice(1) : given;
  const placeOf = places(text);
  const binary = text.search(NO_TEXT);
  if (binary >= 0) return wrong(placeOf(binary), "This is no text: a character stands here that no text file holds.");
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  } catch {
    // The parser goes down one call for each bracket, and the stack has an end.
    return wrong(START, "The file can't be read: lists or records are nested too deeply.");
  }
  const [first] = errors;
  if (first) return wrong(placeOf(first.offset), syntaxMistake(first, text));
  if (!root) return wrong(START, "The file is empty. Write a record, at least {}, or delete the file.");
  return { kind: "ok", value: { root, placeOf } };
}

const START: Place = { line: 1, column: 1 };
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const NO_TEXT = /[\0-\x08\x0e-\x1f]/;

function wrong(place: Place, why: string): TextResult {
  return { kind: "wrong", place, why };
}

function syntaxMistake({ error, offset, length }: ParseError, text: string): string {
  const what = SYNTAX_WORDS[printParseErrorCode(error)] ?? "This isn't JSON.";
  return offset + length >= text.length ? `${what} The file ends too early.` : what;
}

const SYNTAX_WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: "A value was expected here. Texts stand in double quotes; other values are numbers, true, false, null, [...] and {...}.",
  InvalidNumberFormat: "This is no number.",
  PropertyNameExpected: "A key in double quotes was expected here.",
  ValueExpected: "A value was expected here.",
  ColonExpected: "A colon was expected here, between the key and its value.",
  CommaExpected: "A comma was expected here.",
  CloseBraceExpected: "A closing } was expected here.",
  CloseBracketExpected: "A closing ] was expected here.",
  EndOfFileExpected: "The file should end here: it holds one record and nothing behind it.",
  InvalidCommentToken: "A comment isn't possible here.",
  UnexpectedEndOfComment: "This comment has no end.",
  UnexpectedEndOfString: 'This text has no closing ".',
  UnexpectedEndOfNumber: "This number has no end.",
  InvalidUnicode: "\\u needs four hexadecimal digits.",
  InvalidEscapeCharacter: 'After \\ only these may stand: " \\ / b f n r t u.',
  InvalidCharacter: "This character can't stand in a text as it is: write it as \\u and four digits.",
};

function places(text: string): (offset: number) => Place {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

export interface Entry {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

/** The entries of a record, in order, doubles included. */
export function entriesOf(node: Node): readonly Entry[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ name: String(key.value), key, value }] : [],
  );
}

/** The value as data. No key means anything but itself. */
export function dataOf(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(dataOf);
  if (node.type === "object") return Object.fromEntries(entriesOf(node).map(({ name, value }) => [name, dataOf(value)]));
  return node.value;
}

/** The node that a path leads to; where it leads nowhere, the last one on the way. */
export function nodeAt(root: Node, path: FieldPath): Node {
  let node = root;
  for (const part of path) {
    const next = typeof part === "number" ? node.children?.[part] : entriesOf(node).find(({ name }) => name === part)?.value;
    if (!next) return node;
    node = next;
  }
  return node;
}
