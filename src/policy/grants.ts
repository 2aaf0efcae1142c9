// What the user answered once and wants to hold. Law: a grant covers what the question showed and nothing wider, in the mode that it was
// given in and in looser ones, until it expires; it answers questions and never opens what a mode or a rule closes.

import type { Effect } from "../effects/effect.ts";
import type { EffectClass } from "./classes.ts";
import type { Mode } from "./modes.ts";
import type { Reason, Verdict } from "./verdict.ts";
import { isStricter } from "./verdict.ts";

export const GRANT_SCOPES = ["once", "session", "project", "everywhere"] as const;
export type GrantScope = (typeof GRANT_SCOPES)[number];

/** One part of a call that was agreed to. */
export interface GrantedShape {
  readonly class: EffectClass;
  readonly tool: string;
  /** The resolved path of a read, write or delete: exact, or a pattern with the folder that it lies in. */
  readonly path?: string;
  /** The kind of a target's effect, since a row may hold several. */
  readonly access?: "read" | "write" | "delete";
  /** The program, of a command that touches the path. */
  readonly program?: string;
  /** All words of a command whose effect has no path. */
  readonly argv?: readonly string[];
  /** The folder that the command runs in. */
  readonly cwd?: string;
}

export interface Grant {
  readonly id: string;
  readonly scope: Exclude<GrantScope, "once">;
  readonly mode: string;
  /** The workspace folder, for `project`. */
  readonly root?: string;
  readonly shape: GrantedShape;
  /** What the user saw: the command or the path. */
  readonly shown: string;
  /** Milliseconds since 1970. */
  readonly given: number;
  readonly expires?: number;
}

/** Rows that only an answer for this once opens. */
const ONCE_ONLY: ReadonlySet<EffectClass> = new Set(["destroy", "write-guard"]);

/** What a lasting answer to this part would cover; undefined where it can be given for this once only. */
export function shapeOf(effect: Effect, row: EffectClass): GrantedShape | undefined {
  if (ONCE_ONLY.has(row)) return undefined;
  const { tool, program, command } = effect.origin;
  if ("target" in effect) {
    if (effect.target.kind === "unknown") return undefined;
    return { class: row, tool, path: effect.target.path, access: effect.kind, ...(program === undefined ? {} : { program }) };
  }
  if (program === undefined) return effect.kind === "opaque" ? { class: row, tool } : undefined;
  if (!command || command.fed || command.cwd === undefined || effect.kind === "opaque") return undefined;
  const argv = command.argv.filter((word) => word !== undefined);
  return argv.length < command.argv.length ? undefined : { class: row, tool, program, argv, cwd: command.cwd };
}

/** What a lasting answer would cover, part by part; undefined where some part can't be covered. */
export function shapesOf(verdict: Verdict): readonly GrantedShape[] | undefined {
  const shapes: GrantedShape[] = [];
  const seen = new Set<string>();
  for (const reason of verdict.reasons) {
    if (reason.decision !== "ask") continue;
    const shape = shapeOf(reason.effect, reason.class);
    if (!shape) return undefined;
    const key = keyOf(shape);
    if (!seen.has(key)) shapes.push(shape);
    seen.add(key);
  }
  return shapes.length > 0 ? shapes : undefined;
}

/** Equal shapes have equal keys. */
export function keyOf({ class: row, tool, path, access, program, argv, cwd }: GrantedShape): string {
  return JSON.stringify([row, tool, path ?? null, access ?? null, program ?? null, argv ?? null, cwd ?? null]);
}

/** Grants by the shape that they cover. */
export type GrantIndex = ReadonlyMap<string, readonly Grant[]>;

export const NO_GRANTS: GrantIndex = new Map();

export function indexGrants(grants: Iterable<Grant>): GrantIndex {
  const index = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = keyOf(grant.shape);
    const list = index.get(key);
    if (list) list.push(grant);
    else index.set(key, [grant]);
  }
  return index;
}

export interface GrantQuestion {
  readonly effect: Effect;
  readonly row: EffectClass;
  readonly mode: Mode;
  /** The mode of that name, if it exists. */
  readonly modeNamed: (name: string) => Mode | undefined;
  readonly root: string;
  readonly now: number;
}

/** The grant that answers a question, if there is one. */
export function grantFor(index: GrantIndex, { effect, row, mode, modeNamed, root, now }: GrantQuestion): Grant | undefined {
  if (index.size === 0) return undefined;
  const shape = shapeOf(effect, row);
  return shape && index.get(keyOf(shape))?.find((grant) => isValid(grant, mode, modeNamed(grant.mode), root, now));
}

function isValid(grant: Grant, mode: Mode, given: Mode | undefined, root: string, now: number): boolean {
  if (grant.expires !== undefined && grant.expires <= now) return false;
  if (grant.scope === "project" && grant.root !== root) return false;
  return given !== undefined && (given.name === mode.name || isNowhereStricter(mode, given));
}

/** True when the mode closes nothing that the other one leaves open: what was agreed to in the other holds in it too. */
export function isNowhereStricter(mode: Mode, other: Mode): boolean {
  return Object.entries(other.effects).every(([row, decision]) => !isStricter(mode.effects[row as EffectClass], decision));
}

/** Of several reasons those that are still questions. */
export function questionsOf(verdict: Verdict): readonly Reason[] {
  return verdict.reasons.filter((reason) => reason.decision === "ask");
}
