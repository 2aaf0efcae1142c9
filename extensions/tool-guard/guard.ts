// Law: whatever goes wrong behind this function, the call doesn't run. Nothing else in the package turns a verdict into the host's answer.

import type { ExtensionContext, ToolCallEvent, ToolCallEventResult } from "@mariozechner/pi-coding-agent";
import { judge } from "../../src/judge.ts";
import { guardFailedText, type Refusal, refusalText, type Subject, shownInput } from "../../src/policy/message.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { type Bus, CHANNELS, type VerdictAnnouncement } from "../../src/session/channels.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import { sessionWorkspace } from "../shared/workspace.ts";
import type { Answer, Ask } from "./ask.ts";
import { sealInput } from "./seal.ts";

/** A mode that changes this often while one question is open is a fault, not a user. */
const MAX_ROUNDS = 8;

type Outcome =
  | { readonly kind: "allowed"; readonly verdict: Verdict }
  | { readonly kind: "refused"; readonly verdict: Verdict; readonly refusal: Refusal };

export function createGuard(bus: Bus, store: SessionStore, ask: Ask) {
  return async (event: ToolCallEvent, context: ExtensionContext): Promise<ToolCallEventResult | undefined> => {
    try {
      const outcome = await settle(event, context, store, ask);
      if (outcome.kind === "refused") store.refused += 1;
      announce(bus, store, event, outcome);
      if (outcome.kind === "allowed") return undefined;
      return { block: true, reason: refusalText(subjectOf(event, context), outcome.verdict, outcome.refusal) };
    } catch (error) {
      store.refused += 1;
      return { block: true, reason: guardFailedText(String(event?.toolName), error) };
    }
  };
}

/** Judges, asks where the mode says so, and judges again when the mode changed in the meantime. */
async function settle(event: ToolCallEvent, context: ExtensionContext, store: SessionStore, ask: Ask): Promise<Outcome> {
  const currentInput = sealInput(event.input, (input) => judgeNow(event.toolName, input, context, store).decision === "allow");
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const epoch = store.epoch;
    const verdict = judgeNow(event.toolName, currentInput(), context, store);
    if (verdict.decision === "allow") return { kind: "allowed", verdict };
    if (verdict.decision === "deny") return { kind: "refused", verdict, refusal: { kind: "closed" } };
    const answer = await ask(subjectOf(event, context), verdict, context);
    if (answer.kind === "discarded" || store.epoch !== epoch) continue;
    return fromAnswer(answer, verdict);
  }
  throw new Error("the mode kept changing while the question was open");
}

function fromAnswer(answer: Exclude<Answer, { kind: "discarded" }>, verdict: Verdict): Outcome {
  return answer.kind === "yes" ? { kind: "allowed", verdict } : { kind: "refused", verdict, refusal: answer };
}

function judgeNow(tool: string, input: unknown, context: ExtensionContext, store: SessionStore): Verdict {
  return judge({ tool, input }, sessionWorkspace(context.cwd), currentMode(store));
}

function subjectOf(event: ToolCallEvent, context: ExtensionContext): Subject {
  return { tool: event.toolName, shown: shownInput(event.input), root: sessionWorkspace(context.cwd).root };
}

function announce(bus: Bus, store: SessionStore, event: ToolCallEvent, outcome: Outcome): void {
  const announcement: VerdictAnnouncement = {
    tool: event.toolName,
    toolCallId: event.toolCallId,
    mode: store.branch.mode,
    decision: outcome.verdict.decision,
    outcome: outcome.kind,
  };
  bus.emit(CHANNELS.verdict, announcement);
}
