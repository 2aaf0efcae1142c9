// What files make of the policy that ships.

import { describe, expect, it } from "vitest";
import { type BuiltPolicy, buildPolicy, NO_SOURCES, type SourceText } from "../../src/config/policy.ts";
import type { Config } from "../../src/config/schema.ts";
import type { ToolCall } from "../../src/effects/effect.ts";
import { judge } from "../../src/judge.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { DEFAULT_SETTINGS } from "../../src/policy/settings.ts";
import { world } from "../support/project.ts";

const PLACE = { root: world.root, home: world.home, real: (path: string) => path };
const ABSENT: SourceText = { kind: "absent" };

function text(config: Config | string | undefined, file: string): SourceText {
  if (config === undefined) return ABSENT;
  return { kind: "text", file, text: typeof config === "string" ? config : JSON.stringify(config) };
}

function built(files: { admin?: Config | string; user?: Config | string; project?: Config | string }): BuiltPolicy {
  return buildPolicy(
    {
      administrator: text(files.admin, "admin.json"),
      user: text(files.user, "user.json"),
      project: { ...text(files.project, "project.json"), trusted: true },
    },
    PLACE,
  );
}

function says({ policy }: BuiltPolicy, mode: string, call: string | ToolCall): string {
  const found = policy.modes.get(mode);
  if (!found) throw new Error(`no mode ${mode}`);
  return judge(typeof call === "string" ? { tool: "bash", input: { command: call } } : call, world, found, policy).decision;
}

describe("without files", () => {
  it("the policy that ships holds", () => {
    const { policy, settings, problems, waiting, broken } = buildPolicy(NO_SOURCES, PLACE);
    expect({ ...policy, rules: undefined }).toEqual({ ...BUILT_IN, rules: undefined });
    expect(policy.rules.rules).toEqual([]);
    expect({ settings, problems, waiting, broken }).toEqual({ settings: DEFAULT_SETTINGS, problems: [], waiting: [], broken: [] });
  });
});

describe("short fields", () => {
  const one = built({
    user: {
      secrets: ["data/raw/**", "!.env"],
      protectedPaths: ["docs"],
      readOnlyCommands: ["mytool show *"],
      modes: { review: { checks: ["make verify"] }, audit: { extends: "review", effects: { execute: "deny" } } },
    },
  });
  const cases: readonly (readonly [mode: string, call: string | ToolCall, decision: string])[] = [
    ["execute", "cat data/raw/a.csv", "ask"],
    ["execute", { tool: "read", input: { path: "data/raw/a.csv" } }, "ask"],
    ["execute", "rm data/raw/a.csv", "ask"],
    ["plan", "rm data/raw/a.csv", "deny"],
    ["plan", "cat .env", "allow"],
    ["plan", "touch .env", "deny"],
    ["execute", "cat docs/a.md", "allow"],
    ["execute", "rm docs/a.md", "ask"],
    ["execute", { tool: "write", input: { path: "docs/new.md", content: "" } }, "ask"],
    ["plan", "mytool show x", "allow"],
    ["audit", "mytool show x", "allow"],
    ["audit", "mytool set x", "deny"],
    ["plan", "mytool show x > out", "deny"],
    ["review", "make verify", "allow"],
    ["audit", "make verify", "allow"],
    ["plan", "make verify", "ask"],
  ];

  it.each(cases)("in %s: %j is %s", (mode, call, decision) => {
    expect(one.problems).toEqual([]);
    expect(says(one, mode, call)).toBe(decision);
  });

  it("become rules with an id and a line of their own", () => {
    const rules = built({ user: '{\n"rules": [{ "decision": "deny", "tool": "x" }],\n"secrets": ["a",\n"b"] }' }).policy.rules.rules;
    expect(rules.map(({ id, line }) => [id, line])).toEqual([
      ["user:1", 2],
      ["user:secrets[0]", 3],
      ["user:secrets[1]", 4],
    ]);
    const { policy } = one;
    expect(new Set(policy.rules.rules.map(({ id }) => id)).size).toBe(policy.rules.rules.length);
  });
});

