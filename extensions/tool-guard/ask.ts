// Asking the user. Law: only the one option that says so allows; everything else, also silence and nonsense, is a no with its own name.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { questionText, type Refusal, type Subject } from "../../src/policy/message.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { inTurn, type SessionStore } from "../../src/session/store.ts";

export type Answer =
  | { readonly kind: "yes" }
  /** The question lost its meaning while it was open: another mode holds now. */
  | { readonly kind: "discarded" }
  | Extract<Refusal, { kind: "no-ui" | "answered-no" | "dismissed" | "timed-out" | "aborted" }>;

export type Ask = (subject: Subject, verdict: Verdict, context: ExtensionContext) => Promise<Answer>;

const ALLOW = "Allow once";
const DENY = "Deny";
const DENY_WITH_REASON = "Deny and say why";

/** Milliseconds after which a question that nobody answers is a no, so that no run hangs for ever. */
const ASK_TIMEOUT_MS = 30 * 60 * 1000;

export interface Asker {
  readonly ask: Ask;
  /** Closes the open question when it was asked under another mode; its answer then is "discarded". */
  readonly discardStaleQuestion: () => void;
}

export function createAsker(store: SessionStore, timeoutMs = ASK_TIMEOUT_MS): Asker {
  let open = new AbortController();
  let askedAt = store.epoch;

  const ask: Ask = (subject, verdict, context) => {
    if (!context.hasUI) return Promise.resolve({ kind: "no-ui" });
    const epoch = store.epoch;
    return inTurn(store, async () => {
      if (context.signal?.aborted) return { kind: "aborted" };
      if (store.epoch !== epoch) return { kind: "discarded" };
      open = new AbortController();
      askedAt = epoch;
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([open.signal, timeout, ...(context.signal ? [context.signal] : [])]);
      const answer = await question(subject, verdict, context, signal);
      if (answer.kind === "yes" || answer.kind === "answered-no") return answer;
      if (open.signal.aborted) return { kind: "discarded" };
      if (context.signal?.aborted) return { kind: "aborted" };
      return timeout.aborted ? { kind: "timed-out" } : answer;
    });
  };
  const discardStaleQuestion = (): void => {
    if (store.epoch !== askedAt) open.abort();
  };
  return { ask, discardStaleQuestion };
}

async function question(subject: Subject, verdict: Verdict, context: ExtensionContext, signal: AbortSignal): Promise<Answer> {
  const choice = await context.ui.select(questionText(subject, verdict, context.cwd), [ALLOW, DENY, DENY_WITH_REASON], { signal });
  if (choice === ALLOW && !signal.aborted) return { kind: "yes" };
  if (choice === DENY) return { kind: "answered-no", reason: undefined };
  if (choice !== DENY_WITH_REASON) return { kind: "dismissed" };
  const reason = await context.ui.input("Why not? The model will read this.", "", { signal });
  return { kind: "answered-no", reason: reason?.trim() || undefined };
}
