// `/mode`: a picker, a switch by name, and the status, in whatever way the host can show it.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { modeLine } from "../../src/policy/message.ts";
import { MODE_NAMES, MODES } from "../../src/policy/modes.ts";
import { inTurn, isEnforced, type SessionStore } from "../../src/session/store.ts";
import { type Connection, say } from "../shared/connection.ts";
import type { Switcher } from "./switcher.ts";

const STATUS = "status";

export function modeCommand(connection: Connection, switcher: Switcher) {
  const { store } = connection;
  return {
    description: `Show or change the mode: ${MODE_NAMES.join(", ")}`,
    getArgumentCompletions: (prefix: string) => completions(prefix),
    handler: async (text: string, context: ExtensionContext): Promise<void> => {
      const word = text.trim();
      if (word === STATUS || (word === "" && !context.hasUI)) return say(context, statusText(store), isEnforced(store) ? "info" : "error");
      const target = word === "" ? await pick(store, context) : word.toLowerCase();
      if (target === undefined) return;
      const result = switcher.switchTo(target, "user", context);
      if (result.kind === "refused") return say(context, result.why, "error");
      say(context, statusLine(store), isEnforced(store) ? "info" : "error");
    },
  };
}

function completions(prefix: string) {
  const all = [...MODE_NAMES.map((name) => ({ value: name, label: name, description: MODES[name].purpose })), STATUS_COMPLETION];
  const fitting = all.filter((item) => item.value.startsWith(prefix.toLowerCase()));
  return fitting.length > 0 ? fitting : null;
}

const STATUS_COMPLETION = { value: STATUS, label: STATUS, description: "Which mode holds, and whether it is enforced" };

async function pick(store: SessionStore, context: ExtensionContext): Promise<string | undefined> {
  const lines = new Map(MODE_NAMES.map((name) => [modeLine(MODES[name]), name]));
  const title = `Mode (now ${store.branch.mode})${isEnforced(store) ? "" : ": NOTHING IS ENFORCED, the guard isn't loaded"}`;
  const choice = await inTurn(store, () =>
    context.ui.select(title, [...lines.keys()], context.signal ? { signal: context.signal } : undefined),
  );
  return choice === undefined ? undefined : lines.get(choice);
}

function statusLine(store: SessionStore): string {
  const { mode } = store.branch;
  return isEnforced(store) ? modeLine(MODES[mode]) : `${modeLine(MODES[mode])}. NOTHING IS ENFORCED: the guard isn't loaded.`;
}

/** All of it: the mode, what is open and closed, who enforces it, and how to change it. */
function statusText(store: SessionStore): string {
  const mode = MODES[store.branch.mode];
  const guard = isEnforced(store)
    ? `Enforced by the guard; ${store.refused} refused since this mode began.`
    : "NOTHING IS ENFORCED: the guard isn't loaded. Add extensions/tool-guard of this package to pi's settings.";
  return [
    modeLine(mode),
    `Open: ${mode.open}`,
    `Closed: ${mode.closed}`,
    guard,
    `Change it with /mode ${MODE_NAMES.join("|")} or ctrl+alt+p.`,
  ].join("\n");
}
