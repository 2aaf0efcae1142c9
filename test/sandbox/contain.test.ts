import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EFFECT_CLASSES } from "../../src/policy/classes.ts";
import { MODES, type Mode } from "../../src/policy/modes.ts";
import type { Decision, Reason, Verdict } from "../../src/policy/verdict.ts";
import { hasSandbox, isContainable } from "../../src/sandbox/contain.ts";

const reason = (row: Reason["class"], decision: Decision, source: "mode" | "floor" = "mode"): Reason => ({
  ...{ class: row, decision, source },
  effect: { kind: "opaque", why: "a test", origin: { tool: "bash", word: "" } },
});
const ruled = (row: Reason["class"]): Reason => ({
  ...reason(row, "ask"),
  source: "rule",
  rule: { id: "1", decision: "ask", source: "user", file: "f", line: 1 } as never,
});
const verdict = (decision: Decision, ...reasons: readonly Reason[]): Verdict => ({ mode: "plan", decision, reasons });

describe("a call runs in the sandbox", () => {
  it.each(["execute-check", "execute", "opaque"] as const)("where %s is all that is asked about", (row) => {
    expect(isContainable(verdict("ask", reason(row, "ask"), reason("read", "allow")), MODES.plan)).toBe(true);
  });

  it("never where anything else is a question, or is closed, or a rule asks", () => {
    const free = new Set<string>(["execute-check", "execute", "opaque"]);
    for (const row of EFFECT_CLASSES) {
      if (!free.has(row)) expect(isContainable(verdict("ask", reason("execute", "ask"), reason(row, "ask")), MODES.plan), row).toBe(false);
      expect(isContainable(verdict("deny", reason("execute", "ask"), reason(row, "deny")), MODES.plan), row).toBe(false);
    }
    expect(isContainable(verdict("ask", reason("execute", "ask"), ruled("execute")), MODES.plan)).toBe(false);
  });

  it("never by a verdict that doesn't add up", () => {
    const cells = fc.record({ row: fc.constantFrom(...EFFECT_CLASSES), decision: fc.constantFrom<Decision>("allow", "ask", "deny") });
    fc.assert(
      fc.property(fc.array(cells), fc.constantFrom<Decision>("allow", "ask", "deny"), (all, decision) => {
        const reasons = all.map(({ row, decision: one }) => reason(row, one));
        if (!isContainable(verdict(decision, ...reasons), MODES.plan)) return true;
        return decision === "ask" && reasons.every((one) => one.decision !== "deny");
      }),
    );
  });

  it("in no mode that writes or has none", () => {
    const asks = verdict("ask", reason("execute", "ask"));
    const modes: readonly Mode[] = [
      { ...MODES.plan, sandbox: "off" },
      { ...MODES.execute, sandbox: "auto" },
      { ...MODES.plan, effects: { ...MODES.plan.effects, write: "ask" } },
    ];
    for (const mode of modes) expect([hasSandbox(mode), isContainable(asks, mode)]).toEqual([false, false]);
    expect([MODES.plan, MODES.execute, MODES.review].map(hasSandbox)).toEqual([true, false, true]);
  });
});
