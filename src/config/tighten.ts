// An untrusted project file, cut down to what closes. Law: with it no verdict is ever lower than without it. Everything else waits.

import { EFFECT_CLASSES, type EffectClass } from "../policy/classes.ts";
import type { Mode } from "../policy/modes.ts";
import type { Rule } from "../policy/rule.ts";
import { classesLike } from "../policy/rules.ts";
import { isStricter } from "../policy/verdict.ts";
import type { ConfigFile } from "./config-file.ts";
import { type ModeLayer, withModes } from "./modes.ts";
import type { FieldPath } from "./problem.ts";
import type { ModeConfig } from "./schema.ts";
import { cellRule, type Draft } from "./translate.ts";
import { type Waiting, waitingFor, whole } from "./waiting.ts";

interface TightenedModes {
  /** The stricter cells. */
  readonly closing: readonly Draft[];
  readonly waiting: readonly Waiting[];
}

/**
 * Of modes that exist only the stricter cells hold; new modes wait as a whole, and so do transitions, which bind the user and nobody else.
 * The cells become rules, and the modes stay what they are: a grant holds in every mode that is no stricter than its own, so a mode that a
 * project closes would hand on its grants.
 */
export function tightenModes(below: ModeLayer, from: ConfigFile): TightenedModes {
  const wanted = withModes(below, from).modes;
  const closing: Draft[] = [];
  const waiting: Waiting[] = [];
  for (const [name, entry] of Object.entries(from.config.modes ?? {})) {
    const [before, after] = [below.modes.get(name), wanted.get(name)];
    if (!before) waiting.push(waitingFor(from, ["modes", name], "a new mode", MODE_WEIGHT));
    if (!before || !after) continue;
    const stricterRows = EFFECT_CLASSES.filter((row) => isStricter(after.effects[row], before.effects[row]));
    closing.push(...stricterRows.map((row) => cellRule(from, name, row, after.effects[row])));
    waiting.push(...modeDifferences(before, after, name, entry, from));
  }
  return { closing, waiting };
}

const MODE_WEIGHT = 7;
/** The user's texts go to that model, and its price is theirs. */
const MODEL_WEIGHT = 3;

/** Words for people and the model wait too: a mode under a false name would deceive who reads it. */
const WORDS = ["extends", "label", "color", "purpose", "open", "closed", "instead"] as const;

function modeDifferences(before: Mode, after: Mode, name: string, entry: ModeConfig, from: ConfigFile): readonly Waiting[] {
  const at = (...path: FieldPath): FieldPath => ["modes", name, ...path];
  const { writable = [], outputs = [], checks = [], transitions } = entry;
  return [
    ...EFFECT_CLASSES.filter((row) => isStricter(before.effects[row], after.effects[row])).map((row) =>
      waitingFor(from, at("effects", row), `${after.effects[row]} instead of ${before.effects[row]}`, MODE_WEIGHT),
    ),
    ...WORDS.flatMap((field) => {
      const text = entry[field];
      return text === undefined ? [] : [waitingFor(from, at(field), `"${whole(text)}"`)];
    }),
    ...writable.map((glob, index) => waitingFor(from, at("writable", index), `open ${code(glob)} to the file tools`, MODE_WEIGHT)),
    ...outputs.map((glob, index) => waitingFor(from, at("outputs", index), `open ${code(glob)} to what checks write`, MODE_WEIGHT)),
    ...checks.map((command, index) => waitingFor(from, at("checks", index), `allow ${code(command)} as a check`)),
    ...(["model", "thinking"] as const).flatMap((field) => {
      const wanted = entry[field];
      const [now, then] = [before[field] ?? "the one chosen", after[field]];
      if (wanted === undefined || then === before[field]) return [];
      return [waitingFor(from, at(field), `${code(wanted)} instead of ${whole(now)}`, MODEL_WEIGHT)];
    }),
    ...(["sandbox", "overlay"] as const).flatMap((field) =>
      after[field] === before[field] ? [] : [waitingFor(from, at(field), `${field} ${after[field]} instead of ${before[field]}`)],
    ),
    ...(transitions ? [waitingFor(from, at("transitions"), `lead only to ${transitions.join(", ") || "plan"}`)] : []),
  ];
}

/**
 * A rule as one or more that open no row which a mode closes, but where `mayOpen` says so. Only a rule that names a mode can do that; an
 * `ask` does it as well, since it makes a question of what is closed. What the rule answers or closes it goes on to answer and to close.
 */
export function withoutOpening(
  rule: Rule,
  modes: ReadonlyMap<string, Mode>,
  mayOpen: (mode: string, row: EffectClass) => boolean,
): readonly Rule[] {
  if (rule.decision === "deny" || rule.modes === undefined) return [rule];
  // Naming rows would open what can't be judged, which a command doesn't open by itself.
  const unjudged = rule.decision === "allow" && rule.effect === undefined && rule.command !== undefined;
  const rows = rowsOf(rule).filter((row) => row !== "opaque" || !unjudged);
  const split = rule.modes.map((name) => {
    const mode = modes.get(name);
    return { name, left: rows.filter((row) => mode?.effects[row] !== "deny" || mayOpen(name, row)) };
  });
  if (split.every(({ left }) => left.length === rows.length)) return [rule];
  return split.flatMap(({ name, left }) => (left.length === 0 ? [] : [{ ...rule, id: `${rule.id}/${name}`, modes: [name], effect: left }]));
}

/** See `Waiting.weight`. */
export function weightOf({ decision, tool, command, path, modes }: Rule): number {
  const isForAll = command === undefined && path === undefined;
  const isWide = tool === undefined || tool === "*" || tool === "bash";
  return (modes ? 4 : 0) + (isForAll ? 2 : 0) + (isWide ? 1 : 0) + (decision === "allow" ? 2 : 0);
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
  return `\`${whole(text)}\``;
}

/** Rows of a rule that names none are all rows. */
export function rowsOf(rule: Rule): readonly EffectClass[] {
  return rule.effect === undefined ? EFFECT_CLASSES : [...new Set(rule.effect.flatMap(classesLike))];
}
