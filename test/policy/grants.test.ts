// What is generated here comes from small sets, so that many pairs of calls are nearly the same.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Effect, EffectKind, Mark, PathTarget } from "../../src/effects/effect.ts";
import { classesOf, EFFECT_CLASSES } from "../../src/policy/classes.ts";
import { type Grant, grantKey, keyOf, shapeOf, shapesOf } from "../../src/policy/grants.ts";
import { MODES, type Mode } from "../../src/policy/modes.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import type { Rule } from "../../src/policy/rule.ts";
import { compileRules } from "../../src/policy/rules.ts";
import { ROOT, target, verdictOn } from "../support/effects.ts";

const { plan: PLAN, execute: EXECUTE, review: REVIEW } = MODES;
const MODE_LIST: readonly Mode[] = [PLAN, EXECUTE, REVIEW];
const NOW = 1000;

const grantOf = (shape: Grant["shape"], more: Partial<Grant> = {}): Grant => ({
  id: "00000000",
  scope: "session",
  mode: "execute",
  shape,
  shown: "",
  given: 0,
  ...more,
});

/** The grants for all that is asked about these effects in a mode; none where some part can't be granted. */
function grantsFor(effects: readonly Effect[], mode: Mode, more: Partial<Grant> = {}): readonly Grant[] {
  return (shapesOf(verdictOn(effects, mode)) ?? []).map((shape) => grantOf(shape, { mode: mode.name, ...more }));
}

const withGrants = (effects: readonly Effect[], mode: Mode, grants: readonly Grant[], now = NOW) =>
  verdictOn(effects, mode, BUILT_IN, grants, now).decision;
const without = (effects: readonly Effect[], mode: Mode) => verdictOn(effects, mode).decision;

const word = fc.constantFrom("origin", "main", "-f", "");
const path = fc.constantFrom("/home/u/a", "/home/u/*", "/out/*", `${ROOT}/a`, "…/.env", "/out/…/.env");
const marks: fc.Arbitrary<readonly Mark[]> = fc.constantFrom([], ["secret"], ["guard"], ["vcs-internal"], ["device"], ["root"]);
const scope = fc.constantFrom("workspace", "temp", "home", "outside");
const place: fc.Arbitrary<PathTarget> = fc.oneof(
  fc.record({ kind: fc.constant("exact"), path, scope, marks }),
  fc.record({ kind: fc.constant("pattern"), path, base: fc.constantFrom("/", "/out"), scope, marks }),
  fc.constant({ kind: "unknown", why: "$X" } as const),
);
const kind: fc.Arbitrary<EffectKind> = fc.oneof(
  fc.record({ kind: fc.constantFrom("read", "write"), target: place }),
  fc.record({ kind: fc.constant("write"), target: place, ruins: fc.constantFrom("content", "access") }),
  fc.record({ kind: fc.constant("delete"), target: place, broad: fc.boolean() }),
  fc.constantFrom<EffectKind>(
    { kind: "vcs", act: "publish" },
    { kind: "network", direction: "send", peer: "elsewhere" },
    { kind: "network", direction: "fetch", peer: "elsewhere" },
    { kind: "execute", what: "installed", why: "" },
    { kind: "install", what: "new" },
    { kind: "system", why: "" },
    { kind: "destroy", why: "" },
    { kind: "opaque", why: "" },
  ),
);
const parts = fc.record({
  tool: fc.constantFrom("bash", "mcp_x", "read"),
  program: fc.constantFrom("git push", "cp", undefined),
  argv: fc.array(fc.oneof({ weight: 9, arbitrary: word }, { weight: 1, arbitrary: fc.constant(undefined) }), {
    minLength: 1,
    maxLength: 3,
  }),
  cwd: fc.constantFrom(ROOT, ROOT, `${ROOT}/sub`, `${ROOT}/sub`, undefined),
  fed: fc.constantFrom(false, false, false, true),
  has: fc.constantFrom(true, true, true, false),
  kind,
});
type Parts = typeof parts extends fc.Arbitrary<infer Value> ? Value : never;

