// The dialog as a value, and what a key makes of it. Laws: only a key that names an approving choice approves, or Enter on one that the
// person moved to; nothing that was typed before the dialog could be read counts; no lasting answer before everything was on the screen.

import type { GrantedShape, GrantScope } from "../../src/policy/grants.ts";
import type { Refusal } from "../../src/policy/message.ts";
import type { Choice, Question } from "../../src/policy/question.ts";
import type { Key } from "./dialog-keys.ts";

/** Milliseconds without a key that must pass before keys count. */
export const QUIET_MS = 400;

const MAX_REASON = 2000;

export type DialogAnswer =
  /** `shapes`: what a lasting answer covers; none for `once`. */
  | { readonly kind: "yes"; readonly scope: GrantScope; readonly shapes: readonly GrantedShape[] }
  | Extract<Refusal, { kind: "answered-no" | "dismissed" }>;

export interface DialogState {
  readonly question: Question;
  /** Keys before it are ignored, and each of them moves it on: whoever is typing is typing somewhere else. Milliseconds of any clock. */
  readonly quietUntil: number;
  /** Index of the choice that Enter takes. */
  readonly selected: number;
  /** What was typed so far; undefined while the choices are shown. */
  readonly reason: string | undefined;
  /** First line of the body on the screen. */
  readonly top: number;
  readonly readToEnd: boolean;
  /** Said once, until the next key. */
  readonly notice: string | undefined;
  readonly size: DialogSize;
}

/** In lines: what there is to read, and what of it the screen shows at once. */
export interface DialogSize {
  readonly body: number;
  readonly window: number;
}

export type Handled = { readonly kind: "open"; readonly state: DialogState } | { readonly kind: "answered"; readonly answer: DialogAnswer };

/** A dialog that isn't on the screen yet: no key counts before `appeared`. */
export function openDialog(question: Question): DialogState {
  return {
    question,
    quietUntil: Number.POSITIVE_INFINITY,
    selected: question.choices.findIndex((choice) => choice.kind === "no"),
    reason: undefined,
    top: 0,
    readToEnd: false,
    notice: undefined,
    size: { body: 0, window: 0 },
  };
}

export function appeared(state: DialogState, now: number): DialogState {
  return state.quietUntil === Number.POSITIVE_INFINITY ? { ...state, quietUntil: now + QUIET_MS } : state;
}

/** The dialog on a screen of this size. */
export function resized(state: DialogState, size: DialogSize): DialogState {
  const top = Math.max(0, Math.min(state.top, size.body - size.window));
  return { ...state, size, top, readToEnd: state.readToEnd || top + size.window >= size.body };
}

export function handleKey(state: DialogState, key: Key, now: number): Handled {
  if (key.kind === "other") return open(state);
  if (now < state.quietUntil) return open(state.quietUntil === Number.POSITIVE_INFINITY ? state : { ...state, quietUntil: now + QUIET_MS });
  const quiet = { ...state, notice: undefined };
  if (key.kind === "page-up") return open(scrolled(quiet, -1));
  if (key.kind === "page-down") return open(scrolled(quiet, 1));
  return state.reason === undefined ? choosing(quiet, key) : writing(quiet, state.reason, key);
}

/** The key of a choice, by its first letter's sense: y s p e for yes, n r for no. */
export function shortcutOf(choice: Choice): string {
  if (choice.kind === "yes") return { once: "y", session: "s", project: "p", everywhere: "e" }[choice.scope];
  return choice.kind === "no" ? "n" : "r";
}

function choosing(state: DialogState, key: Key): Handled {
  const { choices } = state.question;
  switch (key.kind) {
    case "up":
      return open({ ...state, selected: (state.selected + choices.length - 1) % choices.length });
    case "down":
      return open({ ...state, selected: (state.selected + 1) % choices.length });
    case "enter":
      return take(state, choices[state.selected]);
    case "escape":
      return { kind: "answered", answer: { kind: "dismissed" } };
    case "character":
      return take(
        state,
        choices.find((choice, index) => key.text === shortcutOf(choice) || key.text === String(index + 1)),
      );
    case "page-up":
    case "page-down":
    case "paste":
    case "backspace":
    case "clear":
    case "other":
      return open(state);
    default:
      return key satisfies never;
  }
}

function take(state: DialogState, choice: Choice | undefined): Handled {
  if (!choice) return open(state);
  switch (choice.kind) {
    case "yes":
      if (choice.scope !== "once" && !state.readToEnd) return open({ ...state, notice: "Read to the end before a lasting answer: pgdn" });
      return { kind: "answered", answer: { kind: "yes", scope: choice.scope, shapes: choice.shapes } };
    case "no":
      return { kind: "answered", answer: { kind: "answered-no", reason: undefined } };
    case "no-with-reason":
      return open({ ...state, reason: "" });
    default:
      return choice satisfies never;
  }
}

/** Typing the reason: whatever is typed here can only become a no, or lead back to the choices. */
function writing(state: DialogState, reason: string, key: Key): Handled {
  switch (key.kind) {
    case "character":
      return open({ ...state, reason: lengthened(reason, key.text) });
    case "paste":
      return open({ ...state, reason: lengthened(reason, key.text.replace(/\s+/g, " ")) });
    case "backspace":
      return open({ ...state, reason: withoutLast(reason) });
    case "clear":
      return open({ ...state, reason: "" });
    case "enter":
      return { kind: "answered", answer: { kind: "answered-no", reason: reason.trim() || undefined } };
    case "escape":
      return open({ ...state, reason: undefined });
    case "up":
    case "down":
    case "page-up":
    case "page-down":
    case "other":
      return open(state);
    default:
      return key satisfies never;
  }
}

function lengthened(reason: string, text: string): string {
  return (reason + text).slice(0, MAX_REASON);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function withoutLast(reason: string): string {
  return [...graphemes.segment(reason)]
    .slice(0, -1)
    .map(({ segment }) => segment)
    .join("");
}

/** By a screenful less one line, so that the eye finds its place. */
function scrolled(state: DialogState, direction: 1 | -1): DialogState {
  return resized({ ...state, top: state.top + direction * Math.max(1, state.size.window - 1) }, state.size);
}

function open(state: DialogState): Handled {
  return { kind: "open", state };
}
