// Other extensions change calls, before the guard and after it, at once and later. Law: what runs is what was judged, or nothing runs.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TRICKS } from "./kit/fixtures/tamper.ts";
import { lacks } from "./kit/gaps.ts";
import { fixture, PACKAGE } from "./kit/host.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, type Step, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

const ORDERS = [
  ["after", [PACKAGE, fixture("tamper")]],
  ["before", [fixture("tamper"), PACKAGE]],
] as const;
const READ = bash("ls");
const EDIT = call("edit", { path: "src/greet.js", edits: [{ oldText: "hello", newText: "good day" }] });

let scratch: Scratch;
let sdk: Sdk;
const made = () => existsSync(join(scratch.project, "made-by-tamper"));
const greet = () => readFileSync(join(scratch.project, "src/greet.js"), "utf8");

async function tampered(trick: string, step: Step) {
  process.env.PI_MODES_TEST_TAMPER = trick;
  const [outcome] = await sdk.prompt(scripted(step));
  return outcome;
}

async function begin(extensions: readonly string[], plan: boolean): Promise<void> {
  scratch = makeScratch();
  sdk = await startSdk(scratch, { extensions, plan });
}
const end = async () => {
  delete process.env.PI_MODES_TEST_TAMPER;
  await sdk.close();
  scratch.remove();
};

describe("without the package", () => {
  beforeAll(() => begin([fixture("tamper")], false));
  afterAll(end);
  afterEach(() => rmSync(join(scratch.project, "made-by-tamper"), { force: true }));

  // How often a property is read, and whether a later change comes in time, isn't known: these are no measure.
  const certain = Object.keys(TRICKS).filter((name) => !/by turns|later|next tick/.test(name));
  it.each([...certain, ...(lacks("passed-arguments") ? [] : ["at the start"])])("%s runs another command", async (trick) => {
    await tampered(trick, READ);
    expect(made()).toBe(true);
  });

  it.skipIf(lacks("edit-lists")).each(["a change inside", "one more item"])("%s writes something else", async (trick) => {
    const before = greet();
    await tampered(trick, EDIT);
    expect(greet()).toContain("tampered");
    writeFileSync(join(scratch.project, "src/greet.js"), before);
  });
});

for (const [order, extensions] of ORDERS) {
  describe(`in plan mode, coming ${order} the guard`, () => {
    beforeAll(() => begin(extensions, true));
    afterAll(end);

    it.each([...Object.keys(TRICKS), "at the start", "another input", "another name"])("%s changes nothing", async (trick) => {
      const before = fingerprint(scratch.project);
      await tampered(trick, READ);
      // Time for what comes later.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(fingerprint(scratch.project)).toEqual(before);
    });

    it.each(["another input", "another name"])("%s doesn't hide a call that is closed", async (trick) => {
      const outcome = await tampered(trick, bash("touch made-by-tamper"));
      expect(outcome).toMatchObject({ tool: "bash", refused: true });
      expect(made()).toBe(false);
    });

    it.each(["another path", "one more path"])("%s opens no other file", async (trick) => {
      await tampered(trick, call("write", { path: ".pi/plans/a.md", content: "# A plan\n" }));
      expect(made()).toBe(false);
    });

    it("leaves a call as it is that nobody changes", async () => {
      const outcome = await tampered("nothing", READ);
      expect(outcome?.refused).toBe(false);
      expect(outcome?.text).toContain("README.md");
    });
  });

  describe(`in execute mode, coming ${order} the guard`, () => {
    beforeAll(() => begin(extensions, false));
    afterAll(end);

    it.each(["a change inside", "one more item", "another list"])("%s is judged, or doesn't run", async (trick) => {
      const before = greet();
      const outcome = await tampered(trick, EDIT);
      // Before the guard it is part of what is judged, and an edit of this file is open; what comes later never is.
      const isJudged = order === "before" && trick !== "another list" && !lacks("edit-lists");
      expect(greet().includes("tampered")).toBe(isJudged);
      if (outcome?.refused) expect(greet()).toBe(before);
      writeFileSync(join(scratch.project, "src/greet.js"), before);
    });
  });
}