function effectOf({ tool, program, argv, cwd, fed, has, kind: what }: Parts): Effect {
  const shape = program !== undefined && has ? { command: { argv, cwd, fed } } : {};
  return { origin: { tool, word: "w", ...(program === undefined ? {} : { program }), ...shape }, ...what };
}

const anEffect: fc.Arbitrary<Effect> = parts.map(effectOf);
/** Two that differ in one thing, or in nothing. */
const neighbours: fc.Arbitrary<readonly [Effect, Effect]> = fc
  .tuple(parts, parts, fc.constantFrom("tool", "program", "argv", "cwd", "fed", "has", "kind"))
  .map(([one, other, field]) => [effectOf(one), effectOf({ ...one, [field]: other[field] })]);
const aMode = fc.constantFrom(...MODE_LIST);
const someEffects = fc.array(anEffect, { minLength: 1, maxLength: 4 });

/** What a question shows of an effect, and the rows that it falls into. */
function facts(effect: Effect): string {
  const { tool, program, command: shape } = effect.origin;
  const rows = classesOf(effect);
  if (!("target" in effect)) return JSON.stringify([rows, tool, program ?? null, shape ?? null]);
  const { target: to } = effect;
  return JSON.stringify([
    effect.kind,
    tool,
    program ?? null,
    to.kind,
    to.kind === "unknown" ? to.why : to.path,
    to.kind === "pattern" ? to.base : null,
  ]);
}

