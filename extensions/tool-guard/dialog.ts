// The question on the screen. Law: an answer is what a key made of our own dialog, never what the host returns; a dialog that fails is an
// error and not an answer.

import type { ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import type { Component } from "@mariozechner/pi-tui";
import type { Question } from "../../src/policy/question.ts";
import { keyOf } from "./dialog-keys.ts";
import { type DialogTheme, measured, renderQuestion } from "./dialog-render.ts";
import { appeared, type DialogAnswer, type DialogState, handleKey, openDialog } from "./dialog-state.ts";

/** What came of it. `no-screen`: the host drew no dialog, so nobody was asked. */
export type Shown = DialogAnswer | { readonly kind: "no-screen" };

/** Milliseconds; only differences count. */
export type Clock = () => number;

/**
 * Shows the question where the editor is, until a key answers it or the signal ends it, which dismisses it. The draft in the editor is
 * kept by the host. Rejects when the dialog can't be drawn.
 */
export function showQuestion(
  ui: Pick<ExtensionUIContext, "custom">,
  question: Question,
  signal: AbortSignal,
  clock: Clock = () => performance.now(),
): Promise<Shown> {
  return new Promise((resolve, reject) => {
    let isDrawn = false;
    let isOver = false;
    let close = () => {};
    const settle = (end: () => void) => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener("abort", dismiss);
      close();
      end();
    };
    const dismiss = () => settle(() => resolve({ kind: "dismissed" }));
    const fail = (error: unknown) => settle(() => reject(error));
    if (signal.aborted) return dismiss();
    signal.addEventListener("abort", dismiss);
    const ended = host(ui, (screen, theme, done) => {
      isDrawn = true;
      close = done;
      if (isOver) done();
      return dialogComponent(question, screen, theme, clock, { answer: (answer) => settle(() => resolve(answer)), fail });
    });
    ended.then(
      () => (isDrawn ? dismiss() : settle(() => resolve({ kind: "no-screen" }))),
      (error: unknown) => (isDrawn ? fail(error) : settle(() => resolve({ kind: "no-screen" }))),
    );
  });
}

interface Screen {
  readonly rows: () => number;
  readonly redraw: () => void;
}

type Draw = (screen: Screen, theme: DialogTheme, done: () => void) => Component;

/** Ends when the host says that the dialog is closed, also where the host has no such dialogs. */
async function host(ui: Pick<ExtensionUIContext, "custom">, draw: Draw): Promise<void> {
  await ui.custom<undefined>((tui, theme, _keybindings, done) =>
    draw({ rows: () => tui.terminal.rows, redraw: () => tui.requestRender() }, theme, () => done(undefined)),
  );
}

interface Outcomes {
  readonly answer: (answer: DialogAnswer) => void;
  readonly fail: (error: unknown) => void;
}

/** An error while drawing or at a key would end the host: it ends the question instead. */
function dialogComponent(question: Question, screen: Screen, theme: DialogTheme, clock: Clock, outcomes: Outcomes): Component {
  let state: DialogState = openDialog(question);
  return {
    render: (width) => {
      try {
        state = appeared(measured(state, width, screen.rows()), clock());
        return renderQuestion(state, theme, width);
      } catch (error) {
        outcomes.fail(error);
        return [];
      }
    },
    handleInput: (data) => {
      try {
        const handled = handleKey(state, keyOf(data), clock());
        if (handled.kind === "answered") return outcomes.answer(handled.answer);
        state = handled.state;
        screen.redraw();
      } catch (error) {
        outcomes.fail(error);
      }
    },
    invalidate: () => {},
  };
}
