// A plan as a Markdown file that a person reads and edits, and back. Law: what was written reads as the same plan, whatever its texts are;
// none of them can pose as a section, an item or a mark of the file; an edit passes the same checks as what a model submits, or is refused.

import { clean } from "../policy/wording.ts";
import {
  escapeComments,
  escapeHeading,
  escapeQuote,
  linesOf,
  type Parsed,
  type Placed,
  parseBody,
  SECTIONS,
  type Section,
  type Wrong,
  wrong,
} from "./markdown-parse.ts";
import { commandProblem, LIMITS, type Manifest, type Plan, type PlanStep, type StepUpdate, writesProblem } from "./model.ts";

export type ReadMarkdown = { readonly kind: "same" } | { readonly kind: "edited"; readonly plan: Plan } | Wrong;

type Marks = ReadonlyMap<string, StepUpdate>;

const LISTS = [
  ["Writes", "writes"],
  ["Commands", "commands"],
  ["Network", "network"],
  ["Installs", "installs"],
] as const satisfies readonly (readonly [Section, keyof Manifest])[];

/** The file's text; lines end with `\n`. Characters that can't be seen are written out as `\u{...}`. */
export function planMarkdown(plan: Plan, marks: Marks = new Map()): string {
  const steps = plan.steps.flatMap((step, index) => stepLines(step, `${index + 1}. `, marks.get(step.id)));
  const lists = LISTS.filter(([, key]) => plan.manifest[key].length > 0).flatMap(([section, key]) => [
    "",
    `## ${section}`,
    "",
    ...plan.manifest[key].flatMap((item) => itemLines(itemText(key, item), "- ")),
  ]);
  const summary = textLines(plan.summary.trim()).map(escapeHeading);
  return `${[
    `<!-- pi-modes plan ${encodedId(plan.id)} revision ${plan.revision}; sections: ${SECTIONS.join(", ")} -->`,
    "",
    `# ${textLines(plan.title).join(" ")}`,
    ...(plan.summary.trim() === "" ? [] : ["", ...summary]),
    "",
    "## Steps",
    "",
    ...steps,
    ...lists,
  ].join("\n")}\n`;
}

/** True when the text begins with the mark of that plan, whatever the revision. */
export function isPlanFileOf(text: string, id: string): boolean {
  return markOf(linesOf(text))?.id === encodedId(id);
}

/** What the user made of the file. `plan`: the revision that was written. */
export function readPlanMarkdown(text: string, plan: Plan): ReadMarkdown {
  const lines = linesOf(text.replace(/^\uFEFF/, ""));
  const mark = markOf(lines);
  if (!mark) {
    const line = linesOf(planMarkdown(plan))[0];
    return wrong(`The first line, which says whose file this is, is missing. Put it back: ${line}`, 1);
  }
  if (mark.id !== encodedId(plan.id)) return wrong("This is the file of another plan.", mark.line);
  if (mark.revision !== plan.revision)
    return wrong(`The file is of revision ${mark.revision}, and the plan is at revision ${plan.revision} by now.`, mark.line);
  const parsed = parseBody(lines, mark.line);
  if (parsed.kind === "wrong") return parsed;
  // Compared with what an untouched file gives: so no text of the plan, however odd, looks like an edit.
  const written = linesOf(planMarkdown(plan));
  const before = parseBody(written, 1);
  if (before.kind === "wrong") return before;
  if (contentOf(parsed) === contentOf(before)) return { kind: "same" };
  return problemOf(parsed, before) ?? { kind: "edited", plan: editedPlan(plan, before, parsed) };
}

function contentOf({ title, summary, sections }: Parsed): string {
  return JSON.stringify([title.text, summary.text, SECTIONS.map((name) => textsOf(sections[name], name === "Steps"))]);
}

function textsOf(items: readonly Placed[], isStep: boolean): readonly string[] {
  return isStep ? items.map(({ text }) => text) : items.map(({ text }) => unspan(text)).filter((text) => text.trim() !== "");
}

/** What is not touched keeps its text to the letter, and its steps their ids. */
function editedPlan(plan: Plan, before: Parsed, parsed: Parsed): Plan {
  const revision = plan.revision + 1;
  const kept = new Map<string, PlanStep[]>();
  for (const [index, { text }] of before.sections.Steps.entries()) {
    const step = plan.steps[index];
    if (step) kept.set(text, [...(kept.get(text) ?? []), step]);
  }
  const ids = new Set(plan.steps.map(({ id }) => id));
  let added = 0;
  const freshId = (): string => {
    // With the revision in it, so that it isn't that of a step which an earlier revision had.
    do added += 1;
    while (ids.has(`${revision}.${added}`));
    return `${revision}.${added}`;
  };
  const steps = parsed.sections.Steps.map(({ text }) => kept.get(text)?.shift() ?? { id: freshId(), text });
  const list = (section: Section, key: keyof Manifest): readonly string[] => {
    const originals = new Map(plan.manifest[key].map((item) => [readBack(itemText(key, item)), item]));
    return [...new Set(textsOf(parsed.sections[section], false).map((text) => originals.get(text) ?? text.trim()))];
  };
  const [writes, commands, network, installs] = LISTS.map(([section, key]) => list(section, key));
  return {
    id: plan.id,
    revision,
    title: parsed.title.text === before.title.text ? plan.title : parsed.title.text,
    summary: parsed.summary.text === before.summary.text ? plan.summary : parsed.summary.text,
    steps,
    manifest: { writes: writes ?? [], commands: commands ?? [], network: network ?? [], installs: installs ?? [] },
    edited: true,
  };
}

/** An item's text after it was written and read. */
function readBack(text: string): string {
  const parsed = parseBody(["# x", "## Writes", ...itemLines(text, "- ")], 0);
  return parsed.kind === "parsed" ? unspan(parsed.sections.Writes[0]?.text ?? "") : text;
}

function problemOf({ title, summary, sections }: Parsed, before: Parsed): Wrong | undefined {
  // What was in the plan before had room, and may be longer here only because what can't be seen is written out.
  const old = new Set([before.title, before.summary, ...SECTIONS.flatMap((name) => before.sections[name])].map(({ text }) => text));
  const tooLong = (placed: Placed, limit: number, what: string): Wrong | undefined =>
    old.has(placed.text) ? undefined : lengthProblem(placed, limit, what);
  if (title.text === "") return wrong("The title is empty.", title.line);
  const last = sections.Steps.at(-1)?.line ?? title.line;
  if (sections.Steps.length === 0) return wrong("The plan has no steps. Put at least one below `## Steps`.", last);
  const long = tooLong(title, LIMITS.title, "The title") ?? tooLong(summary, LIMITS.summary, "The summary");
  if (long) return long;
  if (sections.Steps.length > LIMITS.steps) return wrong(`A plan has no more than ${LIMITS.steps} steps.`, last);
  for (const step of sections.Steps) {
    if (step.text === "") return wrong("This step is empty. Say in one sentence what it does, or take it out.", step.line);
    const problem = tooLong(step, LIMITS.step, "This step");
    if (problem) return problem;
  }
  for (const [section, key] of LISTS) {
    const items = sections[section];
    if (items.length > LIMITS.items) return wrong(`${section} has no more than ${LIMITS.items} items.`, items[LIMITS.items]?.line ?? last);
    for (const { text, line } of items) {
      const item = { text: unspan(text).trim(), line };
      const problem = (old.has(text) ? undefined : lengthProblem(item, LIMITS.item, "This item")) ?? itemProblem(key, item);
      if (problem) return problem;
    }
  }
  return undefined;
}

