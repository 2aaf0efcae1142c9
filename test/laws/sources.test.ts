// Whoever isn't the user can only tighten: over every command of the corpora, a project's config file, the environment and other extensions
// never lower a verdict.

import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { buildPolicy, NO_SOURCES, type Sources } from "../../src/config/policy.ts";
import { CLAIMS } from "../../src/effects/claims.ts";
import type { Effect } from "../../src/effects/effect.ts";
import { effectsOfCall, NO_TOOLS } from "../../src/effects/tools.ts";
import { decide } from "../../src/policy/decide.ts";
import { isNowhereStricter } from "../../src/policy/grants.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN, circumstancesIn, modeNamed, type Policy } from "../../src/policy/policy.ts";
import { isStricter } from "../../src/policy/verdict.ts";
import { MODE_ENTRY } from "../../src/session/entries.ts";
import { currentMode, rebuild, shareStore } from "../../src/session/store.ts";
import { someConfig } from "../config/generated.ts";
import { world } from "../effects/engine/world.ts";
import { readRows } from "../proof/rows.ts";
import { testBus } from "../support/bus.ts";

vi.setConfig({ testTimeout: 120_000 });

const CORPUS = join(dirname(fileURLToPath(import.meta.url)), "../corpus");
const COMMANDS = readdirSync(CORPUS)
  .filter((name) => name.endsWith(".jsonl"))
  .flatMap((name) => readRows(join(CORPUS, name)).map(({ command }) => command));
const WORLD = world();
const place = { root: WORLD.root, home: WORLD.home, real: (path: string) => path };
const EFFECTS = COMMANDS.map((command) => effectsOfCall({ tool: "bash", input: { command } }, WORLD));
const TOOLS = ["bash", "write", "read", "mystery", "deploy"];

function decisions(effects: readonly (readonly Effect[])[], mode: string, policy: Policy) {
  const circumstances = circumstancesIn(WORLD.root);
  return effects.map((one) => decide(one, modeNamed(policy, mode), policy, circumstances).decision);
}

/** Commands whose verdict is milder in the second policy, in one of the modes that the first has. */
function lowered(before: Policy, after: Policy): readonly string[] {
  return [...before.modes.keys()].flatMap((mode) => {
    const old = decisions(EFFECTS, mode, before);
    const now = decisions(EFFECTS, mode, after);
    return COMMANDS.filter((_, index) => isStricter(old[index] ?? "deny", now[index] ?? "allow")).map((command) => `${mode}: ${command}`);
  });
}

const text = (file: string, config: unknown) => ({ kind: "text", file, text: JSON.stringify(config) }) as const;

describe("over the corpora", () => {
  it("there are more than a thousand commands, with all decisions", () => {
    expect(COMMANDS.length).toBeGreaterThan(1000);
    expect(new Set(decisions(EFFECTS, "plan", BUILT_IN))).toEqual(new Set(["allow", "ask", "deny"]));
  });

  it("a project file that nobody trusts lowers no verdict, whatever the user's file says", () => {
    fc.assert(
      fc.property(someConfig("mine", []), someConfig("theirs", ["mine"]), (mine, theirs) => {
        const user: Sources = { ...NO_SOURCES, user: text("user.json", mine) };
        const before = buildPolicy(user, place);
        const after = buildPolicy({ ...user, project: { ...text("project.json", theirs), trusted: false } }, place);
        expect(lowered(before.policy, after.policy)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("a project file that is trusted may, so the test before can fail", () => {
    const opening = { rules: [{ tool: "*", decision: "allow", modes: ["plan", "execute"] }] };
    const trusted = buildPolicy({ ...NO_SOURCES, project: { ...text("project.json", opening), trusted: true } }, place);
    expect(lowered(BUILT_IN, trusted.policy).length).toBeGreaterThan(100);
  });

  it("what an extension says of a tool over the bus lowers no verdict", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TOOLS),
        fc.array(fc.constantFrom(...CLAIMS), { maxLength: 4 }),
        fc.constantFrom(...COMMANDS),
        (tool, claims, command) => {
          const call = { tool, input: { command, path: command.slice(0, 40) } };
          const claimed = { ...NO_TOOLS, claims: new Map([[tool, claims]]) };
          const before = effectsOfCall(call, WORLD);
          const after = effectsOfCall(call, WORLD, claimed);
          for (const mode of Object.keys(MODES)) {
            const [old] = decisions([before], mode, BUILT_IN);
            const [now] = decisions([after], mode, BUILT_IN);
            expect(isStricter(old ?? "deny", now ?? "allow")).toBe(false);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("what the environment says of the loosest mode never makes the mode looser", () => {
    const names = fc.oneof(fc.constantFrom("plan", "review", "execute", "yolo", "", "__proto__"), fc.string());
    fc.assert(
      fc.property(names, fc.constantFrom("plan", "review", "execute"), (ceiling, mode) => {
        const { store } = shareStore(testBus(), "tool-guard", ceiling);
        rebuild(store, [{ type: "custom", customType: MODE_ENTRY, id: "1", data: { v: 1, mode, by: "user" } }]);
        expect(isNowhereStricter(modeNamed(BUILT_IN, mode), currentMode(store))).toBe(true);
        expect(isNowhereStricter(modeNamed(BUILT_IN, ceiling), currentMode(store))).toBe(true);
      }),
    );
  });
});
