// How much of what the provider has cached is still good after a switch: the bytes that a request has in common with the one before it, from
// the beginning, in the order in which providers cache them.

import { loading } from "../test/host/kit/host.ts";
import { at, list } from "../test/host/kit/json.ts";
import { cachedHead, conversationBytes, type ModelRequest, startModelServer } from "../test/host/kit/model-server.ts";
import { startRpc } from "../test/host/kit/rpc.ts";
import { makeScratch } from "../test/host/kit/scratch.ts";
import { bash, scripted } from "../test/host/kit/script.ts";
import { type Bench, figure } from "./kit/report.ts";
import { PLAN_MODE_FOLDER } from "./peers/plan-mode.ts";

const SWITCHES = 10;

/** What a provider keeps of a request: tools, then the system message, then the conversation. */
function cached(request: ModelRequest): string {
  const { system, tools } = cachedHead(request);
  return tools + system + conversationBytes(request);
}

function common(before: string, after: string): number {
  const end = Math.min(before.length, after.length);
  let same = 0;
  while (same < end && before[same] === after[same]) same += 1;
  return same;
}

interface Kept {
  readonly switches: number;
  readonly requests: number;
  /** Of the bytes of the request before, over all switches, and at the worst one. */
  readonly share: number;
  readonly worst: number;
  /** Bytes that had to be read anew although they had been sent. */
  readonly lost: number;
  readonly tools: number;
}

/** Ten switches in one session, with a prompt and a call of a tool after each. */
async function kept(extension: readonly string[], toggle: (index: number) => string): Promise<Kept> {
  const server = await startModelServer();
  const scratch = makeScratch(server.url);
  const rpc = startRpc(scratch, { args: loading(...extension), timeout: 300_000 });
  try {
    await rpc.prompt(scripted(bash("ls"), { say: "one" }));
    const pairs: (readonly [ModelRequest, ModelRequest])[] = [];
    for (let index = 0; index < SWITCHES; index += 1) {
      const before = server.requests.at(-1);
      const next = server.requests.length;
      await rpc.send("prompt", { message: toggle(index) });
      await rpc.idle();
      await rpc.prompt(scripted(bash("ls"), { say: `after ${index}` }));
      const after = server.requests[next];
      if (before === undefined || after === undefined) throw new Error("pi sent no request");
      pairs.push([before, after]);
    }
    const shares = pairs.map(([before, after]) => {
      const sent = cached(before);
      return { same: common(sent, cached(after)), sent: sent.length };
    });
    const total = shares.reduce((sum, { sent }) => sum + sent, 0);
    const same = shares.reduce((sum, one) => sum + one.same, 0);
    const counts = new Set(server.requests.map((request) => list(at(request.body, "tools")).length));
    return {
      switches: pairs.length,
      requests: server.requests.length,
      share: same / total,
      worst: Math.min(...shares.map((one) => one.same / one.sent)),
      lost: total - same,
      tools: counts.size,
    };
  } finally {
    await rpc.stop();
    await server.close();
    scratch.remove();
  }
}

const percent = (share: number) => `${figure(share * 100)} %`;

export const bench: Bench = async () => {
  const ours = await kept([], (index) => `/mode ${index % 2 === 0 ? "plan" : "execute"}`);
  const example = await kept([PLAN_MODE_FOLDER], () => "/plan");
  const row = (name: string, { switches, requests, share, worst, lost, tools }: Kept) => [
    name,
    String(switches),
    String(requests),
    percent(share),
    percent(worst),
    lost.toLocaleString("en"),
    String(tools),
  ];
  return {
    title: "The prompt cache",
    about: [
      "Ten switches between two modes in one real session of pi, with a prompt and a call after each; every request is kept by a scripted provider. A provider that caches prefixes goes on from the first byte that differs: counted is what the first request after a switch has in common with the last one before it, in the order tools, system message, conversation.",
    ],
    targets: [{ what: "of the prefix kept at a switch", aim: "100 %", seen: `at least ${percent(ours.worst)}`, met: ours.worst === 1 }],
    tables: [
      {
        head: ["", "switches", "requests", "prefix kept", "at the worst switch", "bytes read anew", "different lists of tools"],
        rows: [row("this package", ours), row("pi's plan-mode example", example)],
      },
    ],
  };
};
