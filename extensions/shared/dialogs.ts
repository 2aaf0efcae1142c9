// How long a dialog may stay open: until the run is stopped, or until nobody answers. An open one keeps every question behind it waiting.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { SessionStore } from "../../src/session/store.ts";

/** What the host's dialogs take as options. */
export function dialogEnd(context: ExtensionContext, store: SessionStore): { readonly signal: AbortSignal } {
  const timeout = AbortSignal.timeout(store.settings.askTimeoutMs);
  return { signal: context.signal ? AbortSignal.any([context.signal, timeout]) : timeout };
}
