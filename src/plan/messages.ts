// What the package says to the model about a plan or a review, as messages of the session: a line for the user, the text for the model, and
// which plan it was about. Law: what was said is read from the branch, never remembered.

import { placesOf, visibleFrom } from "../branch.ts";
import { check, field } from "../decode.ts";
import { Type } from "../schema.ts";
import { PLAN_ENTRY, type Review } from "./entries.ts";
import type { PlanState } from "./fold.ts";
import type { HandOverKind } from "./hand-over.ts";
import type { Plan } from "./model.ts";
import { findingLines, reviewContent, reviewLine } from "./review.ts";

/** The custom type of these messages. */
export const PLAN_MESSAGE = "pi-modes:plan-message";

/** `again`: the plan after a compaction. `answer`: what the user said to a plan that was shown outside a call. `moved`: carried out elsewhere. */
export type PlanMessageKind = HandOverKind | "again" | "answer" | "moved" | "reviewed";

export interface PlanMessageDetails {
  readonly v: 1;
  readonly kind: string;
  /** For the user, in one line. */
  readonly line: string;
  /** For the user, below it; the text for the model where there are none. */
  readonly lines?: readonly string[];
  readonly plan?: string;
  readonly revision?: number;
}

export interface PlanMessage {
  readonly customType: string;
  readonly content: string;
  readonly display: true;
  readonly details: PlanMessageDetails;
}

const DetailsSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.String(),
  line: Type.String(),
  lines: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
  plan: Type.Optional(Type.String()),
  revision: Type.Optional(Type.Integer()),
});

/** `content`: for the model. `line`: for the user. */
export function planMessage(kind: PlanMessageKind, line: string, content: string, plan?: Pick<Plan, "id" | "revision">): PlanMessage {
  const about = plan ? { plan: plan.id, revision: plan.revision } : {};
  return { customType: PLAN_MESSAGE, content, display: true, details: { v: 1, kind, line, ...about } };
}

/** A review that was reported: the model knows what it found and gets one line. */
export function reviewMessage(review: Review): PlanMessage {
  const message = planMessage("reviewed", reviewLine(review), reviewContent(review));
  return { ...message, details: { ...message.details, lines: findingLines(review) } };
}

/** The details, or undefined for anything that this version did not write. */
export function decodePlanMessage(details: unknown): PlanMessageDetails | undefined {
  return check(DetailsSchema, details) ? details : undefined;
}

/** True when the model was told this about this revision, on this branch. */
export function wasTold(entries: readonly unknown[], kind: PlanMessageKind, { id, revision }: Plan): boolean {
  return placesOf(entries, "custom_message", PLAN_MESSAGE).some((at) => {
    const told = messageOf(entries[at]);
    return told?.kind === kind && told.plan === id && told.revision === revision;
  });
}

/** True when a compaction took the plan out of the model's sight and nothing since has named it. */
export function isOutOfSight(entries: readonly unknown[], { plan, stage }: PlanState): boolean {
  if (!plan || (stage !== "submitted" && stage !== "approved")) return false;
  const from = visibleFrom(entries);
  if (from === 0) return false;
  return !entries.slice(from).some((entry) => {
    const told = messageOf(entry);
    if (told) return told.plan === plan.id && (told.kind === "again" || told.kind === "approved" || told.kind === "review");
    // Where the plan was written into the session the model has just submitted it, or is about to be told that it was approved.
    const data = field(entry, "customType") === PLAN_ENTRY ? field(entry, "data") : undefined;
    return field(data, "event") === "approved" || (stage === "submitted" && field(data, "event") === "submitted");
  });
}

function messageOf(entry: unknown): PlanMessageDetails | undefined {
  const isOurs = field(entry, "type") === "custom_message" && field(entry, "customType") === PLAN_MESSAGE;
  return isOurs ? decodePlanMessage(field(entry, "details")) : undefined;
}
