import { visibleWidth } from "@mariozechner/pi-tui";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appeared } from "../../extensions/shared/dialog-reading.ts";
import type { DialogTheme } from "../../extensions/shared/dialog-rows.ts";
import { wrapText } from "../../extensions/shared/dialog-text.ts";
import { measured, renderQuestion } from "../../extensions/tool-guard/dialog-render.ts";
import { type DialogState, handleKey, openDialog } from "../../extensions/tool-guard/dialog-state.ts";
import { anyCodePoints, lastingQuestion, onceQuestion } from "../support/questions.ts";

const PLAIN: DialogTheme = { fg: (_color, text) => text, bold: (text) => text };
const COLOURED: DialogTheme = { fg: (_color, text) => `\u001b[38;5;9m${text}\u001b[39m`, bold: (text) => `\u001b[1m${text}\u001b[22m` };

const drawn = (state: DialogState, width: number, rows = 40, theme = PLAIN) => renderQuestion(measured(state, width, rows), theme, width);
const show = (...page: Parameters<typeof lastingQuestion>) => openDialog(lastingQuestion(...page));

/** Text as people and attackers write it. */
const anyText = fc.array(
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    anyCodePoints,
    fc.constantFrom(
      "漢字",
      "שלום",
      "مرحبا",
      "👩‍👩‍👧",
      "🇩🇪🇫",
      "e\u0301\u0302",
      "กำ",
      "ｶﾞ",
      "\t",
      "\n",
      "\u202E",
      " ",
      "a".repeat(90),
      " ".repeat(40),
    ),
  ),
  { maxLength: 12 },
);

/** The call as it is drawn: what stands behind the bar, put together again. */
const callIn = (lines: readonly string[]) =>
  lines
    .filter((line) => line.startsWith(" │ "))
    .map((line) => line.slice(3))
    .join("");

describe("the drawn dialog", () => {
  it("has no line that is wider than the terminal, whatever is shown", () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 5, max: 60 }),
        fc.boolean(),
        (words, folder, width, rows, isReason) => {
          const state = openDialog(lastingQuestion(words.join(""), `/${folder.join("")}`));
          const lines = drawn({ ...state, reason: isReason ? words.join("") : undefined }, width, rows, COLOURED);
          for (const line of lines) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it("drops no character of a text when it breaks lines, at any width, and needs no cutting to fit", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 120 }), (words, width) => {
        const text = words.join("").replaceAll("\t", " ");
        const lines = wrapText(text, width).map((line) => line.map((segment) => segment.text).join(""));
        for (const line of lines) expect(visibleWidth(line.replaceAll("\n", ""))).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll("\n", "")).toBe(text.replaceAll("\n", ""));
      }),
    );
  });

  it("keeps every choice on the screen, however long the call and however small the terminal", () => {
    for (const rows of [18, 24, 60]) {
      const lines = drawn(show("x ".repeat(3000)), 80, rows);
      for (const label of ["Allow once", "Deny", "Deny and say why", "Allow for this session", "Allow in this project", "Allow everywhere"])
        expect(lines.some((line) => line.endsWith(label))).toBe(true);
      expect(lines.length).toBeLessThanOrEqual(rows);
    }
  });

  it("shows the whole call page by page", () => {
    const call = Array.from({ length: 300 }, (_, index) => `word${index}`).join(" ");
    let state = appeared(measured(show(call), 60, 24), 0);
    const seen = new Set<string>();
    for (let page = 1; page < 60 && !state.readToEnd; page++) {
      for (const line of renderQuestion(state, PLAIN, 60)) seen.add(line);
      const handled = handleKey(state, { kind: "page-down" }, page * 1000);
      if (handled.kind === "open") state = measured(handled.state, 60, 24);
    }
    for (const line of renderQuestion(state, PLAIN, 60)) seen.add(line);
    expect(callIn([...seen])).toContain(call);
  });

  it("marks the deciding word, and the choice that Enter takes is a no", () => {
    const lines = drawn(show(), 80, 40, { fg: (color, text) => (color === "warning" ? `<${text}>` : text), bold: (text) => text });
    expect(lines).toContain(" │ python3 <-c> 'print(1)'");
    expect(lines.filter((line) => line.includes("▸"))).toEqual([" ▸ n  Deny"]);
  });

  it("puts a bar before each line of the call, so that none looks like ours", () => {
    const forged = "true\n   y  Allow once\n • reads nothing";
    const lines = drawn(show(forged), 80);
    expect(lines.filter((line) => line.endsWith("Allow once"))).toEqual([" │    y  Allow once", "   y  Allow once"]);
    expect(lines).toContain(" │  • reads nothing");
  });

  it("says why nothing lasting is offered, and offers nothing of it", () => {
    const lines = drawn(openDialog(onceQuestion()), 100).join("\n");
    expect(lines).toContain("No lasting answer is offered:");
    expect(lines).not.toMatch(/session|project|everywhere/);
  });

  it("shows the end of a long reason and how to leave it", () => {
    const lines = drawn({ ...show(), reason: `${"because ".repeat(60)}END` }, 60).join("\n");
    expect(lines).toContain("END█");
    expect(lines).toContain("enter sends · esc goes back");
    expect(lines).not.toContain("Allow once");
  });
});
