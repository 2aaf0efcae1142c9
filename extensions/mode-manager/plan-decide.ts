// What the user makes of a submitted plan. Law: only an explicit approval releases anything and leaves plan mode; whatever else becomes of the
// question, also an error, leaves the mode as it is. What happened is written into the branch first, and the branch is what counts.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { NotApproved } from "../../src/plan/answers.ts";
import type { Approval } from "../../src/plan/approval.ts";
import { PLAN_ENTRY, type PlanEvent, type Release } from "../../src/plan/entries.ts";
import type { PlanStage } from "../../src/plan/fold.ts";
import type { Plan } from "../../src/plan/model.ts";
import { DEFAULT_MODE, STRICTEST_MODE } from "../../src/policy/modes.ts";
import { deniedLine } from "../../src/policy/record-words.ts";
import { oneLine } from "../../src/policy/shape-words.ts";
import { CHANNELS } from "../../src/session/channels.ts";
import { ceilingOf, currentMode, type SessionStore } from "../../src/session/store.ts";
import { transition } from "../../src/session/transitions.ts";
import { lastMessage } from "../shared/branch.ts";
import { type Connection, say } from "../shared/connection.ts";
import { setLabelAside } from "../shared/label.ts";
import { createApproval } from "./approval.ts";
import { git } from "./git.ts";
import { createPlanEdits } from "./plan-edit.ts";
import type { Switcher } from "./switcher.ts";

/** `fresh`: approved, for a session of its own. */
export type Decision =
  | { readonly kind: "approved" | "fresh"; readonly plan: Plan; readonly release: Release; readonly comment: string | undefined }
  | { readonly kind: "not-approved"; readonly outcome: NotApproved };

export interface Decider {
  readonly append: (event: PlanEvent, context: ExtensionContext) => void;
  /** Asks about the plan that waits until something is decided. `before`: the revision that the user saw last. Never rejects. */
  readonly decide: (before: Plan | undefined, context: ExtensionContext, signal?: AbortSignal) => Promise<Decision>;
}

/** Revisions that the user may make by hand while one question is open. */
const MAX_EDITS = 50;
const LABEL_LENGTH = 60;

