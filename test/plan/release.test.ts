import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommandShape, Effect, EffectKind } from "../../src/effects/effect.ts";
import { PROGRESS_ENTRY } from "../../src/plan/entries.ts";
import { foldPlan, NO_PLAN, type PlanState } from "../../src/plan/fold.ts";
import type { Manifest, Plan } from "../../src/plan/model.ts";
import { isPlanned, releaseRules } from "../../src/plan/release.ts";
import { classesOf } from "../../src/policy/classes.ts";
import { MODE_NAMES, MODES, type Mode } from "../../src/policy/modes.ts";
import { BUILT_IN, type Policy } from "../../src/policy/policy.ts";
import type { Rule } from "../../src/policy/rule.ts";
import { compileRules } from "../../src/policy/rules.ts";
import type { Decision } from "../../src/policy/verdict.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";
import { manifests, PLAN, planEntry } from "./plans.ts";

const PLACE = { root: ROOT, home: "/home/u", real: (path: string) => path };
const RANK = { allow: 0, ask: 1, deny: 2 } as const;
const progress = (data: unknown): unknown => ({ type: "custom", customType: PROGRESS_ENTRY, data });

function approved(plan: Plan = PLAN, manifest: Manifest = plan.manifest, askEdits = false): readonly unknown[] {
  return [
    planEntry({ v: 1, event: "submitted", plan }),
    planEntry({ v: 1, event: "approved", plan: plan.id, revision: plan.revision, release: { manifest, askEdits, mode: "execute" } }),
  ];
}

function policyOf(rules: readonly Rule[]): Policy {
  return { ...BUILT_IN, rules: compileRules(rules, PLACE) };
}

function command(words: string, kind: EffectKind, shape: Partial<CommandShape> = {}): Effect {
  const argv = words.split(" ");
  return { origin: { tool: "bash", program: argv[0] ?? "", word: words, command: { argv, cwd: ROOT, fed: false, ...shape } }, ...kind };
}

function decision(state: PlanState, given: Effect, mode: Mode = MODES.execute, more: readonly Rule[] = []): Decision {
  return verdictOn([given], mode, policyOf([...releaseRules(state), ...more])).decision;
}

const PUBLISH = { kind: "vcs", act: "publish" } as const;
const PUSH = command("git push origin main", PUBLISH);

