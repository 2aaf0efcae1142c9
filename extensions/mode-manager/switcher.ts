// Switching: transition table, entry, label, announcement, in this order. What the branch says afterwards is the mode; if writing the
// entry failed, that is the old one, and the person is told.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { DEFAULT_MODE } from "../../src/policy/modes.ts";
import { MODE_ENTRY, type ModeEntry, type Trigger } from "../../src/session/entries.ts";
import { ceilingOf, currentMode } from "../../src/session/store.ts";
import { type TransitionResult, transition } from "../../src/session/transitions.ts";
import { type Connection, type EnterEvent, say } from "../shared/connection.ts";

export interface Switcher {
  /** `once`: for one answer. */
  readonly switchTo: (target: unknown, by: Trigger, context: ExtensionContext, once?: true) => TransitionResult;
  /** The next mode of the user's cycle; without one plan, and from plan back to the mode before it. */
  readonly cycle: (context: ExtensionContext) => void;
}

export function createSwitcher(pi: ExtensionAPI, connection: Connection): Switcher {
  const { store } = connection;

  const switchTo: Switcher["switchTo"] = (target, by, context, once) => {
    const result = transition(store.policy, currentMode(store), target, by, ceilingOf(store));
    if (result.kind !== "switched") return result;
    if (connection.ended()) return { kind: "refused", why: "The session has ended; its mode stays as it was." };
    const entry: ModeEntry = { v: 1, mode: result.to, previous: result.from, by, ...(once ? { once } : {}) };
    try {
      labelPointBefore(pi, context, result.from);
      pi.appendEntry(MODE_ENTRY, entry);
    } finally {
      connection.refresh(context);
    }
    if (store.branch.mode === result.to) return result;
    return {
      kind: "refused",
      why: `The switch to ${result.to} could not be written to the session; ${store.branch.mode} mode still holds.`,
    };
  };

  const cycle = (context: ExtensionContext): void => {
    const result = switchTo(nextMode(store), "user", context);
    if (result.kind === "refused") say(context, result.why, "error");
  };

  return { switchTo, cycle };
}

function nextMode({ branch, settings }: Connection["store"]): string {
  const { mode, previous } = branch;
  if (settings.cycle) return settings.cycle[(settings.cycle.indexOf(mode) + 1) % settings.cycle.length] ?? DEFAULT_MODE;
  if (mode !== "plan") return "plan";
  return previous === "plan" ? DEFAULT_MODE : previous;
}

/** `--plan` beats what was restored, at the start of the process only: afterwards the branch decides, where it says anything. */
export function applyStartFlag(pi: ExtensionAPI, switcher: Switcher, context: ExtensionContext, event: EnterEvent): void {
  const atStart = event.name === "session_start" && (event.reason === undefined || event.reason === "startup");
  const flag = pi.getFlag("plan");
  // Anything but an explicit no counts: some hosts hand on the text after the flag.
  if (flag === undefined || flag === false || !(atStart || isUndecided(context))) return;
  const result = switcher.switchTo("plan", "flag", context);
  if (result.kind === "refused") say(context, result.why, "error");
}

/** A new session, or a fork of one that was never written down: it says nothing about a mode. */
function isUndecided(context: ExtensionContext): boolean {
  return !context.sessionManager.getBranch().some((entry) => entry.type === "custom" && entry.customType === MODE_ENTRY);
}

/** Labels the last message before the switch, so that `/tree` leads back to it. A label that somebody else set stays. */
function labelPointBefore(pi: ExtensionAPI, context: ExtensionContext, from: string): void {
  const message = context.sessionManager.getBranch().findLast((entry) => entry.type === "message");
  if (message === undefined || context.sessionManager.getLabel(message.id) !== undefined) return;
  pi.setLabel(message.id, `${from} mode until here`);
}
