import { describe, expect, it } from "vitest";
import type { CommandShape, Effect, EffectKind } from "../../src/effects/effect.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN, type Policy } from "../../src/policy/policy.ts";
import type { Rule } from "../../src/policy/rule.ts";
import { compileRules } from "../../src/policy/rules.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const place = { root: ROOT, home: "/home/u", real: (path: string) => path };
const rule = (parts: Partial<Rule> & Pick<Rule, "decision">): Rule => ({
  id: "user:1",
  source: "user",
  file: "pi-modes.json",
  line: 3,
  ...parts,
});
const policy = (...rules: readonly Rule[]): Policy => ({ ...BUILT_IN, rules: compileRules(rules, place) });
const decision = (effects: readonly Effect[], mode: keyof typeof MODES, ...rules: readonly Rule[]) =>
  verdictOn(effects, MODES[mode], policy(...rules)).decision;

const wordsOf = (text: string) => text.split(" ").map((word) => (word === "?" ? undefined : word));
const command = (text: string, kind: EffectKind, canonical?: string): Effect => {
  const argv = wordsOf(text);
  const shape: CommandShape = { argv, cwd: ROOT, fed: false, ...(canonical === undefined ? {} : { canonical: wordsOf(canonical) }) };
  return {
    ...effect(kind, "word", argv[0] ?? "program"),
    origin: { tool: "bash", program: argv[0] ?? "program", word: "word", command: shape },
  };
};
const PUSH = command("git push origin", { kind: "vcs", act: "publish" });
const UNKNOWN_PUSH = command("git push ?", { kind: "vcs", act: "publish" });
const WRITE = effect({ kind: "write", target: target(`${ROOT}/src/a.ts`) }, "a.ts", undefined);
const OPAQUE = command("git push origin", { kind: "opaque", why: "" });
const GUARD = effect({ kind: "write", target: target(`${ROOT}/.pi/pi-modes.json`, "workspace", ["guard"]) });

