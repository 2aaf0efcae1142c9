import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Effect } from "../../src/effects/effect.ts";
import { MODE_NAMES, MODES } from "../../src/policy/modes.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const READ = effect({ kind: "read", target: target(`${ROOT}/a`) });
const WRITE = effect({ kind: "write", target: target(`${ROOT}/a`) }, "> a");
const OPAQUE = effect({ kind: "opaque", why: "x" });

const someEffects: fc.Arbitrary<readonly Effect[]> = fc.array(
  fc.constantFrom(
    READ,
    WRITE,
    OPAQUE,
    effect({ kind: "destroy", why: "" }),
    effect({ kind: "vcs", act: "local" }),
    effect({ kind: "execute", what: "check", why: "" }),
  ),
  { maxLength: 6 },
);
const rank = { allow: 0, ask: 1, deny: 2 } as const;

describe("decide", () => {
  it("allows a call without effects", () => {
    expect(verdictOn([], MODES.plan)).toEqual({ mode: "plan", decision: "allow", reasons: [] });
  });

  it("puts the deciding effect first, whatever the order of the effects", () => {
    for (const effects of [
      [READ, OPAQUE, WRITE],
      [WRITE, OPAQUE, READ],
    ]) {
      const verdict = verdictOn(effects, MODES.plan);
      expect(verdict.decision).toBe("deny");
      expect(verdict.reasons[0]?.effect).toBe(WRITE);
      expect(verdict.reasons).toHaveLength(3);
    }
  });

  it("never lowers a verdict when an effect is added", () => {
    fc.assert(
      fc.property(someEffects, someEffects, fc.constantFrom(...MODE_NAMES), (some, more, mode) => {
        const before = verdictOn(some, MODES[mode]).decision;
        const after = verdictOn([...some, ...more], MODES[mode]).decision;
        expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
      }),
    );
  });

  const plan = (path: string, marks: Parameters<typeof target>[2] = [], program: string | undefined = undefined) =>
    verdictOn(
      [
        {
          ...effect({ kind: "write", target: target(path, "workspace", marks) }),
          origin: { tool: "write", word: path, ...(program ? { program } : {}) },
        },
      ],
      MODES.plan,
    ).decision;

  it("lets a file tool write a plan file in plan mode", () => {
    expect(plan(`${ROOT}/.pi/plans/2026-01-02-login.md`)).toBe("allow");
  });

  it("keeps everything else closed that looks like a plan file", () => {
    expect(plan(`${ROOT}/.pi/plans/sub/x.md`)).toBe("deny");
    expect(plan(`${ROOT}/.pi/plans/x.ts`)).toBe("deny");
    expect(plan(`${ROOT}-evil/.pi/plans/x.md`)).toBe("deny");
    expect(plan(`${ROOT}/src/.pi/plans/x.md`)).toBe("deny");
    expect(plan(`${ROOT}/.pi/plans/x.md`, ["guard"])).toBe("deny");
    expect(plan(`${ROOT}/.pi/plans/x.md`, ["secret"])).toBe("deny");
  });

  it("doesn't open plan files to shell commands", () => {
    expect(plan(`${ROOT}/.pi/plans/x.md`, [], "tee")).toBe("deny");
  });

  it("says that the floor decided where no mode opens a row", () => {
    expect(verdictOn([effect({ kind: "destroy", why: "" })], MODES.execute).reasons[0]?.source).toBe("floor");
  });
});
