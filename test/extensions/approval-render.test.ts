import { visibleWidth } from "@mariozechner/pi-tui";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measured, renderApproval } from "../../extensions/mode-manager/approval-render.ts";
import { type ApprovalState, handleKey, openApproval } from "../../extensions/mode-manager/approval-state.ts";
import { type Key, keyOf } from "../../extensions/shared/dialog-keys.ts";
import { appeared } from "../../extensions/shared/dialog-reading.ts";
import type { DialogTheme } from "../../extensions/shared/dialog-rows.ts";
import { CHOICES } from "../../src/plan/approval.ts";
import { approvalOf, MANIFEST, PLAN } from "../support/approvals.ts";
import { anyCodePoints } from "../support/questions.ts";

const PLAIN: DialogTheme = { fg: (_color, text) => text, bold: (text) => text };
const COLOURED: DialogTheme = { fg: (_color, text) => `\u001b[38;5;9m${text}\u001b[39m`, bold: (text) => `\u001b[1m${text}\u001b[22m` };
const MARKED: DialogTheme = { fg: (color, text) => (color === "accent" ? `<${text.trimEnd()}>` : text), bold: (text) => `*${text}*` };

const drawn = (state: ApprovalState, width: number, rows = 40, theme = PLAIN) =>
  renderApproval(measured(state, width, rows), theme, width).map((line) => line.trimEnd());

/** After these keys, each on a screen that was drawn. */
function pressed(first: ApprovalState, width: number, rows: number, ...keys: readonly (Key | string)[]): ApprovalState {
  let state = appeared(measured(first, width, rows), 0);
  for (const [index, key] of keys.entries()) {
    const handled = handleKey(state, typeof key === "string" ? keyOf(key) : key, (index + 1) * 1000);
    if (handled.kind === "answered") throw new Error(`It answered ${handled.answer.kind}.`);
    state = measured(handled.state, width, rows);
  }
  return state;
}

const many = Array.from({ length: 40 }, (_, index) => ({
  id: `${index}`,
  text: `Do the thing number ${index} and look at what comes of it`,
}));
const longPlan = approvalOf({ steps: many, manifest: { ...MANIFEST, writes: many.map(({ id }) => `src/file-${id}.ts`) } });

const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      anyCodePoints,
      fc.constantFrom(
        "漢字",
        "שלום",
        "👩‍👩‍👧",
        "🇩🇪🇫",
        "e\u0301",
        "กำ",
        "\t",
        "\n",
        "\n# ",
        "\n- ",
        "\u202E",
        " ",
        "a".repeat(90),
        " ".repeat(40),
      ),
    ),
    { maxLength: 10 },
  )
  .map((words) => words.join(""));

