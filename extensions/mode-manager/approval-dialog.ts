// The approval on the screen.

import type { ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import type { Approval, ApprovalModel } from "../../src/plan/approval.ts";
import { type Clock, type Dialog, type Shown, showDialog } from "../shared/dialog-host.ts";
import { appeared } from "../shared/dialog-reading.ts";
import { measured, renderApproval } from "./approval-render.ts";
import { type ApprovalState, handleKey, openApproval } from "./approval-state.ts";

/** Shows the plan until a key answers or the signal ends it, which dismisses it. Rejects when it can't be drawn. */
export function showApproval(
  ui: Pick<ExtensionUIContext, "custom">,
  model: ApprovalModel,
  signal: AbortSignal,
  clock?: Clock,
): Promise<Shown<Approval>> {
  const dialog: Dialog<ApprovalState, Approval> = {
    first: openApproval(model),
    measured: (state, width, rows, now) => appeared(measured(state, width, rows), now),
    render: renderApproval,
    handleKey,
  };
  return showDialog(ui, dialog, signal, clock);
}
