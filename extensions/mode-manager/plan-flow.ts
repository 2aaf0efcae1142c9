// From a submitted plan to its execution. Law: only the user's explicit approval releases anything and leaves plan mode; whatever else becomes
// of the question, also an error, leaves the mode as it is. What happened is written into the branch first, and the branch is what counts.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import {
  NO_PLAN_TEXT,
  type NotApproved,
  notApprovedText,
  progressText,
  submitElsewhereText,
  wrongInputText,
} from "../../src/plan/answers.ts";
import type { Approval } from "../../src/plan/approval.ts";
import { PLAN_ENTRY, type PlanEvent, PROGRESS_ENTRY, type ProgressEntry, type Release } from "../../src/plan/entries.ts";
import { openSteps } from "../../src/plan/fold.ts";
import { approvedText } from "../../src/plan/hand-over.ts";
import { planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import { type Plan, type PlanToolInput, readProgress, readSubmission } from "../../src/plan/model.ts";
import { DEFAULT_MODE } from "../../src/policy/modes.ts";
import { deniedLine } from "../../src/policy/record-words.ts";
import { CHANNELS } from "../../src/session/channels.ts";
import { currentMode } from "../../src/session/store.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { type Connection, say } from "../shared/connection.ts";
import { sessionWorkspace } from "../shared/workspace.ts";
import { createApproval } from "./approval.ts";
import { createPlanFiles } from "./plan-file.ts";
import type { PlanAnswer } from "./plan-tool.ts";
import type { Switcher } from "./switcher.ts";

/** Revisions that the user may make by hand while one question is open. */
const MAX_EDITS = 50;
const GIT_TIMEOUT_MS = 3_000;

export interface PlanFlow {
  readonly submit: (input: PlanToolInput, context: ExtensionContext) => Promise<PlanAnswer>;
  readonly progress: (input: PlanToolInput, context: ExtensionContext) => PlanAnswer;
}

export function createPlanFlow(pi: ExtensionAPI, connection: Connection, switcher: Switcher): PlanFlow {
  const { store } = connection;
  const approver = createApproval(store);
  connection.listen(CHANNELS.changed, approver.discardStale);

  const append = (event: PlanEvent, context: ExtensionContext): void => {
    try {
      pi.appendEntry(PLAN_ENTRY, event);
    } finally {
      connection.refresh(context);
    }
  };
  const filesIn = (context: ExtensionContext) =>
    createPlanFiles({
      root: sessionWorkspace(context.cwd).root,
      agentDir: agentDirectory(),
      today: () => new Date().toISOString().slice(0, 10),
    });

  const submit: PlanFlow["submit"] = async (input, context) => {
    const mode = currentMode(store);
    if (mode.effects.write === "allow" || mode.name === "review") return { text: submitElsewhereText(mode.name) };
    const read = readSubmission(input);
    if (read.kind === "wrong") return { text: wrongInputText(input.action, read.why) };
    const before = store.plan.stage === "submitted" ? store.plan.plan : undefined;
    const plan = { ...read.plan, id: before?.id ?? `p${Date.now().toString(36)}`, revision: (before?.revision ?? 0) + 1 };
    append({ v: 1, event: "submitted", plan }, context);
    if (!isCurrent(plan)) return notApproved({ kind: "failed", error: "it could not be written into the session" });
    return decided(before, context);
  };

  const isCurrent = (plan: Plan): boolean => store.plan.plan?.id === plan.id && store.plan.plan.revision === plan.revision;

  /** Asks until something is decided; the user's own edits make further revisions. */
  const decided = async (before: Plan | undefined, context: ExtensionContext): Promise<PlanAnswer> => {
    const files = filesIn(context);
    let previous = before;
    for (let round = 0; round < MAX_EDITS; round += 1) {
      const { plan, marks } = store.plan;
      if (!plan) return notApproved({ kind: "stale" });
      const file = files.write(plan, marks);
      if (file.kind === "changed") {
        const found = files.read(plan);
        if (found.kind === "text" && takeEdit(found.text, plan, context)) continue;
      }
      if (file.kind === "failed") say(context, `pi-modes: ${file.why}`, "warning");
      const refused = store.records.all().flatMap((record) => (record.refusal ? [deniedLine(record)] : []));
      const approval = await ask({ state: store.plan, ...(previous ? { previous } : {}), refused }, context);
      previous = plan;
      if (approval.kind !== "edit") return outcome(approval, plan, context);
      const text = await context.ui.editor("The plan: save to go on", planMarkdown(plan, marks));
      if (text !== undefined) takeEdit(text, plan, context);
    }
    return notApproved({ kind: "dismissed" });
  };

  const ask = async (request: Parameters<typeof approver.approve>[0], context: ExtensionContext): Promise<Approval | Failed> => {
    try {
      return await approver.approve(request, context);
    } catch (error) {
      return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
    }
  };

  /** True when the text is another plan, which then is the current one. */
  const takeEdit = (text: string, plan: Plan, context: ExtensionContext): boolean => {
    const edit = readPlanMarkdown(text, plan);
    if (edit.kind === "wrong") say(context, `pi-modes: the plan wasn't changed: line ${edit.line}: ${edit.why}`, "error");
    if (edit.kind !== "edited") return false;
    append({ v: 1, event: "submitted", plan: edit.plan }, context);
    return true;
  };

  const outcome = async (
    approval: Exclude<Approval, { kind: "edit" }> | Failed,
    plan: Plan,
    context: ExtensionContext,
  ): Promise<PlanAnswer> => {
    switch (approval.kind) {
      case "approve":
        return approved(approval, plan, context);
      case "comment":
        return {
          text: notApprovedText({
            kind: "feedback",
            text: approval.text,
            step: plan.steps.findIndex(({ id }) => id === approval.step) + 1,
          }),
        };
      case "keep":
        return { text: notApprovedText({ kind: "feedback", ...(approval.feedback === undefined ? {} : { text: approval.feedback }) }) };
      case "leave": {
        append({ v: 1, event: "ended", plan: plan.id, how: "left" }, context);
        const result = switcher.switchTo(workingMode(), "user", context);
        if (result.kind === "refused") say(context, result.why, "error");
        return notApproved({ kind: "left" });
      }
      case "discard":
        append({ v: 1, event: "ended", plan: plan.id, how: "discarded" }, context);
        return notApproved({ kind: "discarded" });
      case "no-ui":
        say(context, `${planMarkdown(plan)}\nNothing was changed. Go on with pi --continue and say what should become of the plan.`);
        return notApproved(approval);
      default:
        return notApproved(approval);
    }
  };

  /** The mode before plan, where one can work in it. */
  const workingMode = (): string => {
    const before = store.policy.modes.get(store.branch.previous);
    return before?.effects.write === "allow" ? before.name : DEFAULT_MODE;
  };

  const approved = async (approval: Extract<Approval, { kind: "approve" }>, plan: Plan, context: ExtensionContext): Promise<PlanAnswer> => {
    const commit = await headOf(pi, context);
    const { manifest, askEdits, comment } = approval;
    const release: Release = { manifest, askEdits, mode: workingMode(), ...(commit === undefined ? {} : { commit }) };
    if (!isCurrent(plan)) return notApproved({ kind: "stale" });
    append({ v: 1, event: "approved", plan: plan.id, revision: plan.revision, release }, context);
    if (store.plan.stage !== "approved")
      return notApproved({ kind: "failed", error: "the approval could not be written into the session" });
    const switched = switcher.switchTo(release.mode, "user", context);
    if (switched.kind === "refused") return notApproved({ kind: "failed", error: switched.why });
    return { text: approvedText(plan, release, store.plan.marks, comment) };
  };

  const progress: PlanFlow["progress"] = (input, context) => {
    const { plan, stage } = store.plan;
    if (!plan || stage !== "approved") return { text: NO_PLAN_TEXT };
    const read = readProgress(input, plan);
    if (read.kind === "wrong") return { text: wrongInputText("progress", read.why) };
    const entry: ProgressEntry = { v: 1, plan: plan.id, updates: read.updates };
    pi.appendEntry(PROGRESS_ENTRY, entry);
    connection.refresh(context);
    const { marks } = store.plan;
    filesIn(context).write(plan, marks);
    if (openSteps(store.plan).length === 0) append({ v: 1, event: "ended", plan: plan.id, how: "done" }, context);
    return { text: progressText(plan, marks) };
  };

  return { submit, progress };
}

type Failed = Extract<NotApproved, { kind: "failed" }>;

/** The model is told, and the run ends: it is for the user now. */
function notApproved(outcome: NotApproved): PlanAnswer {
  return { text: notApprovedText(outcome), ends: true };
}

/** For the review: what was checked out when the plan was approved. */
async function headOf(pi: ExtensionAPI, context: ExtensionContext): Promise<string | undefined> {
  try {
    const { code, stdout } = await pi.exec("git", ["rev-parse", "HEAD"], { cwd: context.cwd, timeout: GIT_TIMEOUT_MS });
    const commit = stdout.trim();
    return code === 0 && /^[0-9a-f]{7,64}$/.test(commit) ? commit : undefined;
  } catch {
    return undefined;
  }
}
