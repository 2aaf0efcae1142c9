// A screen as an SVG picture: a window with a title and the text in it. Law: every piece of text is put to its column and stretched to its
// columns, so that the picture is right with any font of fixed width; equal screens give equal bytes.

import { type Cell, cellsOf, type Style } from "./ansi.ts";

export interface Picture {
  readonly screen: string;
  readonly columns: number;
  readonly title: string;
  /** What is to be seen, for those who can't see it. */
  readonly description: string;
}

const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
const SIZE = 14;
const CELL = 8.4;
const LINE = 19;
const PADDING = 16;
const BAR = 36;
const COLORS = { text: "#d4d7dd", window: "#16181d", bar: "#22252c", edge: "#343841", title: "#9aa0ab" } as const;
const DOTS = ["#ff5f57", "#febc2e", "#28c840"];

export function svgOf({ screen, columns, title, description }: Picture): string {
  const lines = trimmed(cellsOf(screen));
  const width = round(columns * CELL + 2 * PADDING);
  const height = BAR + lines.length * LINE + 2 * PADDING - 6;
  const baseline = (row: number) => round(BAR + PADDING + row * LINE + SIZE - 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONT}" font-size="${SIZE}">`,
    `<title>${escaped(description)}</title>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="${COLORS.window}" stroke="${COLORS.edge}"/>`,
    `<path d="M1 ${BAR}V10.5a9.5 9.5 0 0 1 9.5-9.5H${round(width - 10.5)}a9.5 9.5 0 0 1 9.5 9.5V${BAR}z" fill="${COLORS.bar}"/>`,
    ...DOTS.map((color, index) => `<circle cx="${20 + index * 20}" cy="${BAR / 2}" r="6" fill="${color}"/>`),
    `<text x="${width / 2}" y="${BAR / 2 + 5}" fill="${COLORS.title}" font-size="13" text-anchor="middle">${escaped(title)}</text>`,
    ...backgrounds(lines),
    ...lines.flatMap((cells, row) => runsOf(cells).map((run) => textOf(run, baseline(row)))),
    "</svg>\n",
  ].join("\n");
}

/** Without the empty lines at the end. */
function trimmed(lines: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const last = lines.findLastIndex((cells) => cells.some((cell) => cell.text !== " " || backOf(cell.style) !== undefined));
  return lines.slice(0, last + 1);
}

/** What is behind the text. The same stretch in lines one below the other is one rectangle: no seams. */
function backgrounds(lines: readonly (readonly Cell[])[]): readonly string[] {
  const open = new Map<string, { readonly from: number; to: number }>();
  const done: string[] = [];
  const close = (key: string) => {
    const [start, width, color] = key.split(" ");
    const rows = open.get(key);
    if (!rows) return;
    const [x, y] = [round(PADDING + Number(start) * CELL), round(BAR + PADDING + rows.from * LINE - 3)];
    done.push(`<rect x="${x}" y="${y}" width="${round(Number(width) * CELL)}" height="${(rows.to - rows.from) * LINE}" fill="${color}"/>`);
    open.delete(key);
  };
  lines.forEach((cells, row) => {
    const here = new Set(stretches(cells));
    for (const key of [...open.keys()]) if (!here.has(key)) close(key);
    for (const key of here) open.set(key, { from: open.get(key)?.from ?? row, to: row + 1 });
  });
  for (const key of [...open.keys()]) close(key);
  return done;
}

function stretches(cells: readonly Cell[]): readonly string[] {
  const found: { column: number; width: number; color: string }[] = [];
  for (const { column, width, style } of cells) {
    const color = backOf(style);
    if (color === undefined) continue;
    const last = found.at(-1);
    if (last && last.color === color && last.column + last.width === column) last.width += width;
    else found.push({ column, width, color });
  }
  return found.map(({ column, width, color }) => `${column} ${width} ${color}`);
}

interface Run {
  text: string;
  readonly column: number;
  width: number;
  readonly style: Style;
}

/** Neighbours in one style, without spaces at the ends; two spaces, a wide character and a rule begin a new one. */
function runsOf(cells: readonly Cell[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { text, column, width, style } of cells) {
    const last = runs.at(-1);
    const joins = last && last.column + last.width === column && looksOf(last.style) === looksOf(style);
    const alone = width !== 1 || last?.text.endsWith("  ") || isRule(text) !== isRule(last?.text ?? "");
    if (joins && !alone && [...last.text].length === last.width) {
      last.text += text;
      last.width += width;
    } else runs.push({ text, column, width, style });
  }
  return runs.flatMap((run) => {
    const text = run.text.trim();
    const before = run.text.length - run.text.trimStart().length;
    const after = run.text.length - run.text.trimEnd().length;
    if (text === "" && !run.style.underline) return [];
    return [{ ...run, text, column: run.column + before, width: run.width - before - after }];
  });
}

const isRule = (text: string) => text.startsWith("─");

function textOf({ text, column, width, style }: Run, y: number): string {
  const x = round(PADDING + column * CELL);
  const color = style.inverse ? (style.background ?? COLORS.window) : (style.color ?? COLORS.text);
  const length = round(width * CELL);
  if (isRule(text)) return `<path d="M${x} ${y - 4.5}h${length}" stroke="${color}"/>`;
  const more = [
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...(style.italic ? ['font-style="italic"'] : []),
    ...(style.dim ? ['opacity=".65"'] : []),
    ...(style.underline ? ['text-decoration="underline"'] : []),
    ...(style.struck ? ['text-decoration="line-through"'] : []),
  ];
  const words = [`x="${x}"`, `y="${y}"`, `textLength="${length}"`, 'lengthAdjust="spacingAndGlyphs"', `fill="${color}"`, ...more];
  return `<text ${words.join(" ")}>${escaped(text)}</text>`;
}

function backOf({ color, background, inverse }: Style): string | undefined {
  return inverse ? (color ?? COLORS.text) : background;
}

function looksOf(style: Style): string {
  return JSON.stringify(Object.values(style).map((value) => value ?? null));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
