// A command as it is shown. Law: nothing hides in it. The words that decide are marked, characters that can't be seen are spelled out,
// padding is counted instead of drawn, and what is left out is named.

import type { Reason } from "./verdict.ts";
import { clean } from "./wording.ts";

/** `deciding`: a word that the question is about. `note`: our words about what isn't drawn. */
export interface Segment {
  readonly kind: "plain" | "deciding" | "note";
  readonly text: string;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Blanks in one run, or line breaks, from which on they are counted instead of drawn. */
const PADDING = /[ \t]{25,}|(?:[ \t]*\n){5,}/g;

/** `text` as it stands in the call, with the words of these reasons marked. */
export function visibleSegments(text: string, reasons: readonly Reason[]): readonly Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const { start, end } of merged(reasons.flatMap((reason) => rangeOf(reason, text)))) {
    segments.push(...visible("plain", text.slice(from, start)), ...visible("deciding", text.slice(start, end)));
    from = end;
  }
  return [...segments, ...visible("plain", text.slice(from))];
}

/** The deciding word in its command; else the command; else the word where it stands in the text only once. */
function rangeOf({ effect: { origin } }: Reason, text: string): readonly Range[] {
  const { word, program, offset = 0, end = text.length } = origin;
  const isPart = origin.offset !== undefined && offset >= 0 && offset < end && end <= text.length;
  const found = isPart ? wordsIn(text, word, offset, end) : wordsIn(text, word, 0, text.length);
  const first = found[0];
  if (first && (isPart || found.length === 1)) return [first];
  if (!isPart) return [];
  const name = program?.split(" ")[0] ?? "";
  if (name !== "" && text.slice(offset, end).includes(name)) return [{ start: offset, end }];
  const anywhere = wordsIn(text, word, 0, text.length);
  return anywhere.length === 1 ? anywhere : [];
}

const IN_A_WORD = /[\p{L}\p{N}_\-./]/u;

/** The places between `start` and `end` where the word stands by itself and not in a longer one. */
function wordsIn(text: string, word: string, start: number, end: number): readonly Range[] {
  const found: Range[] = [];
  if (word === "") return found;
  for (let at = text.indexOf(word, start); at !== -1 && at + word.length <= end; at = text.indexOf(word, at + word.length)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + word.length] ?? " ";
    if (!(IN_A_WORD.test(before) || IN_A_WORD.test(after))) found.push({ start: at, end: at + word.length });
  }
  return found;
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end) result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else result.push(range);
  }
  return result;
}

function visible(kind: Segment["kind"], text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(PADDING)) {
    segments.push({ kind, text: clean(text.slice(from, match.index)) }, { kind: "note", text: paddingNote(match[0]) });
    from = match.index + match[0].length;
  }
  return [...segments, { kind, text: clean(text.slice(from)) }].filter((segment) => segment.text !== "");
}

function paddingNote(run: string): string {
  const breaks = run.split("\n").length - 1;
  return breaks === 0 ? `[${run.length} blanks]` : `\n[${breaks} line breaks]\n`;
}

/** UTF-16 units. */
export function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.text.length, 0);
}

export function textOf(segments: readonly Segment[]): string {
  return segments.map((segment) => segment.text).join("");
}

/** At most about `limit` units: the beginning and the end, with a note about what is missing between them. */
export function cutMiddle(segments: readonly Segment[], limit: number): readonly Segment[] {
  const length = lengthOf(segments);
  if (length <= limit) return segments;
  const head = Math.ceil(limit * 0.7);
  const tail = length - (limit - head);
  return [
    ...slice(segments, 0, head),
    { kind: "note", text: ` [... ${tail - head} characters left out ...] ` },
    ...slice(segments, tail, length),
  ];
}

function slice(segments: readonly Segment[], start: number, end: number): readonly Segment[] {
  const result: Segment[] = [];
  let at = 0;
  for (const { kind, text } of segments) {
    // Half a character at a cut would be drawn as rubbish.
    const part = text.slice(Math.max(0, start - at), Math.max(0, end - at)).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
    if (part !== "") result.push({ kind, text: part });
    at += text.length;
  }
  return result;
}
