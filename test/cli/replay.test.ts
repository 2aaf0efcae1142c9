import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ReplayRequest, replay } from "../../src/cli/replay.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { bash, sessionLines, stream } from "../replay/sessions.ts";
import { world } from "../support/project.ts";

const folder = mkdtempSync(join(tmpdir(), "pi-modes-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const request = (sessions: ReplayRequest["sessions"], more: Partial<ReplayRequest> = {}): ReplayRequest => ({
  sessions,
  policyIn: () => BUILT_IN,
  defaultMode: "execute",
  workspaceIn: () => world,
  cwd: "/",
  json: true,
  ...more,
});
async function* linesOf(path: string): AsyncIterable<string> {
  yield* (await open(path)).readLines();
}
const file = (name: string) => ({ name, lines: () => linesOf(join(folder, name)) });

describe("pi-modes replay", () => {
  it("reads files line by line", async () => {
    writeFileSync(join(folder, "a.jsonl"), sessionLines([bash("ls"), bash("cat .env")]).join("\n"));
    const { lines, errors, status } = await replay(request([file("a.jsonl")]));
    expect(JSON.parse(lines.join("\n")).total).toMatchObject({ calls: 2, allow: 1, ask: 1, deny: 0, askedPer100: 50 });
    expect([errors, status]).toEqual([[], 0]);
  });

  it("names a file that can't be read, counts the others, and ends with 1", async () => {
    const { lines, errors, status } = await replay(
      request([file("gone\u001b"), { name: "b", lines: () => stream(sessionLines([bash("ls")])) }]),
    );
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("can't be read (ENOENT");
    expect(errors[0]).not.toContain("\u001b");
    expect(JSON.parse(lines.join("\n")).total.calls).toBe(1);
    expect(status).toBe(1);
  });

  it("names a session by its file, and by its path where another one has the same name", async () => {
    const names = [
      `/home/ada/${"deep/".repeat(20)}2026-01-02T03-04-05-678Z_01a22bdb-3158-73a2-a5aa-e3e471300176.jsonl`,
      "x/b.jsonl",
      "y/b.jsonl",
    ];
    const sessions = names.map((name) => ({ name, lines: () => stream(sessionLines([bash("ls")])) }));
    const { lines } = await replay(request(sessions, { json: false }));
    expect(lines.slice(1, 4).map((line) => line.split(" ")[0])).toEqual([names[0]?.split("/").at(-1), "x/b.jsonl", "y/b.jsonl"]);
  });

  it("needs a session", async () => {
    const { lines, errors, status } = await replay(request([]));
    expect([lines, status]).toEqual([[], 2]);
    expect(errors).toHaveLength(1);
  });

  it("counts lines that can't be read, and ends with 1", async () => {
    const { lines, status } = await replay(
      request([{ name: "a", lines: () => stream([...sessionLines([bash("ls")]), "{", "[]"]) }], { json: false }),
    );
    expect(lines.at(-1)).toBe("2 lines can't be read and were passed over.");
    expect(status).toBe(1);
  });

  it("takes the strictest mode where an entry names one that is gone or can't be read", async () => {
    const sessions = [{ name: "a", lines: () => stream(sessionLines([{ mode: "gone" }, bash("touch a")])) }];
    expect(JSON.parse((await replay(request(sessions))).lines.join("")).total.deny).toBe(1);
  });
});
