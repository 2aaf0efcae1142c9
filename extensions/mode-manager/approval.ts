// Asking for the approval of a plan. Law: only a choice that says so approves; silence, nonsense, an error, and an answer to a session that
// went on meanwhile do not.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { type Approval, type ApprovalModel, type ApprovalRequest, makeApproval } from "../../src/plan/approval.ts";
import { inTurn, type SessionStore } from "../../src/session/store.ts";
import type { Shown } from "../shared/dialog-host.ts";
import { answerAtEnd, timeLimit } from "../shared/dialogs.ts";

/** Rejects when the dialog fails: nothing is approved then. */
type Approve = (request: ApprovalRequest, context: Pick<ExtensionContext, "hasUI" | "signal" | "ui">) => Promise<Approval>;

export interface Approver {
  readonly approve: Approve;
  /** Closes the open question when the session went on since it was asked; its answer then is "stale". */
  readonly discardStale: () => void;
}

export function createApproval(store: SessionStore): Approver {
  let open = new AbortController();
  let askedAt = store.epoch;

  const approve: Approve = async (request, context) => {
    if (!context.hasUI) return { kind: "no-ui" };
    const model = makeApproval(request);
    if (!model) return { kind: "stale" };
    const epoch = store.epoch;
    // The time runs from here on, also while another dialog is open.
    const timeout = timeLimit(store.settings.askTimeoutMs);
    const ends = AbortSignal.any([timeout, ...(context.signal ? [context.signal] : [])]);
    const late = (): Approval => ({ kind: context.signal?.aborted ? "aborted" : "timed-out" });
    const turn = inTurn<Approval>(store, async () => {
      if (ends.aborted) return late();
      if (store.epoch !== epoch) return { kind: "stale" };
      open = new AbortController();
      askedAt = epoch;
      const answer = await asked(model, context.ui, AbortSignal.any([open.signal, ends]));
      // First of all: an answer to a session that went on is none, whatever closed the question.
      if (store.epoch !== epoch) return { kind: "stale" };
      return ends.aborted && (answer.kind === "approve" || answer.kind === "dismissed") ? late() : answer;
    });
    return Promise.race([turn, answerAtEnd(ends, late)]);
  };
  const discardStale = (): void => {
    if (store.epoch !== askedAt) open.abort();
  };
  return { approve, discardStale };
}

/** In our own dialog, or where the host shows none in its plain ones. */
async function asked(model: ApprovalModel, ui: ExtensionContext["ui"], signal: AbortSignal): Promise<Approval> {
  const shown = await inDialog(model, ui, signal);
  if (shown.kind !== "no-screen") return shown;
  const { approveInSelect } = await import("./approval-select.ts");
  return approveInSelect(model, ui, signal);
}

/** A host that lacks what it needs is one without a screen. */
async function inDialog(model: ApprovalModel, ui: ExtensionContext["ui"], signal: AbortSignal): Promise<Shown<Approval>> {
  const dialog = await import("./approval-dialog.ts").catch(() => undefined);
  return dialog ? dialog.showApproval(ui, model, signal) : { kind: "no-screen" };
}
