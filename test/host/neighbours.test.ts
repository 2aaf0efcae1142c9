// Other extensions see and change the same calls. Law: what runs is what was judged, or nothing runs.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fixture, PACKAGE } from "./kit/host.ts";
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
  await sdk.close();
  scratch.remove();
});

const made = () => existsSync(join(scratch.project, "made-by-rewriter"));

describe("an extension that rewrites calls", () => {
  it("does what it says when the package isn't there", async () => {
    sdk = await startSdk(scratch, { extensions: [fixture("rewriter")] });
    await sdk.prompt(scripted(bash("ls")));
    expect(made()).toBe(true);
  });

  it.each([
    ["after", [PACKAGE, fixture("rewriter")]],
    ["before", [fixture("rewriter"), PACKAGE]],
  ])("can't run in plan what plan refuses when it comes %s the guard", async (_name, extensions) => {
    sdk = await startSdk(scratch, { extensions, plan: true });
    const before = fingerprint(scratch.project);
    const outcomes = await sdk.prompt(scripted(bash("ls"), bash("cat README.md")));
    expect(outcomes.map((outcome) => outcome.refused)).toEqual([true, true]);
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("can't turn a plan file into another file", async () => {
    sdk = await startSdk(scratch, { extensions: [PACKAGE, fixture("rewriter")], plan: true });
    const [outcome] = await sdk.prompt(scripted(call("write", { path: ".pi/plans/a.md", content: "# A plan\n" })));
    expect(outcome?.refused).toBe(true);
    expect(made()).toBe(false);
  });

  it("may still change a call into one that is open", async () => {
    sdk = await startSdk(scratch, { extensions: [PACKAGE, fixture("rewriter")] });
    const [outcome] = await sdk.prompt(scripted(bash("ls")));
    expect(outcome?.refused).toBe(false);
    expect(made()).toBe(true);
  });
});

describe("a plan file", () => {
  it("may be written in plan when nobody rewrites it", async () => {
    sdk = await startSdk(scratch, { plan: true });
    const [outcome] = await sdk.prompt(scripted(call("write", { path: ".pi/plans/a.md", content: "# A plan\n" })));
    expect(outcome?.refused).toBe(false);
    expect(readFileSync(join(scratch.project, ".pi/plans/a.md"), "utf8")).toBe("# A plan\n");
  });
});
