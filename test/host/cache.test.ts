// Law: a switch changes no byte that was sent before. The model is told once, at the end.

import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { list, text } from "./kit/json.ts";
import { cachedHead, conversationBytes, type ModelServer, startModelServer, userTexts } from "./kit/model-server.ts";
import { type Rpc, startRpc } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;
/** Requests that the model got before the test. */
let earlier: number;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});
beforeEach(() => {
  earlier = server.requests.length;
});
afterEach(() => {
  for (const name of ["made", "go"]) rmSync(join(scratch.project, name), { force: true });
});

const requests = () => server.requests.slice(earlier);

const told = async () =>
  list(await rpc.send("get_messages"), "data", "messages").filter((message) => text(message, "customType") === "pi-modes:notice");
const say = (words: string) => scripted({ say: words });
const mode = (name: string) => rpc.send("prompt", { message: `/mode ${name}` });

/** Every request begins with all the bytes of the one before. */
function expectOneGrowingConversation(): void {
  const [first] = requests();
  for (const [index, request] of requests().entries()) {
    expect(cachedHead(request)).toEqual(cachedHead(first));
    const before = requests()[index - 1];
    if (before !== undefined) expect(conversationBytes(request).startsWith(conversationBytes(before))).toBe(true);
  }
}

describe("switching modes", () => {
  // One pi for all of them; each begins in a session of its own.
  beforeAll(() => {
    rpc = startRpc(scratch, { args: loading(), timeout: 300_000 });
  });
  afterAll(() => rpc.stop());
  beforeEach(async () => {
    await rpc.forget();
    await rpc.send("new_session");
  });

  it("leaves system message, tools and everything said before as they were, byte for byte", async () => {
    await rpc.prompt(scripted(bash("ls"), { say: "one" }));
    for (const name of ["plan", "review", "execute", "plan"]) {
      await mode(name);
      await rpc.prompt(scripted(bash("touch made"), { say: `after ${name}` }));
    }
    expect(requests()).toHaveLength(10);
    expectOneGrowingConversation();
  });

  it("tells the model once for each switch, at the end of the next request", async () => {
    await rpc.prompt(say("one"));
    expect(await told()).toHaveLength(0);
    await mode("plan");
    await rpc.prompt(say("two"));
    expect(userTexts(server.requests.at(-1)).at(-1)).toMatch(/plan/);
    expect(userTexts(server.requests.at(-1)).at(-1)).not.toContain("@@");
    await rpc.prompt(say("three"));
    await rpc.prompt(say("four"));
    expect(await told()).toHaveLength(1);
    await mode("execute");
    await rpc.prompt(say("five"));
    expect(userTexts(server.requests.at(-1)).at(-1)).toMatch(/execute/);
    expect(await told()).toHaveLength(2);
    expectOneGrowingConversation();
  });

  it("says nothing about a switch that was taken back before the model spoke again", async () => {
    await rpc.prompt(say("one"));
    await mode("plan");
    await mode("execute");
    await rpc.prompt(say("two"));
    expect(await told()).toHaveLength(0);
  });

  it("in the middle of a run holds for the next call and is told before the next answer", async () => {
    const since = rpc.events.length;
    const message = scripted(bash("while [ ! -e go ]; do sleep 0.05; done"), call("write", { path: "made", content: "x" }), {
      say: "done",
    });
    await rpc.send("prompt", { message });
    await rpc.waitFor((event) => event.type === "tool_execution_start", since);
    await mode("plan");
    writeFileSync(join(scratch.project, "go"), "");
    await rpc.waitFor((event) => event.type === "agent_end", since);
    await rpc.idle();
    expect(existsSync(join(scratch.project, "made"))).toBe(false);
    expect(await told()).toHaveLength(1);
    expect(userTexts(requests().at(1)).at(-1)).toMatch(/plan/);
    expectOneGrowingConversation();
  });
});

describe("a session that starts with --plan", () => {
  afterEach(() => rpc.stop());

  it("is told in the first request", async () => {
    rpc = startRpc(scratch, { args: ["--plan", ...loading()] });
    await rpc.prompt(say("one"));
    await rpc.prompt(say("two"));
    expect(userTexts(requests().at(0)).at(-1)).toMatch(/plan/);
    expect(await told()).toHaveLength(1);
    expectOneGrowingConversation();
  });
});
