// The log as it lies on the disk, with real files and real processes.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuditLog } from "../../extensions/tool-guard/audit.ts";
import type { AuditRecord } from "../../src/audit/line.ts";

let agentDir: string;
beforeEach(() => {
  agentDir = mkdtempSync(join(tmpdir(), "pi-modes-audit-"));
});
afterEach(() => rmSync(agentDir, { recursive: true, force: true }));

const record = (session: string): AuditRecord => ({
  v: 1,
  time: "2026-01-01T00:00:00.000Z",
  session,
  mode: "plan",
  tool: "bash",
  effects: [{ class: "write", kind: "write", target: `/p/${"x".repeat(200)}` }],
  decision: "deny",
  outcome: "refused",
});
const path = (name = "audit.jsonl") => join(agentDir, "pi-modes", name);
const lines = (name?: string) => readFileSync(path(name), "utf8").trimEnd().split("\n");

function logWith(options: { readonly limit?: number; readonly isOn?: () => boolean } = {}) {
  const failures: string[] = [];
  return { failures, log: createAuditLog({ agentDir, isOn: () => true, onFailure: (why) => failures.push(why), ...options }) };
}

describe("the audit log", () => {
  it("is made for its owner alone and keeps the order", async () => {
    const { log } = logWith();
    for (let index = 0; index < 50; index += 1) log.write(record(`s${index}`));
    await log.flush();
    expect(lines().map((line) => JSON.parse(line).session)).toEqual(Array.from({ length: 50 }, (_, index) => `s${index}`));
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it("writes nothing while it is switched off", async () => {
    const { log } = logWith({ isOn: () => false });
    log.write(record("s"));
    await log.flush();
    expect(existsSync(path())).toBe(false);
  });

  it("is put aside when it is full, and one old file is kept", async () => {
    const { log } = logWith({ limit: 2000 });
    for (let index = 0; index < 40; index += 1) log.write(record(`s${index}`));
    await log.flush();
    expect(statSync(path("audit.1.jsonl")).size).toBeGreaterThanOrEqual(2000);
    expect(statSync(path("audit.1.jsonl")).size).toBeLessThan(3000);
    const kept = [...lines("audit.1.jsonl"), ...(existsSync(path()) ? lines() : [])].map((line) => JSON.parse(line).session);
    expect(kept.at(-1)).toBe("s39");
    expect(existsSync(path("audit.2.jsonl"))).toBe(false);
  });

  it("reports a failing disk once and throws nothing", async () => {
    writeFileSync(join(agentDir, "pi-modes"), "a file where the folder should be");
    const { log, failures } = logWith();
    for (let index = 0; index < 3; index += 1) log.write(record("s"));
    await log.flush();
    expect(failures).toEqual([expect.stringContaining(path())]);
  });

  it("survives a listener and a switch that throw", async () => {
    const log = createAuditLog({
      agentDir,
      isOn: () => {
        throw new Error("no config");
      },
      onFailure: () => {
        throw new Error("nobody listens");
      },
    });
    expect(() => log.write(record("s"))).not.toThrow();
    await expect(log.flush()).resolves.toBeUndefined();
  });

  it("returns before anything is written", async () => {
    const { log } = logWith();
    log.write(record("s"));
    expect(existsSync(path())).toBe(false);
    await log.flush();
    expect(lines()).toHaveLength(1);
  });

  it("puts a full log aside although a dead process left its claim", async () => {
    const { log } = logWith({ limit: 100 });
    log.write(record("a"));
    await log.flush();
    const { utimesSync } = await import("node:fs");
    writeFileSync(path("audit.claim"), "");
    utimesSync(path("audit.claim"), 0, 0);
    for (const session of ["b", "c", "d"]) log.write(record(session));
    await log.flush();
    expect(existsSync(path("audit.claim"))).toBe(false);
    expect(lines("audit.1.jsonl").map((line) => JSON.parse(line).session)).toContain("d");
  });
});

describe("two processes that write at once", { timeout: 60_000 }, () => {
  const script = (limit: number) => `
    import { createJiti } from ${JSON.stringify(import.meta.resolve("jiti"))};
    const { createAuditLog } = await createJiti(${JSON.stringify(import.meta.url)}).import(${JSON.stringify(new URL("../../extensions/tool-guard/audit.ts", import.meta.url).pathname)});
    const log = createAuditLog({ agentDir: ${JSON.stringify(agentDir)}, isOn: () => true, onFailure: (why) => { console.error(why); process.exitCode = 1; }, limit: ${limit} });
    for (let i = 0; i < 500; i += 1) { log.write({ ...${JSON.stringify(record("s"))}, session: process.argv[1] + i }); if (i % 20 === 0) await log.flush(); }
    await log.flush();`;
  const run = (limit: number, name: string) =>
    new Promise<number | null>((done) => {
      spawn(process.execPath, ["--input-type=module", "-e", script(limit), name], { stdio: ["ignore", "inherit", "inherit"] }).on(
        "exit",
        done,
      );
    });

  it("leave whole lines only, and none is lost", async () => {
    expect(await Promise.all([run(1e9, "a"), run(1e9, "b")])).toEqual([0, 0]);
    const sessions = lines().map((line): unknown => JSON.parse(line).session);
    expect(new Set(sessions).size).toBe(1000);
    expect(sessions).toHaveLength(1000);
  });

  it("leave whole lines also while the log is put aside", async () => {
    expect(await Promise.all([run(20_000, "a"), run(20_000, "b")])).toEqual([0, 0]);
    expect(statSync(path("audit.1.jsonl")).size).toBeGreaterThanOrEqual(20_000);
    for (const line of lines("audit.1.jsonl")) expect(JSON.parse(line).v).toBe(1);
    if (existsSync(path())) for (const line of lines()) expect(JSON.parse(line).v).toBe(1);
  });
});
