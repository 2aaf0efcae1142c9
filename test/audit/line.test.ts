import { describe, expect, it } from "vitest";
import { auditLine, auditRecord } from "../../src/audit/line.ts";
import { judge } from "../../src/judge.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { compileRules } from "../../src/policy/rules.ts";
import { ROOT } from "../support/effects.ts";
import { world } from "../support/project.ts";

const CALL = { time: 0, session: "s1", tool: "bash", outcome: "refused" };

function lineOf(command: string, mode = MODES.plan, policy = BUILT_IN): string {
  return auditLine(auditRecord(judge({ tool: "bash", input: { command } }, world, mode, policy), CALL));
}

describe("a line of the audit log", () => {
  it("says when, where, what, how it was decided and what became of it", () => {
    expect(JSON.parse(lineOf("cp notes.txt b.txt"))).toEqual({
      v: 1,
      time: "1970-01-01T00:00:00.000Z",
      session: "s1",
      mode: "plan",
      tool: "bash",
      effects: [
        { class: "write", kind: "write", target: `${ROOT}/b.txt` },
        { class: "read", kind: "read", target: `${ROOT}/notes.txt` },
      ],
      decision: "deny",
      outcome: "refused",
      word: "b.txt",
    });
  });

  it("names the rule that decided", () => {
    const rule = { id: "user:1", source: "user", file: "/c.json", line: 4, command: "npm test", decision: "deny", reason: "no" } as const;
    const policy = { ...BUILT_IN, rules: compileRules([rule], { root: ROOT, home: "/home/u", real: (path) => path }) };
    expect(JSON.parse(lineOf("npm test", MODES.execute, policy)).rule).toEqual({ id: "user:1", file: "/c.json", line: 4 });
  });

  it("names the host, without the name and password in front of it", () => {
    const line = lineOf("curl https://user:hunter2@example.com/x");
    expect(line).not.toContain("hunter2");
    expect(JSON.parse(line).effects).toContainEqual(expect.objectContaining({ kind: "network", host: "example.com" }));
  });

  it.each([
    "python3 -c 'import os; print(\"private text\")'",
    "bash -c 'echo private text > a'",
    "cat > a <<'X'\nprivate text\nX",
    "echo 'private text",
    "psql -c \"update t set private = 'text'\"",
    "git commit -m 'private text'",
    'eval "$X private text"',
  ])("%j leaves neither its text nor the whole command", (command) => {
    const line = lineOf(command);
    expect(line).not.toMatch(/private text|private = /);
    expect(line.includes(JSON.stringify(command).slice(1, -1))).toBe(false);
  });

  it("is one line of bounded length, whatever the call", () => {
    const line = lineOf(`rm ${Array.from({ length: 300 }, (_, index) => `${"x".repeat(200)}/${index}`).join(" ")}; echo 'a\nb' > "c\nd"`);
    expect(line).not.toContain("\n");
    expect(line.length).toBeLessThan(60_000);
  });
});
