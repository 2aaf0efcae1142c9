// Processes end. Law: whatever is started here is over, with its children, when its time is up or its test ends.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Scratch } from "./scratch.ts";

export interface Finished {
  /** -1 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds; then the process and its children are killed and the promise is rejected. */
  readonly timeout?: number;
}

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts a process as the leader of its own group, in the scratch project and environment. */
export function start(scratch: Scratch, command: string, args: readonly string[], options: RunOptions = {}): Child {
  const child = spawn(command, args, {
    cwd: options.cwd ?? scratch.project,
    env: { ...scratch.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  child.stdin.on("error", () => {}); // A process that is gone can't read: the exit tells it.
  return child;
}

/** Kills the process and everything in its group; harmless when it is over. */
export function end(child: Child): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is over already.
  }
}

/** Runs a process to its end with an empty standard input. */
export function run(scratch: Scratch, command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const timeout = options.timeout ?? 60_000;
  const child = start(scratch, command, args, options);
  child.stdin.end();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end(child);
      reject(new Error(`${command} ${args.join(" ")} took more than ${timeout} ms\n${stdout}\n${stderr}`));
    }, timeout);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      end(child);
      resolve({ code: code ?? -1, stdout, stderr });
    });
  });
}

/** Polls until the condition gives a value. Rejects after `timeout` milliseconds with the words of `describe`. */
export async function until<T>(condition: () => T | undefined | false, describe: () => string, timeout = 15_000): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${timeout} ms: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
