// What the model is told on the way from plan to review. Law: words of a plan, a diff or a person stand in quoted lines, so that none of them
// can pose as words of this package or of somebody else; nothing but an approval says that a plan was approved.

import { oneLine } from "../policy/shape-words.ts";
import { clean } from "../policy/wording.ts";
import type { Release } from "./entries.ts";
import { linesOf } from "./markdown-parse.ts";
import { commandProblem, type Manifest, type Plan, type StepUpdate } from "./model.ts";
import { compileTemplate, cut, fillTemplate, type Template, type TemplateProblem, type Variable } from "./templates.ts";

type Marks = ReadonlyMap<string, StepUpdate>;

export const HAND_OVER_KINDS = ["approved", "reminder", "done", "review", "findings"] as const;
export type HandOverKind = (typeof HAND_OVER_KINDS)[number];
export type HandOvers = Readonly<Record<HandOverKind, Template>>;

/** The texts that ship, and what each may name. Values bring their own headings and are empty where there is nothing to say. */
const HAND_OVER_TEXTS: Readonly<Record<HandOverKind, { readonly text: string; readonly variables: readonly Variable[] }>> = {
  approved: {
    text: "[pi-modes] The user approved the plan below; {mode} mode is on. Carry out its steps in order and report progress with the plan tool.\n{plan}\n{task}",
    variables: ["plan", "task", "mode"],
  },
  reminder: {
    text: "[pi-modes] The approved plan has open steps. Go on with them, or report them with the plan tool: done, or skipped and why. If you need the user, say what for.\n{step}",
    variables: ["plan", "step", "mode"],
  },
  done: {
    text: "[pi-modes] No step of the plan is open. Say briefly what was done and what differs from the plan, and offer a review (the user starts it with /mode review).\n{previous}",
    variables: ["plan", "previous", "mode"],
  },
  review: {
    text: "[pi-modes] Review the work; {mode} mode is on. Read the changes, run the checks, edit nothing. Report what you find with the plan tool (action findings), the worst first, with file and line, and say what you could not check.\n{plan}\n{task}\n{previous}\n{diff}",
    variables: ["plan", "task", "previous", "diff", "mode"],
  },
  findings: {
    text: "[pi-modes] The user wants the findings of the review mended; {mode} mode is on. Check each one, then submit a plan for those that hold, and say which don't and why.\n{plan}\n{previous}\n{task}",
    variables: ["plan", "previous", "task", "mode"],
  },
};

/** UTF-16 units of what is quoted. */
const LIMIT = { plan: 12_000, comment: 4000, steps: 4000, deviations: 4000, diff: 8000 } as const;

/** What is wrong with a text for this hand-over; undefined where it is in order. */
export function handOverProblem(kind: HandOverKind, text: string): TemplateProblem | undefined {
  const compiled = compileTemplate(text, HAND_OVER_TEXTS[kind].variables);
  return compiled.kind === "problem" ? compiled : undefined;
}

/** Templates with the given texts instead of those that ship. A text with a mistake is left out and said, a sentence each. */
export function compileHandOvers(texts: Readonly<Partial<Record<HandOverKind, string>>> = {}): {
  readonly templates: HandOvers;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const compiled = (kind: HandOverKind): Template => {
    const { text, variables } = HAND_OVER_TEXTS[kind];
    const given = Object.hasOwn(texts, kind) ? texts[kind] : undefined;
    const template = given === undefined ? undefined : compileTemplate(given, variables);
    if (template?.kind === "template") return template;
    if (template) problems.push(`The text "${kind}" was left out. ${template.why}`);
    const shipped = compileTemplate(text, variables);
    return shipped.kind === "template" ? shipped : { kind: "template", parts: [] };
  };
  const templates = {
    ...{ approved: compiled("approved"), reminder: compiled("reminder"), done: compiled("done") },
    ...{ review: compiled("review"), findings: compiled("findings") },
  };
  return { templates, problems };
}

const SHIPPED = compileHandOvers().templates;

/** After the approval: the steps, what needs no question any more, what was taken out, the user's comment. */
export function approvedText(plan: Plan, release: Release, marks: Marks, comment?: string, templates: HandOvers = SHIPPED): string {
  const released = release.manifest.commands.filter((command) => commandProblem(command) === undefined);
  const lines = [
    ...planLines(plan, marks),
    ...listed("Runs without a question", released),
    ...listed("Writes", release.manifest.writes),
    ...listed("Taken out by the user", takenOut(plan.manifest, release.manifest)),
  ];
  const edits = release.askEdits ? "\nThe user is asked before each edit." : "";
  return filled(templates.approved, {
    plan: `${quoted(plan.edited ? "The plan, quoted, as the user edited it:" : "The plan, quoted:", lines.join("\n"), LIMIT.plan)}${edits}`,
    task: quoted("The user's comment:", comment ?? "", LIMIT.comment),
    mode: oneLine(release.mode),
  });
}

/** Once, when a run ends and steps are open. */
export function reminderText(plan: Plan, marks: Marks, mode: string, templates: HandOvers = SHIPPED): string {
  const open = numbered(plan, marks).filter(({ status }) => isOpen(status));
  const step = quoted("Open steps, quoted:", open.map(({ line }) => line).join("\n"), LIMIT.steps);
  return filled(templates.reminder, { plan: titleOf(plan), step, mode: oneLine(mode) });
}

/** When no step is open any more. */
export function doneText(plan: Plan, marks: Marks, mode: string, templates: HandOvers = SHIPPED): string {
  return filled(templates.done, { plan: titleOf(plan), previous: deviationsOf(plan, marks, []), mode: oneLine(mode) });
}

