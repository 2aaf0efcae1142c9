import { describe, expect, it } from "vitest";
import { handleKey, openApproval } from "../../extensions/mode-manager/approval-state.ts";
import { QUIET_MS, resized } from "../../extensions/shared/dialog-reading.ts";
import { CHOICES } from "../../src/plan/approval.ts";
import { answer, key, leftOpen, long, paste, ready, typed, words } from "../support/approval-keys.ts";
import { approvalOf, MANIFEST } from "../support/approvals.ts";

describe("a key in the approval", () => {
  it.each([
    ["a", { kind: "approve", manifest: MANIFEST, askEdits: false }],
    ["1", { kind: "approve", manifest: MANIFEST, askEdits: false }],
    ["b", { kind: "approve", manifest: MANIFEST, askEdits: true }],
    ["f", { kind: "approve", manifest: MANIFEST, askEdits: false, fresh: true }],
    ["3", { kind: "approve", manifest: MANIFEST, askEdits: false, fresh: true }],
    ["e", { kind: "edit" }],
  ])("`%s` answers", (letter, expected) => {
    expect(answer(ready(), typed(letter))).toEqual(expected);
  });

  it("that names no choice does nothing", () => {
    for (const letter of ["A", "y", "0", "x", "漢"]) expect(answer(ready(), typed(letter))).toBeUndefined();
  });

  it("is never an answer when it was pasted", () => {
    for (const { letter } of CHOICES) expect(answer(ready(), paste(letter))).toBeUndefined();
  });

  it("keeps planning on Enter at once, and Escape closes", () => {
    expect(answer(ready(), key("enter"), key("enter"))).toEqual({ kind: "keep" });
    expect(answer(ready(), key("escape"))).toEqual({ kind: "dismissed" });
  });

  it("moves to a choice, and Enter takes it", () => {
    const approve = answer(ready(), ...Array(6).fill(key("up")), key("enter"));
    expect(approve).toEqual({ kind: "approve", manifest: MANIFEST, askEdits: false });
    expect(answer(ready(), ...Array(4).fill(key("up")), key("enter"))).toEqual({ ...approve, fresh: true });
  });
});

describe("the manifest", () => {
  it("is unticked by space, item by item, and ticked again", () => {
    expect(answer(ready(), key("tab"), typed(" "), key("down"), key("down"), typed(" "), typed("a"))).toMatchObject({
      manifest: { ...MANIFEST, writes: ["docs/**"], commands: [] },
    });
    expect(answer(ready(), key("tab"), typed(" "), typed(" "), typed("b"))).toMatchObject({ manifest: MANIFEST });
  });

  it("is approved by no Enter on an item, and tab leads back to where Enter keeps planning", () => {
    expect(answer(ready(), key("tab"), key("enter"), key("enter"))).toBeUndefined();
    expect(answer(ready(), key("tab"), key("down"), key("tab"), key("enter"), key("enter"))).toEqual({ kind: "keep" });
  });

  it("is left alone by space on a choice, which says where to go", () => {
    expect(leftOpen(ready(), typed(" "))).toMatchObject({ unticked: new Set(), notice: expect.stringContaining("Tab") });
  });

  it("stays unticked through a comment", () => {
    expect(answer(ready(), key("tab"), typed(" "), typed("w"), ...words("go on"), key("enter"))).toEqual({
      kind: "approve",
      manifest: { ...MANIFEST, writes: ["docs/**"] },
      askEdits: false,
      comment: "go on",
    });
  });
});

describe("a key that comes too early", () => {
  const early = [...CHOICES.map(({ letter }) => typed(letter)), typed(" "), key("enter"), key("escape"), key("tab")];

  it.each([0, 1, QUIET_MS - 1])("is ignored, %i ms after the dialog appeared", (now) => {
    for (const pressed of early) {
      const { stage, focus, unticked } = ready();
      expect(handleKey(ready(), pressed, now)).toMatchObject({ kind: "open", state: { stage, focus, unticked } });
    }
  });

  it("is ignored while nothing is on the screen yet, however late", () => {
    for (const pressed of early) expect(handleKey(openApproval(approvalOf()), pressed, 1e9).kind).toBe("open");
  });
});

