// Handlers of a session that has ended. Law: a call that still comes to its guard is judged or refused, and nothing else of it is heard of.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";

type Handler = (event: unknown, context: unknown) => unknown;

/**
 * From here on. A run that goes on during a reload still has its events sent to who was there before, with a context that throws on newer hosts:
 * what a handler throws then is dropped. `pi` is the extension's own: no other one has this object.
 */
export function hushAfterEnd(pi: ExtensionAPI, ended: () => boolean): void {
  const register: unknown = pi.on;
  if (typeof register !== "function") return;
  const on = (name: string, handler: Handler): unknown =>
    // An error of the guard is a refusal.
    register.call(pi, name, name === "tool_call" ? handler : hushed(handler, ended));
  pi.on = on as ExtensionAPI["on"];
}

/** At once where the handler is: not every host waits for one that takes its time. */
function hushed(handler: Handler, ended: () => boolean): Handler {
  const drop = (error: unknown): undefined => {
    if (!ended()) throw error;
    return undefined;
  };
  return (event, context) => {
    try {
      const result = handler(event, context);
      return result instanceof Promise ? result.catch(drop) : result;
    } catch (error) {
      return drop(error);
    }
  };
}
