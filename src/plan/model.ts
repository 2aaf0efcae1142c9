// A plan: what was agreed, as data. Law: whatever a model or a file gives is read to the end or refused with a sentence that says what to mend;
// nothing half-read becomes a plan.

import { check } from "../decode.ts";
import { type Static, Type } from "../schema.ts";

/** What the plan needs to be open. All of it is shown to the user, item by item. */
export interface Manifest {
  /** Globs below the workspace of files that will be written. */
  readonly writes: readonly string[];
  /** Command patterns as in rules: `npm run build`, `git push origin *`. */
  readonly commands: readonly string[];
  /** Hosts or services, in words. */
  readonly network: readonly string[];
  /** Packages, in words. */
  readonly installs: readonly string[];
}

export interface PlanStep {
  /** Unique in the plan: "1", "2", or what the model calls it. */
  readonly id: string;
  readonly text: string;
}

export interface Plan {
  /** Stays the same through all revisions. */
  readonly id: string;
  /** From 1. */
  readonly revision: number;
  readonly title: string;
  readonly summary: string;
  readonly steps: readonly PlanStep[];
  readonly manifest: Manifest;
  /** The user changed this revision by hand. */
  readonly edited?: true;
}

export const STEP_STATUS = ["open", "doing", "done", "skipped"] as const;
export type StepStatus = (typeof STEP_STATUS)[number];

export interface StepUpdate {
  readonly step: string;
  readonly status: StepStatus;
  readonly note?: string;
}

/** UTF-16 units of a text, entries of a list. */
export const LIMITS = {
  title: 120,
  summary: 4000,
  steps: 50,
  step: 500,
  items: 50,
  item: 300,
  note: 500,
  findings: 50,
  finding: 1000,
} as const;

const items = (description: string) =>
  Type.Optional(Type.Array(Type.String({ maxLength: LIMITS.item }), { maxItems: LIMITS.items, description }));

/** A text with an `enum`, as providers want it. Hosts bring their own version of the library, and old ones check no `enum`: see `readPlanInput`. */
const oneOf = <T extends string>(values: readonly T[], how: { readonly description?: string } = {}) =>
  Type.String<T>({ ...how, enum: [...values] });

const PLAN_ACTIONS = ["submit", "revise", "progress", "findings"] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

/** What the tool `plan` takes. One flat record: models fill it in reliably, and it never changes with the mode. */
export const PlanToolSchema = Type.Object({
  action: oneOf(PLAN_ACTIONS, {
    description:
      "submit a plan for approval, revise the one that was submitted, report progress on the approved one, or report the findings of a review",
  }),
  title: Type.Optional(Type.String({ maxLength: LIMITS.title })),
  summary: Type.Optional(
    Type.String({
      maxLength: LIMITS.summary,
      description: "What will be different afterwards and why, in Markdown; for findings: the verdict in a sentence",
    }),
  ),
  steps: Type.Optional(
    Type.Array(Type.String({ maxLength: LIMITS.step }), { maxItems: LIMITS.steps, description: "One sentence each, in order" }),
  ),
  writes: items("Globs of files that will be written, relative to the workspace"),
  commands: items("Commands that will run and need more than reading, e.g. `npm run build`; ` *` at the end stands for any further words"),
  network: items("Hosts that will be needed"),
  installs: items("Packages that will be installed"),
  updates: Type.Optional(
    Type.Array(
      Type.Object({
        step: Type.Number({ description: "Number of the step, from 1" }),
        status: oneOf(STEP_STATUS),
        note: Type.Optional(Type.String({ maxLength: LIMITS.note, description: "Needed for skipped: why" })),
      }),
      { maxItems: LIMITS.steps, description: "For progress" },
    ),
  ),
  findings: Type.Optional(
    Type.Array(Type.String({ maxLength: LIMITS.finding }), {
      maxItems: LIMITS.findings,
      description: "For findings: one each, the worst first, with file and line; empty when there are none",
    }),
  ),
});

export type PlanToolInput = Static<typeof PlanToolSchema>;

/** What a call of the tool says, or undefined where it doesn't fit. */
export function readPlanInput(input: unknown): PlanToolInput | undefined {
  if (!check(PlanToolSchema, input) || !PLAN_ACTIONS.includes(input.action)) return undefined;
  return (input.updates ?? []).every(({ status }) => STEP_STATUS.includes(status)) ? input : undefined;
}

export type Submission =
  | { readonly kind: "ok"; readonly plan: Omit<Plan, "id" | "revision"> }
  | { readonly kind: "wrong"; readonly why: string };

