// The tool `plan`, and the plan that is shown outside a call. What the user decides is settled in `plan-decide.ts`; here it becomes an answer
// to the model's call, or a message.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import {
  FRESH_TEXT,
  findingsElsewhereText,
  findingsText,
  NO_PLAN_TEXT,
  type NotApproved,
  notApprovedText,
  progressText,
  submitElsewhereText,
  wrongInputText,
} from "../../src/plan/answers.ts";
import { PROGRESS_ENTRY, type ProgressEntry } from "../../src/plan/entries.ts";
import { openSteps } from "../../src/plan/fold.ts";
import { approvedText, doneText, handOverLine } from "../../src/plan/hand-over.ts";
import { planMarkdown } from "../../src/plan/markdown.ts";
import { planMessage } from "../../src/plan/messages.ts";
import { type PlanToolInput, readFindings, readProgress, readSubmission } from "../../src/plan/model.ts";
import { REVIEW_MODE, STRICTEST_MODE } from "../../src/policy/modes.ts";
import { currentMode } from "../../src/session/store.ts";
import { type Connection, say } from "../shared/connection.ts";
import { failure, info, type Reply } from "../shared/reply.ts";
import { handOvers } from "./hand-overs.ts";
import { keptPlace } from "./kept-files.ts";
import { createDecider, type Decision } from "./plan-decide.ts";
import { createPlanFiles, type PlanFiles } from "./plan-file.ts";
import type { PlanAnswer } from "./plan-tool.ts";
import { keepReview } from "./review-note.ts";
import type { Switcher } from "./switcher.ts";
import { offerFresh, tell } from "./telling.ts";

export interface PlanFlow {
  /** The answer to a call of the tool. `signal`: of the call; hosts up to 0.60 have none in the context. */
  readonly answer: (input: PlanToolInput, context: ExtensionContext, signal: AbortSignal | undefined) => Promise<PlanAnswer>;
  /** Shows the plan that waits for a decision, outside a call. `signal` takes it from the screen again. */
  readonly show: (context: ExtensionContext, signal?: AbortSignal) => Promise<Shown>;
}

/** `fresh`: it was approved for a session of its own. */
interface Shown {
  readonly reply?: Reply;
  readonly fresh?: true;
}

