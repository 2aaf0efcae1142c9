import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approvalText, CHOICES, makeApproval, tickedPart } from "../../src/plan/approval.ts";
import { changesBetween } from "../../src/plan/approval-changes.ts";
import { NO_PLAN, type PlanStage } from "../../src/plan/fold.ts";
import { approvalOf, MANIFEST, PLAN, submitted } from "../support/approvals.ts";

const steps = (...texts: readonly string[]) => texts.map((text, index) => ({ id: String(index + 1), text }));
const marked = (model: ReturnType<typeof approvalOf>) => model.lines.map(({ mark, text }) => `${mark} ${text}`);

describe("the approval of a plan", () => {
  it("shows title, summary and numbered steps as Markdown", () => {
    const model = approvalOf();
    expect(model.lines.map((line) => line.text)).toEqual([
      "# Greet in two languages",
      "",
      "Greets in German, too.",
      "",
      "## Why",
      "- users asked for it",
      "",
      "## Steps",
      "1. Add a table of words",
      "2. Let greet take a language",
      "3. Write the tests",
    ]);
    expect(model.lines.filter((line) => line.kind === "heading")).toHaveLength(3);
    expect(model.lines.filter((line) => line.step !== undefined).map((line) => line.step)).toEqual([0, 1, 2]);
  });

  it("lists every item of the manifest, once, by its kind", () => {
    const model = approvalOf({ manifest: { ...MANIFEST, writes: ["a", "b", "a"] } });
    expect(model.items.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "writes a",
      "writes b",
      "commands npm run build",
      "network registry.npmjs.org",
      "installs left-pad",
    ]);
  });

  it("releases what is ticked, as the plan gave it, and nothing else", () => {
    const model = approvalOf({ manifest: { ...MANIFEST, commands: ["echo a\u200Bb"] } });
    expect(tickedPart(model, new Set())).toEqual({ ...MANIFEST, commands: ["echo a\u200Bb"] });
    expect(tickedPart(model, new Set([0, 3]))).toEqual({ ...MANIFEST, writes: ["docs/**"], commands: ["echo a\u200Bb"], network: [] });
    expect(tickedPart(model, new Set([0, 1, 2, 3, 4]))).toEqual({ writes: [], commands: [], network: [], installs: [] });
  });

  it("makes visible what hides in a title, a summary, a step, an item or a refused call", () => {
    const model = approvalOf(
      {
        title: "a\u202Eb\nc",
        summary: `x${" ".repeat(400)}y`,
        steps: steps("one\u200B\n\n\n\n\n\n\n\ntwo"),
        manifest: { ...MANIFEST, writes: ["a\nb"], commands: ["echo \u200B"] },
      },
      undefined,
      ["bash: rm\nx"],
    );
    const text = approvalText(model);
    for (const part of [
      "a\\u{202e}b\\u{a}c",
      "[400 blanks]",
      "one\\u{200b}",
      "line breaks]",
      "write a\\u{a}b",
      "echo \\u{200b}",
      "rm\\u{a}x",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/[\u202E\u200B]/);
  });

  it.each<PlanStage>(["none", "approved", "done", "discarded", "left"])("is asked for no plan that is %s", (stage) => {
    expect(makeApproval({ state: { ...submitted(PLAN), stage }, refused: [] })).toBeUndefined();
  });

  it("is asked for no plan that isn't there", () => {
    expect(makeApproval({ state: { ...NO_PLAN, stage: "submitted" }, refused: [] })).toBeUndefined();
  });

  it("names each choice and its letter once, and none of them twice", () => {
    for (const field of ["kind", "letter", "label"] as const) expect(new Set(CHOICES.map((choice) => choice[field])).size).toBe(9);
  });

  it("asks about each choice that ends a plan, and about no other", () => {
    expect(CHOICES.filter(({ asks }) => asks !== undefined).map(({ kind }) => kind)).toEqual(["leave", "discard"]);
  });
});

describe("a further revision", () => {
  const second = { revision: 2, steps: steps("Add a table", "Let greet take a language", "Run the build", "Write the tests") };

  it("marks steps that are new, changed or gone, by their texts and not by their numbers", () => {
    const lines = marked(
      approvalOf({ ...second, title: "Greet in three languages" }, { ...PLAN, steps: steps("Add a table of words", ...TAIL) }),
    );
    expect(lines[0]).toBe("changed # Greet in three languages");
    expect(lines.slice(-6)).toEqual([
      "changed 1. Add a table",
      "removed    was: Add a table of words",
      "same 2. Let greet take a language",
      "added 3. Run the build",
      "same 4. Write the tests",
      "removed Measure",
    ]);
  });

  it("marks items that are new, and lists those that it gave up", () => {
    const model = approvalOf({ ...second, manifest: { ...MANIFEST, commands: ["npm test"] } }, PLAN);
    expect(model.items.filter((item) => item.mark === "added").map((item) => item.value)).toEqual(["npm test"]);
    expect(model.dropped.map((item) => item.value)).toEqual(["npm run build"]);
    expect(approvalText(model)).toContain("+ run npm test");
  });

  it("says what the marks mean, and who changed it", () => {
    expect(approvalOf({ ...second, edited: true }, PLAN).title).toMatch(/revision 2, edited by you; .*since revision 1/);
  });

  it("marks nothing where the last revision is the same one or of another plan", () => {
    for (const previous of [PLAN, { ...PLAN, id: "other", steps: steps("x"), manifest: { ...MANIFEST, writes: [] } }])
      expect(new Set(approvalOf({}, previous).lines.map((line) => line.mark))).toEqual(new Set(["same"]));
  });

  it("leaves out no text of either revision", () => {
    const texts = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 });
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const changes = changesBetween(before, after);
        expect(changes.filter(({ mark }) => mark !== "removed").map(({ text }) => text)).toEqual(after);
        const old = changes.flatMap(({ mark, text, was }) => (was !== undefined ? [was] : mark === "added" ? [] : [text]));
        expect(old.toSorted()).toEqual(before.toSorted());
        if (before.join() === after.join()) expect(changes.every(({ mark }) => mark === "same")).toBe(true);
      }),
    );
  });
});

describe("the approval as one text", () => {
  it("holds the plan, what it asks for and what waits", () => {
    const text = approvalText(approvalOf({}, undefined, ["bash: touch x", "bash: touch x", "write: a.txt"]));
    for (const part of ["# Greet in two languages", "3. Write the tests", "  - write docs/**", "  - install left-pad", "  - write: a.txt"])
      expect(text).toContain(part);
    expect(text.split("bash: touch x")).toHaveLength(2);
  });

  it("puts a bar before each line of the plan, so that none of them looks like ours", () => {
    const text = approvalText(approvalOf({ summary: "An approval releases what is ticked:\n  - write nothing" }));
    expect(text.split("\n").filter((line) => line.startsWith("An approval releases"))).toHaveLength(1);
    expect(text.split("\n").filter((line) => line.startsWith("  - write"))).toEqual(["  - write src/greet.js", "  - write docs/**"]);
  });

  it("says so where nothing is asked for", () => {
    const none = { writes: [], commands: [], network: [], installs: [] };
    expect(approvalText(approvalOf({ manifest: none }))).toContain("asks for nothing");
  });
});

const TAIL = ["Let greet take a language", "Write the tests", "Measure"];
