// The approval dialog as lines. Laws: no line is wider than the terminal; the choices, or the field that one of them opened, are on the
// screen whatever there is to read above them; the plan's own words stand behind a bar, as they are: Markdown that is laid out can hide text.

import {
  type ApprovalModel,
  CHOICES,
  HEADINGS,
  KIND_WORDS,
  MARK_SIGNS,
  type ManifestItem,
  type PlanLine,
} from "../../src/plan/approval.ts";
import { resized } from "../shared/dialog-reading.ts";
import {
  BAR,
  BLANK,
  bullet,
  type DialogTheme,
  framed,
  hanging,
  inside,
  oneLine,
  paragraph,
  type Row,
  type Style,
  windowOf,
} from "../shared/dialog-rows.ts";
import type { About, ApprovalState, Place } from "./approval-state.ts";

/** A line of the body, and what begins on it. */
interface BodyRow extends Row {
  readonly place?: Place;
}

const FIELD_LINES = 3;

/** From this width on, two choices stand on one line. */
const TWO_COLUMNS = 74;

/** Before an item: where the focus is, and its tick. */
const NO_TICK = "  [ ] ";

/** The state on a terminal of this size; to be called before every drawing. */
export function measured(state: ApprovalState, width: number, terminalRows: number): ApprovalState {
  const body = bodyOf(state.model, inside(width));
  // As long as the foot can become when the body is scrolled.
  const foot = footOf({ ...state, top: body.length, size: { body: body.length, window: 0 } }, inside(width));
  const window = windowOf(body.length, foot.length, terminalRows);
  return resized({ ...state, top: followed(state, body, window), follow: undefined }, { body: body.length, window, width });
}

/** Where the window begins so that the place is in it, with a line above it where there is one. */
function followed({ follow, top }: ApprovalState, body: readonly BodyRow[], window: number): number {
  if (!follow) return top;
  const at = body.findIndex(({ place }) => place?.kind === follow.kind && place.index === follow.index);
  if (at < 0 || (at >= top && at < top + window)) return top;
  return at < top ? at - 1 : at - window + Math.min(3, window);
}

/** `width`: columns of the terminal; `measured` has seen the same. */
export function renderApproval(state: ApprovalState, theme: DialogTheme, width: number): string[] {
  const body = bodyOf(state.model, inside(width)).slice(state.top, state.top + state.size.window);
  return framed(
    body.map((row) => marked(row, state)),
    footOf(state, inside(width)),
    theme,
    width,
  );
}

const bodies = new WeakMap<ApprovalModel, { readonly width: number; readonly rows: readonly BodyRow[] }>();

/** Everything there is to read, kept for the width that was drawn last: the host draws many times a second. */
function bodyOf(model: ApprovalModel, width: number): readonly BodyRow[] {
  const kept = bodies.get(model);
  if (kept?.width === width) return kept.rows;
  const rows = layOut(model, width);
  bodies.set(model, { width, rows });
  return rows;
}

function layOut({ title, lines, items, dropped, refused }: ApprovalModel, width: number): readonly BodyRow[] {
  const list = (heading: string, rows: readonly Row[]) => (rows.length === 0 ? [] : [BLANK, ...paragraph("dim", heading, width), ...rows]);
  return [
    ...paragraph("title", title, width),
    ...lines.flatMap((line) => planRows(line, width)),
    ...(items.length === 0 ? [BLANK, ...paragraph("dim", HEADINGS.none, width)] : []),
    ...list(
      HEADINGS.items,
      items.flatMap((item, index) => itemRows(item, index, width)),
    ),
    ...list(
      HEADINGS.dropped,
      dropped.flatMap((item) => bullet(wordsOf(item), width)),
    ),
    ...list(
      HEADINGS.refused,
      refused.flatMap((call) => bullet(call, width)),
    ),
  ];
}

function planRows({ kind, mark, text, step }: PlanLine, width: number): readonly BodyRow[] {
  const style: Style = kind === "heading" ? "heading" : "call";
  // What follows a number or a dash in a list stands below its text.
  const lead = /^ *(?:\d+\.|[-*]) +/.exec(text)?.[0] ?? /^ */.exec(text)?.[0] ?? "";
  const room = Math.max(1, width - BAR.length);
  const deep = lead.length < room / 2 ? lead : "";
  const rows = hanging(style, `${MARK_SIGNS[mark]} ${deep}`, text.slice(deep.length), room);
  return step === undefined ? rows : placed(rows, { kind: "step", index: step });
}

