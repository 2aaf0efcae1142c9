// The lines of a plan's Markdown file, taken apart. Law: every line is read or refused with its number; what a text could be mistaken for
// is escaped when it is written, and the escape is taken off here.

import { nearest } from "../policy/nearest.ts";

export const SECTIONS = ["Steps", "Writes", "Commands", "Network", "Installs"] as const;
export type Section = (typeof SECTIONS)[number];

/** A text and the line that it begins in, from 1. */
export interface Placed {
  readonly text: string;
  readonly line: number;
}

export interface Parsed {
  readonly kind: "parsed";
  readonly title: Placed;
  readonly summary: Placed;
  readonly sections: Readonly<Record<Section, readonly Placed[]>>;
}

export interface Wrong {
  readonly kind: "wrong";
  /** A sentence that says what to mend. */
  readonly why: string;
  /** From 1. */
  readonly line: number;
}

export function wrong(why: string, line: number): Wrong {
  return { kind: "wrong", why, line };
}

/** `\n`, `\r\n` and `\r` end a line. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

/** A comment would hide what follows it from who reads the file. */
export function escapeComments(line: string): string {
  return line.replace(/(?<!\\)(\\*)<!--/g, "\\$1<!--");
}

const HEADING = /^( {0,3})(\\*##(?!#))/;
const QUOTE = /^(\s*)(\\*>)/;

/** A line of the summary that looks like the beginning of a section. */
export function escapeHeading(line: string): string {
  return line.replace(HEADING, "$1\\$2");
}

/** A further line of an item that looks like a note on it. */
export function escapeQuote(line: string): string {
  return line.replace(QUOTE, "$1\\$2");
}

function unescaped(line: string): string {
  return line
    .replace(/(?<!\\)\\(\\*<!--)/g, "$1")
    .replace(/^( {0,3})\\(\\*##(?!#))/, "$1$2")
    .replace(/^(\s*)\\(\\*>)/, "$1$2");
}

const MARKER = /^ *(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const BOX = /^\[[ xX-]\](?:[ \t]+|$)/;

/** `from`: the number of lines before the title. */
export function parseBody(lines: readonly string[], from: number): Parsed | Wrong {
  const start = lines.findIndex((line, index) => index >= from && line.trim() !== "");
  const title = /^ ?#(?!#)(.*)$/.exec(lines[start] ?? "")?.[1];
  if (title === undefined) return wrong("The title is missing: a line that starts with `# `.", Math.max(start, from, 0) + 1);
  const summary: string[] = [];
  const sections: Record<Section, Placed[]> = { Steps: [], Writes: [], Commands: [], Network: [], Installs: [] };
  const seen = new Set<Section>();
  let current: { readonly name: Section; readonly list: ItemList } | undefined;
  const finish = (): void => {
    if (current) sections[current.name].push(...current.list.end());
  };
  for (const [index, raw] of lines.entries()) {
    if (index <= start) continue;
    const line = raw.trimEnd();
    const heading = /^ ?##(?!#)(.*)$/.exec(line)?.[1];
    if (heading !== undefined) {
      finish();
      const name = sectionNamed(heading);
      if (name === undefined) return wrong(unknownSection(heading.trim()), index + 1);
      if (seen.has(name)) return wrong(`The section ${name} stands here a second time. Put its lines into the first one.`, index + 1);
      seen.add(name);
      current = { name, list: itemList(name === "Steps") };
    } else if (!current) summary.push(unescaped(line));
    else if (!current.list.take(line, index + 1))
      return wrong(`This line belongs to no item of ${current.name}. Start it with \`- \`, or indent it below the item.`, index + 1);
  }
  finish();
  const first = summary.findIndex((line) => line !== "");
  return {
    kind: "parsed",
    title: { text: unescaped(title.trim()), line: start + 1 },
    summary: { text: joined(summary), line: start + 2 + Math.max(first, 0) },
    sections,
  };
}

function sectionNamed(heading: string): Section | undefined {
  const name = heading.trim().replace(/:$/, "").toLowerCase();
  return SECTIONS.find((section) => section.toLowerCase() === name);
}

function unknownSection(heading: string): string {
  const names = SECTIONS.map((section) => section.toLowerCase());
  const meant = nearest(heading, names);
  const name = SECTIONS.find((section) => section.toLowerCase() === meant);
  const hint = name === undefined ? `The sections are ${SECTIONS.join(", ")}` : `Did you mean ${name}`;
  return `A plan has no section "${heading.slice(0, 60)}". ${hint}${name === undefined ? "." : "?"} In the summary, start a heading with \`###\`.`;
}

/** Without blank lines around it, and never more than one within. */
function joined(lines: readonly string[]): string {
  return lines
    .filter((line, index) => line !== "" || lines[index - 1] !== "")
    .join("\n")
    .replace(/^\n+/, "")
    .trimEnd();
}

interface ItemList {
  /** False: the line is part of nothing. */
  readonly take: (line: string, number: number) => boolean;
  readonly end: () => readonly Placed[];
}

/** Collects the items of one list. `boxes`: a box before the text is taken off. */
function itemList(boxes: boolean): ItemList {
  const items: Placed[] = [];
  let open: { readonly line: number; readonly width: number; readonly texts: string[] } | undefined;
  /** Of the first marker; a deeper one is text of the item above. */
  let base: number | undefined;

  const close = (): void => {
    if (open) items.push({ text: joined(open.texts).trim(), line: open.line });
    open = undefined;
  };

  const take = (line: string, number: number): boolean => {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const marker = indent <= (base === undefined ? 3 : base + 1) ? MARKER.exec(line)?.[0] : undefined;
    if (marker !== undefined) {
      close();
      base ??= indent;
      const text = line.slice(marker.length);
      open = { line: number, width: marker.length, texts: [unescaped(boxes ? text.replace(BOX, "") : text)] };
      return true;
    }
    if (line === "") {
      open?.texts.push("");
      return true;
    }
    if (!open) return false;
    const inside = line.startsWith("\t") || indent >= (base ?? 0) + 2;
    // As in Markdown, a line right below an item belongs to it without being indented.
    if (!inside && open.texts.at(-1) === "" && open.texts.length > 1) return false;
    const text = line.startsWith("\t") ? line.slice(1) : line.slice(Math.min(indent, open.width));
    if (!/^\s*>/.test(text)) open.texts.push(unescaped(text));
    return true;
  };

  const end = (): readonly Placed[] => {
    close();
    return items;
  };
  return { take, end };
}
