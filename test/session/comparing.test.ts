// Which mode is looser: what a custom mode opens by its files and by rules that name it counts as well as its cells.

import { describe, expect, it } from "vitest";
import { buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import type { Config } from "../../src/config/schema.ts";
import { isNowhereStricter } from "../../src/policy/grants.ts";
import { modeNamed, type Policy } from "../../src/policy/policy.ts";
import { MODE_ENTRY } from "../../src/session/entries.ts";
import { rebuild, shareStore } from "../../src/session/store.ts";
import { transition } from "../../src/session/transitions.ts";
import { testBus } from "../support/bus.ts";

function policyOf(config: Config): Policy {
  const user = { kind: "text", file: "user.json", text: JSON.stringify(config) } as const;
  const { policy, broken } = buildPolicy({ ...NO_SOURCES, user }, { root: "/w", home: "/home/u", real: (path) => path });
  expect(broken).toEqual([]);
  return policy;
}

/** Modes that extend plan, have its cells, and are looser all the same. */
const LOOSER: readonly (readonly [how: string, config: Config])[] = [
  ["writable files", { modes: { docs: { extends: "plan", writable: ["**"] } } }],
  [
    "an allow rule that names it",
    { modes: { docs: { extends: "plan" } }, rules: [{ command: "touch *", modes: ["docs"], decision: "allow" }] },
  ],
  [
    "an ask rule that names it",
    { modes: { docs: { extends: "plan" } }, rules: [{ effect: "wr{ite,x}", modes: ["docs"], decision: "ask" }] },
  ],
  ["checks", { modes: { docs: { extends: "plan", checks: ["make all"] } } }],
];

function child(policy: Policy, ceiling: string, mode: string, held?: string): string {
  const { store } = shareStore(testBus(), "tool-guard", ceiling === "" ? undefined : ceiling);
  store.policy = policy;
  store.held = held;
  rebuild(store, [{ type: "custom", customType: MODE_ENTRY, id: "1", data: { v: 1, mode, by: "user" } }]);
  return store.branch.mode;
}

const request = (policy: Policy, from: string, to: string) => transition(policy, modeNamed(policy, from), to, "request").kind;

describe.each(LOOSER)("a mode like plan with %s", (_how, config) => {
  const policy = policyOf(config);
  it("is nothing that another extension may switch to from plan", () => {
    expect(request(policy, "plan", "docs")).toBe("refused");
    expect(request(policy, "docs", "plan")).toBe("switched");
  });
  it("doesn't run below plan", () => {
    expect(child(policy, "plan", "docs")).toBe("plan");
    expect(transition(policy, modeNamed(policy, "plan"), "docs", "user", "plan").kind).toBe("refused");
  });
  it("hands no grant on to plan", () => {
    expect(isNowhereStricter(modeNamed(policy, "plan"), modeNamed(policy, "docs"))).toBe(false);
    expect(isNowhereStricter(modeNamed(policy, "docs"), modeNamed(policy, "plan"))).toBe(true);
  });
});

describe("a mode that opens nothing by itself", () => {
  const policy = policyOf({ modes: { quiet: { extends: "plan", effects: { execute: "deny" } } } });
  it("is stricter than what has looser cells", () => {
    expect(request(policy, "plan", "quiet")).toBe("switched");
    expect(request(policy, "quiet", "plan")).toBe("refused");
    expect(child(policy, "plan", "quiet")).toBe("quiet");
    expect(child(policy, "execute", "quiet")).toBe("quiet");
  });
});

describe("a built-in mode", () => {
  it("that was changed is compared as it is", () => {
    const policy = policyOf({ modes: { plan: { writable: ["**"] }, review: { label: "look" } } });
    expect(request(policy, "review", "plan")).toBe("refused");
    expect(request(policy, "execute", "plan")).toBe("switched");
    expect(transition(policy, modeNamed(policy, "review"), "plan", "flag").kind).toBe("switched");
    expect(child(policy, "review", "plan")).toBe("review");
    expect(child(policy, "plan", "review")).toBe("plan");
  });
  it("that a rule opens by its name is nothing that another extension may switch to", () => {
    const policy = policyOf({ rules: [{ command: "acme *", modes: ["plan"], decision: "allow" }] });
    expect(request(policy, "execute", "plan")).toBe("refused");
    expect(transition(policy, modeNamed(policy, "execute"), "plan", "flag").kind).toBe("switched");
    expect(child(policy, "execute", "plan")).toBe("plan");
  });
  it("that a rule closes by its name isn't left by a request, but for plan", () => {
    const policy = policyOf({ rules: [{ effect: "read", modes: ["execute"], decision: "deny" }] });
    expect(request(policy, "execute", "review")).toBe("refused");
    expect(request(policy, "execute", "plan")).toBe("switched");
  });
});

describe("a session that is held", () => {
  it("is in that mode, whatever the branch and the session above say", () => {
    const policy = policyOf({});
    for (const mode of ["plan", "execute", "review", "gone"]) expect(child(policy, "", mode, "plan")).toBe("plan");
    expect(child(policy, "execute", "execute", "plan")).toBe("plan");
    expect(child(policy, "execute", "execute")).toBe("execute");
  });
});
