// A session file that pi's own session manager wrote, with a branch that was left.

import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SessionManager } from "@mariozechner/pi-coding-agent";
import { afterAll, describe, expect, it } from "vitest";
import { readSession } from "../../src/replay/session.ts";
import { decodeModeEntry, MODE_ENTRY } from "../../src/session/entries.ts";

const folder = mkdtempSync(join(tmpdir(), "pi-modes-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const usage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 0,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};

/** A call and its result; returns the id of the entry before them. */
function call(session: SessionManager, command: string, isError = false): string {
  const before = session.getLeafId() ?? "";
  const model = { api: "openai-completions", provider: "p", model: "m", usage, timestamp: 0 } as const;
  session.appendMessage({
    role: "assistant",
    content: [{ type: "toolCall", id: command, name: "bash", arguments: { command } }],
    stopReason: "toolUse",
    ...model,
  });
  session.appendMessage({
    role: "toolResult",
    toolCallId: command,
    toolName: "bash",
    content: [{ type: "text", text: "" }],
    isError,
    timestamp: 0,
  });
  return before;
}

describe("a session that pi wrote", () => {
  it("is read as pi reads it: the last branch, its modes, its results", async () => {
    const session = SessionManager.create(join(folder, "gone"), folder);
    session.appendMessage({ role: "user", content: "go", timestamp: 0 });
    call(session, "first");
    session.appendCustomEntry(MODE_ENTRY, { v: 1, mode: "review", by: "user" });
    const fork = call(session, "left behind");
    session.branch(fork);
    session.appendCustomEntry(MODE_ENTRY, { v: 1, mode: "plan", by: "user" });
    call(session, "second", true);
    session.appendCustomEntry(MODE_ENTRY, { v: 2, something: "new" });
    call(session, "third");

    const file = session.getSessionFile() ?? "";
    const modes = { type: MODE_ENTRY, read: (data: unknown) => decodeModeEntry(data)?.mode ?? "plan", first: "execute" };
    const { cwd, calls, damaged } = await readSession(createInterface({ input: createReadStream(file) }), modes);
    expect([cwd, damaged]).toEqual([join(folder, "gone"), 0]);
    expect(calls.map(({ input, mode, ran }) => [input, mode, ran])).toEqual([
      [{ command: "first" }, "execute", true],
      [{ command: "second" }, "plan", false],
      [{ command: "third" }, "plan", true],
    ]);
  });
});
