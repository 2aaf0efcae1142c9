// The figures of a replay as text in columns, or as one JSON object.

import { clean, shorten } from "../policy/wording.ts";
import { type Comparison, type Counts, type Figures, type ListedCall, rateOf } from "./figures.ts";

const SHOWN = 20;
const HEAD = ["session", "calls", "allowed", "asked", "denied", "asked/100"];

export function reportLines(figures: Figures): readonly string[] {
  const { sessions, total, suggestion, ranButRefused, proposed } = figures;
  const names = shortNames(sessions.map(({ name }) => name));
  const rows = sessions.map((session, index) => [clean(shorten(names[index] ?? session.name, 80)), ...cells(session)]);
  const sections = [
    table([HEAD, ...rows, ["total", ...cells(total)]]),
    suggestion
      ? ["", `One rule would have saved ${suggestion.saves} of ${plural(total.ask, "question")}:`, `  ${JSON.stringify(suggestion.rule)}`]
      : ["", total.ask === 0 ? "No question." : "No single rule that may be suggested would have saved a question."],
    section("ran and would be refused now", ranButRefused),
    proposed ? comparisonLines(total, proposed) : [],
    total.damaged > 0
      ? ["", `${plural(total.damaged, "line")} can't be read and ${total.damaged === 1 ? "was" : "were"} passed over.`]
      : [],
  ];
  return sections.flat();
}

function comparisonLines(before: Counts, { total, refused, allowed }: Comparison): readonly string[] {
  return [
    "",
    ...table([
      ["", ...HEAD.slice(1)],
      ["now", ...cells(before)],
      ["proposed", ...cells(total)],
    ]),
    `${plural(before.ask, "question")} before, ${total.ask} after (${total.ask > before.ask ? "+" : ""}${total.ask - before.ask}).`,
    ...section("would be newly refused", refused),
    ...section("would be newly allowed", allowed),
  ];
}

function section(what: string, calls: readonly ListedCall[]): readonly string[] {
  if (calls.length === 0) return ["", `No call ${what}.`];
  const all = calls.reduce((sum, { count }) => sum + count, 0);
  const rows = calls
    .slice(0, SHOWN)
    .map(({ count, mode, tool, shown, why }) => [
      `  ${count}x`,
      mode,
      tool,
      clean(shorten(shown.replaceAll("\n", " "), 70)),
      clean(shorten(why, 90)),
    ]);
  const more = calls.length > SHOWN ? [`  and ${calls.length - SHOWN} more`] : [];
  return ["", `${plural(all, "call")} ${what}:`, ...table(rows, 5), ...more];
}

/** The figures with the rates, and everything that was listed. */
export function reportJson(figures: Figures): string {
  const rated = <T extends Counts>(counts: T) => ({ ...counts, askedPer100: Math.round(rateOf(counts) * 10) / 10 });
  return JSON.stringify({
    sessions: figures.sessions.map(rated),
    total: rated(figures.total),
    suggestion: figures.suggestion ?? null,
    ranButRefused: figures.ranButRefused,
    proposed: figures.proposed ? { ...figures.proposed, total: rated(figures.proposed.total) } : null,
  });
}

/** A file by its name; by its path where another one has the same name. */
function shortNames(paths: readonly string[]): readonly string[] {
  const last = paths.map((path) => path.split(/[\\/]/).at(-1) ?? path);
  return paths.map((path, index) => (last.filter((name) => name === last[index]).length > 1 ? path : (last[index] ?? path)));
}

function cells(counts: Counts): readonly string[] {
  return [counts.calls, counts.allow, counts.ask, counts.deny].map(String).concat(rateOf(counts).toFixed(1));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Columns as wide as they need to be; the first `left` ones start on the left. */
function table(rows: readonly (readonly string[])[], left = 1): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => (column < left ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0));
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}