describe("a grant", () => {
  it("opens nothing that shows other facts, and nothing that is closed", () => {
    fc.assert(
      fc.property(neighbours, aMode, ([given, other], mode) => {
        const grants = grantsFor([given], mode);
        const was = without([other], mode);
        const is = withGrants([other], mode, grants);
        if (is === was) return;
        expect([was, is, grants.length > 0]).toEqual(["ask", "allow", true]);
        expect(facts(other)).toBe(facts(given));
      }),
      { numRuns: 2000 },
    );
  });

  it("answers the same call in full the next time", () => {
    fc.assert(
      fc.property(someEffects, aMode, (effects, mode) => {
        const grants = grantsFor(effects, mode);
        fc.pre(grants.length > 0 && without(effects, mode) === "ask");
        expect(withGrants(effects, mode, grants)).toBe("allow");
      }),
      { numRuns: 200 },
    );
  });

  it("is given for each row of an effect that is asked about", () => {
    const effect: Effect = {
      origin: { tool: "bash", program: "rm", word: "x" },
      kind: "delete",
      target: target("/out/x", "outside"),
      broad: true,
    };
    expect(shapesOf(verdictOn([effect], EXECUTE))?.map((shape) => shape.class)).toEqual(["write-outside", "delete-broad"]);
  });

  it("only turns questions into permissions, whatever it says it covers", () => {
    fc.assert(
      fc.property(someEffects, aMode, aMode, (effects, mode, given) => {
        const grants = effects.flatMap((effect) =>
          EFFECT_CLASSES.flatMap((row) => {
            const { tool, program, command: shape } = effect.origin;
            const argv = shape?.argv.map((one) => one ?? "");
            const to = "target" in effect && effect.target.kind !== "unknown" ? { path: effect.target.path, access: effect.kind } : {};
            const forged = { class: row, tool, ...to, ...(program ? { program } : {}), ...(argv ? { argv, cwd: shape?.cwd ?? ROOT } : {}) };
            return [forged, shapeOf(effect, row) ?? forged].map((one) => grantOf(one, { mode: given.name, scope: "everywhere" }));
          }),
        );
        for (const effect of effects) {
          const was = without([effect], mode);
          const is = withGrants([effect], mode, grants);
          if (is !== was) expect([was, is]).toEqual(["ask", "allow"]);
          // No answer lasts for what can't be undone or steers the guard.
          if (classesOf(effect).some((row) => (row === "destroy" || row === "write-guard") && mode.effects[row] !== "allow"))
            expect(is).toBe(was);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("yields to a rule that denies, and answers one that asks", () => {
    const rule = (decision: "ask" | "deny"): Rule => ({ id: "user:1", source: "user", file: "f", line: 1, tool: "mcp_x", decision });
    const policy = (decision: "ask" | "deny") => ({
      ...BUILT_IN,
      rules: compileRules([rule(decision)], { root: ROOT, home: "/home/u", real: (one) => one }),
    });
    const call: Effect = { origin: { tool: "mcp_x", word: "mcp_x" }, kind: "opaque", why: "" };
    const grants = grantsFor([call], EXECUTE);
    expect(verdictOn([call], EXECUTE, policy("deny"), grants).decision).toBe("deny");
    expect(verdictOn([call], EXECUTE, policy("ask"), grants).decision).toBe("allow");
  });
});

describe("a grant holds", () => {
  it("in its own mode and in looser ones, never in a stricter one", () => {
    fc.assert(
      fc.property(someEffects, (effects) => {
        const grants = grantsFor(effects, EXECUTE);
        for (const mode of [PLAN, REVIEW]) expect(withGrants(effects, mode, grants)).toBe(without(effects, mode));
        const fromPlan = grantsFor(effects, PLAN);
        fc.pre(fromPlan.length > 0);
        for (const effect of effects)
          for (const mode of [EXECUTE, REVIEW])
            if (without([effect], PLAN) === "ask") expect(withGrants([effect], mode, fromPlan)).toBe("allow");
      }),
      { numRuns: 200 },
    );
  });

  it("in no mode when its own doesn't exist any more", () => {
    const call: Effect = { origin: { tool: "mcp_x", word: "mcp_x" }, kind: "opaque", why: "" };
    for (const mode of MODE_LIST) expect(withGrants([call], mode, grantsFor([call], PLAN, { mode: "gone" }))).toBe("ask");
  });

  it("until it expires", () => {
    fc.assert(
      fc.property(someEffects, aMode, fc.oneof(fc.nat(2 * NOW), fc.constantFrom(NOW - 1, NOW, NOW + 1)), (effects, mode, expires) => {
        const grants = grantsFor(effects, mode, { expires });
        const lasting = grantsFor(effects, mode);
        expect(withGrants(effects, mode, grants)).toBe(expires <= NOW ? without(effects, mode) : withGrants(effects, mode, lasting));
      }),
    );
  });

  it("in its own project, when it is one for a project", () => {
    fc.assert(
      fc.property(
        someEffects,
        aMode,
        fc.constantFrom("/", "/home/u", `${ROOT}/sub`, `${ROOT}/`, `${ROOT}-evil`, ""),
        (effects, mode, root) => {
          expect(withGrants(effects, mode, grantsFor(effects, mode, { scope: "project", root }))).toBe(without(effects, mode));
          expect(withGrants(effects, mode, grantsFor(effects, mode, { scope: "project" }))).toBe(without(effects, mode));
          const lasting = grantsFor(effects, mode);
          expect(withGrants(effects, mode, grantsFor(effects, mode, { scope: "project", root: ROOT }))).toBe(
            withGrants(effects, mode, lasting),
          );
        },
      ),
    );
  });
});

describe("keys", () => {
  it("are equal for equal grants only", () => {
    const shape = { class: "opaque", tool: "mcp_x" } as const;
    const all = [
      grantOf(shape),
      grantOf(shape, { scope: "everywhere" }),
      grantOf(shape, { scope: "project", root: ROOT }),
      grantOf(shape, { scope: "project", root: "/" }),
      grantOf(shape, { mode: "plan" }),
      grantOf({ ...shape, tool: "mcp_y" }),
    ];
    expect(new Set(all.map(grantKey)).size).toBe(all.length);
    expect(grantKey(grantOf(shape, { id: "11111111", shown: "x", given: 3, expires: 4 }))).toBe(grantKey(grantOf(shape)));
  });

  it("don't depend on the order of the fields", () => {
    expect(keyOf({ tool: "t", class: "opaque" })).toBe(keyOf({ class: "opaque", tool: "t" }));
  });
});
