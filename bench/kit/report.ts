// A report as Markdown, and its place in a document. Law: the command that reproduces the tables stands beside them.

export interface Table {
  /** A line above it. */
  readonly about?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Target {
  readonly what: string;
  readonly aim: string;
  readonly seen: string;
  readonly met: boolean;
}

export interface Report {
  readonly title: string;
  /** Paragraphs: what was measured, and how. */
  readonly about: readonly string[];
  readonly targets?: readonly Target[];
  readonly tables: readonly Table[];
}

/** What a file of this folder exports as `bench`. */
export type Bench = () => Promise<Report>;

export function drawTable({ about, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  // Figures stand to the right, words to the left.
  const isFigures = (index: number) => rows.every((row) => !/[a-z]{3}/i.test(row[index] ?? ""));
  const rule = `|${head.map((_, index) => (index > 0 && isFigures(index) ? "---:" : "---")).join("|")}|`;
  return [...(about === undefined ? [] : [about, ""]), line(head), rule, ...rows.map(line)].join("\n");
}

function targetTable(targets: readonly Target[]): Table {
  const rows = targets.map(({ what, aim, seen, met }) => [what, aim, seen, met ? "met" : "**missed**"]);
  return { head: ["target", "aim", "seen", ""], rows };
}

/** `machine`: where and when it was taken. */
export function drawReport(name: string, { title, about, targets = [], tables }: Report, machine: string): string {
  const drawn = [...(targets.length > 0 ? [targetTable(targets)] : []), ...tables].map(drawTable);
  return [`## ${title}`, ...about, `\`npm run bench -- ${name}\` on ${machine}.`, ...drawn].join("\n\n");
}

/** The document with this text between the marks of that name; at the end of it where there are none. */
export function placeIn(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const block = `${begin}\n\n${text}\n\n${end}`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from >= 0 && to > from) return document.slice(0, from) + block + document.slice(to + end.length);
  return `${document.trimEnd()}\n\n${block}\n`;
}

/** Three figures are as many as a timing bears. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(size >= 10 ? 1 : 2);
}

export function times(ratio: number): string {
  return `${figure(ratio)} ×`;
}
