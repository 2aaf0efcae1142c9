// An untrusted project file, cut down to what closes. Law: with it no verdict is ever lower than without it. Everything else waits.

import { EFFECT_CLASSES, type EffectClass } from "../policy/classes.ts";
import { type Mode, STRICTEST_MODE } from "../policy/modes.ts";
import type { Rule } from "../policy/rule.ts";
import { classesLike } from "../policy/rules.ts";
import { isStricter } from "../policy/verdict.ts";
import type { ConfigFile } from "./config-file.ts";
import { type ModeLayer, NEVER_BY_PROJECT, withModes } from "./modes.ts";
import { type FieldPath, quoted } from "./problem.ts";
import type { ModeConfig } from "./schema.ts";
import { cellRule, type Draft } from "./translate.ts";
import { type Waiting, waitingFor } from "./waiting.ts";

interface TightenedModes {
  readonly layer: ModeLayer;
  /** The stricter cells. */
  readonly closing: readonly Draft[];
  readonly waiting: readonly Waiting[];
}

/**
 * Of modes that exist only the stricter cells and fewer transitions hold; new modes wait as a whole. The cells become rules, and the modes
 * stay what they are: a grant holds in every mode that is no stricter than its own, so a mode that a project closes would hand on its grants.
 */
export function tightenModes(below: ModeLayer, from: ConfigFile): TightenedModes {
  const wanted = withModes(below, from).modes;
  const modes = new Map(below.modes);
  const closing: Draft[] = [];
  const waiting: Waiting[] = [];
  for (const [name, entry] of Object.entries(from.config.modes ?? {})) {
    const [before, after] = [below.modes.get(name), wanted.get(name)];
    if (!before) waiting.push(waitingFor(from, ["modes", name], "a new mode"));
    if (!before || !after) continue;
    modes.set(name, { ...before, ...fewerTransitions(before, entry) });
    const stricterRows = EFFECT_CLASSES.filter((row) => isStricter(after.effects[row], before.effects[row]));
    closing.push(...stricterRows.map((row) => cellRule(from, name, row, after.effects[row])));
    waiting.push(...modeDifferences(before, after, name, entry, from));
  }
  return { layer: { modes, checks: below.checks }, closing, waiting };
}

/** The way to the strictest mode stays open. */
function fewerTransitions(before: Mode, { transitions }: ModeConfig): Pick<Mode, "transitions"> {
  if (!transitions) return {};
  const asked = [...new Set([...transitions, STRICTEST_MODE])];
  return { transitions: asked.filter((name) => before.transitions?.includes(name) ?? true) };
}

/** Words for people and the model wait too: a mode under a false name would deceive who reads it. */
const WORDS = ["extends", "label", "color", "purpose", "open", "closed", "instead"] as const;

function modeDifferences(before: Mode, after: Mode, name: string, entry: ModeConfig, from: ConfigFile): readonly Waiting[] {
  const at = (...path: FieldPath): FieldPath => ["modes", name, ...path];
  const { writable = [], checks = [], transitions = [] } = entry;
  return [
    ...EFFECT_CLASSES.filter((row) => isStricter(before.effects[row], after.effects[row])).map((row) =>
      waitingFor(from, at("effects", row), `${after.effects[row]} instead of ${before.effects[row]}`),
    ),
    ...WORDS.flatMap((field) => {
      const text = entry[field];
      return text === undefined ? [] : [waitingFor(from, at(field), quoted(text))];
    }),
    ...writable.map((glob, index) => waitingFor(from, at("writable", index), `open ${code(glob)} to the file tools`)),
    ...checks.map((command, index) => waitingFor(from, at("checks", index), `allow ${code(command)} as a check`)),
    ...transitions.flatMap((to, index) =>
      (before.transitions?.includes(to) ?? true) ? [] : [waitingFor(from, at("transitions", index), `lead to ${to}`)],
    ),
  ];
}

/**
 * A rule of a project as one or more that open nothing. An `ask` that names a mode makes a question of what that mode closes; so it is taken
 * from the rows that the mode closes. `trusted`: only from those that no project opens.
 */
export function withoutOpening(rule: Rule, modes: ReadonlyMap<string, Mode>, trusted: boolean): readonly Rule[] {
  if (rule.decision !== "ask" || rule.modes === undefined) return [rule];
  const rows = rowsOf(rule);
  const byMode = rule.modes.flatMap((name): readonly Rule[] => {
    const mode = modes.get(name);
    const left = mode ? rows.filter((row) => mode.effects[row] !== "deny" || (trusted && !NEVER_BY_PROJECT.has(row))) : [];
    return left.length === 0 ? [] : [{ ...rule, id: `${rule.id}/${name}`, modes: [name], effect: left }];
  });
  const isWhole = byMode.length === rule.modes.length && byMode.every(({ effect }) => effect?.length === rows.length);
  return isWhole ? [rule] : byMode;
}

export function describeRule({ decision, tool, command, path, effect, modes }: Rule): string {
  const parts = [
    ...(command === undefined ? [] : [code(typeof command === "string" ? command : command.join(" "))]),
    ...(tool === undefined ? [] : [`the tool ${code(tool)}`]),
    ...(path === undefined ? [] : [`the path ${code(path)}`]),
    ...(effect === undefined ? [] : [`for ${effect.join(", ")}`]),
    ...(modes === undefined ? [] : [`in ${modes.join(", ")}`]),
  ];
  return `${decision} ${parts.length === 0 ? "everything" : parts.join(" ")}`;
}

function code(text: string): string {
  return `\`${quoted(text).slice(1, -1)}\``;
}

/** Rows of a rule that names none are all rows. */
export function rowsOf(rule: Rule): readonly EffectClass[] {
  return rule.effect === undefined ? EFFECT_CLASSES : [...new Set(rule.effect.flatMap(classesLike))];
}