export function createPlanFlow(pi: ExtensionAPI, connection: Connection, switcher: Switcher): PlanFlow {
  const { store } = connection;
  const { append, decide } = createDecider(pi, connection, switcher);

  const answer: PlanFlow["answer"] = async (input, context, signal) => {
    // Another instance has read the branch since.
    if (connection.ended()) throw new Error("the session has ended");
    switch (input.action) {
      case "submit":
      case "revise":
        return submit(input, context, signal);
      case "progress":
        return progress(input, context);
      case "findings":
        return findings(input, context);
      default:
        return input.action satisfies never;
    }
  };

  const submit = async (input: PlanToolInput, context: ExtensionContext, signal: AbortSignal | undefined): Promise<PlanAnswer> => {
    const mode = currentMode(store);
    if (mode.effects.write === "allow" || mode.name === REVIEW_MODE) return { text: submitElsewhereText(mode.name) };
    const read = readSubmission(input);
    if (read.kind === "wrong") return { text: wrongInputText(input.action, read.why) };
    const before = store.plan.stage === "submitted" ? store.plan.plan : undefined;
    const plan = { ...read.plan, id: before?.id ?? `p${Date.now().toString(36)}`, revision: (before?.revision ?? 0) + 1 };
    append({ v: 1, event: "submitted", plan }, context);
    const { plan: current } = store.plan;
    if (current?.id !== plan.id || current.revision !== plan.revision)
      return { text: notApprovedText({ kind: "failed", error: "it could not be written into the session" }), ends: true };
    const decision = await decide(before, context, signal);
    switch (decision.kind) {
      case "approved":
        return { text: approved(decision) };
      case "fresh":
        offerFresh(context);
        return { text: FRESH_TEXT, ends: true };
      case "not-approved":
        return unapproved(decision.outcome, context);
      default:
        return decision satisfies never;
    }
  };

  const approved = ({ plan, release, comment }: Exclude<Decision, { kind: "not-approved" }>): string =>
    approvedText(plan, release, store.plan.marks, comment, handOvers(store));

  /** The model is told, and the run ends: it is for the user now. Without one the model gives the plan as its answer. */
  const unapproved = (outcome: NotApproved, context: ExtensionContext): PlanAnswer => {
    const text = notApprovedText(outcome);
    if (outcome.kind === "feedback") return { text };
    if (outcome.kind !== "no-ui" || !store.plan.plan) return { text, ends: true };
    say(context, `${planMarkdown(store.plan.plan)}\n${WITHOUT_UI}`);
    return { text };
  };

  const show: PlanFlow["show"] = async (context, signal) => {
    if (!context.hasUI) return { reply: failure(`Nobody can be asked here. ${WITHOUT_UI}`) };
    if (store.plan.stage !== "submitted") return { reply: failure("No plan waits for your decision.") };
    const decision = await decide(undefined, context, signal);
    if (decision.kind === "fresh") return { fresh: true };
    if (decision.kind !== "not-approved") {
      const { plan } = decision;
      tell(pi, store, context, planMessage("approved", handOverLine("approved", plan, store.plan.marks), approved(decision), plan));
      return {};
    }
    const { outcome } = decision;
    if (outcome.kind === "feedback") {
      tell(
        pi,
        store,
        context,
        planMessage("answer", "Your words on the plan went to the model.", notApprovedText(outcome), store.plan.plan),
      );
      return {};
    }
    return { reply: shownReply(outcome) };
  };

  /** Said once: each report of progress writes it again. */
  const noteFile = (written: ReturnType<PlanFiles["write"]>, context: ExtensionContext): void => {
    if (written.kind !== "failed" || store.reported.has(written.why)) return;
    store.reported.add(written.why);
    say(context, `pi-modes: ${written.why}`, "warning");
  };

  const progress = (input: PlanToolInput, context: ExtensionContext): PlanAnswer => {
    const { plan, stage, release } = store.plan;
    // What was approved for a session of its own is no work of this one, unless the user goes on here.
    const isElsewhere = release?.fresh === true && release.mode !== store.branch.mode;
    if (!plan || stage !== "approved" || isElsewhere) return { text: NO_PLAN_TEXT };
    const read = readProgress(input, plan);
    if (read.kind === "wrong") return { text: wrongInputText("progress", read.why) };
    const entry: ProgressEntry = { v: 1, plan: plan.id, updates: read.updates };
    pi.appendEntry(PROGRESS_ENTRY, entry);
    connection.refresh(context);
    const { marks } = store.plan;
    noteFile(createPlanFiles(keptPlace(context.cwd)).write(plan, marks), context);
    if (openSteps(store.plan).length > 0) return { text: progressText(plan, marks) };
    append({ v: 1, event: "ended", plan: plan.id, how: "done" }, context);
    return { text: doneText(plan, marks, currentMode(store).name, handOvers(store)) };
  };

  const findings = (input: PlanToolInput, context: ExtensionContext): PlanAnswer => {
    const mode = currentMode(store);
    if (mode.effects.write === "allow" || mode.name === STRICTEST_MODE) return { text: findingsElsewhereText(mode.name) };
    const read = readFindings(input);
    if (read.kind === "wrong") return { text: wrongInputText("findings", read.why) };
    keepReview(pi, connection, context, read);
    return { text: findingsText(read.findings.length) };
  };

  return { answer, show };
}

const WITHOUT_UI = "Nothing was changed. Go on with `pi --continue` and decide with /mode approve.";

/** For the user, whose plan was on the screen. */
function shownReply(outcome: Exclude<NotApproved, { kind: "feedback" }>): Reply {
  switch (outcome.kind) {
    case "left":
      return info("You left the planning; the plan isn't carried out.");
    case "discarded":
      return info("The plan is discarded.");
    case "failed":
      return failure(`It went wrong: ${outcome.error}. Nothing is approved.`);
    case "dismissed":
    case "aborted":
    case "timed-out":
    case "no-ui":
    case "stale":
      return info("Nothing is approved. The plan waits: /mode approve.");
    default:
      return outcome satisfies never;
  }
}
