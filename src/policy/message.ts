// Every sentence that a person or the model reads about a call or a switch. Nothing anywhere matches on these texts.

import type { Effect } from "../effects/effect.ts";
import { MODES, type Mode } from "./modes.ts";
import { BUILT_IN, modeNamed, type Policy } from "./policy.ts";
import type { Reason, Verdict } from "./verdict.ts";
import { clean, describeClass, describeEffect, shorten } from "./wording.ts";

const INPUT_LIMIT = 400;

/** What became of a call that didn't run. */
export type Refusal =
  | { readonly kind: "closed" }
  /** The mode opens it, and the tripwire closed it. */
  | { readonly kind: "tripped" }
  /** What another package says that this session may use at most doesn't name the tool. */
  | { readonly kind: "forbidden"; readonly by: string }
  /** The mode requires a sandbox for it, and there is none. */
  | { readonly kind: "no-sandbox"; readonly why: string }
  | { readonly kind: "no-ui" }
  | { readonly kind: "answered-no"; readonly reason: string | undefined }
  | { readonly kind: "dismissed" }
  | { readonly kind: "timed-out" }
  | { readonly kind: "aborted" }
  | { readonly kind: "guard-failed"; readonly error: string };

export const TRIPPED =
  "The project changed while a command like it ran, so commands like it are closed for this session where writing is closed.";

/** What a message is about. `shown` is the command or the path as the model wrote it. */
export interface Subject {
  /** A word to the user about the call: "not in the plan". */
  readonly note?: string;
  readonly tool: string;
  readonly shown: string;
  readonly root: string;
}

