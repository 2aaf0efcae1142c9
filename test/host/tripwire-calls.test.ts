// The tripwire where calls run side by side, and where a check makes files of its own.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
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

describe("calls that run together", () => {
  it("are both closed when something changes while they run", async () => {
    await start({ plan: true });
    await run("node tool.cjs src/greet.js 50", "cat README.md; node tool.cjs nothing 800");
    await isTold();
    expect(told()[0]).toContain("nothing 800");
    expect((await run("cat README.md; node tool.cjs nothing 1"))[0]?.refused).toBe(true);
    expect(entries()).toHaveLength(2);
  });

  it("prove nothing where one of them was allowed by the user", async () => {
    await start({ plan: true });
    sdk.ui.answer(({ options }) => options.find((option) => option.startsWith("Allow once")));
    const outcomes = await run(`node -e "require('fs').writeFileSync('made', 'x')"`, "node tool.cjs nothing 500");
    expect(outcomes.map(({ refused }) => refused)).toEqual([false, false]);
    expect(existsSync(join(scratch.project, "made"))).toBe(true);
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(false);
    expect(told()).toEqual([]);
  });

  it("are told apart from a plan file that the model writes beside them", async () => {
    await start({ plan: true });
    const plan = call("write", { path: ".pi/plans/a.md", content: "x" });
    await sdk.prompt(scripted([plan, bash("node tool.cjs nothing 200")]));
    expect((await run("node tool.cjs nothing"))[0]?.refused).toBe(false);
    expect(existsSync(join(scratch.project, ".pi/plans/a.md"))).toBe(true);
    await sdk.prompt(scripted([plan, bash("node tool.cjs src/greet.js")]));
    await isTold();
    expect(told()[0]).not.toContain("plans");
  });
});

describe("a call that the tripwire refuses", () => {
  it("is told by /mode why and /mode denied with the way to open it again, and stands in the audit log", async () => {
    await start({ plan: true });
    await run("node tool.cjs src/greet.js");
    await isTold();
    await run("node tool.cjs nothing");
    await sdk.prompt("/mode why");
    expect(sdk.ui.notices.at(-1)).toMatch(/In plan mode: allow\. It did not run: closed by the tripwire\.[\s\S]*\/tree/);
    sdk.ui.answer(({ options }) => options[0]);
    await sdk.prompt("/mode denied");
    expect(sdk.ui.asked.at(-1)?.options).toEqual([expect.stringMatching(/node tool\.cjs nothing \(plan: closed by the tripwire\)$/)]);
    expect(sdk.ui.notices.at(-1)).toContain("/tree");
    await sdk.close();
    const lines = readFileSync(join(scratch.agent, "pi-modes/audit.jsonl"), "utf8").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual(["allowed", "tripped"]);
  });
});

describe("a check in review", () => {
  const writing = (path: string) =>
    writeFileSync(join(scratch.project, "src/w.test.js"), `import { appendFileSync } from "node:fs";\nappendFileSync("${path}", "x");\n`);
  const check = async (path: string) => {
    writing(path);
    await start();
    await sdk.prompt("/mode review");
    expect((await run("node --test"))[0]?.refused).toBe(false);
    return (await run("node --test"))[0]?.refused;
  };

  it("may make files of its own", async () => {
    expect(await check("made-by-check.snap")).toBe(false);
    expect(read("made-by-check.snap")).toBe("xx");
    expect(told()).toEqual([]);
  });

  it("may not change what is under version control", async () => {
    expect(await check("src/greet.js")).toBe(true);
    await isTold();
    expect(told()[0]).toContain("changed src/greet.js");
  });
});
