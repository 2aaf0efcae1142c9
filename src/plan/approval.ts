// The approval of a plan as data: what is shown, and what each answer releases. Laws: everything that an approval releases is shown whole and
// with nothing hidden in it, and an answer releases the items that are ticked and nothing else.

import { textOf, visibleSegments } from "../policy/segments.ts";
import { oneLine } from "../policy/shape-words.ts";
import { changesBetween, type Mark } from "./approval-changes.ts";
import type { PlanState } from "./fold.ts";
import type { Manifest, Plan } from "./model.ts";

/** What the user said. Only `approve` releases anything; whatever else came to pass has a name of its own. */
export type Approval =
  | Approved
  | { readonly kind: "edit" }
  /** `step`: its id. */
  | { readonly kind: "comment"; readonly step: string; readonly text: string }
  | { readonly kind: "keep"; readonly feedback?: string }
  | { readonly kind: "leave" }
  | { readonly kind: "discard" }
  /** `stale`: no plan waits, or the session went on while the question was open. */
  | { readonly kind: "dismissed" | "aborted" | "timed-out" | "no-ui" | "stale" };

interface Approved {
  readonly kind: "approve";
  /** The ticked part. */
  readonly manifest: Manifest;
  /** Ask before each edit all the same. */
  readonly askEdits: boolean;
  /** For a session of its own, which knows the plan and nothing else. */
  readonly fresh?: true;
  readonly comment?: string;
}

/** How it was approved, beside what was ticked. */
export type ApprovalTerms = Omit<Approved, "kind" | "manifest">;

export interface ApprovalRequest {
  readonly state: PlanState;
  /** The revision that the user saw last. */
  readonly previous?: Plan;
  /** Calls that were refused since planning began, a line each. */
  readonly refused: readonly string[];
}

/** A line of Markdown. */
export interface PlanLine {
  readonly kind: "heading" | "text";
  readonly mark: Mark;
  readonly text: string;
  /** Index in the steps of the model, on the first line of a step. */
  readonly step?: number;
}

export interface ManifestItem {
  readonly kind: keyof Manifest;
  /** As the plan gives it. */
  readonly value: string;
  /** As it is shown: one line, nothing hidden. */
  readonly text: string;
  readonly mark: Mark;
}

export interface ApprovalModel {
  /** Our words: "Plan, revision 2: ...". */
  readonly title: string;
  /** The plan's words: its title, its summary and its steps. */
  readonly lines: readonly PlanLine[];
  /** What stands behind the number of a step: its id, and its first line. */
  readonly steps: readonly { readonly id: string; readonly text: string }[];
  /** Ticked at first, each of them. */
  readonly items: readonly ManifestItem[];
  /** Items of the last revision that this one gave up. */
  readonly dropped: readonly ManifestItem[];
  readonly refused: readonly string[];
}

export interface ApprovalChoice {
  readonly kind: "approve" | "approve-asking" | "approve-fresh" | "approve-commented" | "edit" | "comment" | "keep" | "leave" | "discard";
  /** The key that takes it. */
  readonly letter: string;
  readonly label: string;
  /** What it would do, where one key by mistake would lose something: it is asked about once. */
  readonly asks?: string;
}

export const CHOICES: readonly ApprovalChoice[] = [
  { kind: "approve", letter: "a", label: "Approve and execute" },
  { kind: "approve-asking", letter: "b", label: "Approve, ask before each edit" },
  { kind: "approve-fresh", letter: "f", label: "Approve, in a fresh session" },
  { kind: "approve-commented", letter: "w", label: "Approve with a comment" },
  { kind: "edit", letter: "e", label: "Edit the plan" },
  { kind: "comment", letter: "c", label: "Comment on a step" },
  { kind: "keep", letter: "k", label: "Keep planning, with feedback" },
  {
    kind: "leave",
    letter: "l",
    label: "Leave plan mode, don't execute",
    asks: "This ends the plan unexecuted and leaves plan mode.",
  },
  { kind: "discard", letter: "d", label: "Discard the plan", asks: "This discards the plan; plan mode stays on." },
];

const KINDS = ["writes", "commands", "network", "installs"] as const satisfies readonly (keyof Manifest)[];

/** In words: "write src/**". */
export const KIND_WORDS: Readonly<Record<keyof Manifest, string>> = {
  writes: "write",
  commands: "run",
  network: "reach",
  installs: "install",
};

/** Headings of ours for what isn't the plan's text. */
export const HEADINGS = {
  items: "An approval releases what is ticked:",
  none: "It asks for nothing to be released beforehand.",
  dropped: "No longer asked for:",
  refused: "Refused while planning, these wait for approval:",
} as const;

