// Telling the model, once a change: a message at the end of the context, so that every byte before it stays cached.

import type { ExtensionAPI, ExtensionContext, MessageRenderer } from "@mariozechner/pi-coding-agent";
import { noticeText } from "../../src/policy/message.ts";
import { DEFAULT_MODE } from "../../src/policy/modes.ts";
import { perBranch } from "../../src/session/branch-reader.ts";
import { decodeNoticeDetails, NOTICE_MESSAGE, type NoticeDetails } from "../../src/session/entries.ts";
import { HIDDEN, noticeDue, toldMode } from "../../src/session/fold.ts";
import { currentMode, isEnforced, type SessionStore } from "../../src/session/store.ts";
import { ourEntries } from "../shared/branch.ts";
import type { Connection } from "../shared/connection.ts";
import { collapsed, contentOf } from "./collapsed.ts";

interface NoticeMessage {
  customType: string;
  content: string;
  display: boolean;
  details: NoticeDetails;
}

const toldOn = perBranch(toldMode);

/** From here on the model is told. */
export function wireNotices(pi: ExtensionAPI, connection: Connection): void {
  const { store } = connection;
  // What is on its way and not on the branch yet: the host delivers it one turn later.
  let queued: string | undefined;
  const forget = (): void => {
    queued = undefined;
  };
  pi.registerMessageRenderer(NOTICE_MESSAGE, renderNotice);
  pi.on("agent_start", forget);
  connection.onRunEnd(forget);
  pi.on("before_agent_start", (_event, context) => {
    const message = dueNotice(store, context);
    return message ? { message } : undefined;
  });
  const steer = (context: ExtensionContext): void => {
    const message = dueNotice(store, context);
    if (!message || message.details.mode === queued) return;
    queued = message.details.mode;
    pi.sendMessage(message, { deliverAs: "steer" });
  };
  // The host waits for this handler before it looks for messages, and doesn't wait for the one at the end of the turn.
  pi.on("tool_result", (_event, context) => steer(context));
  pi.on("turn_end", (event, context) => {
    // Only where another request follows anyway: a message after the last one would start a turn of its own.
    if (event.toolResults.length > 0 || context.hasPendingMessages()) steer(context);
  });
}

/** The message that the model should get now, or undefined when it knows. What it was told is read from the branch, never remembered. */
export function dueNotice(store: SessionStore, context: ExtensionContext): NoticeMessage | undefined {
  const told = toldOn(ourEntries(store, context));
  const mode = currentMode(store);
  if (!noticeDue({ ...store.branch, told })) return undefined;
  const from = told === undefined ? DEFAULT_MODE : told === HIDDEN ? store.branch.mode : told;
  return {
    customType: NOTICE_MESSAGE,
    content: noticeText(from, mode, isEnforced(store)),
    display: true,
    details: { v: 1, mode: store.branch.mode },
  };
}

/** One line collapsed, the whole text expanded; alive without details. */
const renderNotice: MessageRenderer = ({ details, content }, { expanded }, theme) => {
  const mode = decodeNoticeDetails(details)?.mode;
  const line = mode === undefined ? "The model was told the mode." : `The model was told: ${mode} mode.`;
  return collapsed(line, contentOf(content), expanded, theme);
};
