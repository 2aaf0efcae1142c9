// What a long session costs: the beginning of a session, a turn and a verdict, with 100,000 entries in it and with none. Run it with
// `npm run bench:sessions` on a quiet machine. Nothing is asserted; the aims are less than 50 ms at the beginning, and equal verdicts.

import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { makeScratch, type Scratch } from "../test/host/kit/scratch.ts";
import { type Sdk, startSdk } from "../test/host/kit/sdk.ts";

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
  for (let index = 0; index < entries; index += 1)
    add(index % 100 < share ? ours(index) : index % 10 === 9 ? foreign(index) : message(index));
  add({ type: "custom", customType: "pi-modes:mode", data: { v: 1, mode: "plan", previous: "execute", by: "user" } });
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

const message = (index: number) => {
  const content = [{ type: "text", text: `Message ${index}, of some length, as they are.` }];
  const usage = {
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite: 0,
    totalTokens: 0,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
  };
  const said = {
    role: "assistant",
    content,
    api: "openai-completions",
    provider: "stub",
    model: "scripted",
    usage,
    stopReason: "stop",
    timestamp: 0,
  };
  return { type: "message", message: index % 2 === 0 ? { role: "user", content, timestamp: 0 } : said };
};
const foreign = (index: number) => ({ type: "custom", customType: "other:state", data: { index } });

function ours(index: number): Readonly<Record<string, unknown>> {
  const mode = index % 3 === 0 ? "plan" : "execute";
  const plan = `p${Math.floor(index / 1000)}`;
  const manifest = { writes: ["src/**"], commands: ["npm test"], network: [], installs: [] };
  if (index % 1000 === 0) {
    const steps = [{ id: "s1", text: "Move the parser." }];
    const data = { v: 1, event: "submitted", plan: { id: plan, revision: 1, title: "Parser", summary: "", steps, manifest } };
    return { type: "custom", customType: "pi-modes:plan", data };
  }
  if (index % 1000 === 1) {
    const data = { v: 1, event: "approved", plan, revision: 1, release: { manifest, askEdits: false, mode: "execute" } };
    return { type: "custom", customType: "pi-modes:plan", data };
  }
  switch (Math.floor(index / 100) % 4) {
    case 0:
      return { type: "custom", customType: "pi-modes:mode", data: { v: 1, mode, previous: "execute", by: "user" } };
    case 1:
      return { type: "custom_message", customType: "pi-modes:notice", content: "told", display: true, details: { v: 1, mode } };
    case 2:
      return { type: "custom", customType: "pi-modes:progress", data: { v: 1, plan, updates: [{ step: "s1", status: "done" }] } };
    default:
      return { type: "custom", customType: "pi-modes:deviation", data: { v: 1, plan, text: `ran something ${index}` } };
  }
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
  const start = await median(STARTS, () => runner.emit({ type: "session_start", reason: "resume" }));
  const input = { command: "git status && ls -la src" };
  let call = 0;
  const verdictNow = () => {
    call += 1;
    return runner.emitToolCall({ type: "tool_call", toolCallId: `c${call}`, toolName: "bash", input: { ...input } });
  };
  await verdictNow();
  const verdict = await median(ROUNDS, () => {
    // Between two calls the session grows by what was said and what came of it.
    branch.appendCustomEntry("other:state", { call });
    return verdictNow();
  });
  const turn = await median(ROUNDS, async () => {
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

async function median(rounds: number, act: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await act();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

const scratch = makeScratch();
console.log(`load ${loadavg()[0]?.toFixed(1)}; milliseconds, medians`);
for (const [entries, share] of [
  [10, 0],
  [ENTRIES, 2],
  [ENTRIES, 20],
] as const) {
  const file = writeSession(scratch, entries, share);
  const without = await measure(scratch, file, []);
  const with_ = await measure(scratch, file, undefined);
  const added = (key: keyof Times) => (with_[key] - without[key]).toFixed(3);
  console.log(`${entries} entries, ${share} % ours: start +${added("start")}, turn +${added("turn")}, verdict ${with_.verdict.toFixed(3)}`);
}
scratch.remove();
