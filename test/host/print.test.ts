// Without a person: `pi -p` and `pi --mode json`. Nothing hangs, nothing is approved, and the model is told why.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ATTEMPT_STEPS } from "./kit/attempts.ts";
import { loading } from "./kit/host.ts";
import { at, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { ofType, printJson, printText } from "./kit/print.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
});
afterEach(() => scratch.remove());

const PLAN = ["--plan", ...loading()];
const WRITE = scripted(call("write", { path: "made", content: "x" }), { say: "finished" });
const SUBMIT = scripted(
  call("plan", { action: "submit", title: "Greet politely", steps: ["Change the greeting"], writes: ["src/greet.js"] }),
  { say: "finished" },
);
const made = () => existsSync(join(scratch.project, "made"));

describe("pi -p", () => {
  it("refuses a write under --plan, tells the model why, and ends well", async () => {
    expect(await printText(scratch, { args: PLAN, prompt: WRITE })).toMatchObject({ code: 0, stdout: "finished\n" });
    const [reason] = toolTexts(server.requests.at(-1));
    expect(reason).toMatch(/plan/);
    expect(reason).toMatch(/made|write/);
    expect(made()).toBe(false);
  });

  it("writes without --plan", async () => {
    expect(await printText(scratch, { args: loading(), prompt: WRITE })).toMatchObject({ code: 0, stdout: "finished\n" });
    expect(made()).toBe(true);
  });

  it("refuses what it would have to ask about, and says that nobody could be asked", async () => {
    await printText(scratch, { args: PLAN, prompt: scripted(bash("node -e 1"), { say: "finished" }) });
    expect(toolTexts(server.requests.at(-1))[0]).toMatch(/ask|question|nobody/i);
  });

  it("prints a plan that is submitted, says how to go on, asks the model for it as its answer, and stays in plan", async () => {
    const before = fingerprint(scratch.project);
    const { code, stdout, stderr } = await printText(scratch, { args: PLAN, prompt: SUBMIT });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "finished\n" });
    for (const words of ["# Greet politely", "1. [ ] Change the greeting", "/mode approve"]) expect(stderr).toContain(words);
    expect(toolTexts(server.requests.at(-1))[0]).toContain("Give the plan as your answer");
    expect(toolTexts(server.requests.at(-1))[0]).not.toMatch(/approved/i);
    await printText(scratch, { args: [...loading(), "-c"], prompt: WRITE });
    expect(toolTexts(server.requests.at(-1)).at(-1)).toMatch(/^Not run:/);
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("lists the modes when a name is wrong", async () => {
    const { stdout, stderr } = await printText(scratch, { args: loading(), prompt: "/mode yolo" });
    for (const name of ["plan", "execute", "review"]) expect(stdout + stderr).toContain(name);
    expect(stdout + stderr).toContain("yolo");
  });

  it.each(["/mode", "/mode status"])("answers %s with plain text, without asking the model", async (command) => {
    const before = server.requests.length;
    const { code, stdout, stderr } = await printText(scratch, { args: PLAN, prompt: command });
    expect(code).toBe(0);
    expect(stdout + stderr).toContain("plan");
    expect(server.requests.length).toBe(before);
  });
});

describe("pi --mode json", () => {
  it("refuses all nine attempts under --plan and leaves the project as it is", async () => {
    const before = fingerprint(scratch.project);
    const { code, events } = await printJson(scratch, { args: PLAN, prompt: scripted(...ATTEMPT_STEPS) });
    expect(code).toBe(0);
    const ends = ofType(events, "tool_execution_end");
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.filter((event) => at(event, "isError") !== true)).toEqual([]);
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("gives the reason in the tool's result", async () => {
    const { events } = await printJson(scratch, { args: PLAN, prompt: WRITE });
    const [end] = ofType(events, "tool_execution_end");
    expect(text(end, "result", "content", 0, "text")).toMatch(/plan/);
    expect(made()).toBe(false);
  });

  it("writes without --plan, and says nothing on standard output that isn't an event", async () => {
    const { code, events, stdout } = await printJson(scratch, { args: loading(), prompt: WRITE });
    expect(code).toBe(0);
    expect(made()).toBe(true);
    // The host leaves when the run ends, and says so only where its extensions are done with that at once.
    expect(ofType(events, "agent_end")).toHaveLength(1);
    expect(events.length).toBe(stdout.trim().split("\n").length);
  });

  it("prints a submitted plan beside the events, and leaves the project as it is", async () => {
    const before = fingerprint(scratch.project);
    const { code, stdout, stderr, events } = await printJson(scratch, { args: PLAN, prompt: SUBMIT });
    expect(code).toBe(0);
    expect(events.length).toBe(stdout.trim().split("\n").length);
    expect(stderr).toContain("# Greet politely");
    expect(text(ofType(events, "tool_execution_end")[0], "result", "content", 0, "text")).toContain("nobody can be asked");
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("keeps standard output free of the answer to /mode", async () => {
    const { stdout, stderr, events } = await printJson(scratch, { args: PLAN, prompt: "/mode" });
    expect(events.length).toBe(stdout.trim().split("\n").length);
    expect(stderr).toContain("plan");
  });
});
