// The lines above the editor on a screen: the plan in one line, or its steps where the host shows what tools said in full. Laws: no line is
// wider than the terminal, and nothing that fails here ends the host; above an open question stands one line, since more would not leave it
// the room that it reckons with.

import type { ExtensionUIContext, Theme } from "@mariozechner/pi-coding-agent";
import type { Component, TUI } from "@mariozechner/pi-tui";
import type { PlanState } from "../../src/plan/fold.ts";
import type { PlanStep, StepStatus } from "../../src/plan/model.ts";
import { oneLine } from "../../src/policy/shape-words.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { fitted, wrapText } from "../shared/dialog-text.ts";
import { truncateToWidth, visibleWidth } from "../shared/toolkit.ts";
import { countOf, currentStep, type WidgetLine, widgetLines } from "./render.ts";

type Colours = Pick<Theme, "fg">;

const MARGIN = " ";
/** Steps that are shown at once, and at least on a low screen. */
const MOST_STEPS = 10;
const LEAST_STEPS = 3;
/** Columns for a plan's words between ours. */
const LEAST_ROOM = 10;
/** Steps above the one that is being done. */
const ABOVE = 3;
/** Lines of the host below and above the steps: title, two marks for what is left out, blank lines, editor, footer, what it works on. */
const OTHER_LINES = 13;

/** What the host makes its widget of. It reads the store and the host on each drawing, since no event says that the user expanded. */
export function screenWidget(store: SessionStore, ui: Pick<ExtensionUIContext, "getToolsExpanded">) {
  return (tui: TUI, theme: Colours): Component => {
    const isAsking = watchQuestions(store, () => tui.requestRender());
    isAsking();
    return {
      render: (width) => {
        try {
          if (isAsking()) return screenLines(store, theme, width).slice(0, 1);
          return screenLines(store, theme, width, ui.getToolsExpanded() ? tui.terminal.rows : undefined);
        } catch {
          return [];
        }
      },
      invalidate: () => {},
    };
  };
}

/** Whether a question of ours is open, and a redraw when it is over. */
function watchQuestions(store: SessionStore, redraw: () => void): () => boolean {
  let last: Promise<unknown> | undefined;
  let isOpen = false;
  return () => {
    const { dialogs } = store;
    if (dialogs === last) return isOpen;
    last = dialogs;
    isOpen = true;
    const over = () => {
      if (dialogs !== last) return;
      isOpen = false;
      redraw();
    };
    dialogs.then(over, over);
    return isOpen;
  };
}

/** `rows`: lines of the terminal where the steps are to be listed; undefined: the plan is one line. */
export function screenLines(store: SessionStore, theme: Colours, width: number, rows?: number): string[] {
  const inside = Math.max(1, width - 2 * MARGIN.length);
  const lines = widgetLines(store).flatMap((line) => {
    if (line.kind === "text") return wrapped(line.before, inside);
    return rows === undefined || store.plan.stage !== "approved" ? inRoom(line, inside) : listed(store.plan, line, theme, inside, rows);
  });
  return lines.map((line) => fitted(MARGIN + line, width));
}

/** On one line, unless there is no room for our own words. */
function inRoom({ before, room, after }: WidgetLine, width: number): readonly string[] {
  const left = width - visibleWidth(before + after);
  const text = before + cut(room, Math.max(LEAST_ROOM, left)) + after;
  return left < Math.min(LEAST_ROOM, visibleWidth(room)) ? wrapped(text, width) : [text];
}

/** Without the resets that the host's function adds: they would end the colour of the line. */
function cut(text: string, width: number, sign = "…"): string {
  return truncateToWidth(text, width, sign).replaceAll("\u001b[0m", "");
}

function wrapped(text: string, width: number): readonly string[] {
  return wrapText(text, width).map((parts) => parts.map((part) => part.text).join(""));
}

function listed(state: PlanState, line: WidgetLine, theme: Colours, width: number, rows: number): readonly string[] {
  const steps = state.plan?.steps ?? [];
  // Approved, but not begun in this session: there is more to say than where it is.
  const head = line.room === "" ? line : { ...line, before: `plan ${countOf(state)}: `, room: oneLine(state.plan?.title ?? "") };
  const shown = Math.min(steps.length, MOST_STEPS, Math.max(LEAST_STEPS, rows - OTHER_LINES));
  const current = currentStep(state);
  const at = current ? steps.indexOf(current) : steps.length - 1;
  const begin = Math.max(0, Math.min(at - Math.min(ABOVE, shown - 1), steps.length - shown));
  // A single step that is left out takes no more room than the mark for it.
  const from = begin === 1 ? 0 : begin;
  const to = begin + shown === steps.length - 1 ? steps.length : begin + shown;
  const rest = steps.length - to;
  const left = (text: string) => theme.fg("muted", fitted(text, width));
  return [
    ...inRoom(head, width),
    ...(from === 0 ? [] : [left(`  … ${from} above`)]),
    ...steps.slice(from, to).map((step, index) => stepLine(step, from + index + 1, state, theme, width)),
    ...(rest === 0 ? [] : [left(`  … ${rest} more`)]),
  ];
}

const SIGNS: Readonly<Record<StepStatus, string>> = { done: "✓", doing: "▸", open: "·", skipped: "–" };

function stepLine({ id, text }: PlanStep, number: number, { plan, marks }: PlanState, theme: Colours, width: number): string {
  const mark = marks.get(id);
  const status = mark?.status ?? "open";
  const digits = String(plan?.steps.length ?? 0).length;
  const lead = `${SIGNS[status]} ${String(number).padStart(digits)}. `;
  const room = Math.max(1, width - visibleWidth(lead));
  const why = status === "skipped" && mark?.note !== undefined ? ` (skipped: ${oneLine(mark.note)})` : "";
  const said = oneLine(text);
  // The reason is what is new about a step that was skipped: it has as much room as the step itself.
  const note = why === "" ? "" : cut(why, Math.max(1, Math.floor(room / 2), room - visibleWidth(said)), "…)");
  return inColour(status, fitted(lead + cut(said, Math.max(1, room - visibleWidth(note))) + note, width), theme);
}

function inColour(status: StepStatus, text: string, theme: Colours): string {
  switch (status) {
    case "doing":
      return theme.fg("accent", text);
    case "done":
    case "skipped":
      return theme.fg("muted", text);
    case "open":
      return text;
    default:
      return status satisfies never;
  }
}
