// Law: whatever goes wrong behind this function, the call doesn't run. Nothing else in the package turns a verdict into the host's answer.

import type { ExtensionContext, ToolCallEvent, ToolCallEventResult } from "@mariozechner/pi-coding-agent";
import {
  guardFailedText,
  HANDED_OVER,
  handedOverText,
  type Refusal,
  refusalText,
  type Subject,
  shownInput,
} from "../../src/policy/message.ts";
import { isStricter, type Verdict } from "../../src/policy/verdict.ts";
import { type Bus, CHANNELS, type VerdictAnnouncement } from "../../src/session/channels.ts";
import { type CallRecord, callText } from "../../src/session/records.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { say } from "../shared/connection.ts";
import type { Answer, Ask } from "./ask.ts";
import { askedCall } from "./asked.ts";
import { forbiddenBy } from "./bound-tools.ts";
import type { Deviate } from "./deviations.ts";
import type { Look } from "./foreign.ts";
import type { Containment, Sandbox } from "./sandbox.ts";
import { sealInput } from "./seal.ts";
import type { Tripwire } from "./tripwire.ts";

/** A mode that changes this often while one question is open is a fault, not a user. */
const MAX_ROUNDS = 8;

const NOT_CONTAINED: Containment = { kind: "none" };

type Settled = { readonly kind: "allowed"; readonly sandboxed?: true } | { readonly kind: "refused"; readonly refusal: Refusal };
type Outcome = Settled & { readonly verdict: Verdict; readonly subject: Subject; readonly call: string };

export interface GuardParts {
  readonly bus: Bus;
  readonly store: SessionStore;
  /** Before the verdict: a call that is let through starts its shell at once, in the mode's environment. */
  readonly applyMode: () => void;
  readonly ask: Ask;
  /** Writes what was decided into the audit log. Never throws. */
  readonly audit: (record: CallRecord, context: ExtensionContext) => void;
  readonly tripwire: Pick<Tripwire, "before" | "closes">;
  /** Records what isn't in the plan. Never rejects. */
  readonly deviate: Deviate;
  readonly sandbox: Sandbox;
  /** Before the verdict: takes back what others opened in the session. */
  readonly look: Look;
}

let judgement: Promise<typeof import("./judgement.ts")> | undefined;

/** Loads the judgement once, for all sessions of the process. While it can't be loaded, every call is refused. */
export function loadJudgement(): Promise<typeof import("./judgement.ts")> {
  judgement ??= import("./judgement.ts").catch((error: unknown) => {
    judgement = undefined;
    // What an update leaves of the files that were there when pi started.
    throw new Error(`its files can't be loaded; after an update of the package pi has to be started again. ${String(error)}`);
  });
  return judgement;
}

export function createGuard(parts: GuardParts) {
  const { store } = parts;
  return async (event: ToolCallEvent, context: ExtensionContext): Promise<ToolCallEventResult | undefined> => {
    try {
      parts.applyMode();
      (await loadJudgement()).bringChecks(store);
      await store.sync?.();
      const outcome = await settle(event, context, parts);
      const tripped = await parts.tripwire.closes(outcome.verdict, outcome.subject.shown, context);
      if (tripped !== undefined && outcome.kind === "allowed") {
        store.refused += 1;
        note(parts, event, { ...outcome, kind: "refused", refusal: { kind: "tripped" } }, context);
        return { block: true, reason: tripped };
      }
      if (outcome.kind === "refused") store.refused += 1;
      note(parts, event, outcome, context);
      await parts.deviate(outcome.verdict, outcome.kind === "allowed", outcome.subject.root);
      if (outcome.kind === "allowed") {
        await parts.tripwire.before(event, outcome.verdict, outcome.subject.shown, context);
        return undefined;
      }
      const times = store.records.refusedAgain(outcome.verdict);
      if (times === HANDED_OVER) say(context, handedOverText(outcome.subject, outcome.verdict), "warning");
      // The model was told to stop, and goes on: now it is for the user. Where there is none the run has to end by itself.
      if (times > HANDED_OVER && context.hasUI) context.abort();
      return { block: true, reason: refusalText(outcome.subject, outcome.verdict, outcome.refusal, { policy: store.policy, times }) };
    } catch (error) {
      store.refused += 1;
      return { block: true, reason: guardFailedText(String(event?.toolName), error) };
    }
  };
}

