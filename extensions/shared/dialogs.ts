// How long a dialog may stay open: until the run is stopped, the session ends, or nobody answers. An open one keeps every question behind it
// waiting, and what a session has to finish before it ends as well.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { SessionStore } from "../../src/session/store.ts";

/** Aborts when that much time is over, in milliseconds. */
export function timeLimit(milliseconds: number): AbortSignal {
  const limit = AbortSignal.timeout(milliseconds);
  // Node 20 (seen with 20.20) lets go of a limit that is held by `AbortSignal.any` alone, and then it never comes; a listener keeps it.
  limit.addEventListener("abort", () => {}, { once: true });
  return limit;
}

/** How long the answer of a dialog that was just closed may take. */
const CLOSING_MS = 250;

/** The answer of a question whose dialog couldn't be opened before the signal ended it, or doesn't close. */
export function answerAtEnd<A>(signal: AbortSignal, answer: () => A): Promise<A> {
  return new Promise((resolve) => {
    const end = () => setTimeout(() => resolve(answer()), CLOSING_MS).unref();
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** What the host's dialogs take as options. */
export function dialogEnd(context: ExtensionContext, store: SessionStore): { readonly signal: AbortSignal } {
  const timeout = timeLimit(store.settings.askTimeoutMs);
  return { signal: AbortSignal.any([store.ending.signal, timeout, ...(context.signal ? [context.signal] : [])]) };
}
