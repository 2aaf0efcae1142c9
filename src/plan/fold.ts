// Law: plan, approval and progress are a pure fold over the entries of the current branch, root first. An entry that can't be read takes
// back whatever was released before it: it may have said that the plan ended.

import { customEntries, placesOf } from "../branch.ts";
import { field } from "../decode.ts";
import {
  DEVIATION_ENTRY,
  decodeDeviation,
  decodePlanEvent,
  decodeProgress,
  decodeReview,
  PLAN_ENTRY,
  type PlanEnd,
  PROGRESS_ENTRY,
  REVIEW_ENTRY,
  type Release,
  type Review,
} from "./entries.ts";
import type { Plan, PlanStep, StepUpdate } from "./model.ts";

export type PlanStage = "none" | "submitted" | "approved" | PlanEnd;

export interface PlanState {
  readonly stage: PlanStage;
  /** The last revision; absent before the first one. */
  readonly plan?: Plan;
  /** While the plan is approved and not ended. */
  readonly release?: Release;
  /** What was checked out at the approval, also after the plan's end. */
  readonly commit?: string;
  /** The last word on each step. */
  readonly marks: ReadonlyMap<string, StepUpdate>;
  /** It was submitted, and the user hasn't seen it or hasn't decided. */
  readonly waits?: true;
  /** Calls in its execution that it doesn't name, a line each, no line twice. */
  readonly deviations: readonly string[];
  /** The last review on the branch, of this plan or of none, and how many there were. */
  readonly review?: Review & { readonly number: number };
  /** Entries of the last plan that can't be read. */
  readonly unreadable: number;
}

export const NO_PLAN: PlanState = { stage: "none", marks: new Map(), deviations: [], unreadable: 0 };

/** Lines of one plan: what comes after them is no news. */
export const MAX_DEVIATIONS = 50;

export function foldPlan(entries: readonly unknown[]): PlanState {
  const dataAt = (at: number) => field(entries[at], "data");
  const events = placesOf(entries, "custom", PLAN_ENTRY).map((at) => ({ at, data: dataAt(at), next: withEvent }));
  const last = lastSubmitted(events.map(({ data }) => data));
  const begun = events.slice(beginningOf(last, events));
  const from = begun[0]?.at ?? 0;
  const notes = NOTES.flatMap(({ type, next }) => {
    const places = placesOf(entries, "custom", type).filter((at) => at >= from);
    return places.map((at) => ({ at, data: dataAt(at), next })).filter(({ data }) => !isOfAnother(last, data));
  });
  let state = NO_PLAN;
  for (const { data, next } of [...begun, ...notes].sort((a, b) => a.at - b.at)) state = next(state, data);
  return withReviews(state, customEntries(entries, REVIEW_ENTRY));
}

const NOTES = [
  { type: PROGRESS_ENTRY, next: withProgress },
  { type: DEVIATION_ENTRY, next: withDeviation },
] as const;

/** The id of the plan that was submitted last, as it stands there. */
function lastSubmitted(events: readonly unknown[]): unknown {
  return field(field(events.findLast(isSubmission), "plan"), "id");
}

function isSubmission(event: unknown): boolean {
  return field(event, "event") === "submitted";
}

/**
 * Where the last plan begins: behind another one that can be read, or behind what can't be read, nothing is left of what was before, however
 * long the session is.
 */
function beginningOf(last: unknown, events: readonly { readonly data: unknown }[]): number {
  const before = events.findLastIndex(
    ({ data }) => (isSubmission(data) && field(field(data, "plan"), "id") !== last) || !decodePlanEvent(data),
  );
  return Math.max(before, 0);
}

/** What was noted about a plan that another one followed says nothing any more: it need not be read. */
function isOfAnother(last: unknown, data: unknown): boolean {
  const plan = field(data, "plan");
  return typeof plan === "string" && plan !== last && field(data, "v") === 1;
}

function withEvent(state: PlanState, data: unknown): PlanState {
  const event = decodePlanEvent(data);
  if (!event) return { ...NO_PLAN, unreadable: state.unreadable + 1 };
  const { plan, marks, deviations, unreadable } = state;
  const kept = { marks, deviations, unreadable };
  switch (event.event) {
    case "submitted":
      return {
        ...{ ...kept, stage: "submitted", plan: event.plan, waits: true, marks: keptMarks(state, event.plan) },
        deviations: event.plan.id === plan?.id ? deviations : [],
      };
    case "answered":
      if (state.stage !== "submitted" || plan?.id !== event.plan || plan.revision !== event.revision) return state;
      return { ...kept, stage: "submitted", plan };
    case "approved":
      // What was approved is what was last submitted, or nothing.
      if (plan?.id !== event.plan || plan.revision !== event.revision || state.stage !== "submitted") return takenBack(state);
      return { ...kept, stage: "approved", plan, release: event.release, ...commitOf(event.release.commit) };
    case "ended":
      if (!plan || plan.id !== event.plan) return state;
      return { ...kept, stage: event.how, plan, ...commitOf(state.commit) };
    default:
      return event satisfies never;
  }
}

/** The state with one more line; as it was where the line is no news, or is about another plan. */
export function withDeviation(state: PlanState, data: unknown): PlanState {
  const deviation = decodeDeviation(data);
  const { plan, deviations } = state;
  if (!deviation || deviation.plan !== plan?.id || deviations.includes(deviation.text) || deviations.length >= MAX_DEVIATIONS) return state;
  return { ...state, deviations: [...deviations, deviation.text] };
}

/** A review that can't be read is none: it opens nothing, so nothing has to be taken back. */
function withReviews(state: PlanState, entries: readonly unknown[]): PlanState {
  const reviews = entries.flatMap((entry) => decodeReview(field(entry, "data")) ?? []);
  const last = reviews.at(-1);
  if (!last) return state;
  const { v, ...review } = last;
  return { ...state, review: { ...review, number: reviews.length } };
}

function withProgress(state: PlanState, data: unknown): PlanState {
  const progress = decodeProgress(data);
  if (!progress) return takenBack(state);
  if (progress.plan !== state.plan?.id) return state;
  const marks = new Map(state.marks);
  for (const update of progress.updates) marks.set(update.step, update);
  return { ...state, marks };
}

/** An entry that makes no sense: nothing stays released. */
function takenBack({ stage, plan, marks, deviations, unreadable }: PlanState): PlanState {
  return { stage: stage === "approved" ? "submitted" : stage, ...(plan ? { plan } : {}), marks, deviations, unreadable: unreadable + 1 };
}

/** A step that says something else, or is one of another plan, is not done because one of that name was. */
function keptMarks({ plan, marks }: PlanState, next: Plan): ReadonlyMap<string, StepUpdate> {
  if (next.id !== plan?.id) return new Map();
  const texts = new Map(plan.steps.map(({ id, text }) => [id, text]));
  return new Map([...marks].filter(([id]) => next.steps.some((step) => step.id === id && step.text === texts.get(id))));
}

function commitOf(commit: string | undefined): { readonly commit?: string } {
  return commit === undefined ? {} : { commit };
}

/** The steps that nobody has done or skipped, in order. */
export function openSteps({ plan, marks }: PlanState): readonly PlanStep[] {
  return (plan?.steps ?? []).filter(({ id }) => !["done", "skipped"].includes(marks.get(id)?.status ?? "open"));
}
