// Telling the model, once a change: a message at the end of the context, so that every byte before it stays cached.

import type { ExtensionContext, MessageRenderer } from "@mariozechner/pi-coding-agent";
import { Text } from "@mariozechner/pi-tui";
import { noticeText } from "../../src/policy/message.ts";
import { DEFAULT_MODE } from "../../src/policy/modes.ts";
import { decodeNoticeDetails, NOTICE_MESSAGE, type NoticeDetails } from "../../src/session/entries.ts";
import { foldBranch, HIDDEN, noticeDue } from "../../src/session/fold.ts";
import { currentMode, isEnforced, type SessionStore } from "../../src/session/store.ts";

interface NoticeMessage {
  customType: string;
  content: string;
  display: boolean;
  details: NoticeDetails;
}

/** The message that the model should get now, or undefined when it knows. What it was told is read from the branch, never remembered. */
export function dueNotice(store: SessionStore, context: ExtensionContext): NoticeMessage | undefined {
  const { told } = foldBranch(context.sessionManager.getBranch(), store.policy);
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
export const renderNotice: MessageRenderer = (message, { expanded }, theme) => {
  const mode = decodeNoticeDetails(message.details)?.mode;
  const line = theme.fg("muted", mode === undefined ? "The model was told the mode." : `The model was told: ${mode} mode.`);
  const content =
    typeof message.content === "string"
      ? message.content
      : message.content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
  return new Text(expanded ? `${line}\n${theme.fg("dim", content)}` : line, 1, 0);
};
