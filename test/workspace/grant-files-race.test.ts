// Sessions are processes that know nothing of each other: here they are real ones, in one folder, and one of them is killed.

import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createGrantFiles } from "../../src/workspace/grant-files.ts";
import { grantFor, isFleeting, ROUNDS, TASK, wordOf, wordsAfter } from "./grant-writer.ts";

const JITI = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib/jiti-cli.mjs");
const WRITER = fileURLToPath(new URL("grant-writer.ts", import.meta.url));
const TIMEOUT_MS = 90_000;

const made: string[] = [];
const children = new Set<ChildProcess>();
const torn: string[] = [];
/** In memory where the system has that: thousands of flushed files would measure the disk. Who sees what of whom is the same there. */
const PLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const newFolder = (): string => {
  const dir = mkdtempSync(join(PLACE, "pi-modes-grants-"));
  made.push(dir);
  return join(dir, "pi-modes", "grants");
};
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
  expect(torn.splice(0)).toEqual([]);
});

interface Run {
  /** Rounds that were told as done before the process ended. */
  readonly done: number;
  readonly code: number | null;
}

/** Runs rounds from `first` to the last; after so many of them the process is killed, a moment later. */
function session(dir: string, name: string, first = 0, killAfter = Infinity, delayMs = 0): Promise<Run> {
  const child = fork(JITI, [WRITER], { env: { ...process.env, [TASK]: JSON.stringify([dir, name, first, ROUNDS]) }, stdio: "inherit" });
  children.add(child);
  const files = createGrantFiles(dir);
  return new Promise((resolve, reject) => {
    let done = first;
    child.on("message", (round) => {
      done = Number(round) + 1;
      // What is being written just now, by either of them.
      for (let next = done; next < done + 6; next++) expectWhole(files.pathOf(grantFor(wordOf(name, next))));
      if (done - first === killAfter) setTimeout(() => child.kill("SIGKILL"), delayMs);
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      children.delete(child);
      resolve({ done, code });
    });
  });
}

/** A file under a final name has all of its text at any moment. */
function expectWhole(path: string): void {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return;
  }
  if (!text.endsWith("}}")) torn.push(text);
}

function wordsIn(dir: string): ReadonlySet<string> {
  const { grants, unreadable } = createGrantFiles(dir).list(2);
  expect(unreadable).toBe(0);
  return new Set(grants.map(({ shape }) => shape.argv?.at(-1) ?? "").filter((word) => !isFleeting(word)));
}

const sorted = (words: Iterable<string>): readonly string[] => [...words].sort();
const temporaries = (dir: string): readonly string[] => readdirSync(dir).filter((name) => name.startsWith(".tmp-"));

describe("two sessions in one folder", () => {
  it(
    "lose nothing of each other in a thousand rounds, and leave nothing half-written",
    async () => {
      const dir = newFolder();
      const runs = await Promise.all([session(dir, "a"), session(dir, "b")]);
      expect(runs).toEqual([
        { done: ROUNDS, code: 0 },
        { done: ROUNDS, code: 0 },
      ]);
      expect(sorted(wordsIn(dir))).toEqual(sorted(new Set([...wordsAfter("a", ROUNDS), ...wordsAfter("b", ROUNDS)])));
      expect(temporaries(dir)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "lose nothing when one of them is killed again and again and started anew",
    async () => {
      const dir = newFolder();
      const other = session(dir, "a");
      let kills = 0;
      let first = 0;
      while (first < ROUNDS) {
        const { done, code } = await session(dir, "b", first, 100 + Math.floor(Math.random() * 150), Math.random() * 3);
        const there = wordsIn(dir);
        expect([...wordsAfter("b", done)].filter((word) => !there.has(word))).toEqual([]);
        if (code === null) kills += 1;
        else expect(code).toBe(0);
        first = done;
      }
      expect(await other).toEqual({ done: ROUNDS, code: 0 });
      expect(kills).toBeGreaterThanOrEqual(3);
      expect(sorted(wordsIn(dir))).toEqual(sorted(new Set([...wordsAfter("a", ROUNDS), ...wordsAfter("b", ROUNDS)])));
      expect(temporaries(dir).length).toBeLessThanOrEqual(kills);
      const longAgo = Date.now() / 1000 - 120;
      for (const name of temporaries(dir)) utimesSync(join(dir, name), longAgo, longAgo);
      createGrantFiles(dir).add(grantFor("one more"));
      expect(temporaries(dir)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
