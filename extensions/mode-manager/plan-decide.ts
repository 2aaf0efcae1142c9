// What the user makes of a submitted plan. Law: only an explicit approval releases anything and leaves plan mode; whatever else becomes of the
// question, also an error, leaves the mode as it is. What happened is written into the branch first, and the branch is what counts.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { NotApproved } from "../../src/plan/answers.ts";
import type { Approval } from "../../src/plan/approval.ts";
import { PLAN_ENTRY, type PlanEvent, type Release } from "../../src/plan/entries.ts";
import { planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import type { Plan } from "../../src/plan/model.ts";
import { DEFAULT_MODE, STRICTEST_MODE } from "../../src/policy/modes.ts";
import { deniedLine } from "../../src/policy/record-words.ts";
import { oneLine } from "../../src/policy/shape-words.ts";
import { CHANNELS } from "../../src/session/channels.ts";
import { currentMode, inTurn, type SessionStore } from "../../src/session/store.ts";
import { type Connection, say } from "../shared/connection.ts";
import { createApproval } from "./approval.ts";
import { git } from "./git.ts";
import { keptPlace } from "./kept-files.ts";
import { createPlanFiles, type PlanFiles } from "./plan-file.ts";
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

/** A text of the user's that can't be read. */
interface Draft {
  readonly text: string;
}

type Taken = { readonly kind: "taken" | "same" } | ({ readonly kind: "wrong" } & Draft);

/** Undefined: the editor was closed. */
type EditedText =
  | { readonly kind: "text"; readonly text: string | undefined }
  | { readonly kind: "ended"; readonly how: "aborted" | "timed-out" };

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
    const files = createPlanFiles(keptPlace(context.cwd));
    const asking = { hasUI: context.hasUI, ui: context.ui, signal: signal ?? context.signal };
    let previous = before;
    /** What the user wrote and can't be read: it is theirs to mend, and nothing is written over it. */
    let draft: Draft | undefined;
    for (let round = 0; round < MAX_EDITS; round += 1) {
      const { plan, marks } = store.plan;
      if (!plan) return notApproved({ kind: "stale" });
      if (!draft) {
        const found = takeFile(files, plan, previous, context);
        // What a file changed is shown as a change.
        if (found.kind === "taken") previous ??= plan;
        if (found.kind === "taken") continue;
        if (found.kind === "wrong") draft = found;
      }
      const refused = refusedSince(settled);
      const approval = await approver.approve({ state: store.plan, ...(previous ? { previous } : {}), refused }, asking);
      previous = plan;
      if (approval.kind !== "edit") return outcome(approval, plan, context);
      const written = planMarkdown(plan, marks);
      const edit = await editedText(draft && hasMark(draft.text, written) ? draft.text : written, asking, context);
      if (edit.kind === "ended") return notApproved({ kind: edit.how });
      if (!isCurrent(plan) || store.plan.stage !== "submitted") return notApproved({ kind: "stale" });
      if (edit.text === undefined) continue;
      const taken = takeEdit(edit.text, plan, context);
      draft = taken.kind === "wrong" ? taken : undefined;
    }
    return notApproved({ kind: "dismissed" });
  };

  /** The host can't take its editor back: what is written there after the run was stopped, or nobody came back to it, counts no more. */
  const editedText = (text: string, { signal }: Pick<ExtensionContext, "signal">, context: ExtensionContext): Promise<EditedText> => {
    const timeout = AbortSignal.timeout(store.settings.askTimeoutMs);
    const ends = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const ended = (): EditedText => ({ kind: "ended", how: signal?.aborted ? "aborted" : "timed-out" });
    return inTurn<EditedText>(store, async () => {
      if (ends.aborted) return ended();
      const end = new Promise<EditedText>((resolve) => ends.addEventListener("abort", () => resolve(ended()), { once: true }));
      const saved = context.ui.editor("The plan: save to go on", text).then((written): EditedText => ({ kind: "text", text: written }));
      return Promise.race([saved, end]);
    });
  };

  /** Writes the plan's file. Where the user had changed it, the plan is another one now. */
  const takeFile = (files: PlanFiles, plan: Plan, former: Plan | undefined, context: ExtensionContext): Taken => {
    const { marks } = store.plan;
    const written = files.write(plan, marks, former);
    if (written.kind === "failed") say(context, `pi-modes: ${written.why}`, "warning");
    if (written.kind !== "changed") return { kind: "same" };
    const found = files.read(plan);
    if (found.kind !== "text") return { kind: "same" };
    // Plan mode lets the model write that file, and what it writes is not the user's word.
    if (!isWrittenByModel(store, found.file)) return takeEdit(found.text, plan, context);
    files.write(plan, marks);
    say(context, `pi-modes: the model changed the plan's file; what it submitted counts, and ${found.file} was written anew.`, "warning");
    return { kind: "same" };
  };

  /** `taken`: the text is another plan, which now is the current one. */
  const takeEdit = (text: string, plan: Plan, context: ExtensionContext): Taken => {
    const edit = readPlanMarkdown(text, plan);
    if (edit.kind === "wrong") {
      say(context, `pi-modes: the plan wasn't changed: line ${edit.line}: ${edit.why}`, "error");
      return { kind: "wrong", text };
    }
    if (edit.kind !== "edited") return { kind: "same" };
    append({ v: 1, event: "submitted", plan: edit.plan }, context);
    return { kind: "taken" };
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
    append({ v: 1, event: "approved", plan: plan.id, revision: plan.revision, release }, context);
    if (store.plan.stage !== "approved")
      return notApproved({ kind: "failed", error: "the approval could not be written into the session" });
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
  return modes.find((mode) => mode?.effects.write === "allow")?.name ?? DEFAULT_MODE;
}

/** Where leaving without executing leads: never to a more open mode than the one before it. */
function modeBefore({ branch: { mode, previous } }: SessionStore): string {
  if (mode !== STRICTEST_MODE) return mode;
  return previous === STRICTEST_MODE ? DEFAULT_MODE : previous;
}

/** True when the text says that it is this revision of the plan. */
function hasMark(text: string, written: string): boolean {
  return text.includes(written.slice(0, written.indexOf("\n")));
}

/** True when a call that plan mode let through wrote this file. */
function isWrittenByModel(store: SessionStore, file: string): boolean {
  return store.records
    .all()
    .some(
      ({ verdict, refusal }) =>
        refusal === undefined &&
        verdict.reasons.some(
          ({ source, effect }) =>
            source === "writable" && "target" in effect && effect.target.kind === "exact" && effect.target.path === file,
        ),
    );
}

/** Labels the last message before the approval, so that `/tree` leads back to it. A label that somebody else set stays. */
function labelApproval(pi: ExtensionAPI, plan: Plan, context: ExtensionContext): void {
  try {
    const message = context.sessionManager.getBranch().findLast((entry) => entry.type === "message");
    if (message && context.sessionManager.getLabel(message.id) === undefined)
      pi.setLabel(message.id, oneLine(`plan approved: ${plan.title}`).slice(0, LABEL_LENGTH));
  } catch {
    // A label is a convenience: the approval stands without one.
  }
}