/** Reads what the model submitted. `why` tells it what to mend. */
export function readSubmission(input: PlanToolInput): Submission {
  const title = input.title?.trim() ?? "";
  const steps = (input.steps ?? []).map((text) => text.trim());
  const missing = [...(title === "" ? ["title"] : []), ...(steps.length === 0 ? ["steps"] : [])];
  if (missing.length > 0)
    return wrong(`The plan has no ${missing.join(" and no ")}. Give ${missing.length > 1 ? "both" : "it"} and submit again.`);
  const empty = steps.indexOf("");
  if (empty >= 0) return wrong(`Step ${empty + 1} is empty. Say in one sentence what it does, or leave it out.`);
  const manifest = {
    writes: clean(input.writes),
    commands: clean(input.commands),
    network: clean(input.network),
    installs: clean(input.installs),
  };
  const problem = firstProblem(manifest.writes, writesProblem) ?? firstProblem(manifest.commands, commandProblem);
  if (problem !== undefined) return wrong(problem);
  return {
    kind: "ok",
    plan: { title, summary: input.summary?.trim() ?? "", steps: steps.map((text, index) => ({ id: String(index + 1), text })), manifest },
  };
}

function firstProblem(items: readonly string[], problem: (item: string) => string | undefined): string | undefined {
  for (const item of items) {
    const why = problem(item);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Why a glob can't stand in `writes`, as a sentence. */
export function writesProblem(glob: string): string | undefined {
  if (/^[/~]/.test(glob) || /(?:^|[/{,])\.\.(?:$|[/},])/.test(glob))
    return `"${glob}" in writes lies outside the workspace. A plan opens only files below it; the user is asked about others when the time comes.`;
  return isCostly(glob) ? `"${glob}" in writes has too many wildcards. Name the files or folders one by one.` : undefined;
}

/** Why a pattern can't stand in `commands`, as a sentence. */
export function commandProblem(pattern: string): string | undefined {
  if (isTooWide(pattern)) return `"${pattern}" in commands could be anything. Name the program and what it is told to do.`;
  return isCostly(pattern) ? `"${pattern}" in commands has too many wildcards. Name the commands one by one.` : undefined;
}

/** A pattern that takes long to compile or to match: the time grows with the power of its wildcards. */
function isCostly(pattern: string): boolean {
  if (pattern.length > LIMITS.item || /\{[^}]*\.\./.test(pattern) || pattern.split("{").length > 3 || pattern.split("**").length > 6)
    return true;
  return pattern.split(/[\s/]+/).some((part) => (part.match(/\*+/g) ?? []).length > 3);
}

function clean(list: readonly string[] | undefined): readonly string[] {
  return [...new Set((list ?? []).map((item) => item.trim()).filter((item) => item !== ""))];
}

/** Programs that run whatever they are given: opened as a whole they open everything. */
const RUNNERS = new Set(
  (
    "bash sh zsh dash ksh fish pwsh sudo doas su env xargs parallel eval exec command builtin time timeout nohup nice setsid stdbuf watch ssh " +
    "node deno bun tsx ts-node npx bunx uvx pipx python pypy perl ruby php lua osascript"
  ).split(" "),
);

/** A pattern that doesn't say what will run. */
function isTooWide(pattern: string): boolean {
  // Taken apart as `compileCommand` does it.
  const [program, ...rest] = pattern.split(/\s+/).filter((word) => word !== "");
  if (program === undefined || WILD.test(program)) return true;
  // However it is called: `/bin/sh`, `python3.12`.
  const name = program.slice(program.lastIndexOf("/") + 1).replace(/[\d.]+$/, "");
  if (!RUNNERS.has(name)) return false;
  // What it runs must be named, and comes after options, variables and numbers. A lone `-`, or `-s` of a shell, means the standard input.
  for (const word of rest) {
    if (WILD.test(word) || word === "-" || word === "-s") return true;
    if (!/^-|^\w+=|^[\d.]+[smhd]?$/.test(word)) return false;
  }
  return rest.length === 0;
}

/** What `compileCommand` takes for more than itself. */
const WILD = /[*?[\]{}\\]/;

export type Progress = { readonly kind: "ok"; readonly updates: readonly StepUpdate[] } | { readonly kind: "wrong"; readonly why: string };

/** Reads a report of progress on a plan. */
export function readProgress(input: PlanToolInput, plan: Plan): Progress {
  const updates = input.updates ?? [];
  if (updates.length === 0) return wrong("There are no updates. Give for each step its number and its status.");
  const read: StepUpdate[] = [];
  for (const { step, status, note } of updates) {
    const found = plan.steps[step - 1];
    if (!found) return wrong(`The plan has no step ${step}: its steps are 1 to ${plan.steps.length}.`);
    if (status === "skipped" && !note?.trim()) return wrong(`Step ${step} is skipped without a reason. Give it in note.`);
    read.push({ step: found.id, status, ...(note?.trim() ? { note: note.trim() } : {}) });
  }
  return { kind: "ok", updates: read };
}

export type Findings =
  | { readonly kind: "ok"; readonly findings: readonly string[]; readonly summary: string }
  | { readonly kind: "wrong"; readonly why: string };

/** Reads what a review came to. */
export function readFindings({ findings, summary }: PlanToolInput): Findings {
  const read = clean(findings);
  const verdict = summary?.trim() ?? "";
  if (findings === undefined && verdict === "")
    return wrong("There are no findings and no summary. Give findings, an empty list where there are none, and the verdict in summary.");
  return { kind: "ok", findings: read, summary: verdict };
}

function wrong(why: string): { readonly kind: "wrong"; readonly why: string } {
  return { kind: "wrong", why };
}