export interface ReviewFacts {
  /** Absent where the user asks for a review of whatever changed. */
  readonly plan?: Plan;
  readonly marks: Marks;
  /** What changed, as version control sums it up. */
  readonly diff: string;
  /** What is known to differ from the plan, a line each; skipped steps are added. */
  readonly deviations: readonly string[];
  readonly mode: string;
  /** The user's own words for the review. */
  readonly task?: string;
}

export function reviewText({ plan, marks, diff, deviations, mode, task }: ReviewFacts, templates: HandOvers = SHIPPED): string {
  return filled(templates.review, {
    plan: plan ? quoted("The plan, quoted:", planLines(plan, marks).join("\n"), LIMIT.plan) : "",
    task: quoted("The user's words:", task ?? "", LIMIT.comment),
    previous: plan ? deviationsOf(plan, marks, deviations) : "",
    diff: quoted("The changes, quoted:", diff.trim() === "" ? "none that version control knows of" : diff, LIMIT.diff),
    mode: oneLine(mode),
  });
}

export interface FindingsFacts {
  /** The plan that was reviewed. */
  readonly plan?: Plan;
  readonly findings: readonly string[];
  readonly summary: string;
  readonly mode: string;
  /** The user's own words for the new plan. */
  readonly task?: string;
}

/** When the findings of a review become a new plan. */
export function findingsHandOver({ plan, findings, summary, mode, task }: FindingsFacts, templates: HandOvers = SHIPPED): string {
  const lines = findings.map((finding, index) => `${index + 1}. ${finding}`);
  return filled(templates.findings, {
    plan: plan ? `It was the review of the plan ${titleOf(plan)}.` : "",
    previous: quoted("The findings, quoted:", [summary, ...lines].join("\n"), LIMIT.plan),
    task: quoted("The user's words:", task ?? "", LIMIT.comment),
    mode: oneLine(mode),
  });
}

/** The plan once more, when a compaction took it out of the model's sight. */
export function planAgainText(plan: Plan, marks: Marks, isApproved: boolean): string {
  const heading = isApproved
    ? "The approved plan that is being carried out, quoted:"
    : "The plan that waits for the user's approval, quoted:";
  const next = isApproved ? "Go on with the open steps and report progress with the plan tool." : "Nothing is approved yet.";
  return `[pi-modes] ${quoted(heading, planLines(plan, marks).join("\n"), LIMIT.plan)}\n${next}`;
}

/** The hand-over in one line, for the user. */
export function handOverLine(kind: HandOverKind, plan: Plan, marks: Marks): string {
  const steps = numbered(plan, marks);
  const open = steps.filter(({ status }) => isOpen(status)).length;
  const skipped = steps.filter(({ status }) => status === "skipped").length;
  switch (kind) {
    case "approved":
      return `Plan approved: ${titleOf(plan)} (${steps.length === 1 ? "1 step" : `${steps.length} steps`}).`;
    case "reminder":
      return `The model was reminded: ${open} of ${steps.length} steps open.`;
    case "done":
      return `Plan finished: ${steps.length - open - skipped} of ${steps.length} steps done${skipped > 0 ? `, ${skipped} skipped` : ""}.`;
    case "review":
      return `Review of the plan: ${titleOf(plan)}.`;
    case "findings":
      return `A new plan for the findings on ${titleOf(plan)}.`;
    default:
      return kind satisfies never;
  }
}

/** The lines below a heading, each marked as quoted; empty where there is nothing to quote. */
export function quoted(heading: string, text: string, limit: number): string {
  const shown = linesOf(text)
    .map(clean)
    .filter((line) => line.trim() !== "");
  if (shown.length === 0) return "";
  // Cut first: what is cut in the middle of a line would stand unmarked.
  const lines = cut(shown.join("\n"), limit).split("\n");
  return [heading, ...lines.map((line) => `> ${line}`)].join("\n");
}

export function isOpen(status: StepUpdate["status"]): boolean {
  return status === "open" || status === "doing";
}

/** The title in one line and in quotation marks that it can't end. */
function titleOf(plan: Plan): string {
  return `"${cut(oneLine(plan.title.trim()), 130).replaceAll('"', "'")}"`;
}

function filled(template: Template, values: Readonly<Partial<Record<Variable, string>>>): string {
  // Each value is bounded already. No quoted line is blank, so only our own blank lines go.
  return fillTemplate(template, values, Number.POSITIVE_INFINITY)
    .replace(/\n{2,}/g, "\n")
    .trim();
}

interface Numbered {
  readonly line: string;
  readonly status: StepUpdate["status"];
  readonly note: string | undefined;
  readonly number: number;
}

function numbered(plan: Plan, marks: Marks): readonly Numbered[] {
  return plan.steps.map(({ id, text }, index) => {
    const mark = marks.get(id);
    const status = mark?.status ?? "open";
    const number = index + 1;
    return { line: `${number}. ${status === "open" ? "" : `(${status}) `}${text}`, status, note: mark?.note, number };
  });
}

function planLines(plan: Plan, marks: Marks): readonly string[] {
  return [`${plan.title} (revision ${plan.revision})`, ...numbered(plan, marks).map(({ line }) => line)];
}

function listed(name: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${name}: ${items.map((item) => `\`${item}\``).join(", ")}`];
}

function takenOut(plan: Manifest, released: Manifest): readonly string[] {
  const keys = ["writes", "commands", "network", "installs"] as const;
  return keys.flatMap((key) => plan[key].filter((item) => !released[key].includes(item)));
}

function deviationsOf(plan: Plan, marks: Marks, others: readonly string[]): string {
  const skipped = numbered(plan, marks)
    .filter(({ status }) => status === "skipped")
    .map(({ number, note }) => `step ${number} was skipped: ${note ?? "no reason given"}`);
  return quoted("What differs from the plan, quoted:", [...skipped, ...others].join("\n"), LIMIT.deviations);
}
