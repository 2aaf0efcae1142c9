// The question on the screen.

import type { ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import type { Question } from "../../src/policy/question.ts";
import * as host from "../shared/dialog-host.ts";
import { appeared } from "../shared/dialog-reading.ts";
import { measured, renderQuestion } from "./dialog-render.ts";
import { type DialogAnswer, type DialogState, handleKey, openDialog } from "./dialog-state.ts";

export type Shown = host.Shown<DialogAnswer>;

/** Shows the question until a key answers it or the signal ends it, which dismisses it. Rejects when it can't be drawn. */
export function showQuestion(
  ui: Pick<ExtensionUIContext, "custom">,
  question: Question,
  signal: AbortSignal,
  clock?: host.Clock,
): Promise<Shown> {
  const dialog: host.Dialog<DialogState, DialogAnswer> = {
    first: openDialog(question),
    measured: (state, width, rows, now) => appeared(measured(state, width, rows), now),
    render: renderQuestion,
    handleKey,
  };
  return host.showDialog(ui, dialog, signal, clock);
}