/** Undefined where no plan waits for approval. */
export function makeApproval({ state, previous, refused }: ApprovalRequest): ApprovalModel | undefined {
  const { plan } = state;
  if (!plan || state.stage !== "submitted") return undefined;
  // Another plan is no revision of this one.
  const before = previous?.id === plan.id && previous.revision !== plan.revision ? previous : undefined;
  const items = itemsOf(plan);
  const old = before ? itemsOf(before) : items;
  const asked = new Set(items.map(keyOfItem));
  const known = new Set(old.map(keyOfItem));
  return {
    title: titleOf(plan, before),
    lines: linesOf(plan, before),
    steps: plan.steps.map(({ id, text }) => ({ id, text: oneLine(text) })),
    items: items.map((item) => (known.has(keyOfItem(item)) ? item : { ...item, mark: "added" })),
    dropped: old.filter((item) => !asked.has(keyOfItem(item))).map((item) => ({ ...item, mark: "removed" })),
    refused: [...new Set(refused.map((line) => oneLine(line)))],
  };
}

function titleOf({ revision, edited }: Plan, before: Plan | undefined): string {
  const by = edited ? ", edited by you" : "";
  const marks = before ? `; + new, - gone, ~ changed since revision ${before.revision}` : "";
  return `The plan, revision ${revision}${by}${marks}`;
}

function itemsOf({ manifest }: Plan): readonly ManifestItem[] {
  return KINDS.flatMap((kind) =>
    [...new Set(manifest[kind])].map((value): ManifestItem => ({ kind, value, text: oneLine(value), mark: "same" })),
  );
}

function keyOfItem({ kind, value }: ManifestItem): string {
  return `${kind} ${value}`;
}

function linesOf(plan: Plan, before: Plan | undefined): readonly PlanLine[] {
  const same = (was: string | undefined, is: string): Mark =>
    was === undefined || was === is ? "same" : is === "" ? "removed" : "changed";
  const summary = plan.summary === "" ? [] : shown(plan.summary);
  const summaryMark = same(before?.summary, plan.summary);
  return [
    { kind: "heading", mark: same(before?.title, plan.title), text: `# ${oneLine(plan.title)}` },
    ...(summaryMark === "removed" ? [line("removed", "(the summary)")] : []),
    ...(summary.length === 0 ? [] : [line("same", "")]),
    ...summary.map(
      (text): PlanLine => ({ kind: /^#{1,6} /.test(text) ? "heading" : "text", mark: text === "" ? "same" : summaryMark, text }),
    ),
    line("same", ""),
    { kind: "heading", mark: "same", text: "## Steps" },
    ...stepLines(plan, before),
  ];
}

function stepLines(plan: Plan, before: Plan | undefined): readonly PlanLine[] {
  const now = plan.steps.map((step) => step.text);
  const changes = changesBetween(before ? before.steps.map((step) => step.text) : now, now);
  let step = 0;
  return changes.flatMap(({ mark, text, was }) => {
    if (mark === "removed") return shown(text).map((part) => line("removed", part));
    const [first = "", ...rest] = shown(text);
    const lead = `${step + 1}. `;
    const own: readonly PlanLine[] = [
      { kind: "text", mark, text: `${lead}${first}`, step },
      ...rest.map((part) => line(mark, `${" ".repeat(lead.length)}${part}`)),
    ];
    step += 1;
    return was === undefined ? own : [...own, ...shown(`was: ${was}`).map((part) => line("removed", `${" ".repeat(lead.length)}${part}`))];
  });
}

function line(mark: Mark, text: string): PlanLine {
  return { kind: "text", mark, text };
}

/** The lines of a text, with nothing hidden in them. */
function shown(text: string): readonly string[] {
  return textOf(visibleSegments(text, [])).split("\n");
}

/** What is released: the items whose index isn't among the unticked ones. */
export function tickedPart(model: ApprovalModel, unticked: ReadonlySet<number>): Manifest {
  const values = (kind: keyof Manifest) =>
    model.items.filter((item, index) => item.kind === kind && !unticked.has(index)).map((item) => item.value);
  return { writes: values("writes"), commands: values("commands"), network: values("network"), installs: values("installs") };
}

/** What stands before a line of the plan, or before an item. */
export const MARK_SIGNS: Readonly<Record<Mark, string>> = { same: " ", added: "+", changed: "~", removed: "-" };

/** The whole question as one text, for a host that shows nothing else. */
export function approvalText({ title, lines, items, dropped, refused }: ApprovalModel): string {
  const list = (heading: string, entries: readonly string[]) =>
    entries.length === 0 ? [] : ["", heading, ...entries.map((entry) => `  - ${entry}`)];
  const itemText = (item: ManifestItem) => `${KIND_WORDS[item.kind]} ${item.text}`;
  return [
    `${title}.`,
    "",
    ...lines.map(({ mark, text }) => `${MARK_SIGNS[mark]} │ ${text}`.trimEnd()),
    ...(items.length === 0 ? ["", HEADINGS.none] : []),
    ...list(
      HEADINGS.items,
      items.map((item) => `${item.mark === "added" ? "+ " : ""}${itemText(item)}`),
    ),
    ...list(HEADINGS.dropped, dropped.map(itemText)),
    ...list(HEADINGS.refused, refused),
  ].join("\n");
}
