// Total, for texts that are made to take long: the work stops soon after its budget is used up, whatever the text says.
// Work is counted in steps, so that a busy machine can't fail this; `npm run fuzz` prints times.

import { describe, expect, it } from "vitest";
import { analyse } from "../../src/shell/analyse.ts";
import { newBudget } from "../../src/shell/budget.ts";
import { START } from "../shell/render.ts";
import { HOSTILE } from "./hostile.ts";
import { judged } from "./verdicts.ts";

const BUDGET = newBudget().steps;

describe("texts that would take long", () => {
  it.each(HOSTILE)("%s", (_, text) => {
    const budget = newBudget();
    const facts = analyse(text, { ...START, budget });
    // The parts that are looked at already are finished, and nothing else is begun.
    expect(budget.steps).toBeGreaterThan(-BUDGET / 2);
    if (budget.steps < 0) expect(facts.some((fact) => fact.kind === "opaque")).toBe(true);
    expect(facts.length).toBeLessThanOrEqual(1_001);
    const verdict = judged(text, "plan");
    if (verdict.reasons.some(({ effect }) => effect.kind === "opaque")) expect(verdict.decision).not.toBe("allow");
  });

  it("have one budget for all texts of a call", () => {
    const one = newBudget();
    analyse("bash -c 'ls'; ls", { ...START, budget: one });
    const before = one.steps;
    analyse("ls", { ...START, budget: one });
    expect(one.steps).toBeLessThan(before);
    expect(analyse("ls", { ...START, budget: newBudget(0) })).toMatchObject([{ kind: "opaque" }]);
  });

  it("say what to do", () => {
    for (const text of [
      "a;".repeat(16_000),
      "a".repeat(40_000),
      "$(".repeat(2_000),
      `${"cat <<E;".repeat(200)}\n${"x\nE\n".repeat(200)}`,
    ]) {
      const [reason] = judged(text, "plan").reasons;
      expect(reason?.effect.kind === "opaque" && reason.effect.why).toMatch(/split the command|syntax error/);
    }
  });

  it("don't hide what stands at their beginning", () => {
    expect(judged(`rm -rf /; ${"ls;".repeat(5_000)}`, "execute").decision).toBe("deny");
    expect(judged(`rm -rf / ${"a ".repeat(3_000)}`, "execute").decision).toBe("deny");
    expect(judged(`cat a; rm -rf src; ${"cat $x;".repeat(1_000)}`, "plan").decision).toBe("deny");
  });
});
