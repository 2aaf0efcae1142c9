// The table of cases, judged on a real project.

import { afterAll, describe, expect, it } from "vitest";
import { judge } from "../src/judge.ts";
import { MODE_NAMES, MODES } from "../src/policy/modes.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { COMMAND_CASES } from "./cases/commands.ts";
import { makeScratch } from "./host/kit/scratch.ts";

const scratch = makeScratch();
const workspace = nodeWorkspace({ cwd: scratch.project, home: scratch.home, agentDir: scratch.agent });
afterAll(() => scratch.remove());

describe.each(MODE_NAMES)("%s mode", (mode) => {
  it.each(COMMAND_CASES.map((entry) => [entry[mode], entry.command] as const))("%s: %s", (decision, command) => {
    expect(judge({ tool: "bash", input: { command } }, workspace, MODES[mode]).decision).toBe(decision);
  });

  it("never judges by the tool's name alone", () => {
    expect(judge({ tool: "BASH", input: { command: "ls" } }, workspace, MODES[mode]).decision).toBe("ask");
  });
});

describe("a call that is malformed", () => {
  const inputs: readonly unknown[] = [
    undefined,
    null,
    7,
    "ls",
    [],
    {},
    { command: 7 },
    { command: null },
    { command: ["ls"] },
    { command: "ls\0" },
  ];
  it.each(inputs.map((input) => [input]))("is never allowed: %j", (input) => {
    for (const tool of ["bash", "write", "edit"]) {
      for (const mode of MODE_NAMES) expect(judge({ tool, input }, workspace, MODES[mode]).decision).not.toBe("allow");
    }
  });
});
