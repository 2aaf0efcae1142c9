// The table: what holds on which host and in which run mode. Law: a cell that wasn't tried is empty, and one that doesn't hold says where.

import { CHECKS, type CheckName, type Result, RUN_MODES } from "./checks.ts";
import { EXCEPTIONS, type Exception, isException } from "./exceptions.ts";
import type { Host } from "./versions.ts";

export interface Tried {
  readonly host: Host;
  readonly results: readonly Result[];
}

export function matrix(tried: readonly Tried[]): string {
  const checks = Object.keys(CHECKS).filter((name): name is CheckName =>
    tried.some(({ results }) => results.some(({ check }) => check === name)),
  );
  const met = [...new Set(tried.flatMap(({ results }) => results.map(({ outcome }) => outcome).filter(isException)))];
  const rows = checks.map((check) => {
    const modes = RUN_MODES.filter((mode) =>
      tried.some(({ results }) => results.some((result) => result.check === check && result.mode === mode)),
    );
    const cells = tried.map(({ results }) =>
      cell(
        results.filter((result) => result.check === check),
        met,
      ),
    );
    return [CHECKS[check].says, modes.join(", "), ...cells];
  });
  const head = [
    "what holds",
    "run modes",
    ...tried.map(({ host }) => (host.node === 20 ? host.version : `${host.version}, Node ${host.node}`)),
  ];
  const notes = met.map((exception, index) => `${index + 1}. ${EXCEPTIONS[exception].says}`);
  return [...table([head, ...rows]), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

function cell(results: readonly Result[], met: readonly Exception[]): string {
  const failed = results.filter(({ outcome }) => outcome === "fails");
  if (failed.length > 0) return `not ${failed.map(({ mode }) => mode).join(", ")}`;
  const marks = met.flatMap((exception, index) => {
    const where = results.filter(({ outcome }) => outcome === exception).map(({ mode }) => mode);
    return where.length === 0 ? [] : [`${where.join(", ")}: ${index + 1}`];
  });
  if (results.length === 0) return "";
  return marks.length === 0 ? "yes" : `yes (${marks.join("; ")})`;
}

function table([head = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)];
}

/** What doesn't hold and isn't explained, a line each. */
export function unexplained(tried: readonly Tried[]): readonly string[] {
  return tried.flatMap(({ host, results }) =>
    results.flatMap(({ mode, check, outcome, why }) => {
      if (outcome === "holds" || (outcome !== "fails" && EXCEPTIONS[outcome].on(host))) return [];
      return [
        `${host.version} ${mode} ${check}: ${outcome === "fails" ? (why ?? "it doesn't hold") : `${outcome} isn't known of this host`}`,
      ];
    }),
  );
}
