// How often the tripwire looks, and that a look which serves several calls misses nothing: in a real repository, with git counted.

import childProcess, { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTripwire, type Tripwire } from "../../extensions/tool-guard/tripwire.ts";
import { judge } from "../../src/judge.ts";
import { MODES } from "../../src/policy/modes.ts";
import { MODE_ENTRY } from "../../src/session/entries.ts";
import { rebuild, shareStore } from "../../src/session/store.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";

const original = childProcess.spawn;
let root: string;
let started: number;
let tripwire: Tripwire;
let entries: unknown[];
let shellTools: ReadonlySet<string>;

beforeEach(() => {
  // However slow the machine is, no look gets old.
  vi.useFakeTimers({ toFake: ["performance"] });
  root = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-looks-")));
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.invalid", ...args], { cwd: root, stdio: "pipe" });
  writeFileSync(join(root, "a.txt"), "a\n");
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message=Begin");
  started = 0;
  const counting = (...args: Parameters<typeof original>) => {
    started += 1;
    return original(...args);
  };
  Object.assign(childProcess, { spawn: counting });
  syncBuiltinESMExports();
  open();
});
afterEach(() => {
  vi.useRealTimers();
  Object.assign(childProcess, { spawn: original });
  syncBuiltinESMExports();
  rmSync(root, { recursive: true, force: true });
});

function open(): void {
  entries = [];
  shellTools = new Set();
  const { store } = shareStore({ emit: () => {}, on: () => () => {} }, "tool-guard");
  rebuild(store, [{ type: "custom", customType: MODE_ENTRY, id: "1", data: { v: 1, mode: "plan", by: "user" } }]);
  Object.defineProperty(store, "policy", { value: { ...store.policy, shellTools: { has: (name: string) => shellTools.has(name) } } });
  tripwire = createTripwire({ appendEntry: (customType, data) => void entries.push({ type: "custom", id: "2", customType, data }) }, store);
}

const context = () =>
  ({ cwd: root, hasUI: false, sessionManager: { getBranch: () => entries } }) as unknown as Parameters<Tripwire["after"]>[1];
const verdictOf = (command: string) => judge({ tool: "bash", input: { command } }, nodeWorkspace({ cwd: root }), MODES.plan);
const begin = async (id: string, command: string, toolName = "bash") => {
  const verdict = verdictOf(command);
  const closed = await tripwire.closes(verdict, command, context());
  if (closed === undefined) await tripwire.before({ toolCallId: id, toolName }, verdict, command, context());
  return closed;
};
const end = (id: string, toolName = "bash") => tripwire.after({ toolCallId: id, toolName }, context());
const change = () => appendFileSync(join(root, "a.txt"), "x\n");

describe("calls one after the other", () => {
  it("cost a look each and one more, as the look after a call is the one before the next", async () => {
    for (const id of ["1", "2", "3", "4"]) {
      await begin(id, "ls");
      end(id);
      tripwire.settle();
    }
    await tripwire.flush();
    expect([started, entries]).toEqual([5, []]);
  });

  it("are told apart all the same", async () => {
    await begin("1", "ls");
    end("1");
    tripwire.settle();
    expect(await begin("2", "cat a.txt")).toBeUndefined();
    change();
    end("2");
    tripwire.settle();
    expect(await begin("3", "cat a.txt")).toContain("closed for this session");
    expect(await begin("4", "ls")).toBeUndefined();
    end("4");
    await tripwire.flush();
    expect(entries).toHaveLength(1);
  });

  it("get a new look where a call that may write ended between them, also without a word", async () => {
    for (const says of [true, false]) {
      open();
      await begin("1", "ls");
      end("1");
      tripwire.settle();
      await tripwire.flush();
      await begin("2", "touch b");
      change();
      if (says) end("2");
      tripwire.settle();
      await begin("3", "ls");
      end("3");
      await tripwire.flush();
      expect(entries).toEqual([]);
    }
  });

  it("get a new look where the one after the call before is old", async () => {
    await begin("1", "ls");
    end("1");
    await tripwire.flush();
    change();
    vi.advanceTimersByTime(5000);
    await begin("2", "ls");
    end("2");
    await tripwire.flush();
    expect([started, entries]).toEqual([4, []]);
  });

  it("are seen by whatever name a shell goes", async () => {
    shellTools = new Set(["grep"]);
    await begin("1", "ls", "grep");
    change();
    end("1", "grep");
    await tripwire.flush();
    expect(entries).toHaveLength(1);
  });
});

describe("calls that run together", () => {
  it("cost one look before and one after them when they end together", async () => {
    for (const id of ["1", "2", "3"]) await begin(id, "ls");
    for (const id of ["1", "2", "3"]) end(id);
    tripwire.settle();
    await tripwire.flush();
    expect([started, entries]).toEqual([2, []]);
  });

  it("are looked at again where one ends later", async () => {
    await begin("1", "ls");
    await begin("2", "cat a.txt");
    end("1");
    await tripwire.flush();
    expect(entries).toEqual([]);
    change();
    end("2");
    tripwire.settle();
    await tripwire.flush();
    expect(entries).toHaveLength(1);
    expect(started).toBe(3);
  });
});
