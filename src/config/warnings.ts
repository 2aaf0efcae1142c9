// What holds and yet does nothing. Law: a warning is certain; what might still have an effect isn't mentioned.

import type { EffectClass } from "../policy/classes.ts";
import type { Rule } from "../policy/rule.ts";
import { classesLike } from "../policy/rules.ts";
import { isStricter } from "../policy/verdict.ts";
import type { ConfigFile } from "./config-file.ts";
import { NEVER_BY_PROJECT } from "./modes.ts";
import { type FieldPath, fieldName, type Problem } from "./problem.ts";
import { rowsOf } from "./tighten.ts";
import type { Draft } from "./translate.ts";

export interface Ground {
  /** The modes that may be used. */
  readonly modes: ReadonlySet<string>;
  readonly floor: ReadonlySet<EffectClass>;
}

/** Warnings about one file; `drafts` are its own. */
export function warningsAbout(from: ConfigFile, drafts: readonly Draft[], { modes, floor }: Ground): readonly Problem[] {
  const closed = from.source === "project" ? new Set([...floor, ...NEVER_BY_PROJECT]) : floor;
  const found: (readonly [path: FieldPath, message: string])[] = [];
  const rules = drafts.filter(({ path }) => path[0] === "rules");
  for (const { rule, path } of rules) {
    const why = whyIdle(rule, modes) ?? whyClosed(rule, closed);
    if (why !== undefined) found.push([path, why]);
  }
  const idle = new Set(found.map(([path]) => path));
  for (const [{ path }, by] of shadowed(rules)) {
    if (idle.has(path)) continue;
    found.push([path, `This rule changes nothing: ${fieldName(by.path)} in line ${by.rule.line} covers it with "${by.rule.decision}".`]);
  }
  for (const [name, { effects = {} }] of Object.entries(from.config.modes ?? {})) {
    for (const row of closed) {
      if (effects[row] === "allow" || (floor.has(row) && effects[row] === "ask")) {
        found.push([["modes", name, "effects", row], `This isn't in force: nothing in this file opens ${row}.`]);
      }
    }
  }
  const { startMode } = from.config;
  if (startMode !== undefined && !modes.has(startMode))
    found.push([["startMode"], `This isn't in force: ${startMode} can't be used here.`]);
  return found.map(([path, message]) => ({ severity: "warning", file: from.file, field: fieldName(path), ...from.at(path), message }));
}

/** Why no call can ever fit. */
function whyIdle(rule: Rule, usable: ReadonlySet<string>): string | undefined {
  if (rule.modes?.every((name) => !usable.has(name))) return `This rule never applies: no mode that it names can be used here.`;
  if (rule.path !== undefined && !rowsOf(rule).some(hasPath)) {
    return "This rule never applies: it names a path, and none of its effects has one.";
  }
  if (rule.command !== undefined && rule.tool !== undefined && FILE_TOOLS.has(rule.tool)) {
    return `This rule never applies: it names a command, and the tool ${rule.tool} runs none.`;
  }
  return undefined;
}

const FILE_TOOLS: ReadonlySet<string> = new Set(["read", "write", "edit", "grep", "find", "ls"]);

function hasPath(row: EffectClass): boolean {
  return /^(?:read|write|delete)/.test(row);
}

/** Why a rule that opens can't do so. */
function whyClosed({ decision, effect, modes }: Rule, closed: ReadonlySet<EffectClass>): string | undefined {
  if (decision === "deny" || (decision === "ask" && modes === undefined)) return undefined;
  // A glob that names more than closed rows is meant for the others.
  const vain = (effect ?? []).flatMap((glob) => {
    const rows = classesLike(glob);
    return rows.every((row) => closed.has(row)) ? rows : [];
  });
  return vain.length === 0 ? undefined : `This rule can't open ${vain.join(", ")}: nothing in this file does.`;
}

/** A rule with its place among those of its file, and its rows. */
interface Placed {
  readonly draft: Draft;
  readonly index: number;
  readonly rows: ReadonlySet<EffectClass>;
}

/** So many rules with the same conditions are compared with each other; what lies beyond is only not warned of. */
const COMPARED = 50;

/** Each rule that another one of the same file makes idle, with that one. */
function* shadowed(drafts: readonly Draft[]): Generator<readonly [Draft, Draft]> {
  const byConditions = new Map<string, Placed[]>();
  const placed = drafts.map((draft, index): Placed => ({ draft, index, rows: new Set(rowsOf(draft.rule)) }));
  for (const one of placed) {
    const { tool, command, path } = one.draft.rule;
    const key = keyOf([tool, command, path]);
    const list = byConditions.get(key);
    if (!list) byConditions.set(key, [one]);
    else if (list.length < COMPARED) list.push(one);
  }
  for (const one of placed) {
    const { tool, command, path } = one.draft.rule;
    const wider = [tool, undefined].flatMap((a) => [command, undefined].flatMap((b) => [path, undefined].map((c) => keyOf([a, b, c]))));
    const others = [...new Set(wider)].flatMap((key) => byConditions.get(key) ?? []);
    // Of two rules that say the same the later one is told.
    const by = others.find((other) => other !== one && covers(other, one) && (other.index < one.index || !covers(one, other)));
    if (by) yield [one.draft, by.draft];
  }
}

function keyOf(conditions: readonly (string | readonly string[] | undefined)[]): string {
  return JSON.stringify(conditions.map((one) => one ?? null));
}

/** True when the other rule decides nothing that this one doesn't decide as strictly. The two agree in tool, command and path where this one names them. */
function covers({ draft: { rule }, rows }: Placed, { draft: { rule: other }, rows: otherRows }: Placed): boolean {
  if (isStricter(other.decision, rule.decision)) return false;
  if (![...otherRows].every((row) => rows.has(row))) return false;
  if (rule.modes !== undefined) return other.modes?.every((name) => rule.modes?.includes(name)) ?? false;
  const isEqual = rule.decision === other.decision;
  // A rule that names a mode opens what the mode closes, and one that names none doesn't.
  if (isEqual && other.modes !== undefined && rule.decision !== "deny") return false;
  // What can't be judged is opened only by a rule that says so.
  return !(isEqual && rule.decision === "allow" && rule.effect === undefined && other.effect !== undefined);
}
