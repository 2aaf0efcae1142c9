import { describe, expect, it } from "vitest";
import { guardFailedText, noticeText, type Refusal, refusalText, shownInput, widgetText } from "../../src/policy/message.ts";
import { MODES } from "../../src/policy/modes.ts";
import { clean, shorten } from "../../src/policy/wording.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const subject = { tool: "bash", shown: "ls; touch a.txt", root: ROOT };
const closed = verdictOn([effect({ kind: "write", target: target(`${ROOT}/a.txt`) }, "touch a.txt", "touch")], MODES.plan);
const asked = verdictOn([effect({ kind: "execute", what: "inline", why: "python3 -c" }, "python3 -c x", "python3")], MODES.plan);

const REFUSALS: readonly Refusal[] = [
  { kind: "closed" },
  { kind: "no-ui" },
  { kind: "answered-no", reason: undefined },
  { kind: "answered-no", reason: "use the other file" },
  { kind: "dismissed" },
  { kind: "timed-out" },
  { kind: "aborted" },
  { kind: "guard-failed", error: "boom" },
];

describe("a refusal", () => {
  it("names what did not run, the word that decided, and how the user changes the mode", () => {
    const text = refusalText(subject, closed, { kind: "closed" });
    expect(text).toContain("Not run: bash `ls; touch a.txt`");
    expect(text).toContain("`touch` at `touch a.txt` writes a.txt");
    expect(text).toContain("/mode plan|execute|review");
  });

  it("has its own words for each way to a no", () => {
    const texts = REFUSALS.map((refusal) => refusalText(subject, asked, refusal));
    expect(new Set(texts).size).toBe(REFUSALS.length);
    for (const text of texts) expect(text.startsWith("Not run: bash")).toBe(true);
  });

  it("hands the user's reason to the model", () => {
    expect(refusalText(subject, asked, { kind: "answered-no", reason: "use the other file" })).toContain("said no: use the other file");
  });

  it("tells that nobody can be asked where there is no user interface", () => {
    expect(refusalText(subject, asked, { kind: "no-ui" })).toContain("nobody can be asked");
  });

  it("doesn't name a mode that would open the floor", () => {
    const floor = verdictOn([effect({ kind: "destroy", why: "mkfs" }, "mkfs.ext4 /dev/sda", "mkfs.ext4")], MODES.execute);
    expect(refusalText(subject, floor, { kind: "closed" })).toContain("No mode opens");
  });

  it("of a failed guard says so and opens nothing", () => {
    expect(guardFailedText("bash", new Error("kaboom"))).toMatch(/^Not run: bash[\s\S]*kaboom/);
  });
});

describe("a text that is too long", () => {
  it("shows both ends and how much is left out", () => {
    const text = shorten(`${"a".repeat(3000)}END`, 100);
    expect(text.endsWith("END")).toBe(true);
    expect(text).toContain("2903 characters left out");
  });
});

describe("a notice", () => {
  it("gives the direction, what is open, what is closed and what to do", () => {
    const text = noticeText("execute", MODES.plan, true);
    expect(text).toContain("changed from execute to plan");
    for (const part of [MODES.plan.open, MODES.plan.closed, MODES.plan.instead]) expect(text).toContain(part);
  });

  it("names the files that a mode of the user's opens, unless its own words do", () => {
    const docs = { ...MODES.plan, name: "docs", writable: [...MODES.plan.writable, "docs/**/*.md"] };
    expect(noticeText("execute", docs, true)).toContain("Writing docs/**/*.md with the tools write and edit is open.");
    expect(noticeText("execute", { ...docs, open: "Reading, and writing docs/**/*.md." }, true)).not.toContain("is open.");
    expect(noticeText("execute", MODES.plan, true)).not.toContain(".pi/plans");
  });

  it("is honest where nothing is enforced", () => {
    expect(noticeText("execute", MODES.plan, false)).toContain("Nothing enforces this");
  });
});

describe("the widget", () => {
  it("counts refused calls", () => {
    expect(widgetText(MODES.plan, 0, "ctrl+alt+p")).not.toContain("refused");
    expect(widgetText(MODES.plan, 1, "ctrl+alt+p")).toContain("1 call refused");
    expect(widgetText(MODES.plan, 2, "ctrl+alt+p")).toContain("2 calls refused");
  });
});

describe("the shown input", () => {
  it("is the command or the path, else the whole input, and never throws", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(shownInput({ command: "ls" })).toBe("ls");
    expect(shownInput({ path: "a.txt", content: "x" })).toBe("a.txt");
    expect(shownInput({ question: "why" })).toBe('{"question":"why"}');
    expect(shownInput(undefined)).toBe("undefined");
    expect(shownInput(circular)).toBe("(input that can't be shown)");
  });
});

describe("clean", () => {
  it("keeps newlines, tabs and letters of any script", () => {
    expect(clean("a\tb\nд 漢 é")).toBe("a\tb\nд 漢 é");
  });
});