describe("modes", () => {
  it("start from the mode that they extend, over several steps and files", () => {
    const { policy, problems } = built({
      admin: { modes: { base: { extends: "plan", label: "Base", effects: { execute: "deny" } } } },
      user: { modes: { last: { extends: "middle" }, middle: { extends: "base", writable: ["docs/**"], transitions: ["execute"] } } },
    });
    expect(problems).toEqual([]);
    expect(policy.modes.get("last")).toEqual({
      ...MODES.plan,
      name: "last",
      label: "last",
      effects: { ...MODES.plan.effects, execute: "deny" },
      writable: [...MODES.plan.writable, "docs/**"],
      transitions: ["execute", "plan"],
    });
  });

  it("are changed by later files row by row", () => {
    const { policy } = built({
      user: { modes: { plan: { effects: { "network-fetch": "allow", "write-temp": "ask" } } } },
      project: { modes: { plan: { effects: { "write-temp": "allow", "write-guard": "allow" } } } },
    });
    expect(policy.modes.get("plan")?.effects).toEqual({ ...MODES.plan.effects, "network-fetch": "allow", "write-temp": "allow" });
  });

  it("hand on their model and thinking level, and later files replace them one by one", () => {
    const { policy, problems } = built({
      admin: { modes: { plan: { model: "a/one", thinking: "low" } } },
      user: { modes: { plan: { thinking: "high" }, docs: { extends: "plan" }, notes: { extends: "docs", model: "b/two/three" } } },
    });
    expect(problems).toEqual([]);
    const found = ["plan", "docs", "notes", "execute"].map((name) => [policy.modes.get(name)?.model, policy.modes.get(name)?.thinking]);
    expect(found).toEqual([
      ["a/one", "high"],
      ["a/one", "high"],
      ["b/two/three", "high"],
      [undefined, undefined],
    ]);
  });

  it("start from another one when a shipped mode is told so", () => {
    const { policy } = built({ user: { modes: { review: { extends: "plan" } } } });
    expect(policy.modes.get("review")).toMatchObject({ name: "review", label: "review", effects: MODES.plan.effects });
  });
});

describe("settings", () => {
  it("of later files win", () => {
    const { settings, policy } = built({
      admin: { askTimeout: 100, startMode: "review" },
      user: { askTimeout: 50, shortcut: "none", audit: false, cycle: ["plan", "execute"], hideTools: true },
    });
    expect(policy.startMode).toBe("review");
    expect(settings).toEqual({
      shortcut: undefined,
      audit: false,
      cycle: ["plan", "execute"],
      hideTools: true,
      askTimeoutMs: 50_000,
      handOvers: {},
    });
  });

  it("texts for the model are replaced one by one", () => {
    const { settings, problems } = built({
      admin: { handOvers: { approved: "Go: {plan}", done: "admin" } },
      user: { handOvers: { done: "Done in {mode}", review: "Look:\n{diff}" } },
      project: { handOvers: { review: "{{project}} {plan}" } },
    });
    expect(problems).toEqual([]);
    expect(settings.handOvers).toEqual({ approved: "Go: {plan}", done: "Done in {mode}", review: "{{project}} {plan}" });
  });

  it("texts of a file with a mistake don't count, and those of the others do", () => {
    const { settings, brokenFiles } = built({
      user: { handOvers: { done: "mine" } },
      project: { handOvers: { done: "{dif}", review: "x" } },
    });
    expect(settings.handOvers).toEqual({ done: "mine" });
    expect(brokenFiles).toEqual(["project.json"]);
  });
});

