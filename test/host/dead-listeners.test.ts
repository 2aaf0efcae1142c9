// The host makes the package anew: at a reload, for a new session, a resumed one, a fork. Law: what was before is silent from then on. It answers
// nobody, draws nothing, writes nothing and decides nothing, so that everything happens as often as in the first instance.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHANNELS } from "../../src/session/channels.ts";
import { fixture, loading, PACKAGE } from "./kit/host.ts";
import { text } from "./kit/json.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { notices, type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { forkBefore, sessionFile, settled } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { customEntries } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  rpc = startRpc(scratch, { args: loading(PACKAGE, fixture("listener"), fixture("commands")) });
});
afterAll(async () => {
  await rpc.stop();
  await server.close();
  scratch.remove();
});

const command = (message: string) => rpc.send("prompt", { message });
const count = (of: (event: (typeof rpc.events)[number]) => boolean, since: number) => rpc.events.slice(since).filter(of).length;
const audited = () => readFileSync(join(scratch.agent, "pi-modes", "audit.jsonl"), "utf8").split("\n").length;

/** What was heard since the last time, after this was said. */
async function hear(said = ""): Promise<string> {
  const before = notices(rpc).length;
  await command(`/test-hear ${said}`);
  await rpc.waitFor(({ message }) => /^heard/.test(String(message)) && notices(rpc).length > before, rpc.events.length - 1);
  return notices(rpc).at(-1)?.words ?? "";
}

/** How often each thing happens, from execute to plan, a refused call and back. */
async function howOften() {
  await rpc.prompt(scripted(bash("ls"), { say: "done" }));
  await settled(rpc);
  await hear();
  const since = rpc.events.length;
  const [lines, entries] = [audited(), customEntries(await sessionFile(rpc), "pi-modes:mode").length];
  const query = await hear(CHANNELS.query);
  const request = await hear(`${CHANNELS.requestChange} ${JSON.stringify({ mode: "plan" })}`);
  await statusShows(rpc, "plan");
  await rpc.prompt(scripted(bash("touch a"), { say: "done" }));
  await settled(rpc);
  const call = await hear();
  await command("/mode execute");
  await statusShows(rpc, "execute");
  await settled(rpc);
  const back = await hear();
  return {
    ...{ query, request, call, back },
    audited: audited() - lines,
    entries: customEntries(await sessionFile(rpc), "pi-modes:mode").length - entries,
    painted: count(({ method, statusKey }) => method === "setStatus" && statusKey === "pi-modes", since),
    told: count((event) => text(event, "message", "customType") === "pi-modes:notice" && event.type === "message_end", since),
  };
}

it("everything happens once, whatever the session has been through", { timeout: 120_000 }, async () => {
  const first = await howOften();
  expect(first).toMatchObject({ entries: 2, audited: 1, told: 1 });
  expect(first.query).toContain('"pi-modes:current":1');
  expect(first.call).toContain('"pi-modes:verdict":1');
  const file = await sessionFile(rpc);
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    reload: () => command("/test-reload"),
    "a second reload": () => command("/test-reload"),
    "a new session": () => rpc.send("new_session"),
    "the first session again": () => rpc.send("switch_session", { sessionPath: file }),
    "a fork of it": () => forkBefore(rpc, 2),
  };
  for (const [way, go] of Object.entries(ways)) {
    await go();
    await settled(rpc);
    expect({ way, ...(await howOften()) }).toEqual({ way, ...first });
  }
});