/** The text that the model gets instead of a result: what did not run, what decided, what to do, how the user can change it. */
export function refusalText(subject: Subject, verdict: Verdict, refusal: Refusal, how: RefusalContext = FIRST): string {
  const lines = [
    `Not run: ${subject.tool} ${quoted(subject.shown)}`,
    ...(refusal.kind === "forbidden" ? [] : [decidedBy(verdict, subject.root), byRule(verdict)]),
    whatHappened(verdict, refusal, how.policy),
    again(how.times),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

/** `times`: how often this effect on this target was refused since the user's last word, this time with it. */
export interface RefusalContext {
  readonly policy: Policy;
  readonly times: number;
}

const FIRST: RefusalContext = { policy: BUILT_IN, times: 1 };

/** Refusals of the same thing, from which on it is for the user to say how to go on. */
export const HANDED_OVER = 3;

/** For the user, when the model was refused the same thing again and again. */
export function handedOverText(subject: Subject, verdict: Verdict): string {
  const row = verdict.reasons[0] ? describeClass(verdict.reasons[0].class) : "the same thing";
  return `The model was refused ${row} ${HANDED_OVER} times, last with ${subject.tool} ${clean(shorten(subject.shown.replaceAll("\n", " "), 80))}. See /mode denied: there you can let it run once.`;
}

function again(times: number): string {
  if (times < 2) return "";
  if (times < HANDED_OVER) return "The same was refused before. The effect decides, not the words: don't try it another way.";
  return `The same was refused ${times} times now. Stop trying: end your turn, say what you need and why, and let the user decide.`;
}

/** Where a rule decided: whose it is, where it stands, and what it says. */
function byRule(verdict: Verdict): string {
  const reason = verdict.reasons[0];
  if (reason?.source !== "rule") return "";
  const { rule } = reason;
  return `A rule of the ${rule.source} says so (${clean(rule.file)}:${rule.line})${rule.reason === undefined ? "." : `: ${clean(shorten(rule.reason, 500))}`}`;
}

/** For a failure inside the guard, where no verdict exists. */
export function guardFailedText(tool: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `Not run: ${clean(tool)}\nThe guard of pi-modes failed while judging this call, and a failure never opens anything (${clean(shorten(message, INPUT_LIMIT))}).\nTell the user; they can report it or switch the guard off in pi's settings.`;
}

function decidedBy(verdict: Verdict, root: string): string {
  const reason = verdict.reasons[0];
  if (!reason) return "";
  const does = describeEffect(reason.effect, root);
  const { program, word } = reason.effect.origin;
  const at = word === "" || word === program ? "" : `\`${clean(shorten(word.replaceAll("\n", " "), 120))}\``;
  if (program === undefined || program === "") return `Decided by: ${at === "" ? "it" : at} ${does}.`;
  return `Decided by: \`${clean(program)}\`${at === "" ? "" : ` at ${at}`} ${does}.`;
}

function whatHappened(verdict: Verdict, refusal: Refusal, policy: Policy): string {
  const { mode } = verdict;
  const row = verdict.reasons[0] ? describeClass(verdict.reasons[0].class) : "this";
  const leave = `The user can change the mode with /mode ${[...policy.modes.keys()].join("|")}.`;
  switch (refusal.kind) {
    case "closed":
      return verdict.reasons[0]?.source === "floor"
        ? `No mode opens ${row}. Don't try it in other words; if it is really needed, the user does it by hand.`
        : `In ${mode} mode ${row} is closed, so writing the call in another way is not the fix. ${modeNamed(policy, mode).instead}${alsoWritable(modeNamed(policy, mode))} ${leave}`;
    case "tripped":
      return `${TRIPPED} Use another program. ${leave}`;
    case "forbidden":
      return `The capability ceiling of this session doesn't name this tool (set by ${clean(shorten(refusal.by, 200))}). Go on without it; no mode opens it.`;
    case "no-sandbox":
      return `In ${mode} mode ${row} needs a sandbox, and there is none: ${clean(shorten(refusal.why, 300))} Go on without it and say in your answer what you would have run. ${leave}`;
    case "no-ui":
      return `In ${mode} mode ${row} is a question to the user, and nobody can be asked in this run. Go on without it and say in your answer what you would have run. ${leave}`;
    case "answered-no":
      return refusal.reason === undefined
        ? `In ${mode} mode ${row} is a question to the user, and they said no. Go on without it, or ask what they want instead.`
        : `The user was asked and said no: ${clean(shorten(refusal.reason, 2000))}`;
    case "dismissed":
      return `In ${mode} mode ${row} is a question to the user, and they closed it without an answer. Go on without it, or ask what they want instead.`;
    case "timed-out":
      return `In ${mode} mode ${row} is a question to the user, and they did not answer in time. Go on without it and say in your answer what is still open.`;
    case "aborted":
      return "The run was stopped while the question was open.";
    case "guard-failed":
      return `The question could not be asked (${clean(shorten(refusal.error, INPUT_LIMIT))}), and a failure never opens anything. Tell the user.`;
    default:
      return refusal satisfies never;
  }
}

/** The message that tells the model about a switch; `from` is what it was told before. */
export function noticeText(from: string, to: Mode, enforced: boolean): string {
  const direction = from === to.name ? `The session is in ${to.name} mode.` : `The mode changed from ${from} to ${to.name}.`;
  const hold = enforced ? "" : " (Nothing enforces this in this session: keep to it yourself.)";
  return `[pi-modes] ${direction}${hold}\nOpen: ${to.open}${alsoWritable(to)}\nClosed: ${to.closed}\n${to.instead}`;
}

/** The files that a mode of the user's opens beside what its words say. The plans of a mode that ships aren't written by hand. */
function alsoWritable({ effects, writable, open }: Mode): string {
  const globs = writable.filter((glob) => !MODES.plan.writable.includes(glob) && !open.includes(glob));
  if (effects.write === "allow" || globs.length === 0) return "";
  return ` Writing ${clean(shorten(globs.join(", "), 300))} with the tools write and edit is open.`;
}

/** One line of the picker and of `/mode status`. */
export function modeLine(mode: Mode): string {
  return `${mode.name}: ${mode.purpose}`;
}

/** What the widget says in a mode that closes things. */
export function widgetText(mode: Mode, refused: number, shortcut: string | undefined): string {
  const count = refused === 0 ? "" : ` · ${refused} ${refused === 1 ? "call" : "calls"} refused`;
  return `${mode.name}: ${mode.purpose} · /mode execute${shortcut === undefined ? "" : ` or ${shortcut}`} to leave${count}`;
}

export function quoted(text: string): string {
  return `\`${clean(shorten(text, INPUT_LIMIT))}\``;
}

/** What stands for the call in a message: the command, the path, or the whole input. */
export function shownInput(input: unknown): string {
  if (typeof input === "object" && input !== null) {
    for (const name of ["command", "path", "file_path"]) {
      const value: unknown = Object.hasOwn(input, name) ? Reflect.get(input, name) : undefined;
      if (typeof value === "string") return value;
    }
  }
  try {
    return JSON.stringify(input) ?? String(input);
  } catch {
    return "(input that can't be shown)";
  }
}

/** Every effect with its row and decision, for `explain` and `/mode why`. */
export function explainLines(verdict: Verdict, root: string): readonly string[] {
  if (verdict.reasons.length === 0) return ["  nothing: it has no effect"];
  return verdict.reasons.map(
    (reason) =>
      `  ${reason.decision.padEnd(5)} ${describeEffect(reason.effect, root)} [${reason.class}${sourceNote(reason)}]${wordNote(reason.effect)}`,
  );
}

function sourceNote(reason: Reason): string {
  switch (reason.source) {
    case "mode":
      return "";
    case "writable":
    case "floor":
      return `, ${reason.source}`;
    case "rule":
      return `, rule ${reason.rule.id} at ${clean(reason.rule.file)}:${reason.rule.line}`;
    case "grant":
      return `, grant ${reason.grant.id} (${reason.grant.scope})`;
    default:
      return reason satisfies never;
  }
}

function wordNote(effect: Effect): string {
  return effect.origin.word === "" ? "" : `  <- ${clean(shorten(effect.origin.word.replaceAll("\n", " "), 100))}`;
}
