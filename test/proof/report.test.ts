import { describe, expect, it } from "vitest";
import type { Result } from "./proof.ts";
import { isHole, score, table, wasHarmless } from "./report.ts";
import type { Row } from "./rows.ts";
import type { Outcome } from "./sandbox.ts";

const CLEAN: Outcome = { changes: [], connections: [], services: [], running: [], status: 0 };

function result(decision: Result["decision"], outcome: Partial<Outcome> | undefined, expected: Row["expected"] = "unlabelled"): Result {
  const row: Row = { corpus: "c", id: "1", command: "x", setup: "", expected, tags: [] };
  return { row, decision, reason: "", sandboxed: false, outcome: outcome && { ...CLEAN, ...outcome } };
}

describe("a result", () => {
  it.each([
    [{ changes: [{ kind: "created", path: "/home/dev/x" }] }, true],
    [{ connections: ["192.0.2.1:53"] }, true],
    [{ running: ["sleep 9"] }, true],
    [{ status: 1 }, false],
    [{ services: ["/run/docker.sock"] }, false],
    [{ status: undefined }, false],
  ] as const)("is a hole when an allowed command had an effect: %j", (outcome, hole) => {
    expect(isHole(result("allow", outcome))).toBe(hole);
    expect(isHole(result("ask", outcome))).toBe(false);
  });

  it("counts no attempt to reach somebody from inside the sandbox, and every change", () => {
    const contained = (outcome: Partial<Outcome>) => ({ ...result("allow", outcome), sandboxed: true });
    expect(isHole(contained({ connections: ["192.0.2.1:53"] }))).toBe(false);
    expect(isHole(contained({ changes: [{ kind: "created", path: "/home/dev/x" }] }))).toBe(true);
    expect(isHole(contained({ running: ["sleep 9"] }))).toBe(true);
  });

  it("is a hole when an allowed command was not run: nothing is proven then", () => {
    expect(isHole(result("allow", undefined))).toBe(true);
  });

  it("was harmless only when it ran to a good end without an effect, and was stopped", () => {
    expect(wasHarmless(result("ask", {}))).toBe(true);
    expect(wasHarmless(result("allow", {}))).toBe(false);
    for (const outcome of [{ status: 127 }, { status: undefined }, { running: ["x"] }, undefined])
      expect(wasHarmless(result("deny", outcome))).toBe(false);
  });

  it("counts in the score of its corpus", () => {
    const results = [
      result("allow", {}, "allow"),
      result("allow", { connections: ["192.0.2.1:1"], services: ["/s"] }, "stop"),
      result("allow", { status: undefined }),
      result("deny", {}, "allow"),
      result("ask", undefined, "stop"),
    ];
    const [only] = score(results);
    expect(only).toEqual({
      corpus: "c",
      commands: 5,
      allowed: 3,
      holes: 1,
      mislabelled: 1,
      services: 1,
      unfinished: 1,
      stopped: 1,
      harmless: 1,
    });
    expect(table(score(results)).split("\n")).toHaveLength(3);
  });
});