/** Judges, asks where the mode says so, and judges again when the mode changed in the meantime. */
async function settle(event: ToolCallEvent, context: ExtensionContext, { store, ask, look, sandbox }: GuardParts): Promise<Outcome> {
  const { isOffPlan, judgeNow, workspaceRoot } = await loadJudgement();
  const asked = askedCall(context, event.toolCallId);
  const tool = asked?.tool ?? event.toolName;
  const judged = (input: unknown): Verdict => {
    const verdict = judgeNow(tool, input, context.cwd, store);
    if (!asked || asked.text === callText(tool, input)) return verdict;
    const other = judgeNow(tool, asked.input, context.cwd, store);
    return isStricter(other.decision, verdict.decision) ? other : verdict;
  };
  const sealed = sealInput(event.input, (input) => judged(input).decision === "allow");
  const subject = { tool, shown: shownInput(event.input), root: workspaceRoot(context.cwd) };
  const call = callText(tool, sealed.current());
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await look(context);
    const epoch = store.epoch;
    const verdict = judged(sealed.current());
    const outcome = { verdict, subject, call };
    const by = forbiddenBy(tool, context);
    if (by !== undefined) return { kind: "refused", refusal: { kind: "forbidden", by }, ...outcome };
    if (verdict.decision === "allow") return { kind: "allowed", ...outcome };
    if (verdict.decision === "deny") return { kind: "refused", refusal: { kind: "closed" }, ...outcome };
    if (store.records.takeApproval(call, verdict)) return { kind: "allowed", ...outcome };
    const contained = tool === event.toolName ? await sandbox.contain(event, verdict, context) : NOT_CONTAINED;
    if (store.epoch !== epoch) continue;
    if (contained.kind === "refused") return { kind: "refused", refusal: { kind: "no-sandbox", why: contained.why }, ...outcome };
    if (contained.kind === "contained" && sealed.replace("command", contained.command))
      return { kind: "allowed", sandboxed: true, ...outcome };
    const note = contained.kind === "none" ? contained.note : undefined;
    const why = isOffPlan(store, verdict, subject.root) ? "which isn't in the plan" : note;
    const answer = await ask({ ...subject, ...(why === undefined ? {} : { note: why }) }, verdict, context);
    if (answer.kind === "discarded" || store.epoch !== epoch) continue;
    if (answer.kind === "yes") await keep(answer, outcome, context, store);
    return { ...settledBy(answer), ...outcome };
  }
  throw new Error("the mode kept changing while the question was open");
}

function settledBy(answer: Exclude<Answer, { kind: "discarded" }>): Settled {
  return answer.kind === "yes" ? { kind: "allowed" } : { kind: "refused", refusal: answer };
}

/** An answer that lasts. Where it can't be kept the user is told, and it counts for this once. */
async function keep(
  answer: Extract<Answer, { kind: "yes" }>,
  { verdict, subject }: Omit<Outcome, "kind">,
  context: ExtensionContext,
  store: SessionStore,
): Promise<void> {
  if (answer.scope === "once" || answer.shapes.length === 0) return;
  const keeper = await store.openKeeper?.();
  const kept = keeper?.keep(answer.scope, answer.shapes, { mode: verdict.mode, root: subject.root, shown: subject.shown });
  if (kept?.kind !== "kept") say(context, `pi-modes: ${kept?.why ?? "the answer could not be kept; it counts for this once."}`, "warning");
}

function note({ bus, store, audit }: GuardParts, event: ToolCallEvent, outcome: Outcome, context: ExtensionContext): void {
  const { subject, call, verdict } = outcome;
  const record = store.records.add({
    subject,
    call,
    verdict,
    ...(outcome.kind === "refused" ? { refusal: outcome.refusal } : outcome.sandboxed ? { sandboxed: true } : {}),
  });
  audit(record, context);
  const announcement: VerdictAnnouncement = {
    tool: event.toolName,
    toolCallId: event.toolCallId,
    mode: verdict.mode,
    decision: verdict.decision,
    outcome: outcome.kind,
  };
  bus.emit(CHANNELS.verdict, announcement);
}
