// Telling the model about a plan or a review. Law: the texts are templates, whose values are put in once; the mode's notice comes first, since
// a message that begins a run passes no other place where it could be given.

import type { ExtensionAPI, ExtensionContext, MessageRenderer } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { decodePlanMessage, type PlanMessage } from "../../src/plan/messages.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { say } from "../shared/connection.ts";
import { collapsed, contentOf } from "./collapsed.ts";
import { dueNotice } from "./notice.ts";

/** Begins a run with the message, or has it follow the one that goes on. */
export function tell(pi: ExtensionAPI, store: SessionStore, context: ExtensionContext, message: PlanMessage): void {
  const isIdle = context.isIdle();
  const notice = isIdle ? dueNotice(store, context) : undefined;
  if (notice) pi.sendMessage(notice);
  pi.sendMessage(message, isIdle ? { triggerTurn: true } : { deliverAs: "followUp" });
}

/** The command into the editor, where the user isn't writing something else. */
export function offerFresh(context: ExtensionContext): void {
  say(context, "The plan is approved, for a session of its own: /mode fresh begins it.");
  if (context.hasUI && context.ui.getEditorText?.().trim() === "") context.ui.setEditorText?.("/mode fresh");
}

const MICROTASKS = 50;
const IDLE_STEP_MS = 20;
const IDLE_STEPS = 100;

/**
 * Resolves when the run that has just ended is over for the host too; false where another one began. As early as can be: whoever waits for the
 * agent to be idle shouldn't find it so in between.
 */
export async function idle(context: ExtensionContext): Promise<boolean> {
  for (let step = 0; step < MICROTASKS && !context.isIdle(); step += 1) await Promise.resolve();
  for (let step = 0; step < IDLE_STEPS && !context.isIdle(); step += 1) await new Promise((resolve) => setTimeout(resolve, IDLE_STEP_MS));
  return context.isIdle();
}

/** How a run ended, from its messages: `aborted`, `error`, or what the model said. */
export function stopReason(messages: readonly unknown[]): string | undefined {
  const reason = field(messages.at(-1), "stopReason");
  return typeof reason === "string" ? reason : undefined;
}

/** One line collapsed, the whole text expanded; alive without details. */
export const renderPlanMessage: MessageRenderer = ({ details, content }, { expanded }, theme) => {
  const told = decodePlanMessage(details);
  return collapsed(told?.line ?? "The model was told about the plan.", told?.lines?.join("\n") ?? contentOf(content), expanded, theme);
};
