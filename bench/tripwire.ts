// What the tripwire adds to a call that plan mode lets through, in a repository of 5,000 files: clean, with 50 changed files, and with none
// of it under version control.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTripwire } from "../extensions/tool-guard/tripwire.ts";
import { createWorktree } from "../extensions/tool-guard/worktree.ts";
import { judge } from "../src/judge.ts";
import { MODES } from "../src/policy/modes.ts";
import { MODE_ENTRY } from "../src/session/entries.ts";
import { rebuild, shareStore } from "../src/session/store.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { type Bench, figure } from "./kit/report.ts";
import { percentile } from "./kit/stats.ts";

const FILES = 5000;
const PER_FOLDER = 50;
const ROUNDS = 60;
/** Clock ticks in a second, as Linux reports the time of ended processes. */
const TICKS = 100;

/** Milliseconds between the result of a call and the beginning of the next one, and from there until all of it is written. */
const PACES = { "at once": { thinks: 0, writes: 0 }, "in 0.4 s": { thinks: 300, writes: 100 } } as const;

function fill(root: string): void {
  // Files as old as the index are read by git each time; in a project that isn't made this second there are none.
  const old = new Date(Date.now() - 3_600_000);
  for (let index = 0; index < FILES; index += 1) {
    const below = join(root, `part${Math.floor(index / PER_FOLDER / 10)}`, `of${Math.floor(index / PER_FOLDER)}`);
    if (index % PER_FOLDER === 0) mkdirSync(below, { recursive: true });
    const file = join(below, `file${index}.ts`);
    writeFileSync(file, `export const value = ${index};\n`);
    utimesSync(file, old, old);
  }
}

function commit(root: string): void {
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=Bench", "-c", "user.email=bench@example.invalid", "commit", "--quiet", "--message=Begin");
}

function part(times: readonly number[], share: number): string {
  return percentile(times, share).toFixed(1);
}

/** Milliseconds of processor time: of this process, and of those that it started and that ended (Linux only). */
function processorTime(): { readonly own: number; readonly children: number } {
  const { user, system } = process.cpuUsage();
  return { own: (user + system) / 1000, children: childrenTime() };
}

function childrenTime(): number {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return ((Number(fields[13]) + Number(fields[14])) * 1000) / TICKS;
  } catch {
    return Number.NaN;
  }
}

/** One session: call after call, each let through, none changes anything and none takes any time. */
async function session(root: string, { thinks, writes }: (typeof PACES)[keyof typeof PACES]): Promise<readonly string[]> {
  const { store } = shareStore({ emit: () => {}, on: () => () => {} }, "tool-guard");
  rebuild(store, [{ type: "custom", customType: MODE_ENTRY, id: "1", data: { v: 1, mode: "plan", by: "user" } }]);
  const tripwire = createTripwire({ appendEntry: () => {} }, store);
  const verdict = judge({ tool: "bash", input: { command: "cat a.ts" } }, nodeWorkspace({ cwd: root }), MODES.plan);
  // What the tripwire reads of the host's context.
  const context = { cwd: root, hasUI: false, sessionManager: { getBranch: () => [] } } as unknown as Parameters<typeof tripwire.after>[1];
  const [before, after, behind]: [number[], number[], number[]] = [[], [], []];
  const one = async (id: number): Promise<void> => {
    const call = { toolCallId: String(id), toolName: "bash" };
    await sleep(thinks);
    tripwire.foresee({ assistantMessageEvent: { type: "toolcall_start" } }, context);
    if (writes > 0) await sleep(writes);
    const asked = performance.now();
    await tripwire.closes(verdict, "cat a.ts", context);
    await tripwire.before(call, verdict, "cat a.ts", context);
    const ended = performance.now();
    before.push(ended - asked);
    tripwire.after(call, context);
    tripwire.settle();
    after.push(performance.now() - ended);
    void tripwire.flush().then(() => behind.push(performance.now() - ended));
  };
  await one(0);
  const began = processorTime();
  for (let round = 1; round <= ROUNDS; round += 1) await one(round);
  await tripwire.flush();
  const ended = processorTime();
  const each = (name: "own" | "children") => ((ended[name] - began[name]) / ROUNDS).toFixed(1);
  const waits = before.slice(1);
  return [
    `${part(waits, 0.5)} (${part(waits, 0.9)})`,
    part(after, 0.5),
    part(behind, 0.5),
    `${each("own")} + ${each("children")}`,
    (before[0] ?? 0).toFixed(1),
  ];
}

async function oneLook(root: string): Promise<string> {
  const worktree = createWorktree(nodeWorkspace({ cwd: root, home: join(root, "..", "home") }), join(root, "..", "agent"));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await worktree.look();
    times.push(performance.now() - began);
  }
  return `${part(times, 0.5)} (${part(times, 0.9)})`;
}

async function measured(name: string, root: string): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [[name, "one look alone", await oneLook(root), "", "", "", ""]];
  for (const [pace, delays] of Object.entries(PACES)) rows.push([name, pace, ...(await session(root, delays))]);
  return rows;
}

export const bench: Bench = async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-bench-")));
  try {
    const [plain, clean] = [join(folder, "plain"), join(folder, "clean")];
    for (const root of [plain, clean]) fill(root);
    commit(clean);
    const rows = [...(await measured("no repository", plain)), ...(await measured("clean", clean))];
    for (let index = 0; index < 50; index += 1) writeFileSync(join(clean, `part0/of0/file${index}.ts`), "// changed\n");
    rows.push(...(await measured("50 changed", clean)));
    const usual = Number.parseFloat(rows.find(([name, pace]) => name === "clean" && pace === "in 0.4 s")?.[2] ?? "");
    return {
      title: "The tripwire",
      about: [
        `Milliseconds that the tripwire adds to a call that plan lets through, in a project of 5,000 files; ${ROUNDS} calls each. Before: what a call waits until it may run, with what is left of the look after the call before it: median (90 %). After: what the result waits. In the background: until the look after the call is compared; the next call waits for it. Processor: of pi + of git, a call.`,
      ],
      targets: [
        {
          what: "a call in a clean repository, 0.4 s after the one before",
          aim: "under 20 ms",
          seen: `${figure(usual)} ms`,
          met: usual < 20,
        },
      ],
      tables: [
        {
          head: ["5,000 files", "the next call comes", "before", "after", "in the background", "processor", "the first call, before"],
          rows,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
