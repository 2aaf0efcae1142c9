import { describe, expect, it } from "vitest";
import { isNamedInWrites } from "../../src/plan/file-writes.ts";

const called = (name: string, path: unknown) => ({
  type: "message",
  message: {
    role: "assistant",
    content: [
      { type: "text", text: "a.md" },
      { type: "toolCall", name, arguments: { path } },
    ],
  },
});

describe("isNamedInWrites", () => {
  it.each([
    ["write", ".pi/plans/a.md"],
    ["edit", "/abs/a.md"],
    ["edit", "C:\\plans\\a.md"],
  ])("sees %s of %s", (tool, path) => {
    expect(isNamedInWrites([{}, called(tool, path)], "a.md")).toBe(true);
  });

  it("takes nothing else for a write", () => {
    expect(isNamedInWrites([called("read", "a.md"), called("write", "b.md"), called("write", 5), null, { message: 1 }], "a.md")).toBe(
      false,
    );
  });
});
