// The shared table of cases on a real host: what plan mode lets through really runs, and changes nothing; everything else doesn't run.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMAND_CASES } from "../cases/commands.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk | undefined;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk?.close();
  sdk = undefined;
  scratch.remove();
});

describe("the table of cases in plan mode", () => {
  it("runs what is open, refuses the rest, and leaves the project as it is", async () => {
    sdk = await startSdk(scratch, { plan: true });
    const before = fingerprint(scratch.project);
    // One by one: a run in which the same thing is refused again and again is stopped.
    const outcomes = [];
    for (const entry of COMMAND_CASES) outcomes.push(...(await sdk.prompt(scripted(bash(entry.command)))));
    const ran = outcomes.map((outcome) => !outcome.text.startsWith("Not run: "));
    const table = COMMAND_CASES.map((entry, index) => `${entry.plan === "allow" ? "runs" : "doesn't run"}: ${entry.command} (${index})`);
    expect(ran.map((did, index) => `${did ? "runs" : "doesn't run"}: ${COMMAND_CASES[index]?.command} (${index})`)).toEqual(table);
    expect(fingerprint(scratch.project)).toEqual(before);
    expect(sdk.ui.asked).toHaveLength(COMMAND_CASES.filter((entry) => entry.plan === "ask").length);
  });
});
