// A small session counted by hand, twenty large ones, and the one rule that is suggested.

import { describe, expect, it } from "vitest";
import { replay } from "../../src/cli/replay.ts";
import type { Workspace } from "../../src/effects/workspace.ts";
import { BUILT_IN, type Policy } from "../../src/policy/policy.ts";
import type { Rule } from "../../src/policy/rule.ts";
import { compileRules } from "../../src/policy/rules.ts";
import type { Decision } from "../../src/policy/verdict.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";
import { world } from "../support/project.ts";
import { bash, type MadeCall, sessionLines, stream } from "./sessions.ts";

const policyWith =
  (rules: readonly Omit<Rule, "id" | "source" | "file" | "line">[]) =>
  ({ root, home }: Workspace): Policy => ({
    ...BUILT_IN,
    rules: compileRules(
      rules.map((rule, index) => ({ id: `user:${index}`, source: "user", file: "/c.json", line: 1, ...rule })),
      { root, home, real: (path) => path },
    ),
  });

type Made = readonly (MadeCall | { readonly mode: string } | { readonly line: string })[];

async function figures(sessions: readonly Made[], more: Partial<Parameters<typeof replay>[0]> = {}) {
  const result = await replay({
    sessions: sessions.map((steps, index) => ({ name: `s${index}.jsonl`, lines: () => stream(sessionLines(steps)) })),
    policyIn: () => BUILT_IN,
    defaultMode: "execute",
    workspaceIn: () => world,
    cwd: "/",
    json: true,
    ...more,
  });
  return { ...result, data: JSON.parse(result.lines[0] ?? "") };
}

/** Each call and what the table of the modes says to it, by hand. */
const BY_HAND: readonly (readonly [MadeCall | { readonly mode: string }, Decision | undefined])[] = [
  [bash("ls -la src"), "allow"],
  [bash("echo x > notes.txt"), "allow"],
  [bash("cat .env"), "ask"],
  [bash("gh pr create"), "ask"],
  [bash("gh pr create --fill"), "ask"],
  [bash("rm -rf /"), "deny"],
  [{ tool: "read", input: { path: "README.md" } }, "allow"],
  [{ tool: "write", input: { path: "a.txt", content: "x" } }, "allow"],
  [{ tool: "mystery", input: {} }, "ask"],
  [{ mode: "plan" }, undefined],
  [bash("ls"), "allow"],
  [bash("npm test"), "ask"],
  [bash("touch a"), "deny"],
  [{ tool: "edit", input: { path: "a.txt" }, ran: false }, "deny"],
];

describe("a session counted by hand", () => {
  const steps = BY_HAND.map(([step]) => step);
  const expected = (decision: Decision) => BY_HAND.filter(([, answer]) => answer === decision).length;

  it("has these figures", async () => {
    const { data, status, errors } = await figures([steps]);
    expect(data.total).toEqual({ calls: 13, allow: 5, ask: 5, deny: 3, damaged: 0, askedPer100: 38.5 });
    expect([expected("allow"), expected("ask"), expected("deny")]).toEqual([5, 5, 3]);
    expect(data.sessions[0]).toMatchObject({ name: "s0.jsonl", calls: 13, ask: 5 });
    expect([status, errors]).toEqual([0, []]);
  });

  it("names the calls that ran and would be refused", async () => {
    const { data } = await figures([steps]);
    expect(data.ranButRefused.map(({ shown }: { shown: string }) => shown)).toEqual(["rm -rf /", "touch a"]);
  });

  it("suggests the rule that saves the most questions", async () => {
    const { data } = await figures([steps]);
    expect(data.suggestion).toEqual({ rule: { command: "gh pr *", effect: ["network-send"], decision: "allow" }, saves: 2 });
  });

  it("shows no secret of a call", async () => {
    const { lines } = await figures([[{ mode: "plan" }, bash("GITHUB_TOKEN=abc123 touch a")]]);
    expect(lines.join("\n")).toContain("touch a");
    expect(lines.join("\n")).not.toContain("abc123");
  });

  it("can be judged in another mode", async () => {
    expect((await figures([[bash("touch a"), { mode: "execute" }, bash("touch b")]], { mode: "plan" })).data.total.deny).toBe(2);
  });

  it("shows what a proposed policy changes", async () => {
    const proposedIn = policyWith([
      { command: "gh pr *", decision: "allow" },
      { path: "README.md", decision: "deny" },
    ]);
    const { data } = await figures([steps], { proposedIn });
    expect(data.proposed.total).toEqual({ calls: 13, allow: 6, ask: 3, deny: 4, askedPer100: 23.1 });
    expect(data.proposed.refused.map(({ shown }: { shown: string }) => shown)).toEqual(["README.md"]);
    expect(data.proposed.allowed.map(({ shown }: { shown: string }) => shown)).toEqual(["gh pr create", "gh pr create --fill"]);
  });

  it("is told in columns", async () => {
    const told = await replay({
      sessions: [
        { name: "first.jsonl", lines: () => stream(sessionLines(steps)) },
        { name: "b.jsonl", lines: () => stream(sessionLines([{ line: "broken" }, bash("ls")])) },
      ],
      policyIn: () => BUILT_IN,
      defaultMode: "execute",
      workspaceIn: () => world,
      cwd: "/",
      json: false,
    });
    expect(told.lines.slice(0, 4)).toEqual([
      "session      calls  allowed  asked  denied  asked/100",
      "first.jsonl     13        5      5       3       38.5",
      "b.jsonl          1        1      0       0        0.0",
      "total           14        6      5       3       35.7",
    ]);
    expect(told.lines).toContain('  {"command":"gh pr *","effect":["network-send"],"decision":"allow"}');
    expect(told.lines.at(-1)).toBe("1 line can't be read and was passed over.");
    expect(told.status).toBe(1);
  });
});

