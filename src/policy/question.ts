// The question of a call as data: what is shown, and what each answer would cover. Law: nobody can agree for longer than this once to
// what wasn't shown whole, and a lasting answer covers the parts that the question lists and nothing else.

import { type GrantedShape, type GrantScope, questionsOf, shapeOf, shapesOf } from "./grants.ts";
import type { Subject } from "./message.ts";
import { cutMiddle, lengthOf, type Segment, textOf, visibleSegments } from "./segments.ts";
import { describeShape, oneLine } from "./shape-words.ts";
import type { Reason, Verdict } from "./verdict.ts";
import { clean, describeClass, describeEffect, shorten } from "./wording.ts";

export interface QuestionLimits {
  /** UTF-16 units of the command as it is shown; a longer one is cut in the middle. */
  readonly characters: number;
  /** Parts that a lasting answer may cover. */
  readonly parts: number;
}

export type Choice =
  | { readonly kind: "yes"; readonly scope: GrantScope; readonly shapes: readonly GrantedShape[]; readonly label: string }
  | { readonly kind: "no" | "no-with-reason"; readonly label: string };

export interface Question {
  /** "plan mode asks before changing secrets". */
  readonly title: string;
  readonly tool: string;
  /** The command or the path, the deciding words marked. */
  readonly text: readonly Segment[];
  readonly cwd: string;
  /** What it does, with resolved targets and the words that say so. */
  readonly effects: readonly string[];
  /** The rules that ask: file, line, reason. */
  readonly rules: readonly string[];
  /** The lasting ones come last, so that the others have the same place in every question. */
  readonly choices: readonly Choice[];
  /** What a lasting answer covers: a heading and its parts. Undefined where none is offered. */
  readonly covers: { readonly heading: string; readonly parts: readonly string[] } | undefined;
  /** Why no lasting answer is offered. */
  readonly onceOnly: string | undefined;
}

const MAX_EFFECTS = 6;
const MAX_WORD = 60;

const LASTING = [
  { scope: "session", label: "Allow for this session" },
  { scope: "project", label: "Allow in this project" },
  { scope: "everywhere", label: "Allow everywhere" },
] as const;

/** `cwd`: where the call runs, absolute. */
export function makeQuestion(subject: Subject, verdict: Verdict, cwd: string, limits: QuestionLimits): Question {
  const asking = questionsOf(verdict);
  const whole = visibleSegments(subject.shown, asking);
  const lasting = lastingShapes(verdict, asking, subject.root, lengthOf(whole) <= limits.characters, limits);
  const shapes = lasting.kind === "offered" ? lasting.shapes : [];
  const later = lasting.kind === "offered" ? LASTING : [];
  const effects = unique(asking.map((reason) => effectLine(reason, subject.root)));
  return {
    title: `${clean(verdict.mode)} mode asks before ${describeClass(asking[0]?.class ?? "opaque")}${subject.note === undefined ? "" : `, ${subject.note}`}`,
    tool: oneLine(shorten(subject.tool, 80)),
    text: cutMiddle(whole, limits.characters),
    cwd: oneLine(cwd),
    effects: effects.length > MAX_EFFECTS ? [...effects.slice(0, MAX_EFFECTS), `and ${effects.length - MAX_EFFECTS} more`] : effects,
    rules: unique(asking.flatMap(ruleLine)),
    choices: [
      { kind: "yes", scope: "once", shapes: [], label: "Allow once" },
      { kind: "no", label: "Deny" },
      { kind: "no-with-reason", label: "Deny and say why" },
      ...later.map(({ scope, label }): Choice => ({ kind: "yes", scope, shapes, label })),
    ],
    covers:
      shapes.length === 0
        ? undefined
        : {
            heading: `A lasting answer holds in ${clean(verdict.mode)} mode and in looser ones, for`,
            parts: unique(shapes.map((shape) => describeShape(shape, subject.root))),
          },
    onceOnly: lasting.kind === "offered" ? undefined : `No lasting answer is offered: ${lasting.why}.`,
  };
}

type Lasting =
  | { readonly kind: "offered"; readonly shapes: readonly GrantedShape[] }
  | { readonly kind: "not-offered"; readonly why: string };

function lastingShapes(verdict: Verdict, asking: readonly Reason[], root: string, isWhole: boolean, limits: QuestionLimits): Lasting {
  const shapes = shapesOf(verdict);
  if (!shapes) {
    const vague = asking.find((reason) => !shapeOf(reason.effect, reason.class));
    return {
      kind: "not-offered",
      why: vague ? `"${oneLine(describeEffect(vague.effect, root))}" can't be pinned down` : "a part of it is asked about every time",
    };
  }
  if (!isWhole) return { kind: "not-offered", why: "this is too long to be shown whole" };
  if (shapes.length > limits.parts)
    return { kind: "not-offered", why: `it would cover ${shapes.length} parts, too many to be looked through` };
  return { kind: "offered", shapes };
}

function effectLine(reason: Reason, root: string): string {
  const { word } = reason.effect.origin;
  const by = word === "" ? "" : `: ${beginningOf(word.replaceAll("\n", " "))}`;
  return oneLine(`${describeEffect(reason.effect, root)}${by}`);
}

/** Enough to find the word: it stands marked in the command. */
function beginningOf(word: string): string {
  return word.length <= MAX_WORD ? word : `${word.slice(0, MAX_WORD)}…`;
}

function ruleLine(reason: Reason): readonly string[] {
  if (reason.source !== "rule") return [];
  const { file, line, reason: why } = reason.rule;
  return [oneLine(`${file}:${line}${why === undefined ? "" : `: ${shorten(why, 300)}`}`)];
}

function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}

/** The question as one text, for a host that shows nothing else. */
export function questionText(question: Question): string {
  const { title, tool, text, cwd, effects, rules, covers, onceOnly } = question;
  return [
    `${title}.`,
    "",
    `${tool}: ${textOf(text).replaceAll("\n", "\n    ")}`,
    `in ${cwd}`,
    "",
    "This",
    ...effects.map(bullet),
    ...(rules.length === 0 ? [] : ["Asked for by the rule at", ...rules.map(bullet)]),
    ...(covers === undefined ? [] : ["", covers.heading, ...covers.parts.map(bullet)]),
    ...(onceOnly === undefined ? [] : ["", onceOnly]),
  ].join("\n");
}

function bullet(line: string): string {
  return `  - ${line}`;
}
