// How long a dialog may stay open: until the run is stopped, the session ends, or nobody answers. An open one keeps every question behind it
// waiting, and what a session has to finish before it ends as well.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { SessionStore } from "../../src/session/store.ts";

/** What the host's dialogs take as options. */
export function dialogEnd(context: ExtensionContext, store: SessionStore): { readonly signal: AbortSignal } {
  const timeout = AbortSignal.timeout(store.settings.askTimeoutMs);
  return { signal: AbortSignal.any([store.ending.signal, timeout, ...(context.signal ? [context.signal] : [])]) };
}
