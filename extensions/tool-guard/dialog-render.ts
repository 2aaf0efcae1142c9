// The dialog as lines. Laws: no line is wider than the terminal, the choices are on the screen whatever there is to read above them, and
// the words of a call stand behind a bar, so that none of them can pass for ours.

import type { Theme } from "@mariozechner/pi-coding-agent";
import { truncateToWidth } from "@mariozechner/pi-tui";
import type { Question } from "../../src/policy/question.ts";
import type { Segment } from "../../src/policy/segments.ts";
import { type DialogState, resized, shortcutOf } from "./dialog-state.ts";
import { fitted, type Line, wrap, wrapText } from "./dialog-text.ts";

export type DialogTheme = Pick<Theme, "fg" | "bold">;

type Style = "title" | "plain" | "dim" | "call" | "warning" | "selected";

interface Row {
  readonly style: Style;
  readonly line: Line;
}

/**
 * Lines that the host draws around a dialog: footer, widgets, and the line that turns while it works. That line must stay on the screen:
 * the host draws everything anew whenever a line above the screen changes. Then the dialog's own: two borders and a blank line.
 */
const HOST_LINES = 7;
const FRAME_LINES = 3;

/** Lines to read at once on the smallest screen. */
const MIN_WINDOW = 3;

const MARGIN = " ";
const BAR = "│ ";
const REASON_LINES = 3;

/** The state on a terminal of this size; to be called before every drawing. */
export function measured(state: DialogState, width: number, terminalRows: number): DialogState {
  const body = bodyOf(state.question, inside(width)).length;
  const foot = footOf({ ...state, size: { body, window: 0 } }, inside(width)).length;
  return resized(state, { body, window: Math.min(body, Math.max(MIN_WINDOW, terminalRows - HOST_LINES - FRAME_LINES - foot)) });
}

/** `width`: columns of the terminal; `measured` has seen the same. */
export function renderQuestion(state: DialogState, theme: DialogTheme, width: number): string[] {
  const border = theme.fg("border", "─".repeat(Math.max(0, width)));
  const body = bodyOf(state.question, inside(width)).slice(state.top, state.top + state.size.window);
  const foot = footOf(state, inside(width));
  return [border, ...body.map((row) => drawn(row, theme)), "", ...foot.map((row) => drawn(row, theme)), border].map((line) =>
    fitted(line, width),
  );
}

function inside(width: number): number {
  return Math.max(1, width - 2 * MARGIN.length);
}

const bodies = new WeakMap<Question, { readonly width: number; readonly rows: readonly Row[] }>();

/** Everything there is to read, kept for the width that was drawn last: the host draws many times a second. */
function bodyOf(question: Question, width: number): readonly Row[] {
  const kept = bodies.get(question);
  if (kept?.width === width) return kept.rows;
  const rows = layOut(question, width);
  bodies.set(question, { width, rows });
  return rows;
}

function layOut({ title, tool, text, cwd, effects, rules, covers }: Question, width: number): readonly Row[] {
  return [
    ...paragraph("title", title, width),
    ...effects.flatMap((effect) => bullet(effect, width)),
    ...(rules.length === 0 ? [] : paragraph("dim", "asked for by the rule at", width)),
    ...rules.flatMap((rule) => bullet(rule, width)),
    BLANK,
    ...paragraph("dim", `${tool} in ${cwd}`, width),
    ...rowsOf("call", wrap(text, Math.max(1, width - BAR.length))),
    ...(covers === undefined ? [] : [BLANK, ...paragraph("dim", covers.heading, width)]),
    ...(covers?.parts ?? []).flatMap((part) => bullet(part, width)),
  ];
}

const BLANK: Row = { style: "plain", line: [] };

function footOf(state: DialogState, width: number): readonly Row[] {
  const { question, reason, size, notice, top } = state;
  const scroll = size.body > size.window ? [`lines ${top + 1}-${top + size.window} of ${size.body}, pgup/pgdn`] : [];
  const notices = notice === undefined ? [] : paragraph("warning", notice, width);
  if (reason !== undefined) {
    return [
      ...paragraph("title", "Why not? The model will read this.", width),
      ...paragraph("plain", `> ${reason}█`, width).slice(-REASON_LINES),
      ...notices,
      oneLine("dim", ["enter sends", "esc goes back", ...scroll].join(" · "), width),
    ];
  }
  return [
    ...(question.onceOnly === undefined ? [] : paragraph("dim", question.onceOnly, width)),
    ...question.choices.map((choice, index) => {
      const isSelected = index === state.selected;
      return oneLine(isSelected ? "selected" : "plain", `${isSelected ? "▸" : " "} ${shortcutOf(choice)}  ${choice.label}`, width);
    }),
    ...notices,
    oneLine("dim", [...scroll, "a letter, or ↑↓ and enter", "esc closes"].join(" · "), width),
  ];
}

function paragraph(style: Style, text: string, width: number): readonly Row[] {
  return rowsOf(style, wrapText(text, width));
}

function bullet(text: string, width: number): readonly Row[] {
  const indent = "  ";
  return wrapText(text, Math.max(1, width - indent.length)).map((line, index) => ({
    style: "plain",
    line: [{ kind: "plain", text: index === 0 ? "• " : indent }, ...line],
  }));
}

function oneLine(style: Style, text: string, width: number): Row {
  return { style, line: [{ kind: "plain", text: truncateToWidth(text, width, "…") }] };
}

function rowsOf(style: Style, lines: readonly Line[]): readonly Row[] {
  return lines.map((line) => ({ style, line }));
}

function drawn({ style, line }: Row, theme: DialogTheme): string {
  const bar = style === "call" ? theme.fg("dim", BAR) : "";
  return MARGIN + bar + line.map((segment) => coloured(segment, style, theme)).join("");
}

function coloured({ kind, text }: Segment, style: Style, theme: DialogTheme): string {
  if (kind === "deciding") return theme.bold(theme.fg("warning", text));
  if (kind === "note") return theme.fg("dim", text);
  switch (style) {
    case "title":
      return theme.bold(theme.fg("accent", text));
    case "selected":
      return theme.fg("accent", text);
    case "dim":
      return theme.fg("dim", text);
    case "warning":
      return theme.fg("warning", text);
    case "plain":
    case "call":
      return text;
    default:
      return style satisfies never;
  }
}
