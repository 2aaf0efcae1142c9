// Brace expansion, as bash does it before everything else: `a{b,c}`, `{1..3}`, nested. Only text and plain quotes are
// understood; what holds an expansion or is too long is undefined, and then nothing is known about the words.

import type { Word, WordPart } from "./parse.ts";

/** A stretch of text; quoted text is literal, the rest may hold patterns. */
interface Stretch {
  readonly text: string;
  readonly quoted: boolean;
}

type Alternative = readonly Stretch[];

const WORD_LIMIT = 64;
/** Of one brace expression. Each brace inside another is read again. */
const TEXT_LIMIT = 2_000;
const DEPTH_LIMIT = 8;

/** The alternatives of one brace expression (`{...}` as written), or undefined. */
function expandBraces(text: string, depth = 0): readonly Alternative[] | undefined {
  if (text.length > TEXT_LIMIT || depth > DEPTH_LIMIT) return undefined;
  if (/[$`\\<>()]/.test(text) || !text.startsWith("{") || !text.endsWith("}")) return undefined;
  const inner = splitTop(text.slice(1, -1));
  if (!inner) return undefined;
  const [only] = inner;
  if (inner.length === 1 && only !== undefined) return expandRange(only);
  const all: Alternative[] = [];
  for (const part of inner) {
    const words = expandText(part, depth);
    if (!words || all.length + words.length > WORD_LIMIT) return undefined;
    all.push(...words);
  }
  return all;
}

/** The words that a list of text with braces stands for. */
function expandText(text: string, depth: number): readonly Alternative[] | undefined {
  let words: Stretch[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const end = text[at] === "{" ? closing(text, at) : undefined;
    let next: readonly Alternative[] | undefined;
    let length: number;
    if (text[at] === "{") {
      // An unmatched brace makes bash read the whole list in another way.
      if (end === undefined) return undefined;
      next = expandBraces(text.slice(at, end + 1), depth + 1);
      length = end + 1 - at;
    } else {
      const stretch = nextStretch(text, at);
      if (!stretch) return undefined;
      next = [[{ text: stretch.text, quoted: stretch.quoted }]];
      length = stretch.length;
    }
    if (!next || words.length * next.length > WORD_LIMIT) return undefined;
    words = multiplied(words, next);
    at += length;
  }
  return words;
}

/** Every beginning with every ending. The beginnings are used up. */
function multiplied<T>(beginnings: T[][], endings: readonly (readonly T[])[]): T[][] {
  const [only] = endings;
  if (endings.length !== 1 || !only) return beginnings.flatMap((beginning) => endings.map((ending) => [...beginning, ...ending]));
  for (const beginning of beginnings) beginning.push(...only);
  return beginnings;
}

function nextStretch(text: string, at: number): (Stretch & { readonly length: number }) | undefined {
  const quote = text[at];
  if (quote === "'" || quote === '"') {
    const end = text.indexOf(quote, at + 1);
    return end < 0 ? undefined : { text: text.slice(at + 1, end), quoted: true, length: end + 1 - at };
  }
  const plain = /^[^{}'"]+/.exec(text.slice(at))?.[0];
  return plain === undefined ? undefined : { text: plain, quoted: false, length: plain.length };
}

/** The parts between commas that stand outside quotes and inner braces. */
function splitTop(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (char === "'" || char === '"') {
      const end = text.indexOf(char, at + 1);
      if (end < 0) return undefined;
      at = end;
    } else if (char === "{") depth += 1;
    else if (char === "}") depth -= 1;
    else if (char === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
    if (depth < 0) return undefined;
  }
  return depth === 0 ? [...parts, text.slice(from)] : undefined;
}

function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function expandRange(text: string): readonly Alternative[] | undefined {
  const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?$/.exec(text);
  if (numbers) return count(numbers[1] ?? "", numbers[2] ?? "", numbers[3]);
  const letters = /^([A-Za-z])\.\.([A-Za-z])$/.exec(text);
  if (!letters) return undefined;
  const first = (letters[1] ?? "").charCodeAt(0);
  const last = (letters[2] ?? "").charCodeAt(0);
  // From `Z` to `a` lie signs that bash would read as quotes and patterns.
  if (first < 97 !== last < 97 || Math.abs(last - first) >= WORD_LIMIT) return undefined;
  return steps(first, last, 1).map((code) => [{ text: String.fromCharCode(code), quoted: false }]);
}

function count(from: string, to: string, by: string | undefined): readonly Alternative[] | undefined {
  const first = Number(from);
  const last = Number(to);
  const step = Math.abs(Number(by ?? 1)) || 1;
  if (Math.abs(last - first) / step >= WORD_LIMIT) return undefined;
  const padded = /^-?0\d/.test(from) || /^-?0\d/.test(to);
  const width = padded ? Math.max(from.length, to.length) : 0;
  return steps(first, last, step).map((value) => [{ text: pad(value, width), quoted: false }]);
}

function steps(first: number, last: number, step: number): readonly number[] {
  const values: number[] = [];
  const direction = first <= last ? 1 : -1;
  for (let value = first; direction * value <= direction * last; value += direction * step) values.push(value);
  return values;
}

function pad(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, "0")}` : digits.padStart(width, "0");
}

/** A part of a word, or what a brace expression left of one. */
export type Item = WordPart | { readonly type: "Stretches"; readonly stretches: Alternative };

/** Writes the brace expressions of a word out, or undefined where bash might read them otherwise. */
export function expandBraceParts(word: Word, parts: readonly WordPart[]): readonly (readonly Item[])[] | undefined {
  if (!word.text.includes("{")) return [parts];
  const lastOpening = lastListOpening(word.text);
  let variants: Item[][] = [[]];
  for (const part of parts) {
    // Braces come before variables: `$x{a,b}` is `$xa $xb`.
    if (part.type === "BraceExpansion" && /\$\w+$/.test(word.text.slice(0, part.pos - word.pos).replaceAll("\\\n", ""))) return undefined;
    // A brace that the tree took as text although a list or range follows in the same word.
    if (part.type === "Literal" && /(^|[^\\])\{/.test(part.text) && part.pos - word.pos <= lastOpening) {
      if (!/^[^{]*\{[^{},]*\}[^{}]*$/.test(word.text.slice(part.pos - word.pos))) return undefined;
    }
    const alternatives = part.type === "BraceExpansion" ? expandBraces(part.text) : undefined;
    if (part.type === "BraceExpansion" && !alternatives) return undefined;
    const tails: readonly Item[] = alternatives?.map((stretches) => ({ type: "Stretches" as const, stretches })) ?? [part];
    if (variants.length * tails.length > WORD_LIMIT) return undefined;
    variants = multiplied(
      variants,
      tails.map((tail) => [tail]),
    );
  }
  return variants;
}

/** Where the last brace opens that a comma or dots follow, and then a closing brace; -1 if none does. */
function lastListOpening(text: string): number {
  const close = text.lastIndexOf("}");
  const separator = Math.max(text.lastIndexOf(",", close - 1), text.lastIndexOf("..", close - 2));
  if (close < 0 || separator < 0) return -1;
  let open = text.lastIndexOf("{", separator - 1);
  while (open > 0 && text[open + 1] === "}") open = text.lastIndexOf("{", open - 1);
  return open >= 0 && text[open + 1] !== "}" ? open : -1;
}
