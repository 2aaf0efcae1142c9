// Texts on lines of a terminal. Law: no line is wider than it may be, and no character of a text is dropped on the way.

import type { Segment } from "../../src/policy/segments.ts";
import { truncateToWidth, visibleWidth } from "./toolkit.ts";

/** One line, not yet coloured. */
export type Line = readonly Segment[];

const TAB = "    ";

/** How far back a line looks for a blank to break at, as a part of its width. */
const LOOK_BACK = 0.4;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Breaks at line breaks, and where a line is full: after a blank near its end, else in the middle of a word. `width`: columns. */
export function wrap(segments: readonly Segment[], width: number): readonly Line[] {
  const lines: Line[] = [];
  let line: Piece[] = [];
  let used = 0;
  const finish = (pieces: readonly Piece[]) => lines.push(joined(pieces));
  for (const piece of segments.flatMap(pieces)) {
    if (piece.text === "\n") {
      finish(line);
      [line, used] = [[], 0];
      continue;
    }
    if (used + piece.width > width && line.length > 0) {
      const cut = breakPoint(line, width);
      finish(line.slice(0, cut));
      line = line.slice(cut);
      used = line.reduce((sum, { width: columns }) => sum + columns, 0);
    }
    line.push(piece);
    used += piece.width;
  }
  finish(line);
  return lines;
}

export function wrapText(text: string, width: number, kind: Segment["kind"] = "plain"): readonly Line[] {
  return wrap([{ kind, text }], width);
}

/** The last resort: a line that is too wide after all ends the host. */
export function fitted(line: string, width: number): string {
  return visibleWidth(line) <= width ? line : truncateToWidth(line, width, "");
}

interface Piece {
  readonly kind: Segment["kind"];
  /** One character as a reader sees it, or a line break. */
  readonly text: string;
  readonly width: number;
}

function pieces({ kind, text }: Segment): readonly Piece[] {
  const drawn = text.replaceAll("\t", TAB);
  if (/^[\n\x20-\x7E]*$/.test(drawn)) return [...drawn].map((character) => ({ kind, text: character, width: 1 }));
  return [...graphemes.segment(drawn)].map(({ segment }) => ({ kind, text: segment, width: visibleWidth(segment) }));
}

function breakPoint(line: readonly Piece[], width: number): number {
  for (let at = line.length; at > 1 && at > line.length - width * LOOK_BACK; at -= 1) if (line[at - 1]?.text === " ") return at;
  return line.length;
}

function joined(line: readonly Piece[]): Line {
  const segments: Segment[] = [];
  for (const { kind, text } of line) {
    const last = segments.at(-1);
    if (last?.kind === kind) segments[segments.length - 1] = { kind, text: last.text + text };
    else segments.push({ kind, text });
  }
  return segments;
}
