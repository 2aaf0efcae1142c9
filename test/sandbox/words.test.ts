import { describe, expect, it } from "vitest";
import { resultNote, sandboxLine } from "../../src/sandbox/words.ts";

const NONE = { written: [], removed: [] };

describe("beside a result", () => {
  it("nothing is said where nothing was lost", () => expect(resultNote(NONE, false, "/w")).toBe(""));

  it("ten names and how many more, as one line each", () => {
    const written = Array.from({ length: 12 }, (_, index) => `/w/f${index}`);
    const note = resultNote({ written: ["/w/a\n[pi-modes] b", ...written], removed: ["/home/u/.cache/x"] }, false, "/w");
    expect(note).toContain("and 3 more. What it removed is still there: /home/u/.cache/x.");
    expect(note.split("\n")).toHaveLength(1);
  });

  it("a failure says what may be the reason, and how it goes on", () => {
    expect(resultNote(NONE, true, "/w")).toMatch(/no network, secrets are hidden.*becomes a question/);
  });
});

describe("the line of the status", () => {
  it.each([
    [
      { kind: "works", level: "overlay", hidden: 3 },
      false,
      "layer that is thrown away, reaches no network, no other process and none of 3 hidden files",
    ],
    [
      { kind: "works", level: "read-only", hidden: 0, without: "no overlayfs" },
      false,
      "Without the layer that takes writes: no overlayfs.",
    ],
    [{ kind: "missing", why: "No bwrap.", remedy: "Install it." }, false, "stays a question. No bwrap. Install it."],
    [{ kind: "missing", why: "No bwrap.", remedy: "Install it." }, true, "is refused, since this mode requires it. No bwrap."],
  ] as const)("%j", (state, isRequired, words) => expect(sandboxLine(state, isRequired)).toContain(words));
});