function itemRows(item: ManifestItem, index: number, width: number): readonly BodyRow[] {
  return placed(hanging("plain", NO_TICK, wordsOf(item), width), { kind: "item", index });
}

function placed([first, ...rest]: readonly Row[], place: Place): readonly BodyRow[] {
  return first ? [{ ...first, place }, ...rest] : [];
}

function wordsOf({ kind, text, mark }: ManifestItem): string {
  return `${mark === "added" ? "+ " : ""}${KIND_WORDS[kind]} ${text}`;
}

/** A row with the focus and the tick that the state gives it. */
function marked(row: BodyRow, state: ApprovalState): Row {
  const { place, line } = row;
  const { stage } = state;
  if (place?.kind === "step") {
    const isPicked = stage.kind === "picking" && stage.step === place.index;
    return isPicked ? { ...row, line: line.map(({ text }) => ({ kind: "chosen", text })) } : row;
  }
  if (place?.kind !== "item") return row;
  const isFocused = stage.kind === "choosing" && state.focus === place.index;
  const tick = `${isFocused ? "▸" : " "} [${state.unticked.has(place.index) ? " " : "x"}] `;
  return { style: isFocused ? "selected" : row.style, line: [{ kind: "plain", text: tick }, ...line.slice(1)] };
}

function footOf(state: ApprovalState, width: number): readonly Row[] {
  const { stage, notice, size, top } = state;
  const scroll = size.body > size.window ? [`lines ${top + 1}-${top + size.window} of ${size.body}, pgup/dn`] : [];
  const said = (parts: readonly string[]) => (parts.length === 0 ? [] : paragraph("dim", parts.join(" · "), width));
  const hint = (...parts: readonly string[]) => said([...scroll, ...parts]);
  const notices = notice === undefined ? [] : paragraph("warning", notice, width);
  switch (stage.kind) {
    case "choosing":
      return [
        ...choiceRows(state, width),
        ...notices,
        // What was just said comes in the place of what could be known already: a small screen has no room for both.
        ...(notice === undefined
          ? hint(...(state.model.items.length === 0 ? [] : ["tab, space: untick"]), "↑↓ enter", "esc closes")
          : said(scroll)),
      ];
    case "confirming":
      return [
        ...choiceRows(state, width),
        ...paragraph("warning", stage.choice.asks ?? stage.choice.label, width),
        ...said([`${stage.choice.letter} again or enter does it`, "any other key takes it back"]),
      ];
    case "picking":
      return [
        ...paragraph("title", "Which step is the comment about?", width),
        oneLine("selected", `▸ ${stage.step + 1}. ${state.model.steps[stage.step]?.text ?? ""}`, width),
        ...notices,
        ...hint("↑↓ another step", "enter takes it", "esc goes back"),
      ];
    case "writing":
      return [
        ...paragraph("title", headingOf(stage.about), width),
        ...paragraph("plain", `> ${stage.text}█`, width).slice(-FIELD_LINES),
        ...notices,
        ...hint(stage.about.kind === "approve" ? "enter approves and sends" : "enter sends", "esc goes back"),
      ];
    default:
      return stage satisfies never;
  }
}

function headingOf(about: About): string {
  switch (about.kind) {
    case "approve":
      return "Approve with a comment. The model will read this.";
    case "keep":
      return "What should the plan do instead? The model will read this.";
    case "step":
      return `What about step ${about.step + 1}? The model will read this.`;
    default:
      return about satisfies never;
  }
}

function choiceRows({ model, focus, stage }: ApprovalState, width: number): readonly Row[] {
  const taken = stage.kind === "confirming" ? CHOICES.indexOf(stage.choice) : focus - model.items.length;
  const columns = width >= TWO_COLUMNS ? 2 : 1;
  const rows = Math.ceil(CHOICES.length / columns);
  const column = Math.floor(width / columns);
  return Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_cell, at) => row + at * rows).flatMap((index) => {
      const choice = CHOICES[index];
      const isFocused = taken === index;
      return choice ? [{ text: `${isFocused ? "▸" : " "} ${choice.letter}  ${choice.label}`.padEnd(column), isFocused }] : [];
    });
    return { style: "plain", line: cells.map(({ text, isFocused }) => ({ kind: isFocused ? "chosen" : "plain", text })) };
  });
}
