import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTrust } from "../../extensions/shared/trust.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "pi-modes-trust-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const RECORD = { v: 1, project: "/p", sha256: "aa", decision: "trusted" };

describe("trust", () => {
  it("is kept whole, readable by its owner only, with nothing left behind", () => {
    const trust = createTrust(base);
    expect(trust.decide("/p", "aa", "refused")).toEqual({ kind: "done" });
    expect(trust.decide("/p", "aa", "trusted")).toEqual({ kind: "done" });
    const path = trust.pathOf("/p");
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(RECORD);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toHaveLength(1);
    expect(trust.of("/p", "aa")).toBe("trusted");
    expect(trust.of("/p", "bb")).toBe("unknown");
    expect(trust.of("/q", "aa")).toBe("unknown");
  });

  it.each([
    ["nothing", ""],
    ["half a record", JSON.stringify(RECORD).slice(0, 20)],
    ["another version", JSON.stringify({ ...RECORD, v: 2 })],
    ["another project", JSON.stringify({ ...RECORD, project: "/q" })],
    ["another decision", JSON.stringify({ ...RECORD, decision: "yes" })],
    ["a list", "[1]"],
    ["a record's heir", '{"__proto__":{"v":1,"project":"/p","sha256":"aa","decision":"trusted"}}'],
  ])("is none where the file holds %s", (_what, text) => {
    const trust = createTrust(base);
    mkdirSync(dirname(trust.pathOf("/p")), { recursive: true });
    writeFileSync(trust.pathOf("/p"), text);
    expect(trust.of("/p", "aa")).toBe("unknown");
  });

  it("is none where the file is none", () => {
    const trust = createTrust(base);
    mkdirSync(trust.pathOf("/p"), { recursive: true });
    expect(trust.of("/p", "aa")).toBe("unknown");
    symlinkSync(trust.pathOf("/q"), trust.pathOf("/q"));
    expect(trust.of("/q", "aa")).toBe("unknown");
  });

  it("that can't be kept is said to be so", () => {
    writeFileSync(join(base, "pi-modes"), "");
    expect(createTrust(base).decide("/p", "aa", "trusted")).toMatchObject({
      kind: "failed",
      why: expect.stringContaining("could not be kept"),
    });
  });
});
