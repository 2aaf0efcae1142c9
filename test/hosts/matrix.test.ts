// The table says what was seen, and nothing that is wrong goes without a word.

import { describe, expect, it } from "vitest";
import type { Result } from "./checks.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { matrix, type Tried, unexplained } from "./matrix.ts";
import { HOSTS } from "./versions.ts";

const result = (mode: Result["mode"], check: Result["check"], outcome: Result["outcome"] = "holds"): Result => ({
  ...{ mode, check, outcome, ms: 1 },
  ...(outcome === "fails" ? { why: "the reason" } : {}),
});

function tried(version: string, ...results: readonly Result[]): Tried {
  const host = HOSTS.find((one) => one.version === version);
  if (!host) throw new Error(`${version} isn't tried`);
  return { host, results };
}

describe("the table of hosts", () => {
  it("has a row for what was tried and a column for each host", () => {
    const table = matrix([tried("0.60.0", result("print", "refuses"), result("sdk", "refuses")), tried("0.73.1", result("tui", "own"))]);
    expect(table).toMatch(/^\| what holds \| run modes \| 0\.60\.0 \| 0\.73\.1 \|\n\|---\|---\|---\|---\|\n/);
    expect(table).toMatch(/^\| plan refuses .* \| print, sdk \| yes \| {2}\|$/m);
    expect(table).toMatch(/^\| your own .* \| tui \| {2}\| yes \|$/m);
    expect(table.split("\n")).toHaveLength(4);
  });

  it("names the run modes in which something doesn't hold", () => {
    expect(matrix([tried("0.73.1", result("print", "refuses", "fails"), result("sdk", "refuses"))])).toContain("| not print |");
  });

  it("counts exceptions and says each of them once", () => {
    const closes = [result("rpc", "closes", "abort-waits"), result("tui", "closes"), result("sdk", "closes", "abort-waits")];
    const table = matrix([tried("0.57.1", ...closes), tried("0.60.0", ...closes)]);
    expect(table.split("yes (rpc, sdk: 1)")).toHaveLength(3);
    expect(table.split(EXCEPTIONS["abort-waits"].says)).toHaveLength(2);
  });
});

describe("what isn't explained", () => {
  it("is what fails, with its reason", () => {
    expect(unexplained([tried("0.73.1", result("rpc", "keeps", "fails"), result("rpc", "asks"))])).toEqual([
      "0.73.1 rpc keeps: the reason",
    ]);
  });

  it("is an exception on a host that it isn't written down for", () => {
    const waits = result("rpc", "closes", "abort-waits");
    expect(unexplained([tried("0.60.0", waits)])).toEqual([]);
    expect(unexplained([tried("0.64.0", waits)])).toHaveLength(1);
  });
});