describe("releaseRules", () => {
  it("gives each ticked command a rule that names its item", () => {
    const rules = releaseRules(foldPlan(approved(PLAN, { ...PLAN.manifest, commands: ["git push origin *"] })));
    expect(rules).toEqual([
      expect.objectContaining({
        id: "plan:2",
        line: 2,
        file: "the plan",
        source: "project",
        command: "git push origin *",
        decision: "allow",
      }),
    ]);
    expect(rules[0]).not.toHaveProperty("modes");
  });

  it("answers the question about what was approved, and no other", () => {
    const state = foldPlan(approved());
    expect(decision(NO_PLAN, PUSH)).toBe("ask");
    expect(decision(state, PUSH)).toBe("allow");
    expect(decision(state, command("git push evil main", PUBLISH))).toBe("ask");
    expect(decision(state, command("git push origin main", PUBLISH, { altered: true }))).toBe("ask");
  });

  it("opens nothing that a mode closes", () => {
    for (const mode of [MODES.plan, MODES.review]) expect(decision(foldPlan(approved()), PUSH, mode)).toBe("deny");
  });

  it("yields to a rule that asks or denies", () => {
    for (const other of ["ask", "deny"] as const) {
      const rule: Rule = { id: "user:1", source: "user", file: "f", line: 1, command: "git push **", decision: other };
      expect(decision(foldPlan(approved()), PUSH, MODES.execute, [rule])).toBe(other);
    }
  });

  it.each(["*", "** x", " *", "bash -c *", "/bin/sh", "python3.12 *", "ba\\sh x", "node -e *", "sudo *", "env A=1 *", "timeout 5 *", ""])(
    "leaves out %j",
    (wide) => {
      const rules = releaseRules(foldPlan(approved({ ...PLAN, manifest: { ...PLAN.manifest, commands: [wide] } })));
      expect(rules).toEqual([]);
    },
  );

  it.each(["npm run build", "bash scripts/x.sh *", "node --test", "python -m pytest *", "sudo apt update", "git push origin *"])(
    "takes %j",
    (narrow) => {
      expect(releaseRules(foldPlan(approved({ ...PLAN, manifest: { ...PLAN.manifest, commands: [narrow] } })))).toHaveLength(1);
    },
  );

  it("leaves out what would take long to match", () => {
    for (const costly of [
      `x ${"{a,b}".repeat(50)}`,
      "x {1..100000}",
      `x ${"*a".repeat(100)}`,
      `x ${"** ".repeat(50)}`,
      `x ${"a".repeat(301)}`,
    ])
      expect(releaseRules(foldPlan(approved({ ...PLAN, manifest: { ...PLAN.manifest, commands: [costly] } })))).toEqual([]);
  });

  it("releases nothing that the plan doesn't name", () => {
    expect(releaseRules(foldPlan(approved(PLAN, { ...PLAN.manifest, commands: ["curl *"] })))).toEqual([]);
  });

  it("asks before each edit where that was agreed, and for marked files too", () => {
    const state = foldPlan(approved(PLAN, PLAN.manifest, true));
    const open: Mode = { ...MODES.execute, effects: { ...MODES.execute.effects, "write-secret": "allow" } };
    expect(decision(NO_PLAN, effect({ kind: "write", target: target(`${ROOT}/a`) }))).toBe("allow");
    expect(decision(state, effect({ kind: "write", target: target(`${ROOT}/a`) }))).toBe("ask");
    expect(decision(state, effect({ kind: "delete", target: target(`${ROOT}/a`), broad: true }))).toBe("ask");
    expect(decision(state, effect({ kind: "write", target: target(`${ROOT}/.env`, "workspace", ["secret"]) }), open)).toBe("ask");
    expect(decision(state, effect({ kind: "write", target: target("/tmp/a", "temp") }))).toBe("allow");
    expect(decision(state, effect({ kind: "read", target: target(`${ROOT}/a`) }))).toBe("allow");
  });
});

const OTHERS: readonly EffectKind[] = [
  PUBLISH,
  { kind: "run" },
  { kind: "destroy", why: "" },
  { kind: "opaque", why: "" },
  { kind: "system", why: "" },
  { kind: "network", direction: "send", peer: "elsewhere" },
  { kind: "write", target: target("/etc/x", "outside") },
  { kind: "write", target: target(`${ROOT}/.pi/pi-modes.json`, "workspace", ["guard"]) },
  { kind: "delete", target: target("/home/u/.pi/agent", "home", ["guard"]), broad: true },
];
const effects = fc
  .tuple(fc.constantFrom("git push origin main", "npm run migrate", "rm x", "git push"), fc.constantFrom(...OTHERS))
  .map(([words, kind]) => command(words, kind));
const manifest = fc.oneof(manifests, fc.constant(PLAN.manifest));
const modes = fc.constantFrom(...MODE_NAMES.map((name) => MODES[name]));