export function createDecider(pi: ExtensionAPI, connection: Connection, switcher: Switcher): Decider {
  const { store } = connection;
  const approver = createApproval(store);
  connection.listen(CHANNELS.changed, approver.discardStale);

  const append: Decider["append"] = (event, context) => {
    if (connection.ended()) throw new Error("the session has ended");
    try {
      pi.appendEntry(PLAN_ENTRY, event);
    } finally {
      connection.refresh(context);
    }
  };
  /** The number of the last call before this planning began. */
  let settled = 0;
  const refusedSince = (number: number): readonly string[] =>
    store.records
      .all()
      .filter(({ id, verdict, refusal }) => refusal && Number(id) > number && verdict.mode === store.branch.mode)
      .map(deniedLine);
  const settle = (): void => {
    settled = Number(store.records.all().at(-1)?.id ?? settled);
  };

  const isCurrent = (plan: Plan): boolean => store.plan.plan?.id === plan.id && store.plan.plan.revision === plan.revision;

  const decide: Decider["decide"] = async (before, context, signal) => {
    try {
      return await decided(before, context, signal);
    } catch (error) {
      return notApproved({ kind: "failed", error: error instanceof Error ? error.message : String(error) });
    }
  };

  /** The user's own edits make further revisions, which are asked about again. */
  const decided = async (before: Plan | undefined, context: ExtensionContext, signal: AbortSignal | undefined): Promise<Decision> => {
    const asking = { hasUI: context.hasUI, ui: context.ui, signal: signal ?? context.signal };
    const edits = createPlanEdits(store, (edited) => append({ v: 1, event: "submitted", plan: edited }, context));
    let previous = before;
    for (let round = 0; round < MAX_EDITS; round += 1) {
      const { plan } = store.plan;
      if (!plan) return notApproved({ kind: "stale" });
      if (await edits.takeFile(plan, previous, context)) {
        // What the file says otherwise is shown as a change.
        previous ??= plan;
        continue;
      }
      const refused = refusedSince(settled);
      const approval = await approver.approve({ state: store.plan, ...(previous ? { previous } : {}), refused }, asking);
      previous = plan;
      if (approval.kind !== "edit") return outcome(approval, plan, context);
      const end = await edits.takeText(plan, asking.signal, context);
      if (end !== undefined) return notApproved({ kind: end });
    }
    return notApproved({ kind: "dismissed" });
  };

  const outcome = async (approval: Exclude<Approval, { kind: "edit" }>, plan: Plan, context: ExtensionContext): Promise<Decision> => {
    const answered = (how: NotApproved): Decision => {
      if (isCurrent(plan)) append({ v: 1, event: "answered", plan: plan.id, revision: plan.revision }, context);
      return notApproved(how);
    };
    switch (approval.kind) {
      case "approve":
        return approved(approval, plan, context);
      case "comment":
        return answered({ kind: "feedback", text: approval.text, step: plan.steps.findIndex(({ id }) => id === approval.step) + 1 });
      case "keep":
        return answered({ kind: "feedback", ...(approval.feedback === undefined ? {} : { text: approval.feedback }) });
      case "dismissed":
        return answered(approval);
      case "leave": {
        append({ v: 1, event: "ended", plan: plan.id, how: "left" }, context);
        settle();
        const result = switcher.switchTo(modeBefore(store), "user", context);
        if (result.kind === "refused") say(context, result.why, "error");
        return notApproved({ kind: "left" });
      }
      case "discard":
        append({ v: 1, event: "ended", plan: plan.id, how: "discarded" }, context);
        settle();
        return notApproved({ kind: "discarded" });
      default:
        // Nobody decided: the plan waits, and is shown again when the session is resumed.
        return notApproved(approval);
    }
  };

  const approved = async (approval: Extract<Approval, { kind: "approve" }>, plan: Plan, context: ExtensionContext): Promise<Decision> => {
    const mode = workingMode(store);
    const { mode: held } = store.branch;
    const commit = (await git(pi, context.cwd, "rev-parse", "HEAD")).trim();
    const { manifest, askEdits, comment, fresh } = approval;
    const release: Release = {
      ...{ manifest, askEdits, mode },
      ...(fresh ? { fresh } : {}),
      ...(/^[0-9a-f]{7,64}$/.test(commit) ? { commit } : {}),
    };
    // Meanwhile it may have been approved elsewhere, or the user may have gone to another mode.
    if (!isCurrent(plan) || store.plan.stage !== "submitted" || store.branch.mode !== held) return notApproved({ kind: "stale" });
    // Before anything is written: an approval that can't be followed would wait, and count when nobody thinks of it any more.
    const step = transition(store.policy, currentMode(store), mode, "user", ceilingOf(store));
    if (!fresh && step.kind === "refused") return notApproved({ kind: "failed", error: step.why });
    append({ v: 1, event: "approved", plan: plan.id, revision: plan.revision, release }, context);
    if (stageOf(store) !== "approved") return notApproved({ kind: "failed", error: "the approval could not be written into the session" });
    settle();
    labelApproval(pi, plan, context);
    if (fresh) return { kind: "fresh", plan, release, comment };
    const switched = switcher.switchTo(release.mode, "user", context);
    if (switched.kind === "refused") return notApproved({ kind: "failed", error: switched.why });
    return { kind: "approved", plan, release, comment };
  };

  return { append, decide };
}

function notApproved(outcome: NotApproved): Decision {
  return { kind: "not-approved", outcome };
}

/** The mode to work in: the one that holds or the one before it, where one can. */
function workingMode(store: SessionStore): string {
  const modes = [currentMode(store), store.policy.modes.get(store.branch.previous)];
  return modes.find((mode) => mode !== undefined && mode.effects.write !== "deny")?.name ?? DEFAULT_MODE;
}

/** After an entry that changes it. */
function stageOf(store: SessionStore): PlanStage {
  return store.plan.stage;
}

/** Where leaving without executing leads: never to a more open mode than the one before it. */
function modeBefore({ branch: { mode, previous } }: SessionStore): string {
  if (mode !== STRICTEST_MODE) return mode;
  return previous === STRICTEST_MODE ? DEFAULT_MODE : previous;
}

/** Labels the last message before the approval, so that `/tree` leads back to it. A label that somebody else set stays. */
function labelApproval(pi: ExtensionAPI, plan: Plan, context: ExtensionContext): void {
  try {
    const message = lastMessage(context);
    if (message !== undefined && context.sessionManager.getLabel(message) === undefined)
      setLabelAside(pi, context, message, oneLine(`plan approved: ${plan.title}`).slice(0, LABEL_LENGTH));
  } catch {
    // A label is a convenience: the approval stands without one.
  }
}
