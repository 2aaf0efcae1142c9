// The dialog as lines. Laws: no line is wider than the terminal, the choices are on the screen whatever there is to read above them, and
// the words of a call stand behind a bar, so that none of them can pass for ours.

import type { Question } from "../../src/policy/question.ts";
import { resized } from "../shared/dialog-reading.ts";
import {
  BAR,
  BLANK,
  bullet,
  type DialogTheme,
  framed,
  inside,
  oneLine,
  paragraph,
  type Row,
  rowsOf,
  windowOf,
} from "../shared/dialog-rows.ts";
import { wrap } from "../shared/dialog-text.ts";
import { type DialogState, shortcutOf } from "./dialog-state.ts";

const REASON_LINES = 3;

/** The state on a terminal of this size; to be called before every drawing. */
export function measured(state: DialogState, width: number, terminalRows: number): DialogState {
  const body = bodyOf(state.question, inside(width)).length;
  const foot = footOf({ ...state, size: { body, window: 0 } }, inside(width)).length;
  return resized(state, { body, window: windowOf(body, foot, terminalRows), width });
}

/** `width`: columns of the terminal; `measured` has seen the same. */
export function renderQuestion(state: DialogState, theme: DialogTheme, width: number): string[] {
  const body = bodyOf(state.question, inside(width)).slice(state.top, state.top + state.size.window);
  return framed(body, footOf(state, inside(width)), theme, width);
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
