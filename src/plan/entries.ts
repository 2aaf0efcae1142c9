// What the workflow writes into a session, and how it is read back. Law: decoding is total; a plan that can't be read is no plan.

import { Type } from "@sinclair/typebox";
import { check } from "../decode.ts";
import { type Manifest, type Plan, STEP_STATUS, type StepUpdate } from "./model.ts";

/** A plan was submitted, approved or ended. */
export const PLAN_ENTRY = "pi-modes:plan";
/** Steps of the plan changed their status. */
export const PROGRESS_ENTRY = "pi-modes:progress";

export type PlanEvent =
  | { readonly v: 1; readonly event: "submitted"; readonly plan: Plan }
  | { readonly v: 1; readonly event: "approved"; readonly plan: string; readonly revision: number; readonly release: Release }
  | { readonly v: 1; readonly event: "ended"; readonly plan: string; readonly how: "done" | "discarded" | "left" };

/** What the user agreed to. */
export interface Release {
  /** The part of the manifest that was ticked. */
  readonly manifest: Manifest;
  /** Ask before each edit all the same. */
  readonly askEdits: boolean;
  /** The mode that the plan runs in. */
  readonly mode: string;
  /** The commit that was checked out then, for the review. */
  readonly commit?: string;
}

export interface ProgressEntry {
  readonly v: 1;
  readonly plan: string;
  readonly updates: readonly StepUpdate[];
}

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
const ReleaseSchema = Type.Object({ manifest: ManifestSchema, askEdits: Type.Boolean(), mode: Id, commit: Type.Optional(Id) }, closed);
const EventSchema = Type.Union([
  Type.Object({ v: Type.Literal(1), event: Type.Literal("submitted"), plan: PlanSchema }, closed),
  Type.Object({ v: Type.Literal(1), event: Type.Literal("approved"), plan: Id, revision: Type.Integer(), release: ReleaseSchema }, closed),
  Type.Object(
    {
      v: Type.Literal(1),
      event: Type.Literal("ended"),
      plan: Id,
      how: Type.Union([Type.Literal("done"), Type.Literal("discarded"), Type.Literal("left")]),
    },
    closed,
  ),
]);
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
