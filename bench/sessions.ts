// What a long session costs: the beginning of a session, a turn and a verdict, with 100,000 entries in it and with none, in a real pi.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../test/host/kit/host.ts";
import { run } from "../test/host/kit/process.ts";
import { makeScratch, type Scratch } from "../test/host/kit/scratch.ts";
import { type Sdk, startSdk } from "../test/host/kit/sdk.ts";
import type { Times as BeginningTimes } from "./kit/beginning-child.ts";
import { entryOf } from "./kit/entries.ts";
import { extensionsOf, installPacked } from "./kit/packed.ts";
import { type Bench, figure } from "./kit/report.ts";
import { median } from "./kit/stats.ts";

const ENTRIES = 100_000;
/** Beginnings of a session in one process, and processes. */
const STARTS = 15;
const PROCESSES = 7;
const ROUNDS = 200;

/** `share`: how many of a hundred entries are ours. The last mode is plan, in which the tripwire looks at the branch too. */
function writeSession(scratch: Scratch, entries: number, share: number): string {
  const file = join(scratch.agent, `session-${entries}-${share}.jsonl`);
  const timestamp = new Date(0).toISOString();
  const lines = [JSON.stringify({ type: "session", version: 3, id: `s${entries}-${share}`, timestamp, cwd: scratch.project })];
  let parentId: string | null = null;
  const add = (entry: Readonly<Record<string, unknown>>): void => {
    const id = (0x10000000 + lines.length).toString(16);
    lines.push(JSON.stringify({ ...entry, id, parentId, timestamp }));
    parentId = id;
  };
  for (let index = 0; index < entries; index += 1) add(entryOf(index, share));
  add({ type: "custom", customType: "pi-modes:mode", data: { v: 1, mode: "plan", previous: "execute", by: "user" } });
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

interface Beginnings {
  /** Of a process. */
  readonly first: number;
  readonly again: number;
}

/** Each in processes of its own: what one compiled would be there for the next. */
async function beginnings(scratch: Scratch, file: string, extensions: readonly string[]): Promise<Beginnings> {
  const runs: BeginningTimes[] = [];
  const child = join(REPOSITORY, "bench", "kit", "beginning-child.ts");
  const args = ["--import", join(REPOSITORY, "bench", "kit", "register.mjs"), "--expose-gc", child, file, String(STARTS), ...extensions];
  for (let round = 0; round < PROCESSES; round += 1) {
    const { code, stdout, stderr } = await run(scratch, process.execPath, args);
    if (code !== 0) throw new Error(stderr);
    runs.push(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  }
  return { first: median(runs.map(([first = Number.NaN]) => first)), again: median(runs.flatMap(([, ...later]) => later)) };
}

interface Times {
  readonly turn: number;
  readonly verdict: number;
}

async function measure(scratch: Scratch, file: string, extensions: readonly string[]): Promise<Times> {
  const sdk = await startSdk(scratch, { file, extensions });
  const runner = sdk.session.extensionRunner;
  const branch = sdk.session.sessionManager;
  const input = { command: "git status && ls -la src" };
  let call = 0;
  const verdictNow = () => {
    call += 1;
    return runner.emitToolCall({ type: "tool_call", toolCallId: `c${call}`, toolName: "bash", input: { ...input } });
  };
  await verdictNow();
  const verdict = await repeated(ROUNDS, () => {
    // Between two calls the session grows by what was said and what came of it.
    branch.appendCustomEntry("other:state", { call });
    return verdictNow();
  });
  const turn = await repeated(ROUNDS, async () => {
    branch.appendCustomEntry("other:state", { call });
    await runner.emitBeforeAgentStart("Go on.", undefined, "", { cwd: scratch.project });
    await runner.emit({ type: "turn_end", turnIndex: 0, message: spoken(sdk), toolResults: [] });
  });
  await sdk.close();
  return { turn, verdict };
}

/** Some message of the session. */
function spoken({ session }: Sdk): Parameters<Sdk["session"]["agent"]["state"]["messages"]["push"]>[0] {
  const found = session.agent.state.messages.at(-1);
  if (found === undefined) throw new Error("the session has no message");
  return found;
}

async function repeated(rounds: number, act: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await act();
    times.push(performance.now() - begin);
  }
  return median(times);
}

export const bench: Bench = async () => {
  const scratch = makeScratch();
  try {
    const extensions = extensionsOf(installPacked(scratch.root).folder);
    const rows: (readonly string[])[] = [];
    const begun = new Map<number, Beginnings>();
    for (const [entries, share] of [
      [10, 0],
      [ENTRIES, 0],
      [ENTRIES, 2],
      [ENTRIES, 20],
    ] as const) {
      const file = writeSession(scratch, entries, share);
      const beginning = await beginnings(scratch, file, extensions);
      const without = await measure(scratch, file, []);
      const with_ = await measure(scratch, file, extensions);
      begun.set(share, beginning);
      const { first, again } = beginning;
      rows.push([entries.toLocaleString("en"), `${share} %`, ...[first, again, with_.turn - without.turn, with_.verdict].map(figure)]);
    }
    const targets = [...begun].flatMap(([share, { first, again }]) => {
      const target = (what: string, time: number) => ({
        what: `${what}, ${share} % of ${ENTRIES.toLocaleString("en")} entries ours`,
        ...{ aim: "under 50 ms", seen: `${figure(time)} ms`, met: time < 50 },
      });
      return share === 0 ? [] : [target("the first beginning of a process", first), target("each other beginning", again)];
    });
    return {
      title: "Long sessions",
      about: [
        `Milliseconds that the package, as installed, adds to the beginning of a session and to a turn, and one call through the whole guard, in a real session of pi in plan, which the tripwire watches. Medians; the first beginning is that of ${PROCESSES} processes, with whatever the package has to load for it and nothing compiled yet.`,
      ],
      targets,
      tables: [{ head: ["entries", "of this package", "first beginning, more", "beginning, more", "turn, more", "call"], rows }],
    };
  } finally {
    scratch.remove();
  }
};
