// A mutant that does something else proves nothing: what each mutation makes of a command is run in the real bash.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MUTATIONS, mutants } from "./mutate.ts";

// Hundreds of shells are started.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pi-modes-mutants-"));
  writeFileSync(join(folder, "a.txt"), "one\ntwo\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COMMANDS = ["head -n 1 a.txt", "cat a.txt >&2", "wc -l a.txt", "sort -r a.txt | head -1", "ls a.txt && cat a.txt", "test -f a.txt"];

const printed = (text: string) => {
  const { stdout, stderr } = spawnSync("bash", ["-c", text], { cwd: folder, encoding: "utf8" });
  return (stdout + stderr).replaceAll(/^real.*\n?|^user.*\n?|^sys.*\n?|^start\n/gm, "").trim();
};

describe("a mutant", () => {
  it.each(COMMANDS)("does what the command does: %s", (command) => {
    const expected = printed(command);
    for (const mutation of MUTATIONS)
      for (const mutant of new Set(fc.sample(mutation(command), { numRuns: 3, seed: 1 }))) expect(printed(mutant), mutant).toBe(expected);
  });

  it("comes out of every kind of mutation for some command", () => {
    for (const [index, mutation] of MUTATIONS.entries()) {
      const changed = [...COMMANDS, "grep x > out"].filter(
        (command) => fc.sample(mutation(command), { numRuns: 1, seed: 1 })[0] !== command,
      );
      expect(changed, `mutation ${index}`).not.toEqual([]);
    }
  });

  it("is the same for the same seed, never the command itself, and no two are alike", () => {
    const found = mutants("head -n 1 a.txt", 8, 7);
    expect(found).toEqual(mutants("head -n 1 a.txt", 8, 7));
    expect(found).not.toContain("head -n 1 a.txt");
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeGreaterThan(4);
    expect(mutants("head -n 1 a.txt", 8, 8)).not.toEqual(found);
  });
});
