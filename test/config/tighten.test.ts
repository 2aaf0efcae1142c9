// An untrusted project file only tightens: the law, by chance; and the cases that are easy to get wrong, one by one.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BuiltPolicy, buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import type { Config } from "../../src/config/schema.ts";
import type { Effect } from "../../src/effects/effect.ts";
import { classesOf, EFFECT_CLASSES } from "../../src/policy/classes.ts";
import { type Grant, shapeOf } from "../../src/policy/grants.ts";
import { MODE_NAMES, MODES } from "../../src/policy/modes.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";
import { someConfig, someEffect } from "./generated.ts";

const PLACE = { root: ROOT, home: "/home/u", real: (path: string) => path };
const RANK = { allow: 0, ask: 1, deny: 2 } as const;

function built(user: Config | undefined, project: Config | undefined, trusted = false): BuiltPolicy {
  const text = (config: Config | undefined, file: string) =>
    config === undefined ? ({ kind: "absent" } as const) : ({ kind: "text", file, text: JSON.stringify(config) } as const);
  return buildPolicy({ ...NO_SOURCES, user: text(user, "user.json"), project: { ...text(project, "project.json"), trusted } }, PLACE);
}

/** What a mode of a policy says. */
function says({ policy }: BuiltPolicy, mode: string, one: Effect): string {
  const found = policy.modes.get(mode);
  if (!found) throw new Error(`no mode ${mode}`);
  return verdictOn([one], found, policy).decision;
}

const GUARDED = effect({ kind: "write", target: target(`${ROOT}/.pi/pi-modes.json`, "workspace", ["guard"]) });
const SENDS = effect({ kind: "network", direction: "send", peer: "elsewhere" });
const WRITES = effect({ kind: "write", target: target(`${ROOT}/src/a.ts`) });
const PLAN_FILE: Effect = {
  ...effect({ kind: "write", target: target(`${ROOT}/.pi/plans/x.md`) }),
  origin: { tool: "write", word: "x" },
};

/** Lasting answers to everything that may be asked about the effects. */
function grantsOf(effects: readonly Effect[], mode: string): readonly Grant[] {
  return effects.flatMap((one) =>
    classesOf(one).flatMap((row, index): readonly Grant[] => {
      const shape = shapeOf(one, row);
      return shape ? [{ id: `${index}`, scope: "everywhere", mode, shape, shown: "", given: 0 }] : [];
    }),
  );
}

const USER = someConfig("docs", []);
const PROJECT = someConfig("mine", ["docs"]);

