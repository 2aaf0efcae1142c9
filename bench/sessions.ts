// What a long session costs: the beginning of a session, a turn and a verdict, with 100,000 entries in it and with none, in a real pi.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeScratch, type Scratch } from "../test/host/kit/scratch.ts";
import { type Sdk, startSdk } from "../test/host/kit/sdk.ts";
import { entryOf } from "./kit/entries.ts";
import { type Bench, figure } from "./kit/report.ts";
import { median } from "./kit/stats.ts";

const ENTRIES = 100_000;
const STARTS = 15;
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

interface Times {
  readonly start: number;
  readonly turn: number;
  readonly verdict: number;
}

async function measure(scratch: Scratch, file: string, extensions: readonly string[] | undefined): Promise<Times> {
  const sdk = await startSdk(scratch, { file, ...(extensions ? { extensions } : {}) });
  const runner = sdk.session.extensionRunner;
  const branch = sdk.session.sessionManager;
  const start = await repeated(STARTS, () => runner.emit({ type: "session_start", reason: "resume" }));
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
  return { start, turn, verdict };
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
    const rows: (readonly string[])[] = [];
    const starts: number[] = [];
    for (const [entries, share] of [
      [10, 0],
      [ENTRIES, 2],
      [ENTRIES, 20],
    ] as const) {
      const file = writeSession(scratch, entries, share);
      const without = await measure(scratch, file, []);
      const with_ = await measure(scratch, file, undefined);
      const added = (key: keyof Times) => with_[key] - without[key];
      starts.push(added("start"));
      rows.push([entries.toLocaleString("en"), `${share} %`, ...[added("start"), added("turn"), with_.verdict].map(figure)]);
    }
    const longest = Math.max(...starts);
    return {
      title: "Long sessions",
      about: [
        "Milliseconds that the package adds to the beginning of a session and to a turn, and one call through the whole guard, in a real session of pi in plan, which the tripwire watches. Medians.",
      ],
      targets: [{ what: "the beginning of a session", aim: "under 50 ms", seen: `${figure(longest)} ms`, met: longest < 50 }],
      tables: [{ head: ["entries", "of this package", "beginning, more", "turn, more", "call"], rows }],
    };
  } finally {
    scratch.remove();
  }
};