describe("a suggestion", () => {
  it.each([
    ["what can't be judged", 'eval "$X"', undefined],
    ["a file that steers the guard", "cp notes.txt ~/.pi/agent/settings.json", undefined],
    ["another user", "sudo systemctl restart x", undefined],
    ["a shell on another machine", "ssh host ls", undefined],
    ["code in a container", "docker exec box rm -rf /data", undefined],
    ["all of git", "git -C . push origin main", undefined],
    ["one secret, not all of them", "cat .env", { command: "cat *", path: ".env", effect: ["read-secret"] }],
    ["all rows of the command at once", "git push origin main", { command: "git push *", effect: ["network-send", "vcs-change"] }],
  ])("opens %s", async (_, command, rule) => {
    const { suggestion } = (await figures([[bash(command), bash(command)]])).data;
    expect(suggestion).toEqual(rule === undefined ? null : { rule: { ...rule, decision: "allow" }, saves: 2 });
  });

  it.each(["python3 -c 'print(1)'", "node x.js", "bash run.sh", "python3 x.py", "npx foo bar"])(
    "is never made from %s",
    async (command) => {
      expect((await figures([[{ mode: "plan" }, bash(command)]])).data.suggestion).toBeNull();
    },
  );

  it("counts no call that would still ask for another reason", async () => {
    const { data } = await figures([[bash("gh pr create && cat .env"), bash("gh pr create")]]);
    expect(data.suggestion.saves).toBe(1);
  });

  it("is tried in each folder for itself", async () => {
    const sessions = ["/home/u/a", "/home/u/b"].map((cwd) => ({ name: cwd, lines: () => stream(sessionLines([bash("cat .env")], cwd)) }));
    const workspaceIn = (cwd: string) => ({ ...world, cwd, root: cwd });
    const { data } = await figures([], { sessions, workspaceIn });
    expect(data.suggestion).toEqual({ rule: { command: "cat *", path: ".env", effect: ["read-secret"], decision: "allow" }, saves: 2 });
  });

  it("doesn't fight a rule that asks", async () => {
    const policyIn = policyWith([{ command: "gh **", decision: "ask" }]);
    expect((await figures([[bash("gh pr create")]], { policyIn })).data.suggestion).toBeNull();
  });
});

describe("twenty sessions of five hundred calls", () => {
  /** The same numbers every time. */
  function numbers(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state / 2147483648;
    };
  }
  const SHAPES = [
    "grep -rn word%d src",
    "cat src/file%d.ts | head -%d",
    "npm test -- case%d",
    "git push origin branch%d",
    "touch out%d.txt",
    "gh issue create -t %d",
  ];

  it("are replayed in seconds, from folders that are gone, with sums that agree", { timeout: 60_000 }, async () => {
    const random = numbers(7);
    const kinds = new Map<string, number>();
    const sessions = Array.from({ length: 20 }, (_, number) => ({
      name: `s${number}`,
      lines: sessionLines(
        Array.from({ length: 500 }, () => {
          const shape = SHAPES[Math.floor(random() * SHAPES.length)] ?? "";
          kinds.set(shape, (kinds.get(shape) ?? 0) + 1);
          return bash(shape.replaceAll("%d", String(Math.floor(random() * 100))));
        }),
        `/gone/project-${number % 4}`,
      ),
    }));
    // Processor time: a busy machine is not our fault.
    const before = process.cpuUsage();
    const { lines, status } = await replay({
      sessions: sessions.map(({ name, lines: made }) => ({ name, lines: () => stream(made) })),
      policyIn: () => BUILT_IN,
      proposedIn: () => BUILT_IN,
      defaultMode: "execute",
      workspaceIn: (cwd) => nodeWorkspace({ cwd, home: "/home/u", env: { PATH: "/usr/bin:/bin" } }),
      cwd: "/",
      json: true,
    });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
    const data = JSON.parse(lines[0] ?? "");
    const asked = (kinds.get("git push origin branch%d") ?? 0) + (kinds.get("gh issue create -t %d") ?? 0);
    expect(data.total).toMatchObject({ calls: 10_000, ask: asked, deny: 0, allow: 10_000 - asked });
    expect(data.sessions).toHaveLength(20);
    expect(data.suggestion.saves).toBe(Math.max(kinds.get("git push origin branch%d") ?? 0, kinds.get("gh issue create -t %d") ?? 0));
    expect(data.proposed.total).toEqual({ ...data.proposed.total, ask: asked });
    expect([data.proposed.refused, data.proposed.allowed, status]).toEqual([[], [], 0]);
  });
});
