// What runs in a scratch place: pi and whatever it started, found by the environment that they share. Of Linux.

import { readdirSync, readFileSync } from "node:fs";
import { until } from "./process.ts";
import type { Scratch } from "./scratch.ts";

interface Running {
  readonly pid: number;
  /** The command line, its words set apart by spaces. */
  readonly words: string;
}

/** Lowest number first. What has ended and waits for its parent isn't running. */
export function running(scratch: Scratch): readonly Running[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const environment = read(`/proc/${name}/environ`).split("\0");
    if (!environment.includes(`PI_CODING_AGENT_DIR=${scratch.agent}`)) return [];
    return [{ pid: Number(name), words: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim() }];
  });
}

/** The process of pi itself. Rejects where there is none. */
export function pidOf(scratch: Scratch): Promise<number> {
  // It names itself once it runs, and keeps its environment.
  return until(
    () => running(scratch).find(({ words }) => /^pi\b|\/cli\.js\b/.test(words))?.pid,
    () => `pi to run; there is ${list(scratch)}`,
  );
}

/** Waits until nothing of it runs any more. */
export async function nothingRuns(scratch: Scratch): Promise<void> {
  await until(
    () => running(scratch).length === 0,
    () => `an end of ${list(scratch)}`,
    10_000,
  );
}

function list(scratch: Scratch): string {
  return running(scratch)
    .map(({ pid, words }) => `${pid}: ${words.slice(0, 200)}`)
    .join("; ");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