describe("the drawn approval", () => {
  it("has no line that is wider than the terminal, and every choice is on it, whatever the plan says", () => {
    const anyKeys = fc.array(fc.constantFrom("\t", " ", "\u001b[A", "\u001b[B", "\u001b[6~", "c", "d", "\u001b", "x"), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(anyText, { minLength: 4, maxLength: 6 }),
        fc.integer({ min: 40, max: 130 }),
        fc.integer({ min: 10, max: 60 }),
        anyKeys,
        ([title = "", summary = "", item = "", call = "", ...steps], width, rows, keys) => {
          const plan = {
            title,
            summary,
            steps: ["x", ...steps].map((text) => ({ id: text, text })),
            manifest: { ...MANIFEST, writes: [item] },
          };
          const model = approvalOf({ ...plan, revision: 2 }, PLAN, [call]);
          let state = appeared(measured(openApproval(model), width, rows), 0);
          for (const [index, data] of keys.entries()) {
            const handled = handleKey(state, keyOf(data), (index + 1) * 1000);
            if (handled.kind === "open") state = measured(handled.state, width, rows);
            const lines = renderApproval(state, COLOURED, width);
            expect(Math.max(...lines.map((line) => visibleWidth(line)))).toBeLessThanOrEqual(width);
            if (state.stage.kind !== "choosing" && state.stage.kind !== "confirming") continue;
            expect(CHOICES.filter(({ label }) => !lines.some((line) => line.includes(label)))).toEqual([]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    [60, 24],
    [80, 24],
    [120, 30],
  ])("fits a screen of %i columns and %i lines under a long plan", (width, rows) => {
    const lines = drawn(openApproval(longPlan), width, rows);
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const { letter, label } of CHOICES) expect(lines.join("\n")).toContain(`${letter}  ${label}`);
  });

  it("shows the whole plan page by page, and can be approved then", () => {
    let state = appeared(measured(openApproval(longPlan), 80, 24), 0);
    const seen = new Set<string>();
    for (let page = 1; page < 60 && !state.readToEnd; page++) {
      for (const line of renderApproval(state, PLAIN, 80)) seen.add(line);
      expect(handleKey(state, keyOf("a"), page * 1000).kind).toBe("open");
      state = pressed(state, 80, 24, { kind: "page-down" });
    }
    for (const line of renderApproval(state, PLAIN, 80)) seen.add(line);
    const text = [...seen].join("\n");
    for (const { id } of many) {
      expect(text).toContain(`Do the thing number ${id} `);
      expect(text).toContain(`[x] write src/file-${id}.ts`);
    }
    expect(handleKey(state, keyOf("a"), 1e6)).toMatchObject({ kind: "answered", answer: { kind: "approve" } });
  });

  it("has headings bold, and the plan behind a bar, so that no line of it looks like ours", () => {
    const lines = drawn(openApproval(approvalOf({ summary: "a  Approve and execute\n  [x] write nothing\n# Why" })), 80, 40, MARKED);
    expect(lines).toContain(" │ *  **# Why*");
    expect(lines.filter((line) => line.includes("[x] write nothing"))).toEqual([" │     [x] write nothing"]);
    expect(lines.filter((line) => line.startsWith(" │")).join("\n")).toContain("a  Approve and execute");
  });

  it("hides nothing that Markdown would hide", () => {
    const lines = drawn(openApproval(approvalOf({ summary: "<!-- rm -rf -->\n[x]: http://evil\n[ok](http://evil/2)" })), 80).join("\n");
    for (const part of ["<!-- rm -rf -->", "[x]: http://evil", "[ok](http://evil/2)"]) expect(lines).toContain(part);
  });

  it("marks what Enter takes, which keeps planning at first", () => {
    for (const width of [60, 100]) {
      const lines = drawn(openApproval(approvalOf()), width);
      expect(lines.filter((line) => line.includes("▸")).map((line) => line.replace(/^.*▸/, "▸").trim())).toEqual([
        "▸ k  Keep planning, with feedback",
      ]);
    }
  });

  it.each([60, 80, 120])("says at %i columns what a choice would do before it does it, marks it, and keeps its height", (width) => {
    const before = drawn(openApproval(longPlan), width, 24);
    const lines = drawn(pressed(openApproval(longPlan), width, 24, "d"), width, 24);
    expect(lines.slice(-3, -1)).toEqual([
      " This discards the plan; plan mode stays on.",
      " d again or enter does it · any other key takes it back",
    ]);
    expect(lines.filter((line) => line.includes("▸")).join()).toContain("▸ d  Discard the plan");
    expect(lines.length).toBeLessThanOrEqual(before.length + 1);
    expect(lines.length).toBeLessThanOrEqual(17);
    expect(drawn(pressed(openApproval(longPlan), width, 24, "l"), width, 24).join("\n")).toContain("▸ l  Leave plan mode");
  });

  it.each([60, 74, 76, 80, 120])("has its nine choices in order at %i columns, in two columns where there is room", (width) => {
    const lines = drawn(openApproval(longPlan), width, 24);
    const rows = lines.filter((line) => CHOICES.some(({ label }) => line.includes(label)));
    expect(rows).toHaveLength(width >= 76 ? 5 : 9);
    const letters = rows.map((row) => [...row.matchAll(/(?:^ | {2}|▸ )([a-z]) {2}/g)].map((match) => match[1]));
    expect([0, 1].flatMap((column) => letters.flatMap((row) => row[column] ?? []))).toEqual(CHOICES.map(({ letter }) => letter));
  });

  it("brings the item that is focused to the screen, and shows it unticked", () => {
    const state = pressed(openApproval(longPlan), 80, 24, "\t", "\u001b[B", "\u001b[B", " ");
    const lines = renderApproval(state, PLAIN, 80).map((line) => line.trimEnd());
    expect(lines).toContain(" ▸ [ ] write src/file-2.ts");
    expect(lines).toContain("   [x] write src/file-1.ts");
  });

  it("brings the step that a comment is about to the screen", () => {
    const state = pressed(openApproval(longPlan), 80, 24, "c", "\u001b[A");
    const lines = renderApproval(state, MARKED, 80);
    expect(lines.some((line) => line.startsWith(" │ <") && line.includes("40.>"))).toBe(true);
    expect(lines.some((line) => line.includes("▸ 40. Do the thing number 39"))).toBe(true);
  });

  it("shows the end of a long comment and what Enter does", () => {
    const lines = drawn(pressed(openApproval(approvalOf()), 60, 60, "w", { kind: "paste", text: `${"because ".repeat(60)}END` }), 60, 60);
    expect(lines.join("\n")).toContain("END█");
    expect(lines.at(-2)).toBe(" enter approves and sends · esc goes back");
  });

  it("shows the changes of a revision, what was given up, and what waits", () => {
    const model = approvalOf(
      { revision: 2, steps: [...PLAN.steps, { id: "s4", text: "Build" }], manifest: { ...MANIFEST, commands: ["npm test"] } },
      PLAN,
      ["bash: touch x"],
    );
    const lines = drawn(openApproval(model), 80, 60);
    expect(lines).toContain(" │ + 4. Build");
    expect(lines).toContain("   [x] + run npm test");
    expect(lines.slice(lines.indexOf(" No longer asked for:"), -7)).toEqual([
      " No longer asked for:",
      " • run npm run build",
      "",
      " Refused while planning, these wait for approval:",
      " • bash: touch x",
      "",
    ]);
  });
});
