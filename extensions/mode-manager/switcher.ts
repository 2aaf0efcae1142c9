// Switching: transition table, entry, label, announcement, in this order. What the branch says afterwards is the mode; if writing the
// entry failed, that is the old one, and the person is told.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { isNowhereStricter } from "../../src/policy/grants.ts";
import { DEFAULT_MODE, STRICTEST_MODE } from "../../src/policy/modes.ts";
import { modeNamed } from "../../src/policy/policy.ts";
import { clean, shorten } from "../../src/policy/wording.ts";
import { MODE_ENTRY, type ModeEntry, type Trigger } from "../../src/session/entries.ts";
import { ceilingOf, currentMode } from "../../src/session/store.ts";
import { type TransitionResult, transition } from "../../src/session/transitions.ts";
import { hasEntry, lastMessage } from "../shared/branch.ts";
import { type Connection, type EnterEvent, say } from "../shared/connection.ts";
import { setLabelAside } from "../shared/label.ts";
import type { Unwritten } from "./unwritten.ts";

export interface Switcher {
  /** `once`: for one answer. */
  readonly switchTo: (target: unknown, by: Trigger, context: ExtensionContext, once?: true) => TransitionResult;
  /** The next mode of the user's cycle; without one plan, and from plan back to the mode before it. */
  readonly cycle: (context: ExtensionContext) => void;
}

export function createSwitcher(pi: ExtensionAPI, connection: Connection, unwritten: Unwritten): Switcher {
  const { store } = connection;

  const switchTo: Switcher["switchTo"] = (target, by, context, once) => {
    const result = transition(store.policy, currentMode(store), target, by, ceilingOf(store));
    if (result.kind !== "switched") return result;
    if (connection.ended()) return { kind: "refused", why: "The session has ended; its mode stays as it was." };
    const entry: ModeEntry = { v: 1, mode: result.to, previous: result.from, by, ...(once ? { once } : {}) };
    labelPointBefore(pi, context, result.from);
    try {
      pi.appendEntry(MODE_ENTRY, entry);
    } catch {
      // The session didn't take it; what it says now counts.
    }
    // Before anybody sees it.
    unwritten.note(context, result.to, store.policy.startMode);
    connection.refresh(context);
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
export function applyStartFlag(
  pi: ExtensionAPI,
  { store }: Connection,
  switcher: Switcher,
  context: ExtensionContext,
  event: EnterEvent,
): void {
  const flag = pi.getFlag("plan");
  // Anything but an explicit no counts: some hosts hand on the text after the flag.
  if (flag === undefined || flag === false || !(isAtStart(event) || isUndecided(store, context))) return;
  const result = switcher.switchTo("plan", "flag", context);
  if (result.kind === "refused") say(context, result.why, "error");
}

/** A new session, or a fork of one that was never written down: it says nothing about a mode. */
function isUndecided(store: Connection["store"], context: ExtensionContext): boolean {
  return !hasEntry(store, context, MODE_ENTRY);
}

/** No looser than a session in this folder that ended before there was a file to resume. */
export function applyUnwritten(
  { store }: Connection,
  switcher: Switcher,
  unwritten: Unwritten,
  context: ExtensionContext,
  event: EnterEvent,
): void {
  unwritten.forget();
  if (!isAtStart(event)) return;
  for (const mode of unwritten.take(context)) {
    const { policy, branch } = store;
    if (isNowhereStricter(modeNamed(policy, mode), currentMode(store), policy.rules.rules)) continue;
    const { kind } = switcher.switchTo(STRICTEST_MODE, "restore", context);
    if (kind !== "switched") continue;
    say(
      context,
      `pi-modes: a session in this folder was in ${clean(shorten(mode, 40))} mode when it ended, before the host wrote it down. So this one begins in ${STRICTEST_MODE}: /mode ${branch.mode} leaves it.`,
      "warning",
    );
  }
}

function isAtStart({ name, reason }: EnterEvent): boolean {
  return name === "session_start" && (reason === undefined || reason === "startup");
}

/** Labels the last message before the switch, so that `/tree` leads back to it. A label that somebody else set stays. */
function labelPointBefore(pi: ExtensionAPI, context: ExtensionContext, from: string): void {
  try {
    const message = lastMessage(context);
    if (message === undefined || context.sessionManager.getLabel(message) !== undefined) return;
    setLabelAside(pi, context, message, `${from} mode until here`);
  } catch {
    // A label is a convenience: the switch is not.
  }
}
