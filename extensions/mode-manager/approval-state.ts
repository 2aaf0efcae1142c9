// The approval dialog as a value, and what a key makes of it. Laws: only a key that names an approving choice approves, or Enter on one that
// the person moved to, and Enter behind a comment begun by such a choice; never before all of the plan was on the screen; nothing that was
// typed before the dialog could be read counts, and no letter acts while text is typed. No single key ends a plan: what would is asked about.

import {
  type Approval,
  type ApprovalChoice,
  type ApprovalModel,
  type ApprovalTerms,
  CHOICES,
  tickedPart,
} from "../../src/plan/approval.ts";
import { edited } from "../shared/dialog-field.ts";
import type { Handled as HandledDialog } from "../shared/dialog-host.ts";
import type { Key } from "../shared/dialog-keys.ts";
import { hushed, type Reading, scrolled, UNSEEN } from "../shared/dialog-reading.ts";

export interface ApprovalState extends Reading {
  readonly model: ApprovalModel;
  readonly stage: Stage;
  /** What Enter or the space key is for: the items of the manifest by their index, then the choices. */
  readonly focus: number;
  /** Indices of the items that an approval would leave out. */
  readonly unticked: ReadonlySet<number>;
  /** What the next drawing scrolls to. */
  readonly follow: Place | undefined;
  /** Said once, until the next key. */
  readonly notice: string | undefined;
}

/** A place in the body, by the index of an item or a step. */
export type Place = { readonly kind: "item" | "step"; readonly index: number };

type Stage =
  | { readonly kind: "choosing" }
  /** This choice was taken and waits for its second key. */
  | { readonly kind: "confirming"; readonly choice: ApprovalChoice }
  /** Which step a comment is about. */
  | { readonly kind: "picking"; readonly step: number }
  | { readonly kind: "writing"; readonly about: About; readonly text: string };

export type About = { readonly kind: "approve" } | { readonly kind: "keep" } | { readonly kind: "step"; readonly step: number };

type Handled = HandledDialog<ApprovalState, Approval>;

const open = (state: ApprovalState): Handled => ({ kind: "open", state });
const answered = (answer: Approval): Handled => ({ kind: "answered", answer });

/** A dialog that isn't on the screen yet: no key counts before it is. */
export function openApproval(model: ApprovalModel): ApprovalState {
  const keep = CHOICES.findIndex((choice) => choice.kind === "keep");
  return {
    ...UNSEEN,
    model,
    stage: { kind: "choosing" },
    focus: model.items.length + keep,
    unticked: new Set(),
    follow: undefined,
    notice: undefined,
  };
}

export function handleKey(state: ApprovalState, key: Key, now: number): Handled {
  if (key.kind === "other") return open(takenBack(state));
  const early = hushed(state, now);
  if (early) return open(early);
  const quiet = { ...state, notice: undefined };
  if (quiet.stage.kind === "confirming") return confirming(quiet, quiet.stage.choice, key);
  if (key.kind === "page-up") return open(scrolled(quiet, -1));
  if (key.kind === "page-down") return open(scrolled(quiet, 1));
  const { stage } = quiet;
  switch (stage.kind) {
    case "choosing":
      return choosing(quiet, key);
    case "picking":
      return picking(quiet, stage.step, key);
    case "writing":
      return writing(quiet, stage.about, stage.text, key);
    default:
      return stage satisfies never;
  }
}