describe("an untrusted project file", () => {
  it("never lowers a verdict, in any mode of the policy without it", { timeout: 120_000 }, () => {
    const seen = new Set<string>();
    let stricter = 0;
    fc.assert(
      fc.property(
        USER,
        PROJECT,
        fc.array(someEffect, { minLength: 10, maxLength: 30 }),
        fc.constantFrom(...MODE_NAMES),
        (user, project, effects, given) => {
          const grants = grantsOf(effects.slice(5), given);
          const without = built(user, undefined);
          const within = built(user, project);
          expect([...without.broken, ...within.broken]).toEqual([]);
          expect([...within.policy.modes.keys()]).toEqual([...without.policy.modes.keys()]);
          expect(within.policy.shellTools).toEqual(without.policy.shellTools);
          for (const [name, mode] of without.policy.modes) {
            for (const one of effects) {
              for (const row of classesOf(one)) seen.add(row);
              const before = RANK[verdictOn([one], mode, without.policy, grants).decision];
              const after = RANK[verdictOn([one], within.policy.modes.get(name) ?? mode, within.policy, grants).decision];
              if (after < before) expect({ name, one, before, after, waiting: within.waiting }).toBe("never lower");
              if (after > before) stricter += 1;
            }
          }
        },
      ),
      { numRuns: 200 },
    );
    expect([...EFFECT_CLASSES].filter((row) => !seen.has(row))).toEqual([]);
    expect(stricter).toBeGreaterThan(100);
  });

  it("never opens what steers the guard, trusted or not", { timeout: 120_000 }, () => {
    const end = effect({ kind: "destroy", why: "" });
    fc.assert(
      fc.property(USER, PROJECT, fc.boolean(), (user, project, trusted) => {
        const without = built(user, undefined);
        const within = built(user, project, trusted);
        for (const name of without.policy.modes.keys()) {
          expect(says(within, name, end)).toBe("deny");
          const row = (one: BuiltPolicy) => {
            const mode = one.policy.modes.get(name);
            const reasons = mode ? verdictOn([{ ...GUARDED, origin: { tool: "bash", word: "x" } }], mode, one.policy).reasons : [];
            return reasons.filter((reason) => reason.class === "write-guard").map((reason) => reason.decision);
          };
          if (row(without)[0] === "deny") expect(says(within, name, GUARDED)).toBe("deny");
        }
      }),
      { numRuns: 100 },
    );
  });

  const waits: readonly (readonly [why: string, project: Config, waiting: readonly string[]])[] = [
    ["an allow rule", { rules: [{ command: "npm publish", decision: "allow" }] }, ["rules[0]: allow `npm publish`"]],
    ["a path that is to be no secret", { secrets: ["!.env"] }, ["secrets[0]: allow the path `.env` for read-secret, write-secret"]],
    [
      "a command that is said to look only",
      { readOnlyCommands: ["mytool *"] },
      ["readOnlyCommands[0]: allow `mytool *` for execute* in plan, execute, review"],
    ],
    ["checks", { modes: { plan: { checks: ["make all"] } } }, ["modes.plan.checks[0]: allow `make all` as a check"]],
    ["writable files", { modes: { plan: { writable: ["docs/**"] } } }, ["modes.plan.writable[0]: open `docs/**` to the file tools"]],
    ["a new mode", { modes: { yolo: { extends: "execute" } } }, ["modes.yolo: a new mode"]],
    ["a looser cell", { modes: { plan: { effects: { write: "ask" } } } }, ["modes.plan.effects.write: ask instead of deny"]],
    ["another name for a mode", { modes: { execute: { label: "plan" } } }, ['modes.execute.label: "plan"']],
    ["words to the model", { modes: { plan: { closed: "Nothing." } } }, ['modes.plan.closed: "Nothing."']],
    ["a tool that is judged by its command alone", { shellTools: ["deploy"] }, ["shellTools[0]: deploy is judged as a shell"]],
    ["a way around of the shortcut", { cycle: ["execute", "review"] }, ["cycle: execute, review"]],
    ["more time for a question", { askTimeout: 4000 }, ["askTimeout: 4000 seconds instead of 1800"]],
    ["what costs the user money", { hideTools: true }, ["hideTools: true"]],
  ];

  it.each(waits)("waits with %s", (_why, project, waiting) => {
    const { policy, settings, waiting: found, problems } = built(undefined, project);
    const shipped = built(undefined, undefined);
    expect(found.map(({ text }) => text)).toEqual(waiting);
    expect(problems).toEqual([]);
    expect(settings).toEqual(shipped.settings);
    expect(policy.rules.rules).toEqual([]);
    expect(policy.modes).toEqual(shipped.policy.modes);
    expect(built(undefined, project, true).waiting).toEqual([]);
  });

  it("may start in plan mode and nowhere looser", () => {
    expect(built(undefined, { startMode: "plan" }).policy.startMode).toBe("plan");
    const looser = built({ startMode: "plan" }, { startMode: "execute" });
    expect(looser.policy.startMode).toBe("plan");
    expect(looser.waiting.map(({ text }) => text)).toEqual(["startMode: start in execute instead of plan"]);
  });

  it("doesn't start in a mode whose cells are as strict and whose files are not", () => {
    const user: Config = { startMode: "plan", modes: { docs: { extends: "plan", writable: ["**"] } } };
    expect(built(user, { startMode: "docs" }).policy.startMode).toBe("plan");
  });

  it("tightens at once: rules, cells, secrets, protected paths, the time of a question", () => {
    const project: Config = {
      rules: [{ effect: "network-fetch", decision: "deny" }],
      modes: { execute: { effects: { "install-declared": "ask" } } },
      secrets: ["keys/**"],
      protectedPaths: ["src"],
      askTimeout: 60,
    };
    const one = built(undefined, project);
    expect(one.waiting).toEqual([]);
    expect(says(one, "execute", effect({ kind: "network", direction: "fetch", peer: "elsewhere" }))).toBe("deny");
    expect(says(one, "execute", effect({ kind: "install", what: "declared" }))).toBe("ask");
    expect(says(one, "execute", effect({ kind: "read", target: target(`${ROOT}/keys/a`) }))).toBe("ask");
    expect(says(one, "execute", WRITES)).toBe("ask");
    expect(one.settings.askTimeoutMs).toBe(60_000);
  });

  it("hands no grant on to a stricter mode by closing the mode that it was given in", () => {
    const fetch: Effect = {
      ...{ kind: "network", direction: "fetch", peer: "elsewhere" },
      origin: { tool: "bash", program: "curl", word: "curl", command: { argv: ["curl", "x"], cwd: ROOT, fed: false } },
    };
    const grants = grantsOf([fetch], "execute");
    const one = built(undefined, { modes: { execute: { effects: { ...MODES.plan.effects } } } });
    const plan = one.policy.modes.get("plan") ?? MODES.plan;
    expect(grants).toHaveLength(1);
    expect(verdictOn([fetch], plan, one.policy, grants).decision).toBe("ask");
    expect(says(one, "execute", WRITES)).toBe("deny");
  });

  it("makes no question of what a mode closes", () => {
    const project: Config = { rules: [{ effect: "*", modes: ["plan"], decision: "ask" }] };
    expect(says(built(undefined, project), "plan", SENDS)).toBe("deny");
    expect(says(built(undefined, project), "plan", effect({ kind: "read", target: target(`${ROOT}/a`) }))).toBe("ask");
    expect(says(built(undefined, project, true), "plan", SENDS)).toBe("ask");
  });

  it("makes no question of what steers the guard even when it is trusted", () => {
    const project: Config = {
      rules: [{ effect: "write*", modes: ["plan"], decision: "ask" }],
      modes: { plan: { effects: { write: "ask", "write-guard": "ask", destroy: "allow" } }, review: { extends: "execute" } },
    };
    const one = built(undefined, project, true);
    expect(says(one, "plan", WRITES)).toBe("ask");
    expect(says(one, "plan", GUARDED)).toBe("deny");
    expect(says(one, "review", GUARDED)).toBe("deny");
    expect(says(one, "plan", effect({ kind: "destroy", why: "" }))).toBe("deny");
  });

  it("binds nobody by transitions: they wait", () => {
    const one = built(
      { modes: { execute: { transitions: ["review"] } } },
      { modes: { execute: { transitions: [] }, plan: { transitions: [] } } },
    );
    expect(one.policy.modes.get("execute")?.transitions).toEqual(["review", "plan"]);
    expect(one.policy.modes.get("plan")?.transitions).toBeUndefined();
    expect(one.waiting.map(({ text }) => text)).toEqual([
      "modes.execute.transitions: lead only to plan",
      "modes.plan.transitions: lead only to plan",
    ]);
  });

  it("lists an `ask` that opens a question where a mode is closed, the loosest first, and nothing cut", () => {
    const long = `${"a".repeat(300)} *`;
    const one = built(undefined, {
      rules: [
        { command: long, decision: "allow" },
        { effect: "read", modes: ["plan"], decision: "ask" },
        { effect: "write", modes: ["plan"], decision: "ask" },
        { tool: "*", modes: ["plan"], decision: "allow" },
      ],
    });
    expect(one.waiting.map(({ text }) => text)).toEqual([
      "rules[3]: allow the tool `*` in plan",
      "rules[2]: ask for write in plan",
      `rules[0]: allow \`${long}\``,
    ]);
  });

  it("above the one that counts closes too, and opens nothing though that one is trusted", () => {
    const file = (name: string, config: Config) => ({ kind: "text", file: name, text: JSON.stringify(config) }) as const;
    const config: Config = {
      rules: [
        { effect: "network-fetch", decision: "deny" },
        { effect: "write", modes: ["plan"], decision: "allow" },
      ],
      modes: { execute: { effects: { write: "ask" } } },
    };
    const nearest = { ...file("p/sub.json", { modes: { review: { effects: { execute: "deny" } } } }), trusted: true };
    const one = buildPolicy({ ...NO_SOURCES, above: [file("p/root.json", config)], project: nearest }, PLACE);
    expect(one.broken).toEqual([]);
    expect(says(one, "execute", effect({ kind: "network", direction: "fetch", peer: "elsewhere" }))).toBe("deny");
    expect(says(one, "execute", WRITES)).toBe("ask");
    expect(says(one, "plan", WRITES)).toBe("deny");
    expect(says(one, "review", effect({ kind: "execute", what: "project", why: "" }))).toBe("deny");
    expect(one.waiting).toEqual([]);
    expect(new Set(one.policy.rules.rules.map(({ id }) => id)).size).toBe(one.policy.rules.rules.length);
  });

  it("keeps the plan files of plan mode writable", () => {
    expect(says(built(undefined, { modes: { plan: { writable: [] } } }), "plan", PLAN_FILE)).toBe("allow");
  });
});