describe("text that is typed", () => {
  it("is the comment, the feedback, or about a step, whatever letters it has", () => {
    expect(answer(ready(), typed("w"), ...words("abed klw 1"), key("enter"))).toMatchObject({ kind: "approve", comment: "abed klw 1" });
    expect(answer(ready(), typed("k"), ...words("a b"), key("enter"))).toEqual({ kind: "keep", feedback: "a b" });
    expect(answer(ready(), typed("c"), key("down"), key("enter"), ...words("why?"), key("enter"))).toEqual({
      kind: "comment",
      step: "s2",
      text: "why?",
    });
    expect(answer(ready(), typed("c"), typed("3"), key("enter"), paste("a\nb"), key("enter"))).toMatchObject({ step: "s3", text: "a b" });
  });

  it("is left by Escape, step by step, and nothing is answered", () => {
    expect(leftOpen(ready(), typed("c"), key("enter"), typed("a"), key("escape"), key("escape")).stage).toEqual({ kind: "choosing" });
    expect(answer(ready(), typed("w"), typed("a"), key("escape"), key("escape"))).toEqual({ kind: "dismissed" });
  });

  it("approves nothing when it is empty", () => {
    for (const nothing of [[], words("  "), [typed("x"), key("backspace")]] as const)
      expect(leftOpen(ready(), typed("w"), ...nothing, key("enter")).notice).toContain("Nothing is written");
  });
});

describe("a plan that is longer than the screen", () => {
  it.each(["a", "b", "f"])("isn't approved by `%s` before its end was on the screen, and says what is missing", (letter) => {
    const refused = leftOpen(long(), typed(letter), typed(letter), typed(letter), typed(letter));
    expect(refused).toMatchObject({ stage: { kind: "choosing" }, top: 0, notice: "Read on from line 11 before you approve: pgdn" });
    expect(leftOpen(long(), key("page-down"), typed(letter)).stage).toEqual({ kind: "choosing" });
    expect(answer(long(), key("page-down"), key("page-down"), typed(letter))).toMatchObject({ kind: "approve" });
  });

  it("takes a comment before, keeps it until the end was on the screen, and none of its letters acts", () => {
    const written = [typed("w"), ...words("a bed, please"), key("enter")];
    expect(leftOpen(long(), ...written)).toMatchObject({ notice: "Read on from line 11 before you approve: pgdn" });
    expect(answer(long(), ...written, key("page-down"), key("enter"), key("page-down"), key("enter"))).toMatchObject({
      kind: "approve",
      comment: "a bed, please",
    });
  });

  it("isn't read by a jump over its middle", () => {
    const jumped = resized({ ...long(100), top: 90 }, { body: 100, window: 10 });
    expect(leftOpen(jumped, typed("a")).notice).toBe("Read on from line 11 before you approve: pgup");
  });

  it("isn't read by keys whose pages were never drawn", () => {
    let state = long();
    for (const pressed of [key("page-down"), key("page-down"), key("page-down")]) {
      const handled = handleKey(state, pressed, 1000);
      if (handled.kind === "open") state = handled.state;
    }
    expect(handleKey(state, typed("a"), 1000).kind).toBe("open");
  });

  it("is read anew when it is laid out anew", () => {
    const half = leftOpen(long(), key("page-down"));
    expect(resized(half, { body: 12, window: 10 }).readToEnd).toBe(false);
    const nearly = leftOpen(long(), key("page-down"), key("page-down"), key("page-up"));
    expect(nearly.readToEnd).toBe(true);
    const wider = resized({ ...nearly, readToEnd: false }, { body: 25, window: 10, width: 90 });
    expect(wider).toMatchObject({ readToEnd: false, seen: 0 });
  });

  it("can be turned down unread", () => {
    expect(answer(long(), typed("e"))).toBeDefined();
    for (const letter of ["l", "d"]) expect(answer(long(), typed(letter), typed(letter))).toBeDefined();
  });
});
