// Asking the user. Law: only an option that says so allows; everything else, also silence and nonsense, is a no with its own name.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { Refusal, Subject } from "../../src/policy/message.ts";
import type { Question, QuestionLimits } from "../../src/policy/question.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { inTurn, type SessionStore } from "../../src/session/store.ts";
import { answerAtEnd, timeLimit } from "../shared/dialogs.ts";
import type { Shown } from "./dialog.ts";
import type { DialogAnswer } from "./dialog-state.ts";

export type Answer =
  | DialogAnswer
  /** The question lost its meaning while it was open: another mode holds now. */
  | { readonly kind: "discarded" }
  | Extract<Refusal, { kind: "no-ui" | "timed-out" | "aborted" }>;

export type Ask = (subject: Subject, verdict: Verdict, context: ExtensionContext) => Promise<Answer>;

/** A dialog of ours scrolls; one of the host's shows its title as it is. */
const DIALOG_LIMITS: QuestionLimits = { characters: 8000, parts: 8 };
const SELECT_LIMITS: QuestionLimits = { characters: 1500, parts: 8 };

export interface Asker {
  readonly ask: Ask;
  /** Closes the open question when it was asked under another mode; its answer then is "discarded". */
  readonly discardStaleQuestion: () => void;
}

export function createAsker(store: SessionStore): Asker {
  let open = new AbortController();
  let askedAt = store.epoch;

  const ask: Ask = (subject, verdict, context) => {
    if (!context.hasUI) return Promise.resolve({ kind: "no-ui" });
    const epoch = store.epoch;
    // Read once: the context of a session that was replaced meanwhile throws. Hosts up to 0.62 have none.
    const run = context.signal;
    // The time runs from here on, also while another dialog is open.
    const timeout = timeLimit(store.settings.askTimeoutMs);
    const ends = AbortSignal.any([timeout, ...(run ? [run] : [])]);
    const turn = inTurn<Answer>(store, async () => {
      if (run?.aborted) return { kind: "aborted" };
      if (timeout.aborted) return { kind: "timed-out" };
      if (store.epoch !== epoch) return { kind: "discarded" };
      open = new AbortController();
      askedAt = epoch;
      const signal = AbortSignal.any([open.signal, ends]);
      const answer = await question(subject, verdict, context, signal);
      if (answer.kind === "yes" || answer.kind === "answered-no") return answer;
      if (open.signal.aborted) return { kind: "discarded" };
      if (run?.aborted) return { kind: "aborted" };
      return timeout.aborted ? { kind: "timed-out" } : answer;
    });
    return Promise.race([turn, answerAtEnd<Answer>(ends, () => (run?.aborted ? { kind: "aborted" } : { kind: "timed-out" }))]);
  };
  const discardStaleQuestion = (): void => {
    if (store.epoch !== askedAt) open.abort();
  };
  return { ask, discardStaleQuestion };
}

/** In our own dialog, or where the host shows none in its plain ones. */
async function question(subject: Subject, verdict: Verdict, context: ExtensionContext, signal: AbortSignal): Promise<DialogAnswer> {
  // Loaded when the first question comes: most calls lead to none.
  const { makeQuestion, questionText } = await import("../../src/policy/question.ts");
  const asked = (limits: QuestionLimits): Question => makeQuestion(subject, verdict, context.cwd, limits);
  const shown = await inDialog(asked(DIALOG_LIMITS), context, signal);
  const plain = asked(SELECT_LIMITS);
  const answer = shown.kind === "no-screen" ? await inSelect(plain, questionText(plain), context, signal) : shown;
  return answer.kind === "yes" && signal.aborted ? { kind: "dismissed" } : answer;
}

/** A host that lacks what it needs is one without a screen. */
async function inDialog(asked: Question, context: ExtensionContext, signal: AbortSignal): Promise<Shown> {
  const dialog = await import("./dialog.ts").catch(() => undefined);
  return dialog ? dialog.showQuestion(context.ui, asked, signal) : { kind: "no-screen" };
}

async function inSelect(asked: Question, title: string, context: ExtensionContext, signal: AbortSignal): Promise<DialogAnswer> {
  const labels = asked.choices.map((choice) => choice.label);
  const label = await context.ui.select(title, labels, { signal });
  const choice = asked.choices.find((offered) => offered.label === label);
  if (!choice) return { kind: "dismissed" };
  switch (choice.kind) {
    case "yes":
      return { kind: "yes", scope: choice.scope, shapes: choice.shapes };
    case "no":
      return { kind: "answered-no", reason: undefined };
    case "no-with-reason": {
      const reason = await context.ui.input("Why not? The model will read this.", "", { signal });
      return { kind: "answered-no", reason: reason?.trim() || undefined };
    }
    default:
      return choice satisfies never;
  }
}
