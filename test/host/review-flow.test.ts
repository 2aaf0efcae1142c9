// The review of a plan in a real session: what the model is given, what it reports, and what becomes of the findings.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk?.close();
  scratch.remove();
});

const SUBMIT = call("plan", {
  action: "submit",
  title: "Greet politely",
  steps: ["Change the greeting", "Say so in the readme"],
  writes: ["src/greet.js"],
});
const DONE = call("plan", {
  action: "progress",
  updates: [
    { step: 1, status: "done" },
    { step: 2, status: "skipped", note: "there is no readme" },
  ],
});
const FINDINGS = call("plan", {
  action: "findings",
  summary: "One thing has to change.",
  findings: ["src/greet.js:1: greets nobody by name", "no test covers it"],
});

const start = async () => {
  sdk = await startSdk(scratch, { plan: true });
  answering();
};
/** Approves what is submitted and says no to everything else but these titles. */
const answering = (...yes: readonly RegExp[]) =>
  sdk.ui.answer(({ kind, title, options }) => {
    if (kind === "confirm") return yes.some((wanted) => wanted.test(title)) ? "yes" : undefined;
    return title.startsWith("An approval releases") ? "done" : options.find((option) => option === "Approve and execute");
  });
const mode = () => [...sdk.ui.status.values()].at(-1);
const idle = () => sdk.session.agent.waitForIdle();
const messages = (kind: string) =>
  sdk.session.messages.filter((message) => message.role === "custom" && (message.details as { kind?: string } | undefined)?.kind === kind);
const textOf = (kind: string) => JSON.stringify(messages(kind).at(-1) ?? "");
const approved = async () => {
  await start();
  await sdk.prompt(scripted(SUBMIT, { say: "Approved." }));
  await idle();
};

describe("a review of a plan", () => {
  it("gets the plan, the changes since the approval with new files, what was skipped, and what the guard saw beside the plan", async () => {
    await approved();
    await sdk.prompt(scripted(bash("echo 'x' >> src/greet.js; echo y > fresh.txt; echo z >> README.md"), DONE));
    await idle();
    await sdk.prompt("/mode review mind the umlauts");
    await idle();
    expect(mode()).toBe("review");
    const text = textOf("review");
    for (const part of [
      "Greet politely",
      "src/greet.js",
      "New files:",
      "fresh.txt",
      "step 2 was skipped: there is no readme",
      "writes fresh.txt",
      "writes README.md",
      "mind the umlauts",
    ])
      expect(text).toContain(part);
    expect(text).not.toContain("writes src/greet.js");
  });

  it("is offered after the last step and begins with a yes", async () => {
    await approved();
    answering(/^Plan finished/);
    await sdk.prompt(scripted(DONE));
    await expect.poll(() => messages("review").length).toBe(1);
    await idle();
    expect(mode()).toBe("review");
  });

  it("isn't begun by a switch alone where there is no plan, and is with words", async () => {
    sdk = await startSdk(scratch);
    await sdk.prompt("/mode review");
    await idle();
    expect(messages("review")).toEqual([]);
    await sdk.prompt("/mode review the last commit");
    await idle();
    expect(textOf("review")).toContain("the last commit");
  });

  it("keeps its findings in the session and in one file, and touches nothing else", async () => {
    await approved();
    await sdk.prompt(scripted(DONE));
    await sdk.prompt("/mode review");
    await idle();
    const before = fingerprint(scratch.project);
    const [reported] = await sdk.prompt(scripted(FINDINGS, { say: "One thing has to change." }));
    expect(reported?.text).toContain("2 findings");
    await expect.poll(() => messages("reviewed").length).toBe(1);
    expect(fingerprint(scratch.project)).toEqual(before);
    const notes = readdirSync(join(scratch.agent, "reviews"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    expect(notes).toHaveLength(1);
    expect(readFileSync(join(scratch.agent, "reviews", notes[0] ?? ""), "utf8")).toContain("1. src/greet.js:1: greets nobody by name");
  });

  it("makes a plan of its findings with one yes, in plan mode", async () => {
    await approved();
    await sdk.prompt(scripted(DONE));
    await sdk.prompt("/mode review");
    await idle();
    answering(/^Review: 2 findings/);
    await sdk.prompt(scripted(FINDINGS, { say: "See the findings." }));
    await expect.poll(() => messages("findings").length).toBe(1);
    await idle();
    expect(mode()).toBe("plan");
    expect(textOf("findings")).toContain("greets nobody by name");
    expect(textOf("findings")).toContain("Greet politely");
  });

  it("makes a plan of its findings later, by command", async () => {
    await approved();
    await sdk.prompt(scripted(DONE));
    await sdk.prompt("/mode review");
    await idle();
    await sdk.prompt(scripted(FINDINGS, { say: "See the findings." }));
    await expect.poll(() => messages("reviewed").length).toBe(1);
    await sdk.prompt("/mode findings only the first");
    await idle();
    expect(mode()).toBe("plan");
    expect(textOf("findings")).toContain("only the first");
  });

  it("says that there is nothing to plan where nothing was found", async () => {
    sdk = await startSdk(scratch);
    await sdk.prompt("/mode findings");
    expect(sdk.ui.notices.at(-1)).toContain("no findings");
    expect(mode()).toBe("execute");
  });

  it("takes no findings where work goes on, or in plan", async () => {
    await start();
    const [inPlan] = await sdk.prompt(scripted(FINDINGS));
    expect(inPlan?.text).toContain("Not recorded");
    await sdk.prompt("/mode execute");
    const [inExecute] = await sdk.prompt(scripted(FINDINGS));
    expect(inExecute?.text).toContain("Not recorded");
    expect(existsSync(join(scratch.agent, "reviews"))).toBe(false);
  });
});

describe("what a check leaves behind in review", () => {
  const refused = async (command: string) => (await sdk.prompt(scripted(bash(command))))[0]?.text.startsWith("Not run:");

  it("may lie in the folders for it, and nowhere else", async () => {
    writeFileSync(join(scratch.project, "check.sh"), "echo checked\n");
    sdk = await startSdk(scratch);
    await sdk.prompt("/mode review");
    sdk.ui.answer(() => undefined);
    expect(await refused("mkdir -p coverage")).toBe(true);
    expect(await refused("echo a > coverage.out")).toBe(false);
    expect(readFileSync(join(scratch.project, "coverage.out"), "utf8")).toBe("a\n");
    expect(await refused("echo a > report.txt")).toBe(true);
    expect(await refused("ln -s ../src coverage.out")).toBe(true);
    expect(existsSync(join(scratch.project, "report.txt"))).toBe(false);
  });
});
