// Law: whatever goes wrong behind this function, the call doesn't run. Nothing else in the package turns a verdict into the host's answer.

import type { ExtensionContext, ToolCallEvent, ToolCallEventResult } from "@mariozechner/pi-coding-agent";
import { guardFailedText, type Refusal, refusalText, type Subject, shownInput } from "../../src/policy/message.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { type Bus, CHANNELS, type VerdictAnnouncement } from "../../src/session/channels.ts";
import type { SessionStore } from "../../src/session/store.ts";
import type { Answer, Ask } from "./ask.ts";
import { sealInput } from "./seal.ts";

/** A mode that changes this often while one question is open is a fault, not a user. */
const MAX_ROUNDS = 8;

type Settled = { readonly kind: "allowed" } | { readonly kind: "refused"; readonly refusal: Refusal };
type Outcome = Settled & { readonly verdict: Verdict; readonly subject: Subject };

let judgement: Promise<typeof import("./judgement.ts")> | undefined;

/** Loads the judgement once. A failure stays one: every call is then refused. */
export function loadJudgement(): Promise<typeof import("./judgement.ts")> {
  judgement ??= import("./judgement.ts");
  return judgement;
}

export function createGuard(bus: Bus, store: SessionStore, ask: Ask) {
  return async (event: ToolCallEvent, context: ExtensionContext): Promise<ToolCallEventResult | undefined> => {
    try {
      const outcome = await settle(event, context, store, ask);
      if (outcome.kind === "refused") store.refused += 1;
      announce(bus, store, event, outcome);
      if (outcome.kind === "allowed") return undefined;
      return { block: true, reason: refusalText(outcome.subject, outcome.verdict, outcome.refusal) };
    } catch (error) {
      store.refused += 1;
      return { block: true, reason: guardFailedText(String(event?.toolName), error) };
    }
  };
}

/** Judges, asks where the mode says so, and judges again when the mode changed in the meantime. */
async function settle(event: ToolCallEvent, context: ExtensionContext, store: SessionStore, ask: Ask): Promise<Outcome> {
  const { judgeNow, workspaceRoot } = await loadJudgement();
  const judged = (input: unknown): Verdict => judgeNow(event.toolName, input, context.cwd, store);
  const currentInput = sealInput(event.input, (input) => judged(input).decision === "allow");
  const subject = { tool: event.toolName, shown: shownInput(event.input), root: workspaceRoot(context.cwd) };
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const epoch = store.epoch;
    const verdict = judged(currentInput());
    if (verdict.decision === "allow") return { kind: "allowed", verdict, subject };
    if (verdict.decision === "deny") return { kind: "refused", refusal: { kind: "closed" }, verdict, subject };
    const answer = await ask(subject, verdict, context);
    if (answer.kind !== "discarded" && store.epoch === epoch) return { ...settledBy(answer), verdict, subject };
  }
  throw new Error("the mode kept changing while the question was open");
}

function settledBy(answer: Exclude<Answer, { kind: "discarded" }>): Settled {
  return answer.kind === "yes" ? { kind: "allowed" } : { kind: "refused", refusal: answer };
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