describe("rules", () => {
  it("answer a question", () => {
    expect(decision([PUSH], "execute")).toBe("ask");
    expect(decision([PUSH], "execute", rule({ command: "git push *", decision: "allow" }))).toBe("allow");
    expect(decision([PUSH], "execute", rule({ command: "git push *", decision: "deny" }))).toBe("deny");
  });

  it("close what the mode leaves open", () => {
    expect(decision([WRITE], "execute", rule({ path: "src/**", decision: "deny" }))).toBe("deny");
    expect(decision([WRITE], "execute", rule({ path: "src/**", effect: ["write*"], decision: "ask" }))).toBe("ask");
    expect(decision([WRITE], "execute", rule({ path: "src/**", effect: ["read"], decision: "deny" }))).toBe("allow");
  });

  it("open what a mode closes only when they name the mode", () => {
    expect(decision([WRITE], "plan", rule({ path: "src/**", decision: "allow" }))).toBe("deny");
    expect(decision([WRITE], "plan", rule({ path: "src/**", modes: ["plan"], decision: "allow" }))).toBe("allow");
    expect(decision([WRITE], "review", rule({ path: "src/**", modes: ["plan"], decision: "allow" }))).toBe("deny");
    expect(decision([WRITE], "plan", rule({ path: "src/**", modes: ["plan"], decision: "ask" }))).toBe("ask");
  });

  it("are ranked deny, ask, allow, whatever their order", () => {
    const rules = [
      rule({ command: "git push *", decision: "allow" }),
      rule({ command: "git ** origin", decision: "deny" }),
      rule({ tool: "bash", decision: "ask" }),
    ];
    expect(decision([PUSH], "execute", ...rules)).toBe("deny");
    expect(decision([PUSH], "execute", ...[...rules].reverse())).toBe("deny");
    expect(decision([PUSH], "execute", rules[0] as Rule, rules[2] as Rule)).toBe("ask");
  });

  it("open only for certain, and close where it is possible", () => {
    expect(decision([UNKNOWN_PUSH], "execute", rule({ command: "git push origin", decision: "allow" }))).toBe("ask");
    expect(decision([UNKNOWN_PUSH], "execute", rule({ command: "git push ** --force **", decision: "deny" }))).toBe("deny");
    expect(
      decision([command("?", { kind: "execute", what: "installed", why: "" })], "execute", rule({ command: "rm *", decision: "deny" })),
    ).toBe("deny");
  });

  it("for a command say nothing of a redirection or of another command", () => {
    expect(decision([PUSH, WRITE], "plan", rule({ command: "git push *", modes: ["plan"], decision: "allow" }))).toBe("deny");
  });

  it("for a command don't open what can't be judged, unless they say so", () => {
    expect(decision([OPAQUE], "execute", rule({ command: "git push *", decision: "allow" }))).toBe("ask");
    expect(decision([OPAQUE], "execute", rule({ command: "git push *", effect: ["opaque"], decision: "allow" }))).toBe("allow");
  });

  it("don't open a command whose environment may change what it does, and close it all the same", () => {
    const altered: Effect = {
      ...PUSH,
      origin: { ...PUSH.origin, command: { argv: ["git", "push"], cwd: ROOT, fed: false, altered: true } },
    };
    expect(decision([altered], "execute", rule({ command: "git push *", decision: "allow" }))).toBe("ask");
    expect(decision([altered], "execute", rule({ command: "git push *", decision: "deny" }))).toBe("deny");
  });

  it.each([
    ["git commit *", "/usr/bin/git commit -m x", undefined],
    ["git commit *", "./git commit", undefined],
    ["rm *", "/bin/rm f", undefined],
    ["git commit *", "git -C . commit", "git commit"],
    ["git -C * commit", "/usr/bin/git -C . commit", "git commit"],
    ["git push ** --force **", "/usr/bin/git --no-pager push --force", "git push --force"],
    ["npm publish *", "npm --tag x publish", "npm publish"],
    ["{npm,pnpm} publish *", "npm --tag x publish", "npm publish"],
    ["npm publish *", "npm --frob test publish", "npm ? publish"],
    ["/usr/bin/git *", "/usr/bin/git commit", "git commit"],
  ])("%s close %s however it is spelled, and don't open it for that", (pattern, text, canonical) => {
    const spelled = command(text, { kind: "vcs", act: "publish" }, canonical);
    for (const closing of ["ask", "deny"] as const) {
      const open = command(text, { kind: "vcs", act: "local" }, canonical);
      expect(decision([open], "execute", rule({ command: pattern, decision: closing }))).toBe(closing);
    }
    const itself = pattern.startsWith("/");
    expect(decision([spelled], "execute", rule({ command: pattern, decision: "allow" }))).toBe(itself ? "allow" : "ask");
  });

  it("for a program say nothing of another one of a longer name", () => {
    const open = command("/opt/mygit commit", { kind: "vcs", act: "local" });
    expect(decision([open], "execute", rule({ command: "git *", decision: "deny" }))).toBe("allow");
  });

  it("for a tool open it by its name", () => {
    const call: Effect = { origin: { tool: "mcp_github_get", word: "mcp_github_get" }, kind: "opaque", why: "" };
    expect(decision([call], "plan", rule({ tool: "mcp_github_*", decision: "allow" }))).toBe("allow");
    expect(decision([call], "plan", rule({ tool: "mcp_github_get", decision: "allow" }))).toBe("allow");
    expect(decision([call], "plan", rule({ tool: "mcp_gitlab_*", decision: "allow" }))).toBe("ask");
  });

  it("never open the floor", () => {
    const destroy = effect({ kind: "destroy", why: "" });
    expect(decision([destroy], "execute", rule({ modes: ["execute"], decision: "allow" }))).toBe("deny");
  });

  it("of a project never open what steers the guard; the user's may", () => {
    const opening = { effect: ["write-guard"], decision: "allow" } as const;
    expect(decision([GUARD], "execute", rule({ ...opening, source: "project" }))).toBe("ask");
    expect(decision([GUARD], "execute", rule(opening))).toBe("allow");
  });

  it("say which one decided", () => {
    const reason = verdictOn([PUSH], MODES.execute, policy(rule({ command: "git push *", decision: "deny", reason: "not on Fridays" })))
      .reasons[0];
    expect(reason).toMatchObject({ source: "rule", rule: { line: 3, reason: "not on Fridays" } });
  });

  it("find the ones that fit among five hundred", () => {
    const many = Array.from({ length: 500 }, (_, index) => rule({ id: `user:${index}`, path: `src/f${index}/**`, decision: "deny" }));
    const others = Array.from({ length: 500 }, (_, index) => rule({ id: `user:c${index}`, command: `prog${index} *`, decision: "deny" }));
    const at = (path: string) => effect({ kind: "write", target: target(path) });
    expect(decision([at(`${ROOT}/src/f321/x/y`)], "execute", ...many, ...others)).toBe("deny");
    expect(decision([at(`${ROOT}/src/f500/x`)], "execute", ...many, ...others)).toBe("allow");
    expect(decision([effect({ kind: "delete", target: target(`${ROOT}/src`), broad: false })], "execute", ...many)).toBe("deny");
    expect(decision([command("prog77 x", { kind: "read", target: target(`${ROOT}/a`) })], "execute", ...others)).toBe("deny");
  });
});
