// What holds and does nothing is told; what may do something isn't.

import { describe, expect, it } from "vitest";
import { buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import type { Config, RuleConfig } from "../../src/config/schema.ts";

const PLACE = { root: "/home/u/proj", home: "/home/u", real: (path: string) => path };

function warnings(source: "user" | "project", config: Config): readonly string[] {
  const given = { kind: "text", file: "f", text: JSON.stringify(config) } as const;
  const sources = source === "user" ? { ...NO_SOURCES, user: given } : { ...NO_SOURCES, project: { ...given, trusted: true } };
  const { problems, broken } = buildPolicy(sources, PLACE);
  expect(broken).toEqual([]);
  expect(problems.every(({ severity }) => severity === "warning")).toBe(true);
  return problems.map(({ field, message }) => `${field}: ${message}`);
}

const deny = (conditions: Omit<RuleConfig, "decision">): RuleConfig => ({ ...conditions, decision: "deny" });
const ask = (conditions: Omit<RuleConfig, "decision">): RuleConfig => ({ ...conditions, decision: "ask" });
const allow = (conditions: Omit<RuleConfig, "decision">): RuleConfig => ({ ...conditions, decision: "allow" });

const IDLE: readonly (readonly [why: string, rules: readonly RuleConfig[], warning: RegExp])[] = [
  [
    "a path beside effects without one",
    [deny({ path: "src", effect: "network-*" })],
    /^rules\[0\]: This rule never applies: it names a path/,
  ],
  [
    "a command beside a tool that runs none",
    [deny({ command: "ls", tool: "write" })],
    /^rules\[0\]: This rule never applies: it names a command/,
  ],
  ["an allow for the floor", [allow({ effect: "destroy" })], /^rules\[0\]: This rule can't open destroy/],
  ["a question about the floor in a mode", [ask({ effect: ["destroy", "system"], modes: ["plan"] })], /can't open destroy/],
  [
    "the same rule again",
    [deny({ command: "ls" }), deny({ command: "ls" })],
    /^rules\[1\]: This rule changes nothing: rules\[0\] in line 1 covers it with "deny"/,
  ],
  ["a wider, stricter rule behind it", [ask({ command: "ls", path: "src" }), deny({ command: "ls" })], /^rules\[0\]: .*rules\[1\]/],
  ["a rule for more rows", [ask({ path: "a", effect: "write" }), ask({ path: "a", effect: "write*" })], /^rules\[0\]/],
  ["a rule for more modes", [allow({ command: "x", modes: ["plan"] }), allow({ command: "x", modes: ["plan", "review"] })], /^rules\[0\]/],
  ["a deny in all modes", [deny({ command: "x", modes: ["plan"] }), deny({ command: "x" })], /^rules\[0\]/],
];

const USEFUL: readonly (readonly [why: string, rules: readonly RuleConfig[]])[] = [
  ["a question in a mode that opens what another leaves closed", [ask({ command: "x", modes: ["plan"] }), ask({ command: "x" })]],
  ["an allow by name beside one without", [allow({ command: "x", modes: ["plan"] }), allow({ command: "x" })]],
  ["a stricter rule within a wider one", [ask({ command: "x" }), deny({ command: "x", path: "src" })]],
  ["an allow of what can't be judged beside one that doesn't say so", [allow({ command: "x", effect: "opaque" }), allow({ command: "x" })]],
  ["other words", [deny({ command: "git push" }), deny({ command: "git push *" })]],
  ["a glob that names the floor among others", [allow({ effect: "*", tool: "deploy" })]],
  ["a deny on the floor", [deny({ effect: "destroy" })]],
];

describe("a warning", () => {
  it.each(IDLE)("tells of %s", (_why, rules, warning) => {
    const found = warnings("user", { rules: [...rules] });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(warning);
  });

  it.each(USEFUL)("isn't given for %s", (_why, rules) => {
    expect(warnings("user", { rules: [...rules] })).toEqual([]);
  });

  it("tells a project what it can't open", () => {
    expect(warnings("project", { rules: [allow({ effect: "write-guard" })] })).toEqual([
      "rules[0]: This rule can't open write-guard: nothing in this file does.",
    ]);
    expect(warnings("user", { rules: [allow({ effect: "write-guard" })] })).toEqual([]);
    expect(warnings("project", { modes: { plan: { effects: { "write-guard": "allow" } } } })).toEqual([
      "modes.plan.effects.write-guard: This isn't in force: nothing in this file opens write-guard.",
    ]);
  });

  it("tells of rules for modes that a lock took away", () => {
    const text = (config: Config) => ({ kind: "text", file: "f", text: JSON.stringify(config) }) as const;
    const user = text({ rules: [deny({ modes: ["execute"] }), deny({ modes: ["execute", "plan"] })] });
    const { problems } = buildPolicy({ ...NO_SOURCES, administrator: text({ lock: { modes: ["plan"] } }), user }, PLACE);
    expect(problems.map(({ field }) => field)).toEqual(["rules[0]"]);
  });

  it("takes little time for thousands of rules, alike or not", { timeout: 60_000 }, () => {
    const different = Array.from({ length: 2000 }, (_, index) => deny({ command: `tool${index % 1000} *`, path: `src/${index}` }));
    const alike = Array.from({ length: 2000 }, () => deny({ command: "tool *" }));
    const start = performance.now();
    expect(warnings("user", { rules: different })).toEqual([]);
    expect(warnings("user", { rules: alike })).toHaveLength(1999);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
