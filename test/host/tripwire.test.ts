// The tripwire in a real session: the user's own rule calls a command harmless that in truth writes.

import childProcess from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEEP, MINE, RESTORE } from "../../src/session/tripwire-words.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

const TOOL = `
const fs = require("node:fs");
const [path, wait = "0"] = process.argv.slice(2);
setTimeout(() => path === "nothing" || fs.appendFileSync(path, "written\\n"), Number(wait));
`;

beforeEach(() => {
  scratch = makeScratch();
  writeFileSync(join(scratch.project, "tool.cjs"), TOOL);
  writeFileSync(join(scratch.agent, "pi-modes.json"), JSON.stringify({ readOnlyCommands: ["node tool.cjs *"] }));
});
afterEach(async () => {
  await sdk?.close();
  scratch.remove();
});

const start = async (options: Parameters<typeof startSdk>[1] = {}) => {
  sdk = await startSdk(scratch, options);
};
const run = async (...commands: readonly string[]) => {
  const outcomes = await sdk.prompt(scripted(commands.map(bash)));
  await sdk.session.agent.waitForIdle();
  return outcomes;
};
const read = (name: string) => readFileSync(join(scratch.project, name), "utf8");
const told = () => sdk.ui.notices.filter((notice) => notice.includes("the project changed while"));
const entries = () =>
  sdk.session.sessionManager.getBranch().filter((entry) => entry.type === "custom" && entry.customType === "pi-modes:tripwire");
/** The look after a call is taken while the model goes on. */
const isTold = (times = 1) => expect.poll(() => told().length, { timeout: 10_000 }).toBe(times);

