// Without a person: `pi -p` and `pi --mode json`. Nothing hangs, nothing is approved, and the model is told why.
// Each group is one run of pi, made once and looked at by all of its cases.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTEMPT_STEPS } from "./kit/attempts.ts";
import { loading } from "./kit/host.ts";
import { at, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts, userTexts } from "./kit/model-server.ts";
import { ofType, printJson, printText } from "./kit/print.ts";
import type { Finished } from "./kit/process.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;
/** The project before the run. */
let before: ReturnType<typeof fingerprint>;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

/** Each group has a project of its own. */
function inOwnProject(): void {
  beforeAll(() => {
    scratch = makeScratch(server.url);
    before = fingerprint(scratch.project);
  });
  afterAll(() => scratch.remove());
}

const PLAN = ["--plan", ...loading()];
const WRITE = call("write", { path: "made", content: "x" });
const SUBMIT = call("plan", { action: "submit", title: "Greet politely", steps: ["Change the greeting"], writes: ["src/greet.js"] });
const FINISHED = { say: "finished" };
const made = () => existsSync(join(scratch.project, "made"));

describe("pi -p", () => {
  describe("under --plan", () => {
    inOwnProject();
    let run: Finished;
    let reasons: readonly string[];
    /** How often the model was asked. */
    let requests: number;
    const steps = [WRITE, bash("node -e 1"), SUBMIT, FINISHED];
    beforeAll(async () => {
      requests = -server.requests.length;
      run = await printText(scratch, { args: PLAN, prompt: ["/mode", "/mode status", scripted(...steps)] });
      requests += server.requests.length;
      reasons = toolTexts(server.requests.at(-1));
    });

    it("answers /mode and /mode status with plain text, without asking the model", () => {
      expect(run.code).toBe(0);
      expect(run.stderr.match(/^plan: /gm)).toHaveLength(2);
      expect(requests).toBe(steps.length);
    });

    it("refuses a write, tells the model why, and ends well", () => {
      expect(run).toMatchObject({ code: 0, stdout: "finished\n" });
      expect(reasons[0]).toMatch(/^Not run:.*(made|write)/);
      expect(reasons[0]).toMatch(/plan/);
      expect(made()).toBe(false);
    });

    it("refuses what it would have to ask about, and says that nobody could be asked", () => {
      expect(reasons[1]).toMatch(/^Not run:/);
      expect(reasons[1]).toMatch(/ask|question|nobody/i);
    });

    it("prints a plan that is submitted, says how to go on, and asks the model for it as its answer", () => {
      expect(run).toMatchObject({ code: 0, stdout: "finished\n" });
      for (const words of ["# Greet politely", "1. [ ] Change the greeting", "/mode approve"]) expect(run.stderr).toContain(words);
      expect(reasons[2]).toContain("Give the plan as your answer");
      expect(reasons[2]).not.toMatch(/approved/i);
    });

    it("stays in plan when the session goes on", async () => {
      await printText(scratch, { args: [...loading(), "-c"], prompt: scripted(WRITE, FINISHED) });
      const seen = toolTexts(server.requests.at(-1));
      expect(seen).toHaveLength(reasons.length + 1);
      expect(seen.at(-1)).toMatch(/^Not run:/);
      expect(fingerprint(scratch.project)).toEqual(before);
    });
  });

  describe("without --plan", () => {
    inOwnProject();
    let run: Finished;
    beforeAll(async () => {
      run = await printText(scratch, { args: loading(), prompt: ["/mode yolo", scripted(WRITE, FINISHED)] });
    });

    it("writes", () => {
      expect(run).toMatchObject({ code: 0, stdout: "finished\n" });
      expect(made()).toBe(true);
    });

    it("lists the modes when a name is wrong", () => {
      for (const name of ["yolo", "plan", "execute", "review"]) expect(run.stderr).toContain(name);
      expect(userTexts(server.requests.at(-1)).join()).not.toContain("yolo");
    });
  });
});

describe("pi --mode json", () => {
  describe("under --plan", () => {
    inOwnProject();
    let run: Awaited<ReturnType<typeof printJson>>;
    let ends: readonly unknown[];
    let submitted: unknown;
    beforeAll(async () => {
      run = await printJson(scratch, { args: PLAN, prompt: ["/mode", scripted(...ATTEMPT_STEPS, SUBMIT, FINISHED)] });
      const all = ofType(run.events, "tool_execution_end");
      ends = all.slice(0, -1);
      submitted = all.at(-1);
    });
    const words = (end: unknown) => text(end, "result", "content", 0, "text");

    it("refuses all nine attempts and leaves the project as it is", () => {
      expect(run.code).toBe(0);
      expect(ends).toHaveLength(ATTEMPT_STEPS.length);
      expect(ends.filter((end) => at(end, "isError") !== true)).toEqual([]);
      expect(fingerprint(scratch.project)).toEqual(before);
    });

    it("gives the reason in the tool's result", () => {
      expect(text(ends[0], "toolName")).toBe("write");
      expect(words(ends[0])).toMatch(/plan/);
    });

    it("prints a submitted plan beside the events", () => {
      expect(run.stderr).toContain("# Greet politely");
      expect(words(submitted)).toContain("nobody can be asked");
    });

    it("keeps standard output free of what it prints, and of the answer to /mode", () => {
      expect(run.events.length).toBe(run.stdout.trim().split("\n").length);
      expect(run.stderr).toMatch(/^plan: /m);
    });
  });

  describe("without --plan", () => {
    inOwnProject();

    it("writes, and says nothing on standard output that isn't an event", async () => {
      const { code, events, stdout } = await printJson(scratch, { args: loading(), prompt: scripted(WRITE, FINISHED) });
      expect(code).toBe(0);
      expect(made()).toBe(true);
      // The host leaves when the run ends, and says so only where its extensions are done with that at once.
      expect(ofType(events, "agent_end")).toHaveLength(1);
      expect(events.length).toBe(stdout.trim().split("\n").length);
    });
  });
});
