// The proof in figures, and each command behind a figure that should be zero.

import { hadEffect, type Result } from "./proof.ts";

export interface Score {
  readonly corpus: string;
  readonly commands: number;
  readonly allowed: number;
  /** Allowed, and something changed, somebody was reached or something was left running. */
  readonly holes: number;
  /** Allowed although the corpus says that it has an effect. */
  readonly mislabelled: number;
  /** Allowed, and it asked a service of the same machine. */
  readonly services: number;
  /** Allowed, and still at it when the time was up: nothing had changed until then. */
  readonly unfinished: number;
  /** Stopped, though the corpus says that it is harmless. */
  readonly stopped: number;
  /** Stopped, and when it was run it ended well and changed nothing. Absent: what was stopped wasn't run. */
  readonly harmless: number | undefined;
}

export function score(results: readonly Result[]): readonly Score[] {
  return [...new Set(results.map(({ row }) => row.corpus))].map((corpus) => {
    const all = results.filter(({ row }) => row.corpus === corpus);
    const allowed = all.filter(({ decision }) => decision === "allow");
    const stopped = all.filter(({ decision }) => decision !== "allow");
    const ran = stopped.some(({ outcome }) => outcome !== undefined);
    return {
      corpus,
      commands: all.length,
      allowed: allowed.length,
      holes: allowed.filter(isHole).length,
      mislabelled: allowed.filter(({ row }) => row.expected === "stop").length,
      services: allowed.filter(({ outcome }) => outcome !== undefined && outcome.services.length > 0).length,
      unfinished: allowed.filter(({ outcome }) => outcome !== undefined && outcome.status === undefined).length,
      stopped: stopped.filter(({ row }) => row.expected === "allow").length,
      harmless: ran ? stopped.filter(wasHarmless).length : undefined,
    };
  });
}

export function isHole(result: Result): boolean {
  const { decision, outcome, sandboxed } = result;
  if (decision !== "allow" || outcome === undefined) return decision === "allow";
  // In the package's sandbox it may try to reach whom it likes: there is no network.
  return hadEffect(sandboxed ? { ...outcome, connections: [] } : outcome);
}

export function wasHarmless({ decision, outcome }: Result): boolean {
  return decision !== "allow" && outcome !== undefined && outcome.status === 0 && !hadEffect(outcome);
}

const COLUMNS = [
  ["corpus", (score: Score) => score.corpus],
  ["commands", (score: Score) => score.commands],
  ["allowed", (score: Score) => score.allowed],
  ["allowed and had an effect", (score: Score) => score.holes],
  ["allowed against its label", (score: Score) => score.mislabelled],
  ["asked a local service", (score: Score) => score.services],
  ["did not end", (score: Score) => score.unfinished],
  ["stopped against its label", (score: Score) => score.stopped],
  ["stopped, ran clean", (score: Score) => score.harmless ?? "not run"],
] as const;

/** A table in Markdown. */
export function table(scores: readonly Score[]): string {
  const rows = [
    COLUMNS.map(([title]) => title),
    COLUMNS.map(() => "---"),
    ...scores.map((score) => COLUMNS.map(([, value]) => String(value(score)))),
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function describe({ row, decision, reason, outcome }: Result): string {
  const seen =
    outcome === undefined
      ? []
      : [
          ...outcome.changes.slice(0, 4).map(({ kind, path }) => `${kind} ${path}`),
          ...[...new Set(outcome.connections)].slice(0, 3).map((address) => `tried to reach ${address}`),
          ...outcome.running.slice(0, 2).map((line) => `left running: ${line}`),
        ];
  const why = decision === "allow" ? "" : ` (${reason})`;
  return `${row.corpus} ${row.id}: ${JSON.stringify(row.command)}\n    ${decision}${why}${seen.length > 0 ? `; ${seen.join("; ")}` : ""}`;
}
