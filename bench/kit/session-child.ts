// A fresh process with one real session of pi: what it holds in memory, and what it leaves running while nobody asks for anything. Arguments:
// how many milliseconds it is left alone, and the extensions. Prints JSON.

import { setTimeout as sleep } from "node:timers/promises";
import { makeScratch } from "../../test/host/kit/scratch.ts";
import { startSdk } from "../../test/host/kit/sdk.ts";
import { rowsOf } from "./corpora.ts";

const VERDICTS = 1000;

/** What was found, as the parent reads it. */
export interface Found {
  readonly loaded: { readonly heap: number; readonly rss: number };
  readonly judged: { readonly heap: number; readonly rss: number };
  /** Kinds of what keeps a process going, as node names them. */
  readonly active: readonly string[];
  /** Timers that were set while nobody asked for anything, and those that ran out. */
  readonly set: number;
  readonly ran: number;
  /** Milliseconds of processor time in that time. */
  readonly processor: number;
}

const counted = { set: 0, ran: 0 };
for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
  const real = globalThis[name] as unknown as (act: (...words: unknown[]) => unknown, ...rest: unknown[]) => unknown;
  const counting = (act: (...words: unknown[]) => unknown, ...rest: unknown[]) => {
    counted.set += 1;
    const run = (...words: unknown[]) => {
      counted.ran += 1;
      return act(...words);
    };
    return real(run, ...rest);
  };
  Object.assign(globalThis, { [name]: Object.assign(counting, real) });
}

function memory(): Found["loaded"] {
  for (let round = 0; round < 4; round += 1) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

const [idleFor, ...extensions] = process.argv.slice(2);
const scratch = makeScratch();
const sdk = await startSdk(scratch, { extensions });
await sleep(1000);
const loaded = memory();
const [set, ran, began] = [counted.set, counted.ran, process.cpuUsage()];
await sleep(Number(idleFor));
const { user, system } = process.cpuUsage(began);
const idle = { set: counted.set - set, ran: counted.ran - ran, processor: (user + system) / 1000 };
const active = process.getActiveResourcesInfo();

const runner = sdk.session.extensionRunner;
const commands = rowsOf("everyday").map(({ command }) => command);
for (let call = 0; call < VERDICTS; call += 1) {
  const input = { command: commands[call % commands.length] ?? "ls" };
  await runner.emitToolCall({ type: "tool_call", toolCallId: `c${call}`, toolName: "bash", input });
}
const judged = memory();
console.log(JSON.stringify({ loaded, judged, active, ...idle } satisfies Found));
await sdk.close();
scratch.remove();
process.exit(0);
