// Law: plan, approval and progress are a pure fold over the entries of the current branch, root first. An entry that can't be read takes
// back whatever was released before it: it may have said that the plan ended.

import { field } from "../decode.ts";
import { decodePlanEvent, decodeProgress, PLAN_ENTRY, PROGRESS_ENTRY, type Release } from "./entries.ts";
import type { Plan, PlanStep, StepUpdate } from "./model.ts";

export type PlanStage = "none" | "submitted" | "approved" | "done" | "discarded" | "left";

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
  /** Entries of ours that can't be read. */
  readonly unreadable: number;
}

export const NO_PLAN: PlanState = { stage: "none", marks: new Map(), unreadable: 0 };

export function foldPlan(entries: readonly unknown[]): PlanState {
  let state = NO_PLAN;
  for (const entry of entries) {
    if (field(entry, "type") !== "custom") continue;
    const type = field(entry, "customType");
    if (type === PLAN_ENTRY) state = withEvent(state, field(entry, "data"));
    else if (type === PROGRESS_ENTRY) state = withProgress(state, field(entry, "data"));
  }
  return state;
}

function withEvent(state: PlanState, data: unknown): PlanState {
  const event = decodePlanEvent(data);
  if (!event) return { ...NO_PLAN, unreadable: state.unreadable + 1 };
  const { plan, marks, unreadable } = state;
  switch (event.event) {
    case "submitted":
      return { stage: "submitted", plan: event.plan, marks: keptMarks(state, event.plan), unreadable };
    case "approved":
      // What was approved is what was last submitted, or nothing.
      if (plan?.id !== event.plan || plan.revision !== event.revision || state.stage !== "submitted") return takenBack(state);
      return { stage: "approved", plan, release: event.release, ...commitOf(event.release.commit), marks, unreadable };
    case "ended":
      if (!plan || plan.id !== event.plan) return state;
      return { stage: event.how, plan, ...commitOf(state.commit), marks, unreadable };
    default:
      return event satisfies never;
  }
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
function takenBack({ stage, plan, marks, unreadable }: PlanState): PlanState {
  return { stage: stage === "approved" ? "submitted" : stage, ...(plan ? { plan } : {}), marks, unreadable: unreadable + 1 };
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
