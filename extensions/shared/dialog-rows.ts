// The lines of a dialog and their colours. Laws: no line is wider than the terminal; the foot is on the screen whatever there is to read
// above it; words of others stand behind a bar, so that none of them can pass for ours.

import type { Theme } from "@mariozechner/pi-coding-agent";
import type { Segment } from "../../src/policy/segments.ts";
import { fitted, type Line, wrapText } from "./dialog-text.ts";
import { truncateToWidth } from "./toolkit.ts";

export type DialogTheme = Pick<Theme, "fg" | "bold">;

/** `call` and `heading` are words of others, and get the bar. */
export type Style = "title" | "plain" | "dim" | "call" | "heading" | "warning" | "selected";

export interface Row {
  readonly style: Style;
  readonly line: readonly Piece[];
}

/** `chosen`: what a key would take, on a line with others. */
type Piece = Segment | { readonly kind: "chosen"; readonly text: string };

/**
 * Lines that the host draws around a dialog: footer, widgets, and the line that turns while it works. That line must stay on the screen:
 * the host draws everything anew whenever a line above the screen changes. Then the dialog's own: two borders and a blank line.
 */
const HOST_LINES = 7;
const FRAME_LINES = 3;

/** Lines to read at once on the smallest screen. */
const MIN_WINDOW = 3;

const MARGIN = " ";
export const BAR = "│ ";
export const BLANK: Row = { style: "plain", line: [] };

/** Columns between the margins of a terminal of this width. */
export function inside(width: number): number {
  return Math.max(1, width - 2 * MARGIN.length);
}

/** Lines of the body that are shown at once, above a foot of so many lines. */
export function windowOf(body: number, foot: number, terminalRows: number): number {
  return Math.min(body, Math.max(MIN_WINDOW, terminalRows - HOST_LINES - FRAME_LINES - foot));
}

/** The whole dialog. `width`: columns of the terminal. */
export function framed(body: readonly Row[], foot: readonly Row[], theme: DialogTheme, width: number): string[] {
  const border = theme.fg("border", "─".repeat(Math.max(0, width)));
  return [border, ...body.map((row) => drawn(row, theme)), "", ...foot.map((row) => drawn(row, theme)), border].map((line) =>
    fitted(line, width),
  );
}

export function paragraph(style: Style, text: string, width: number): readonly Row[] {
  return rowsOf(style, wrapText(text, width));
}

export function bullet(text: string, width: number): readonly Row[] {
  return hanging("plain", "• ", text, width);
}

/** The text behind a mark, its further lines below its first one. `mark`: characters of one column each. */
export function hanging(style: Style, mark: string, text: string, width: number): readonly Row[] {
  return wrapText(text, Math.max(1, width - mark.length)).map((line, index) => ({
    style,
    line: [{ kind: "plain", text: index === 0 ? mark : " ".repeat(mark.length) }, ...line],
  }));
}

export function oneLine(style: Style, text: string, width: number): Row {
  return { style, line: [{ kind: "plain", text: truncateToWidth(text, width, "…") }] };
}

export function rowsOf(style: Style, lines: readonly Line[]): readonly Row[] {
  return lines.map((line) => ({ style, line }));
}

function drawn({ style, line }: Row, theme: DialogTheme): string {
  const bar = style === "call" || style === "heading" ? theme.fg("dim", BAR) : "";
  return MARGIN + bar + line.map((segment) => coloured(segment, style, theme)).join("");
}

function coloured({ kind, text }: Piece, style: Style, theme: DialogTheme): string {
  if (kind === "deciding") return theme.bold(theme.fg("warning", text));
  if (kind === "chosen") return theme.fg("accent", text);
  if (kind === "note") return theme.fg("dim", text);
  switch (style) {
    case "title":
      return theme.bold(theme.fg("accent", text));
    case "heading":
      return theme.bold(text);
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