describe("a lock of the administrator", () => {
  const admin: Config = { lock: { modes: ["review"], floor: ["network-*", "vcs-change"] } };

  it("leaves only its modes and plan, and starts in one of them", () => {
    const { policy, settings, problems } = built({ admin, user: { startMode: "execute", cycle: ["execute", "review"] } });
    expect([...policy.modes.keys()]).toEqual(["plan", "review"]);
    expect(policy.startMode).toBe("plan");
    expect(settings.cycle).toBeUndefined();
    expect(problems.map(({ severity, field, file }) => [severity, field, file])).toEqual([["warning", "startMode", "user.json"]]);
  });

  it("closes rows that no rule and no mode opens", () => {
    const user: Config = {
      rules: [{ command: "curl *", modes: ["plan"], decision: "allow" }],
      modes: { plan: { effects: { "network-fetch": "allow" } } },
    };
    const one = built({ admin, user });
    expect(says(one, "plan", "curl https://example.com")).toBe("deny");
    expect(says(one, "plan", "ls")).toBe("allow");
    expect(one.problems.map(({ field }) => field)).toEqual(["modes.plan.effects.network-fetch"]);
  });

  it("keeps each locked mode at least as strict as in its own file", () => {
    const strict: Config = { lock: { modes: ["execute"] }, modes: { execute: { effects: { "network-fetch": "ask" } } } };
    const user: Config = {
      rules: [{ command: "touch *", modes: ["plan"], decision: "allow" }],
      readOnlyCommands: ["mytool *"],
      modes: {
        plan: { effects: { write: "allow", read: "ask" }, writable: ["**"], checks: ["make all"] },
        execute: { effects: { "network-fetch": "allow", "install-new": "allow" } },
      },
    };
    const one = built({ admin: strict, user });
    expect(says(one, "plan", "touch x")).toBe("deny");
    expect(says(one, "plan", { tool: "write", input: { path: "a.ts", content: "" } })).toBe("deny");
    expect(says(one, "plan", "cat a.ts")).toBe("ask");
    expect(says(one, "plan", "make all")).not.toBe("allow");
    expect(says(one, "plan", "mytool x")).toBe("allow");
    expect(says(one, "execute", "curl https://example.com")).toBe("ask");
    expect(says(one, "execute", "npm install left-pad")).toBe("ask");
    expect(says(built({ user }), "plan", "touch x")).toBe("allow");
  });

  it("counts in no other file, nor do the user's keys", () => {
    for (const project of [{ lock: {} }, { shortcut: "none" }, { audit: false }]) expect(built({ project }).broken).toEqual(["project"]);
    expect(built({ user: admin }).broken).toEqual(["user"]);
    expect(built({ admin: { audit: false } }).broken).toEqual(["administrator"]);
  });
});

describe("a broken file", () => {
  const user: Config = { rules: [{ command: "npm test", decision: "deny" }], modes: { docs: { extends: "plan" } } };

  it("is left out as a whole and touches no other one", () => {
    for (const broken of ["{", '{"rules":[{"command":"ls","decision":"deny"},{"decision":"x"}]}', "", "\0", "[]"]) {
      const one = built({ admin: broken, user, project: broken });
      expect(one.broken).toEqual(["administrator", "project"]);
      expect(says(one, "execute", "npm test")).toBe("deny");
      expect(says(one, "execute", "ls")).toBe("allow");
      expect(one.policy.modes.has("docs")).toBe(true);
      expect(new Set(one.problems.map(({ file }) => file))).toEqual(new Set(["admin.json", "project.json"]));
    }
  });

  it("doesn't take files with it that name its modes", () => {
    const project: Config = {
      rules: [{ command: "npm test", modes: ["docs", "execute"], decision: "deny" }],
      modes: { more: { extends: "docs" } },
    };
    const one = built({ user: "{", project });
    expect(one.broken).toEqual(["user"]);
    expect(says(one, "execute", "npm test")).toBe("deny");
    expect(one.policy.modes.has("more")).toBe(false);
    expect(one.problems.filter(({ file }) => file === "project.json").map(({ severity }) => severity)).toEqual(["warning", "warning"]);
  });
});
