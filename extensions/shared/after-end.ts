// Handlers of a session that has ended. Law: a call that still comes to its guard is judged or refused, and nothing else of it is heard of.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";

type Handler = (event: unknown, context: unknown) => unknown;

/**
 * From here on. A run that goes on during a reload still has its events sent to who was there before, with a context that throws on newer hosts:
 * what a handler throws then is dropped. `heard` is called with each event. `pi` is the extension's own: no other one has this object.
 */
export function hushAfterEnd(pi: ExtensionAPI, ended: () => boolean, heard: () => void = () => {}): void {
  const register: unknown = pi.on;
  if (typeof register !== "function") return;
  const on = (name: string, handler: Handler): unknown => {
    // An error of the guard is a refusal.
    const safe = name === "tool_call" ? handler : hushed(handler, ended);
    return register.call(pi, name, (event: unknown, context: unknown) => {
      heard();
      return safe(event, context);
    });
  };
  pi.on = on as ExtensionAPI["on"];
}

function hushed(handler: Handler, ended: () => boolean): Handler {
  const dropped = async (event: unknown, context: unknown): Promise<unknown> => {
    try {
      return await handler(event, context);
    } catch {
      return undefined;
    }
  };
  // As it is while the session lasts: not every host waits for a handler that takes its time, if only by one turn of the queue.
  return (event, context) => (ended() ? dropped(event, context) : handler(event, context));
}
