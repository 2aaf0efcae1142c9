// A dialog of ours on the host's screen. Law: an answer is what a key made of our own dialog, never what the host returns; a dialog that
// fails is an error and not an answer.

import type { ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import type { Component } from "@mariozechner/pi-tui";
import { type Key, keyOf } from "./dialog-keys.ts";
import type { DialogTheme } from "./dialog-rows.ts";

/** What came of it. `no-screen`: the host drew no dialog, so nobody was asked. */
export type Shown<A> = A | { readonly kind: "dismissed" } | { readonly kind: "no-screen" };

/** Milliseconds; only differences count. */
export type Clock = () => number;

/** One dialog: what it is (S), and the answer (A) that a key makes of it. */
export interface Dialog<S, A> {
  readonly first: S;
  /** The state on a terminal of this size, on the screen from now on; called before every drawing. */
  readonly measured: (state: S, width: number, terminalRows: number, now: number) => S;
  readonly render: (state: S, theme: DialogTheme, width: number) => string[];
  readonly handleKey: (state: S, key: Key, now: number) => Handled<S, A>;
}

export type Handled<S, A> = { readonly kind: "open"; readonly state: S } | { readonly kind: "answered"; readonly answer: A };

/**
 * Shows the dialog where the editor is, until a key answers it or the signal ends it, which dismisses it. The draft in the editor is
 * kept by the host. Rejects when the dialog can't be drawn.
 */
export function showDialog<S, A>(
  ui: Pick<ExtensionUIContext, "custom">,
  dialog: Dialog<S, A>,
  signal: AbortSignal,
  clock: Clock = () => performance.now(),
): Promise<Shown<A>> {
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
      return component(dialog, screen, theme, clock, { answer: (answer) => settle(() => resolve(answer)), fail });
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

interface Outcomes<A> {
  readonly answer: (answer: A) => void;
  readonly fail: (error: unknown) => void;
}

/** An error while drawing or at a key would end the host: it ends the dialog instead. */
function component<S, A>(dialog: Dialog<S, A>, screen: Screen, theme: DialogTheme, clock: Clock, outcomes: Outcomes<A>): Component {
  let state = dialog.first;
  return {
    render: (width) => {
      try {
        state = dialog.measured(state, width, screen.rows(), clock());
        return dialog.render(state, theme, width);
      } catch (error) {
        outcomes.fail(error);
        return [];
      }
    },
    handleInput: (data) => {
      try {
        const handled = dialog.handleKey(state, keyOf(data), clock());
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
