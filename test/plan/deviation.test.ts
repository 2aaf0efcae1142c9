import { describe, expect, it } from "vitest";
import type { EffectKind } from "../../src/effects/effect.ts";
import { deviationsIn } from "../../src/plan/deviation.ts";
import { PLAN_ENTRY } from "../../src/plan/entries.ts";
import { foldPlan } from "../../src/plan/fold.ts";
import { MODES } from "../../src/policy/modes.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";
import { PLAN } from "./plans.ts";

const release = { manifest: PLAN.manifest, askEdits: false, mode: "execute" };
const state = foldPlan(
  [
    { v: 1, event: "submitted", plan: PLAN },
    { v: 1, event: "approved", plan: PLAN.id, revision: 1, release },
  ].map((data) => ({ type: "custom", customType: PLAN_ENTRY, data })),
);
const lines = (kind: EffectKind, ran = true, mode = MODES.execute) => deviationsIn(state, verdictOn([effect(kind)], mode), ran, ROOT);

describe("what isn't in the plan", () => {
  it("is a write that it doesn't name, and not one that it does", () => {
    expect(lines({ kind: "write", target: target(`${ROOT}/src/login/a.ts`) })).toEqual([]);
    expect(lines({ kind: "write", target: target(`${ROOT}/src/other.ts`) })).toEqual(["writes src/other.ts"]);
  });

  it.each<EffectKind>([
    { kind: "read", target: target(`${ROOT}/a`) },
    { kind: "run" },
    { kind: "execute", what: "check", why: "" },
    { kind: "execute", what: "project", why: "" },
    { kind: "vcs", act: "local" },
    { kind: "write", target: target("/tmp/x", "temp") },
  ])("is nothing that any work needs: $kind", (kind) => {
    expect(lines(kind)).toEqual([]);
  });

  it("says what became of a question, and of what was closed", () => {
    const send: EffectKind = { kind: "network", direction: "send", peer: "elsewhere", host: "example.org" };
    expect(lines(send)[0]).toMatch(/^allowed by the user: .*example\.org/);
    expect(lines(send, false)[0]).toMatch(/^refused: .*example\.org/);
  });

  it("is nothing in another mode than the plan's, or without a plan", () => {
    const write: EffectKind = { kind: "write", target: target(`${ROOT}/src/other.ts`) };
    expect(lines(write, false, MODES.review)).toEqual([]);
    expect(deviationsIn(foldPlan([]), verdictOn([effect(write)], MODES.execute), true, ROOT)).toEqual([]);
  });
});
