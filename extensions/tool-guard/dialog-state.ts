// The dialog as a value, and what a key makes of it. Laws: only a key that names an approving choice approves, or Enter on one that the
// person moved to; nothing that was typed before the dialog could be read counts, nor what is typed as text into it; no lasting answer before
// everything was on the screen, and none by a letter alone.

import type { GrantedShape, GrantScope } from "../../src/policy/grants.ts";
import type { Refusal } from "../../src/policy/message.ts";
import type { Choice, Question } from "../../src/policy/question.ts";
import { edited } from "../shared/dialog-field.ts";
import type { Handled as HandledDialog } from "../shared/dialog-host.ts";
import type { Key } from "../shared/dialog-keys.ts";
import { hushed, type Reading, resized, scrolled, typedInto, UNSEEN } from "../shared/dialog-reading.ts";

export type DialogAnswer =
  /** `shapes`: what a lasting answer covers; none for `once`. */
  | { readonly kind: "yes"; readonly scope: GrantScope; readonly shapes: readonly GrantedShape[] }
  | Extract<Refusal, { kind: "answered-no" | "dismissed" }>;

export interface DialogState extends Reading {
  readonly question: Question;
  /** Index of the choice that Enter takes. */
  readonly selected: number;
  /** What was typed so far; undefined while the choices are shown. */
  readonly reason: string | undefined;
  /** Said once, until the next key. */
  readonly notice: string | undefined;
}

type Handled = HandledDialog<DialogState, DialogAnswer>;

/** A dialog that isn't on the screen yet: no key counts before `appeared`. */
export function openDialog(question: Question): DialogState {
  return {
    ...UNSEEN,
    question,
    selected: question.choices.findIndex((choice) => choice.kind === "no"),
    reason: undefined,
    notice: undefined,
  };
}

export function handleKey(state: DialogState, key: Key, now: number): Handled {
  if (key.kind === "other") return open(state);
  const early = hushed(state, now);
  if (early) return open(early);
  const quiet = { ...state, notice: undefined };
  if (key.kind === "page-up") return open(turned(quiet, -1));
  if (key.kind === "page-down") return open(turned(quiet, 1));
  return state.reason === undefined ? choosing(quiet, key, now) : writing(quiet, state.reason, key);
}

/** The key of a choice, by its first letter's sense: y s p e for yes, n r for no. */
export function shortcutOf(choice: Choice): string {
  if (choice.kind === "yes") return { once: "y", session: "s", project: "p", everywhere: "e" }[choice.scope];
  return choice.kind === "no" ? "n" : "r";
}

function choosing(state: DialogState, key: Key, now: number): Handled {
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
    case "character": {
      const at = choices.findIndex((choice, index) => key.text === shortcutOf(choice) || key.text === String(index + 1));
      return at < 0 ? open(typedInto(state, now)) : byLetter(state, at);
    }
    case "paste":
      return open(typedInto(state, now));
    case "page-up":
    case "page-down":
    case "backspace":
    case "clear":
    case "tab":
    case "other":
      return open(state);
    default:
      return key satisfies never;
  }
}

/** The letter of a lasting answer only moves to it: the first letter of `stop` or `explain` may not open anything for longer. */
function byLetter(state: DialogState, at: number): Handled {
  const choice = state.question.choices[at];
  if (choice?.kind !== "yes" || choice.scope === "once" || !state.readToEnd) return take(state, choice);
  return open({ ...state, selected: at, notice: "Enter gives this answer, which lasts" });
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
    case "paste":
    case "backspace":
    case "clear":
      return open({ ...state, reason: edited(reason, key) });
    case "enter":
      return { kind: "answered", answer: { kind: "answered-no", reason: reason.trim() || undefined } };
    case "escape":
      return open({ ...state, reason: undefined });
    case "up":
    case "down":
    case "page-up":
    case "page-down":
    case "tab":
    case "other":
      return open(state);
    default:
      return key satisfies never;
  }
}

function turned(state: DialogState, direction: 1 | -1): DialogState {
  return resized(scrolled(state, direction), state.size);
}

function open(state: DialogState): Handled {
  return { kind: "open", state };
}