describe("a command that was taken for harmless and writes", () => {
  it("is told to the user with what changed, and is closed from then on, however it is wrapped", async () => {
    await start({ plan: true });
    expect((await run("node tool.cjs src/greet.js"))[0]?.refused).toBe(false);
    await isTold();
    expect(told()[0]).toContain("node tool.cjs src/greet.js");
    expect(told()[0]).toContain("changed src/greet.js");
    expect(told()[0]).not.toContain("notes.md");
    expect(entries()).toHaveLength(1);
    for (const again of ["node tool.cjs nothing", "cd src && cd .. && node tool.cjs nothing 1 | cat"]) {
      const [outcome] = await run(again);
      expect(outcome?.refused).toBe(true);
      expect(outcome?.text).toMatch(/^Not run: [\s\S]*closed for this session[\s\S]*user/);
    }
    expect(told()).toHaveLength(1);
    expect((await run("cat src/greet.js"))[0]?.refused).toBe(false);
    await sdk.prompt("/mode execute");
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(false);
    expect(sdk.errors).toEqual([]);
  });

  it("changes nothing of this where it writes nothing", async () => {
    await start({ plan: true });
    await run("node tool.cjs nothing");
    const [again] = await run("node tool.cjs nothing");
    expect(again?.refused).toBe(false);
    await sdk.close();
    expect(told()).toEqual([]);
  });

  it("is closed before the next call, also when that comes at once", async () => {
    await start({ plan: true });
    const outcomes = await sdk.prompt(scripted(bash("node tool.cjs new.txt"), bash("node tool.cjs new.txt")));
    expect(outcomes.map(({ refused }) => refused)).toEqual([false, true]);
    expect(read("new.txt")).toBe("written\n");
  });

  it("is seen where the file had changes before, which aren't touched", async () => {
    await start({ plan: true });
    sdk.ui.answer(() => RESTORE);
    await run("node tool.cjs docs/notes.md");
    await isTold();
    expect(told()[0]).toContain("docs/notes.md");
    expect(sdk.ui.asked.map(({ options }) => options)).toEqual([[KEEP, MINE]]);
    expect(read("docs/notes.md")).toMatch(/isn't committed\.\nwritten\n$/);
  });

  it("is undone when the user says so: tracked files come back, new ones are moved aside", async () => {
    await start({ plan: true });
    const before = read("src/greet.js");
    const asides = () => readdirSync(tmpdir()).filter((name) => name.startsWith("pi-modes-set-aside-"));
    const known = asides();
    sdk.ui.answer(() => RESTORE);
    await run("node tool.cjs src/greet.js && node tool.cjs src/new.txt");
    await expect.poll(() => sdk.ui.notices.at(-1), { timeout: 10_000 }).toContain("undone");
    expect(read("src/greet.js")).toBe(before);
    expect(existsSync(join(scratch.project, "src/new.txt"))).toBe(false);
    const aside = asides().find((name) => !known.includes(name)) ?? "none";
    expect(readFileSync(join(tmpdir(), aside, "src/new.txt"), "utf8")).toBe("written\n");
    expect(read("docs/notes.md")).toContain("isn't committed");
    rmSync(join(tmpdir(), aside), { recursive: true });
  });

  it("stays as it is when the user keeps it or says nothing", async () => {
    await start({ plan: true });
    sdk.ui.answer(() => KEEP);
    await run("node tool.cjs src/greet.js");
    await expect.poll(() => sdk.ui.asked.length, { timeout: 10_000 }).toBe(1);
    expect(read("src/greet.js")).toContain("written");
  });

  it("counts when it writes what steers git or pi", async () => {
    mkdirSync(join(scratch.project, ".git/hooks"), { recursive: true });
    await start({ plan: true });
    await run("node tool.cjs .git/hooks/pre-commit");
    await isTold();
    expect(told()[0]).toContain(".git/hooks/pre-commit");
  });

  it("isn't held responsible for what the user edits between two calls", async () => {
    await start({ plan: true });
    await run("cat README.md");
    // The look after a call goes on for a moment when the run has ended.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    writeFileSync(join(scratch.project, "src/greet.js"), "// mine\n");
    await run("cat README.md");
    await run("cat README.md");
    expect(told()).toEqual([]);
  });

  it("is open again when the user says that the change was theirs", async () => {
    await start({ plan: true });
    sdk.ui.answer(() => MINE);
    await run("node tool.cjs src/greet.js");
    await isTold();
    await expect.poll(() => entries().length, { timeout: 10_000 }).toBe(2);
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(false);
    expect(read("src/greet.js")).toContain("written");
  });

  it("is closed also where the log takes no entry", async () => {
    await start({ plan: true });
    const full = () => {
      throw new Error("the disk is full");
    };
    Object.assign(sdk.session.sessionManager, { appendCustomEntry: full });
    await run("node tool.cjs src/greet.js");
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(true);
    expect(entries()).toEqual([]);
  });

  it("leaves no command open where the note of it can't be read", async () => {
    await start({ plan: true });
    sdk.session.sessionManager.appendCustomEntry("pi-modes:tripwire", { v: 9 });
    expect((await run("ls"))[0]?.text).toMatch(/^Not run: [\s\S]*can't be read/);
    await sdk.prompt("/mode execute");
    expect((await run("ls"))[0]?.refused).toBe(false);
  });

  it("follows the branch: gone before the point where it happened, there again after it", async () => {
    await start({ plan: true });
    await run("cat README.md");
    const points = () => sdk.session.sessionManager.getEntries().filter((entry) => entry.type === "message");
    const early = points().at(-1)?.id ?? "";
    await run("node tool.cjs src/greet.js");
    await isTold();
    await run("cat README.md");
    const late = points().at(-1)?.id ?? "";
    await sdk.session.navigateTree(early);
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(false);
    await sdk.session.navigateTree(late);
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(true);
    await sdk.session.reload();
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(true);
  });
});

describe("where nobody can be asked", () => {
  it("it is said on the standard error, and closed all the same", async () => {
    const lines: string[] = [];
    const original = console.error;
    console.error = (line: unknown) => void lines.push(String(line));
    try {
      await start({ plan: true, ui: false });
      await run("node tool.cjs src/greet.js");
      expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(true);
    } finally {
      console.error = original;
    }
    expect(lines.join("\n")).toContain("the project changed while");
    expect(read("src/greet.js")).toContain("written");
  });
});

describe("the processes that this costs", () => {
  const original = childProcess.spawn;
  let started = 0;
  beforeEach(() => {
    started = 0;
    const counting = (...args: Parameters<typeof original>) => {
      if (args[0] === "git") started += 1;
      return original(...args);
    };
    Object.assign(childProcess, { spawn: counting });
    syncBuiltinESMExports();
  });
  afterEach(() => {
    Object.assign(childProcess, { spawn: original });
    syncBuiltinESMExports();
  });

  it("are none in execute, and some in plan", async () => {
    await start();
    await run("cat README.md", "node tool.cjs src/greet.js");
    await run("ls");
    expect(started).toBe(0);
    await sdk.prompt("/mode plan");
    await run("cat README.md");
    await expect.poll(() => started).toBeGreaterThan(1);
  });
});
