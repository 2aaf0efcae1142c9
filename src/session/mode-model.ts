// The model and the thinking level that a mode brings, and what was there before. Law: what a mode set is given back on leaving it, exactly;
// what the user chose meanwhile is theirs and stays. The branch tells both: its last entry of this kind, or nothing where that can't be read.

import { customEntries } from "../branch.ts";
import { check, field } from "../decode.ts";
import { Type } from "../schema.ts";

/** What a mode holds from now on; the last one on the branch counts. */
export const MODEL_ENTRY = "pi-modes:model";

/** `user`: chosen by the user while the mode was on. `before` is absent where nothing was chosen. */
type Part = "user" | { readonly before?: string; readonly set: string };

export interface Held {
  readonly mode: string;
  /** As `provider/model-id`. */
  readonly model?: Part;
  readonly thinking?: Part;
}

const NOTHING_HELD: Held = { mode: "" };

const TextSchema = Type.String({ minLength: 1, maxLength: 500 });
const PartSchema = Type.Union([Type.Literal("user"), Type.Object({ before: Type.Optional(TextSchema), set: TextSchema })]);
const ModelEntrySchema = Type.Object({
  v: Type.Literal(1),
  mode: Type.String({ maxLength: 500 }),
  model: Type.Optional(PartSchema),
  thinking: Type.Optional(PartSchema),
});

export type ModelEntry = Held & { readonly v: 1 };

/** The entry, or undefined for anything that this version did not write. */
export function decodeModelEntry(data: unknown): ModelEntry | undefined {
  if (!check(ModelEntrySchema, data)) return undefined;
  const { mode, model, thinking } = data;
  return { v: 1, ...heldOf(mode, model && copied(model), thinking && copied(thinking)) };
}

/** `entries`: the branch as the host gives it, root first. */
export function foldModel(entries: readonly unknown[]): Held {
  const last = customEntries(entries, MODEL_ENTRY).at(-1);
  const decoded = decodeModelEntry(field(last, "data"));
  return decoded ? heldOf(decoded.mode, decoded.model, decoded.thinking) : NOTHING_HELD;
}

export function modelEntry(held: Held): ModelEntry {
  return { v: 1, ...held };
}

/** True when a branch that says the one need not be told the other. */
export function isSaid(there: Held, held: Held): boolean {
  const isEmpty = held.model === undefined && held.thinking === undefined;
  if (isEmpty) return there.model === undefined && there.thinking === undefined;
  return there.mode === held.mode && isSame(there.model, held.model) && isSame(there.thinking, held.thinking);
}

export interface Chosen {
  readonly model: string | undefined;
  readonly thinking: string | undefined;
}

/** What a mode asks for. */
export interface Wanted {
  readonly mode: string;
  readonly model?: string | undefined;
  readonly thinking?: string | undefined;
}

interface Step {
  readonly target: Chosen;
  readonly held: Held;
}

interface Ground {
  /** What the session holds. */
  readonly held: Held;
  /** What the branch says: something else after a step to another branch, where the user may have chosen in this mode before. */
  readonly there: Held;
  readonly now: Chosen;
}

/** What differs from what was set was chosen by the user. */
export function noticed(held: Held, now: Chosen): Held {
  const part = (one: Part | undefined, chosen: string | undefined): Part | undefined =>
    typeof one === "object" && chosen !== one.set ? "user" : one;
  return heldOf(held.mode, part(held.model, now.model), part(held.thinking, now.thinking));
}

/** What is to be chosen while the mode is on. The host may give less than the level that is asked for: see `withLevel`. */
export function nextStep(wanted: Wanted, { held, there, now }: Ground): Step {
  const isSameMode = held.mode === wanted.mode;
  const isBack = !isSameMode && there.mode === wanted.mode;
  const model = nextPart(held.model, wanted.model, now.model, isSameMode, isBack && there.model === "user");
  // Another model may know other levels, so the level from before is asked for and comes back with the model.
  const level = wanted.thinking ?? (model.part === undefined ? undefined : below(held.thinking, now.thinking, isSameMode));
  const thinking = nextPart(held.thinking, level, now.thinking, isSameMode, isBack && there.thinking === "user");
  return { target: { model: model.target, thinking: thinking.target }, held: heldOf(wanted.mode, model.part, thinking.part) };
}

/** With the level that came of what was asked for. */
export function withLevel(held: Held, level: string | undefined): Held {
  if (typeof held.thinking !== "object" || level === undefined) return held;
  return { ...held, thinking: { ...held.thinking, set: level } };
}

/** What was there before; what the user chose stays. */
export function givenBack({ model, thinking }: Held, now: Chosen): Chosen {
  return { model: back(model, now.model), thinking: back(thinking, now.thinking) };
}

interface NextPart {
  readonly target: string | undefined;
  readonly part: Part | undefined;
}

function nextPart(
  part: Part | undefined,
  wanted: string | undefined,
  now: string | undefined,
  isSameMode: boolean,
  isUsers: boolean,
): NextPart {
  if (isSameMode && part === "user") return { target: now, part };
  if (isUsers) return { target: back(part, now), part: "user" };
  if (wanted === undefined) return { target: back(part, now), part: undefined };
  const before = below(part, now, isSameMode);
  return { target: wanted, part: { ...(before === undefined ? {} : { before }), set: wanted } };
}

/** What lies below what the mode set. In the same mode it is what was written down, also where the host began with something else. */
function below(part: Part | undefined, now: string | undefined, isSameMode: boolean): string | undefined {
  return isSameMode && typeof part === "object" ? part.before : back(part, now);
}

function back(part: Part | undefined, now: string | undefined): string | undefined {
  return typeof part === "object" && part.set === now ? (part.before ?? now) : now;
}

function heldOf(mode: string, model: Part | undefined, thinking: Part | undefined): Held {
  return { mode, ...(model === undefined ? {} : { model }), ...(thinking === undefined ? {} : { thinking }) };
}

function copied(part: Part): Part {
  return part === "user" ? part : { ...(part.before === undefined ? {} : { before: part.before }), set: part.set };
}

function isSame(a: Part | undefined, b: Part | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.before === b.before && a.set === b.set;
}