describe("the law of a release", () => {
  it("lowers no verdict but a question, and never for the floor, the guard or what can't be judged", () => {
    fc.assert(
      fc.property(manifest, fc.boolean(), effects, modes, (ticked, askEdits, given, mode) => {
        const state = foldPlan(approved({ ...PLAN, manifest: ticked }, ticked, askEdits));
        const [before, after] = [decision(NO_PLAN, given, mode), decision(state, given, mode)];
        if (RANK[after] >= RANK[before]) return;
        expect(before).toBe("ask");
        expect(classesOf(given).filter((row) => ["destroy", "write-guard", "opaque"].includes(row))).toEqual([]);
        expect(isPlanned(state, given, ROOT)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("is over when the plan ended, has another revision, or an entry can't be read", () => {
    const ends = fc.constantFrom<unknown>(
      planEntry({ v: 1, event: "ended", plan: "p1", how: "done" }),
      planEntry({ v: 1, event: "ended", plan: "p1", how: "left" }),
      planEntry({ v: 1, event: "submitted", plan: { ...PLAN, revision: 2 } }),
      planEntry({ v: 1, event: "submitted", plan: { ...PLAN, id: "p2" } }),
      planEntry({ v: 2, event: "ended", plan: "p1" }),
      planEntry({ ...PLAN }),
      planEntry(undefined),
      planEntry({
        v: 1,
        event: "approved",
        plan: "p1",
        revision: 2,
        release: { manifest: PLAN.manifest, askEdits: false, mode: "execute" },
      }),
      approved()[1],
      progress("?"),
    );
    const noise = fc.array(
      fc.constantFrom<unknown>(progress({ v: 1, plan: "p1", updates: [{ step: "1", status: "done" }] }), { type: "message" }, null, 7),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(ends, noise, noise, effects, modes, (end, before, after, given, mode) => {
        expect(releaseRules(foldPlan([...approved(), ...before]))).not.toEqual([]);
        const state = foldPlan([...approved(), ...before, end, ...after]);
        expect(releaseRules(state)).toEqual([]);
        expect(isPlanned(state, given, ROOT)).toBe(false);
        expect(decision(state, given, mode)).toBe(decision(NO_PLAN, given, mode));
      }),
    );
  });

  it("begins only with an approval of what was last submitted", () => {
    const [submitted, approval] = approved();
    for (const entries of [
      [submitted],
      [approval],
      [approval, submitted],
      [submitted, planEntry({ v: 1, event: "submitted", plan: { ...PLAN, revision: 2 } }), approval],
    ])
      expect(releaseRules(foldPlan(entries))).toEqual([]);
  });
});

describe("isPlanned", () => {
  const writes = ["src/login/**", "docs", "a.md", "./b/*.ts", "../x/**", "/etc/**"];
  const state = foldPlan(approved({ ...PLAN, manifest: { ...PLAN.manifest, writes } }));
  const write = (path: string): Effect => effect({ kind: "write", target: target(path) });

  it.each([
    ["src/login/deep/x.ts", true],
    ["src/login/.hidden", true],
    ["src/other.ts", false],
    ["src/login-evil/x.ts", false],
    ["docs/x.md", true],
    ["docs", true],
    ["docs2/x.md", false],
    ["a.md", true],
    ["b/x.ts", true],
    ["b/c/x.ts", false],
  ])("says of a write to %s: %s", (path, planned) => {
    expect(isPlanned(state, write(`${ROOT}/${path}`), ROOT)).toBe(planned);
  });

  it("knows no path outside the workspace", () => {
    for (const path of ["/home/u/x/y", "/etc/passwd", `${ROOT}-evil/a.md`]) expect(isPlanned(state, write(path), ROOT)).toBe(false);
  });

  it("takes a pattern only where a whole folder is planned", () => {
    const pattern = (base: string): Effect =>
      effect({ kind: "delete", broad: false, target: { kind: "pattern", path: `${base}/*`, base, scope: "workspace", marks: [] } });
    expect(isPlanned(state, pattern(`${ROOT}/src/login/x`), ROOT)).toBe(true);
    expect(isPlanned(state, pattern(`${ROOT}/src`), ROOT)).toBe(false);
    expect(isPlanned(state, pattern(`${ROOT}/b`), ROOT)).toBe(false);
    expect(isPlanned(state, effect({ kind: "write", target: { kind: "unknown", why: "" } }), ROOT)).toBe(false);
  });

  it("asks for a ticked command or path", () => {
    const less = foldPlan(approved(PLAN, { ...PLAN.manifest, commands: [], writes: [] }));
    expect(isPlanned(foldPlan(approved()), PUSH, ROOT)).toBe(true);
    expect(isPlanned(less, PUSH, ROOT)).toBe(false);
    expect(isPlanned(less, write(`${ROOT}/src/login/x`), ROOT)).toBe(false);
    expect(isPlanned(less, effect({ kind: "read", target: target("/etc/hosts", "outside") }), ROOT)).toBe(true);
  });
});