function choosing(state: ApprovalState, key: Key): Handled {
  const { items } = state.model;
  switch (key.kind) {
    case "up":
      return open(focused(state, state.focus - 1));
    case "down":
      return open(focused(state, state.focus + 1));
    case "tab":
      return open(focused(state, state.focus < items.length ? openApproval(state.model).focus : 0));
    case "enter":
      return state.focus < items.length
        ? open({ ...state, notice: "Space ticks and unticks this; enter is for the choices below" })
        : take(state, CHOICES[state.focus - items.length]);
    case "escape":
      return answered({ kind: "dismissed" });
    case "character":
      if (key.text === " ") return open(toggled(state));
      return take(state, named(key.text));
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

function named(text: string): ApprovalChoice | undefined {
  return CHOICES.find(({ letter }, index) => text === letter || text === String(index + 1));
}

/** The same choice again, or Enter; any other key does nothing else than take it back. */
function confirming(state: ApprovalState, choice: ApprovalChoice, key: Key): Handled {
  const isSame = key.kind === "character" && named(key.text) === choice;
  return isSame || key.kind === "enter" ? done(takenBack(state), choice.kind) : open(takenBack(state));
}

function takenBack(state: ApprovalState): ApprovalState {
  return state.stage.kind === "confirming" ? { ...state, stage: { kind: "choosing" } } : state;
}

function focused(state: ApprovalState, to: number): ApprovalState {
  const { items } = state.model;
  const count = items.length + CHOICES.length;
  const focus = (to + count) % count;
  return { ...state, focus, follow: focus < items.length ? { kind: "item", index: focus } : undefined };
}

function toggled(state: ApprovalState): ApprovalState {
  if (state.focus >= state.model.items.length) {
    return state.model.items.length === 0 ? state : { ...state, notice: "Tab goes to what is ticked, space ticks and unticks there" };
  }
  const unticked = new Set(state.unticked);
  if (!unticked.delete(state.focus)) unticked.add(state.focus);
  return { ...state, unticked, follow: { kind: "item", index: state.focus } };
}

function take(state: ApprovalState, choice: ApprovalChoice | undefined): Handled {
  if (!choice) return open(state);
  return choice.asks === undefined ? done(state, choice.kind) : open({ ...state, stage: { kind: "confirming", choice } });
}

function done(state: ApprovalState, kind: ApprovalChoice["kind"]): Handled {
  switch (kind) {
    case "approve":
    case "approve-asking":
      return approved(state, { askEdits: kind === "approve-asking" });
    case "approve-fresh":
      return approved(state, { askEdits: false, fresh: true });
    case "approve-commented":
      // Also unread, since the words that follow would be letters that act; the end of the comment asks for the reading.
      return open(begun(state, { kind: "approve" }));
    case "keep":
      return open(begun(state, { kind: "keep" }));
    case "comment":
      return open(picked(state, 0));
    case "edit":
    case "leave":
    case "discard":
      return answered({ kind });
    default:
      return kind satisfies never;
  }
}

function approved(state: ApprovalState, terms: ApprovalTerms): Handled {
  if (!state.readToEnd) return open(unread(state));
  return answered({ kind: "approve", manifest: tickedPart(state.model, state.unticked), ...terms });
}

/** No scrolling: the key that approves, held down, would read the plan by itself. */
function unread(state: ApprovalState): ApprovalState {
  const way = state.top > state.seen ? "pgup" : "pgdn";
  return { ...state, notice: `Read on from line ${state.seen + 1} before you approve: ${way}` };
}

function begun(state: ApprovalState, about: About): ApprovalState {
  return { ...state, stage: { kind: "writing", about, text: "" } };
}

function picked(state: ApprovalState, to: number): ApprovalState {
  const count = state.model.steps.length;
  const step = (to + count) % count;
  return { ...state, stage: { kind: "picking", step }, follow: { kind: "step", index: step } };
}

function picking(state: ApprovalState, step: number, key: Key): Handled {
  switch (key.kind) {
    case "up":
      return open(picked(state, step - 1));
    case "down":
    case "tab":
      return open(picked(state, step + 1));
    case "enter":
      return open(begun(state, { kind: "step", step }));
    case "escape":
      return open({ ...state, stage: { kind: "choosing" } });
    case "character":
      return open(/^[1-9]$/.test(key.text) && Number(key.text) <= state.model.steps.length ? picked(state, Number(key.text) - 1) : state);
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

function writing(state: ApprovalState, about: About, text: string, key: Key): Handled {
  switch (key.kind) {
    case "character":
    case "paste":
    case "backspace":
    case "clear":
      return open({ ...state, stage: { kind: "writing", about, text: edited(text, key) } });
    case "enter":
      return sent(state, about, text.trim());
    case "escape":
      return open(about.kind === "step" ? picked(state, about.step) : { ...state, stage: { kind: "choosing" } });
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

function sent(state: ApprovalState, about: About, text: string): Handled {
  if (about.kind === "keep") return answered({ kind: "keep", ...(text === "" ? {} : { feedback: text }) });
  // A second Enter in a hurry is no approval.
  if (text === "") return open({ ...state, notice: "Nothing is written yet; esc goes back to the choices" });
  if (about.kind === "approve") return approved(state, { askEdits: false, comment: text });
  const step = state.model.steps[about.step];
  return step ? answered({ kind: "comment", step: step.id, text }) : open(state);
}
