// The demo is the first thing that people run: it has to tell the truth in a pipe and in a terminal.

import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REPOSITORY } from "./kit/host.ts";
import { run } from "./kit/process.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { footerOf, startProgram, tmuxMissing } from "./kit/tui.ts";

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => scratch.remove());

const DEMO = join(REPOSITORY, "demo", "demo.mjs");

describe("the demo", () => {
  it("tells the whole story into a pipe and ends well", async () => {
    const { code, stdout, stderr } = await run(scratch, process.execPath, [DEMO]);
    expect(stderr).toBe("");
    expect(stdout).not.toMatch(/^ *NOT /m);
    expect(stdout).toMatch(/refused[\s\S]*\/mode execute[\s\S]*Successfully wrote[\s\S]*\+Hello from a model/);
    expect(code).toBe(0);
  });

  it.skipIf(tmuxMissing)("plays in a terminal: refused, ctrl+alt+p, allowed, and what changed", async () => {
    const terminal = startProgram(scratch, [process.execPath, DEMO], scratch.env);
    try {
      await terminal.see("I was refused, twice.");
      terminal.keys("C-M-p");
      await terminal.see((screen) => footerOf(screen).includes("execute"));
      terminal.type("now");
      terminal.keys("Enter");
      await terminal.see("Done: I wrote greeting.txt.");
      terminal.keys("C-d");
      await terminal.see("What changed in the scratch project:");
      await terminal.see("+Hello from a model that was allowed to write.");
      await terminal.see("It ended with 0");
    } finally {
      terminal.close();
    }
  });
});
