// What the user answered once and wants to hold. Law: a grant covers what the question showed and nothing wider, in the mode that it was
// given in and in looser ones, until it expires; it answers questions and never opens what a mode or a rule closes.

import type { Effect, PathTarget } from "../effects/effect.ts";
import { isWindowsPath } from "../effects/windows-paths.ts";
import { classesOf, EFFECT_CLASSES, type EffectClass } from "./classes.ts";
import { isShipped, MODES, type Mode } from "./modes.ts";
import type { Rule } from "./rule.ts";
import type { Reason, Verdict } from "./verdict.ts";
import { isStricter } from "./verdict.ts";

/** How long an answer holds, and where. */
export type GrantScope = "once" | "session" | "project" | "everywhere";

/** One part of a call that was agreed to. */
export interface GrantedShape {
  readonly class: EffectClass;
  readonly tool: string;
  /** The resolved path of a read, write or delete: exact, or a pattern. */
  readonly path?: string;
  /** The folder that all of a pattern lies in; absent where the path is exact, since a file may be named like a pattern. */
  readonly base?: string;
  /** The kind of a target's effect, since a row may hold several. */
  readonly access?: "read" | "write" | "delete";
  /** A delete that takes a folder with all in it. */
  readonly recursive?: true;
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
  /** The workspace folder, for `project` and no other. */
  readonly root?: string;
  readonly shape: GrantedShape;
  /** What the user saw: the command or the path. */
  readonly shown: string;
  /** Milliseconds since 1970. */
  readonly given: number;
  readonly expires?: number;
}

/** Rows that only an answer for this once opens. */
export const ONCE_ONLY: ReadonlySet<EffectClass> = new Set(["destroy", "write-guard"]);

/** Tools whose calls are judged one by one: an opaque one says nothing of the others. The last is the name of a call that has none. */
const JUDGED_TOOLS: ReadonlySet<string> = new Set(["bash", "read", "write", "edit", "grep", "find", "ls", "a tool"]);

/** What a lasting answer to this part would cover; undefined where it can be given for this once only. */
export function shapeOf(effect: Effect, row: EffectClass): GrantedShape | undefined {
  if (ONCE_ONLY.has(row) || effect.origin.command?.altered) return undefined;
  const { tool, program, command } = effect.origin;
  if ("target" in effect) {
    const place = placeOf(effect.target);
    const recursive = effect.kind === "delete" && effect.recursive ? ({ recursive: true } as const) : {};
    return place && { class: row, tool, ...place, access: effect.kind, ...recursive, ...(program === undefined ? {} : { program }) };
  }
  if (program === undefined) return effect.kind === "opaque" && !JUDGED_TOOLS.has(tool) ? { class: row, tool } : undefined;
  if (!command || command.fed || command.cwd === undefined || effect.kind === "opaque") return undefined;
  const argv = command.argv.filter((word) => word !== undefined);
  return argv.length < command.argv.length ? undefined : { class: row, tool, program, argv, cwd: command.cwd };
}

/** A pattern with a part that isn't known (`…`) may mean another place the next time, though it is written alike. */
function placeOf(target: PathTarget): Pick<GrantedShape, "path" | "base"> | undefined {
  if (target.kind === "exact") return { path: target.path };
  if (target.kind === "unknown" || target.path.includes("…")) return undefined;
  if (!target.path.startsWith("/") && !isWindowsPath(target.path)) return undefined;
  return { path: target.path, base: target.base };
}

/** What a lasting answer would cover, part by part and row by row; undefined where some part can't be covered. */
export function shapesOf(verdict: Verdict): readonly GrantedShape[] | undefined {
  const shapes = new Map<string, GrantedShape>();
  for (const reason of verdict.reasons) {
    if (reason.decision !== "ask") continue;
    // The reason is the first of the effect's rows that is a question; a row after it may be one too, and would be asked about again.
    const rows = classesOf(reason.effect);
    for (const row of rows.slice(Math.max(0, rows.indexOf(reason.class)))) {
      const shape = shapeOf(reason.effect, row);
      if (!shape) return undefined;
      shapes.set(keyOf(shape), shape);
    }
  }
  return shapes.size > 0 ? [...shapes.values()] : undefined;
}

/** Equal shapes have equal keys, and others have others. */
export function keyOf({ class: row, tool, path, base, access, recursive, program, argv, cwd }: GrantedShape): string {
  const how = recursive ? [access ?? null, "recursive"] : (access ?? null);
  return JSON.stringify([row, tool, path ?? null, base ?? null, how, program ?? null, argv ?? null, cwd ?? null]);
}

/** Two grants of one key say the same, though perhaps for another time. */
export function grantKey({ scope, mode, root, shape }: Pick<Grant, "scope" | "mode" | "root" | "shape">): string {
  return JSON.stringify([scope, mode, root ?? null, keyOf(shape)]);
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

/**
 * True when the mode closes nothing that the other one leaves open: what was agreed to in the other holds in it too. Cells tell that of a
 * mode as it ships; any other one may be opened by its writable files and by rules that name it. Without `rules` nobody knows, so it is no.
 */
export function isNowhereStricter(mode: Mode, other: Mode, rules?: readonly Rule[]): boolean {
  if (mode.name === other.name) return true;
  if (EFFECT_CLASSES.some((row) => isStricter(mode.effects[row], other.effects[row]))) return false;
  if (mode.effects.write !== "allow" && !other.outputs.every((glob) => mode.outputs.includes(glob))) return false;
  if (isShipped(other)) return true;
  const writable = new Set([...mode.writable, ...MODES.plan.writable]);
  if (mode.effects.write !== "allow" && !other.writable.every((glob) => writable.has(glob))) return false;
  return rules !== undefined && !rules.some((rule) => opensOnly(rule, mode, other));
}

/** True when the rule opens something by naming the other mode that the mode closes. */
export function opensOnly({ decision, modes, effect = ["*"] }: Rule, mode: Mode, other: Mode): boolean {
  if (decision === "deny" || !modes?.includes(other.name) || modes.includes(mode.name)) return false;
  return EFFECT_CLASSES.some((row) => isStricter(mode.effects[row], decision) && effect.some((glob) => mayName(glob, row)));
}

/** Whoever loads this needn't load what matches globs; one that isn't plain may name any row. */
function mayName(glob: string, row: EffectClass): boolean {
  const [, start, star] = /^([a-z-]*)(\*?)$/.exec(glob) ?? [];
  return start === undefined || (star === "*" ? row.startsWith(start) : row === start);
}

/** Of several reasons those that are still questions. */
export function questionsOf(verdict: Verdict): readonly Reason[] {
  return verdict.reasons.filter((reason) => reason.decision === "ask");
}
