// A config file, checked as it is when a session loads it, examples included. Law: status 0 only for a file that would be used as it stands.

import { checkExamples } from "../config/examples.ts";
import { buildPolicy, NO_SOURCES, type Sources, type SourceText } from "../config/policy.ts";
import { alternatives, problemLine, quoted } from "../config/problem.ts";
import { hint } from "../config/shape.ts";
import type { Workspace } from "../effects/workspace.ts";
import { MODE_NAMES } from "../policy/modes.ts";
import type { PolicySource } from "../policy/rule.ts";
import { clean } from "../policy/wording.ts";

export interface ValidateInput {
  /** As the user wrote it: shown in front of each problem. */
  readonly file: string;
  readonly given: SourceText;
  /** Whose file it is to be; the user's unless given. */
  readonly as?: string | undefined;
  readonly workspace: Workspace;
}

/** `status`: 0 fine, 1 problems, 2 wrong usage. Warnings alone are fine. */
export interface Validated {
  readonly lines: readonly string[];
  readonly status: 0 | 1 | 2;
}

const SOURCES: readonly PolicySource[] = ["user", "project", "administrator"];

export function validate({ file, given, as = "user", workspace }: ValidateInput): Validated {
  const source = SOURCES.find((name) => name === as);
  if (!source) {
    return { lines: [`pi-modes: --as takes ${alternatives(SOURCES)}, but got ${quoted(as)}.${hint(as, SOURCES)}`], status: 2 };
  }
  if (given.kind === "absent") return { lines: [`${clean(file)}: There is no such file.`], status: 1 };
  const place = { root: workspace.root, home: workspace.home, real: (path: string) => workspace.realPath("/", path) ?? path };
  const only = { ...given, file };
  const built = buildPolicy(sourcesWith(source, only, true), place);
  const checked = checkExamples(built, workspace, place, "all");
  const problems = [...built.problems, ...checked.problems].toSorted((a, b) => a.line - b.line || a.column - b.column);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const waiting = source === "project" ? buildPolicy(sourcesWith(source, only, false), place).waiting : [];
  const counts = [
    counted(built.policy.rules.rules.length, "rule"),
    `${counted(built.policy.modes.size, "mode")} (${MODE_NAMES.filter((name) => built.policy.modes.has(name)).length} of them built in)`,
    counted(errors, "problem"),
    counted(problems.length - errors, "warning"),
  ];
  return {
    lines: [
      ...problems.map(problemLine),
      ...waiting.map(({ line, column, text }) => `${clean(file)}:${line}:${column} waits for the user's trust: ${text}`),
      `${clean(file)}: ${counts.join(", ")}`,
    ],
    status: errors > 0 ? 1 : 0,
  };
}

function sourcesWith(source: PolicySource, given: SourceText, trusted: boolean): Sources {
  return source === "project" ? { ...NO_SOURCES, project: { ...given, trusted } } : { ...NO_SOURCES, [source]: given };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
