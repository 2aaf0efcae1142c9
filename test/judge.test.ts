// The table of cases, judged on a real project.

import { afterAll, describe, expect, it } from "vitest";
import { judge } from "../src/judge.ts";
import { MODE_NAMES, MODES } from "../src/policy/modes.ts";
import { BUILT_IN } from "../src/policy/policy.ts";
import { compileRules } from "../src/policy/rules.ts";
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

describe("a rule on a real command", () => {
  const place = { root: workspace.root, home: workspace.home, real: (path: string) => path };
  const rule = { id: "user:1", source: "user", file: "pi-modes.json", line: 1, command: "git push *", decision: "allow" } as const;
  const policy = { ...BUILT_IN, rules: compileRules([rule], place) };
  const decision = (command: string) => judge({ tool: "bash", input: { command } }, workspace, MODES.execute, policy).decision;

  it.each([
    "git push",
    "git push origin main",
    "cd src && git push",
    "timeout 5 git push",
    "bash -c 'git push'",
    "for r in a b; do git push $r; done",
  ])("opens %s", (command) => {
    expect(decision(command)).toBe("allow");
  });

  it.each(["echo a", "cd src; echo a", "true && echo", "x=$(echo a); ls $x", "ls | sort"])(
    "closes %s, which does nothing else",
    (command) => {
      const closing = [
        { ...rule, command: "echo *", decision: "deny" },
        { ...rule, command: "sort", decision: "deny" },
      ] as const;
      const closed = { ...BUILT_IN, rules: compileRules(closing, place) };
      expect(judge({ tool: "bash", input: { command } }, workspace, MODES.execute, closed).decision).toBe("deny");
      expect(decision(command)).toBe("allow");
    },
  );

  it.each([
    "GIT_DIR=/elsewhere git push",
    "export GIT_SSH_COMMAND=x; git push",
    "env GIT_DIR=/elsewhere git push",
    "sudo git push",
    "git push > ~/log",
    "git push; rm -rf src",
    "git -C /elsewhere push",
    "git push $(cat .env)",
  ])("doesn't open %s", (command) => {
    expect(decision(command)).toBe("ask");
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
