// The command line tool as a user runs it: another process, plain Node.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const TOOL = fileURLToPath(new URL("../../bin/pi-modes.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pi-modes-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tool(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr, lines: stdout.split("\n").filter((line) => line !== "") };
}

describe("pi-modes check", { timeout: 60_000 }, () => {
  it("answers a thousand lines in order, one line each", () => {
    const commands = ["ls", "touch a", "python3 x.py", "echo 'unclosed", "cat a | sort > b"];
    const input = Array.from({ length: 1000 }, (_, id) => JSON.stringify({ id, command: commands[id % commands.length] })).join("\n");
    const { status, lines } = tool(["check", "--mode", "plan"], `${input}\n`);
    const answers: { id: number; decision: string; effects: unknown[]; reason: string }[] = lines.map((line) => JSON.parse(line));
    expect(answers.map((answer) => answer.id)).toEqual(Array.from({ length: 1000 }, (_, id) => id));
    expect(answers.slice(0, 5).map((answer) => answer.decision)).toEqual(["allow", "deny", "ask", "ask", "deny"]);
    for (const answer of answers) expect(Object.keys(answer)).toEqual(["id", "decision", "effects", "reason"]);
    expect(status).toBe(0);
  });

  it("judges calls of other tools", () => {
    const calls = [
      { id: "r", tool: "read", input: { path: "a.txt" } },
      { id: "w", tool: "write", input: { path: "a.txt", content: "x" } },
      { id: "u", tool: "mystery", input: {} },
    ];
    const { lines } = tool(["check"], calls.map((call) => JSON.stringify(call)).join("\n"));
    expect(lines.map((line) => JSON.parse(line)).map(({ id, decision }) => [id, decision])).toEqual([
      ["r", "allow"],
      ["w", "deny"],
      ["u", "ask"],
    ]);
  });

  it("denies a line that it can't read, names the line, and goes on", () => {
    const { status, lines } = tool(
      ["check"],
      ['{"id":1,"command":"ls"}', "{ no json", '{"id":3}', '{"id":4,"command":7}', '{"id":5,"command":"ls"}'].join("\n"),
    );
    const answers = lines.map((line) => JSON.parse(line));
    expect(answers.map(({ id, decision }) => [id, decision])).toEqual([
      [1, "allow"],
      [null, "deny"],
      [3, "deny"],
      [4, "deny"],
      [5, "allow"],
    ]);
    expect(answers[1].reason).toContain("Line 2");
    expect(status).toBe(1);
  });

  it("judges from the folder that --cwd names", () => {
    const input = '{"id":1,"command":"echo x > a"}';
    expect(JSON.parse(tool(["check", "--mode", "execute"], input).lines[0] ?? "").effects[0].target.path).toBe(join(folder, "a"));
    expect(JSON.parse(tool(["check", "--mode", "execute", "--cwd", "/usr"], input).lines[0] ?? "").effects[0].target.path).toBe("/usr/a");
  });
});

describe("pi-modes explain", () => {
  it("names the deciding word, the effect and the decision of every mode", () => {
    const { status, stdout } = tool(["explain", "--", "ls && cp a.txt b.txt"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/plan: deny[\s\S]*writes b\.txt \[write\] {2}<- b\.txt[\s\S]*execute: allow[\s\S]*review: deny/);
  });

  it("gives JSON on demand", () => {
    const [verdict] = JSON.parse(tool(["explain", "--mode", "plan", "--json", "--", "touch a"]).stdout);
    expect(verdict).toMatchObject({
      mode: "plan",
      decision: "deny",
      effects: [{ kind: "write", class: "write", decision: "deny", word: "a", program: "touch" }],
    });
  });
});

describe("wrong usage", () => {
  it.each([
    [["frobnicate"], "frobnicate"],
    [["explain"], "one command"],
    [["explain", "a", "b"], "one command"],
    [["explain", "--mode", "yolo", "--", "ls"], "plan, execute, review"],
    [["check", "--mode"], "--mode"],
    [["check", "--wat"], "--wat"],
    [["check", "--cwd", "/no/such/folder"], "/no/such/folder"],
  ])("%j says what is wrong and exits with 2", (args, word) => {
    const { status, stdout, stderr } = tool(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(word);
  });

  it("is not what asking for help is", () => {
    const { status, stdout } = tool(["--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("pi-modes check");
  });
});

describe("a checkout of which only the dependencies are installed", () => {
  it("says what is missing", () => {
    const bin = join(folder, "checkout", "bin");
    mkdirSync(bin, { recursive: true });
    copyFileSync(TOOL, join(bin, "pi-modes.mjs"));
    writeFileSync(join(bin, "main.ts"), "");
    const { status, stderr } = spawnSync(process.execPath, [join(bin, "pi-modes.mjs"), "explain", "ls"], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(stderr).toBe("pi-modes: this is a checkout, and what reads its sources isn't installed. Run `npm install` in it.\n");
    expect(status).toBe(2);
  });
});