function itemProblem(key: keyof Manifest, { text, line }: Placed): Wrong | undefined {
  if (text === "") return undefined;
  const why = key === "writes" ? writesProblem(text) : key === "commands" ? commandProblem(text) : undefined;
  return why === undefined ? undefined : wrong(why, line);
}

function lengthProblem({ text, line }: Placed, limit: number, what: string): Wrong | undefined {
  return text.length > limit ? wrong(`${what} has ${text.length} characters; there is room for ${limit}.`, line) : undefined;
}

function encodedId(id: string): string {
  return id.replace(/[^\w.-]/g, (character) => `%${character.charCodeAt(0).toString(16)};`);
}

function markOf(lines: readonly string[]): { readonly id: string; readonly revision: number; readonly line: number } | undefined {
  const index = lines.findIndex((line) => line.trim() !== "");
  const found = /^\uFEFF?<!-- pi-modes plan (\S+) revision (\d{1,9})\b/.exec(lines[index] ?? "");
  return found?.[1] === undefined ? undefined : { id: found[1], revision: Number(found[2]), line: index + 1 };
}

function textLines(text: string): readonly string[] {
  return linesOf(text).map((line) => escapeComments(clean(line)).trimEnd());
}

function stepLines({ text }: PlanStep, marker: string, mark: StepUpdate | undefined): readonly string[] {
  const box = mark?.status === "done" ? "[x]" : mark?.status === "skipped" ? "[-]" : "[ ]";
  const note = mark?.note === undefined ? (mark?.status === "skipped" ? "skipped" : undefined) : `${mark.status}: ${mark.note}`;
  const [first = "", ...further] = itemLines(text.trim(), `${marker}${box} `, marker.length);
  const notes = note === undefined ? [] : textLines(note).map((line) => `${" ".repeat(marker.length)}> ${line}`.trimEnd());
  return [first, ...further, ...notes];
}

function itemLines(text: string, marker: string, width = marker.length): readonly string[] {
  const [first = "", ...further] = textLines(text);
  return [`${marker}${first}`.trimEnd(), ...further.map((line) => (line === "" ? "" : `${" ".repeat(width)}${escapeQuote(line)}`))];
}

/** Globs and commands stand as code, since Markdown would read their asterisks. */
function itemText(key: keyof Manifest, item: string): string {
  return (key === "network" || key === "installs") && !/[`\\<\r\n]/.test(item) ? item : span(item);
}

function span(text: string): string {
  const ticks = "`".repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  const pad = /^[ `]|[ `]$/.test(text) ? " " : "";
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

/** The text in a code span that is the whole item; any other text as it is. */
function unspan(text: string): string {
  const run = /^`+/.exec(text)?.[0];
  if (run === undefined || text.length <= 2 * run.length || !text.endsWith(run)) return text;
  const inner = text.slice(run.length, -run.length);
  if (inner.endsWith("`") || (inner.match(/`+/g) ?? []).some((other) => other.length === run.length)) return text;
  return inner.startsWith(" ") && inner.endsWith(" ") && inner.trim() !== "" ? inner.slice(1, -1) : inner;
}
