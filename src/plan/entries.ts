// What the workflow writes into a session, and how it is read back. Law: decoding is total; a plan that can't be read is no plan.

import { check } from "../decode.ts";
import { Type } from "../schema.ts";
import { type Manifest, type Plan, STEP_STATUS, type StepUpdate } from "./model.ts";

/** A plan was submitted, approved or ended. */
export const PLAN_ENTRY = "pi-modes:plan";
/** Steps of the plan changed their status. */
export const PROGRESS_ENTRY = "pi-modes:progress";
/** The guard saw a call that the plan in hand doesn't name. */
export const DEVIATION_ENTRY = "pi-modes:deviation";
/** A review was reported. */
export const REVIEW_ENTRY = "pi-modes:review";

export type PlanEvent =
  | { readonly v: 1; readonly event: "submitted"; readonly plan: Plan }
  /** The user saw the plan and didn't approve it: it need not be shown again by itself. */
  | { readonly v: 1; readonly event: "answered"; readonly plan: string; readonly revision: number }
  | { readonly v: 1; readonly event: "approved"; readonly plan: string; readonly revision: number; readonly release: Release }
  | { readonly v: 1; readonly event: "ended"; readonly plan: string; readonly how: PlanEnd };

/** `moved`: it is carried out in a session of its own. */
const PLAN_ENDS = ["done", "discarded", "left", "moved"] as const;
export type PlanEnd = (typeof PLAN_ENDS)[number];

/** What the user agreed to. */
export interface Release {
  /** The part of the manifest that was ticked. */
  readonly manifest: Manifest;
  /** Ask before each edit all the same. */
  readonly askEdits: boolean;
  /** The mode that the plan runs in. */
  readonly mode: string;
  /** It is to be carried out in a session of its own, which the user starts: here the mode stays as it is. */
  readonly fresh?: true;
  /** The commit that was checked out then, for the review. */
  readonly commit?: string;
}

export interface ProgressEntry {
  readonly v: 1;
  readonly plan: string;
  readonly updates: readonly StepUpdate[];
}

export interface DeviationEntry {
  readonly v: 1;
  readonly plan: string;
  /** One line for the user and for the review. */
  readonly text: string;
}

/** What a review came to. */
export interface Review {
  /** By weight, the worst first; none is a result too. */
  readonly findings: readonly string[];
  readonly summary: string;
  /** The plan that was reviewed. */
  readonly plan?: string;
  /** The file that it was written into. */
  readonly note?: string;
}

export type ReviewEntry = Review & { readonly v: 1 };

const closed = { additionalProperties: false } as const;
const Text = Type.String({ maxLength: 5000 });
const Texts = Type.Array(Text, { maxItems: 100 });
const ManifestSchema = Type.Object({ writes: Texts, commands: Texts, network: Texts, installs: Texts }, closed);
const Id = Type.String({ minLength: 1, maxLength: 100 });
const PlanSchema = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    title: Text,
    summary: Text,
    steps: Type.Array(Type.Object({ id: Id, text: Text }, closed), { minItems: 1, maxItems: 100 }),
    manifest: ManifestSchema,
    edited: Type.Optional(Type.Literal(true)),
  },
  closed,
);
const ReleaseSchema = Type.Object(
  { manifest: ManifestSchema, askEdits: Type.Boolean(), mode: Id, fresh: Type.Optional(Type.Literal(true)), commit: Type.Optional(Id) },
  closed,
);
const EventSchema = Type.Union([
  Type.Object({ v: Type.Literal(1), event: Type.Literal("submitted"), plan: PlanSchema }, closed),
  Type.Object({ v: Type.Literal(1), event: Type.Literal("answered"), plan: Id, revision: Type.Integer() }, closed),
  Type.Object({ v: Type.Literal(1), event: Type.Literal("approved"), plan: Id, revision: Type.Integer(), release: ReleaseSchema }, closed),
  Type.Object(
    { v: Type.Literal(1), event: Type.Literal("ended"), plan: Id, how: Type.Union(PLAN_ENDS.map((how) => Type.Literal(how))) },
    closed,
  ),
]);
const DeviationSchema = Type.Object({ v: Type.Literal(1), plan: Id, text: Text }, closed);
const ReviewSchema = Type.Object(
  { v: Type.Literal(1), findings: Texts, summary: Text, plan: Type.Optional(Id), note: Type.Optional(Text) },
  closed,
);
const ProgressSchema = Type.Object(
  {
    v: Type.Literal(1),
    plan: Id,
    updates: Type.Array(
      Type.Object({ step: Id, status: Type.Union(STEP_STATUS.map((status) => Type.Literal(status))), note: Type.Optional(Text) }, closed),
      { maxItems: 100 },
    ),
  },
  closed,
);

/** The event, or undefined for anything that this version did not write. */
export function decodePlanEvent(data: unknown): PlanEvent | undefined {
  return check(EventSchema, data) ? data : undefined;
}

export function decodeProgress(data: unknown): ProgressEntry | undefined {
  return check(ProgressSchema, data) ? data : undefined;
}

export function decodeDeviation(data: unknown): DeviationEntry | undefined {
  return check(DeviationSchema, data) ? data : undefined;
}

export function decodeReview(data: unknown): ReviewEntry | undefined {
  return check(ReviewSchema, data) ? data : undefined;
}
