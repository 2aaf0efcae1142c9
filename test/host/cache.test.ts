// Law: a switch changes no byte that was sent before. The model is told once, at the end.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { list, text } from "./kit/json.ts";
import { cachedHead, conversationBytes, type ModelServer, startModelServer, userTexts } from "./kit/model-server.ts";
import { type Rpc, startRpc } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

beforeEach(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
});
afterEach(async () => {
  await rpc.stop();
  await server.close();
  scratch.remove();
});

const told = async () =>
  list(await rpc.send("get_messages"), "data", "messages").filter((message) => text(message, "customType") === "pi-modes:notice");
const say = (words: string) => scripted({ say: words });
const mode = (name: string) => rpc.send("prompt", { message: `/mode ${name}` });

/** Every request begins with all the bytes of the one before. */
function expectOneGrowingConversation(): void {
  const [first] = server.requests;
  for (const [index, request] of server.requests.entries()) {
    expect(cachedHead(request)).toEqual(cachedHead(first));
    const before = server.requests[index - 1];
    if (before !== undefined) expect(conversationBytes(request).startsWith(conversationBytes(before))).toBe(true);
  }
}

describe("switching modes", () => {
  it("leaves system message, tools and everything said before as they were, byte for byte", async () => {
    rpc = startRpc(scratch, { args: loading() });
    await rpc.prompt(scripted(bash("ls"), { say: "one" }));
    for (const name of ["plan", "review", "execute", "plan"]) {
      await mode(name);
      await rpc.prompt(scripted(bash("touch made"), { say: `after ${name}` }));
    }
    expect(server.requests).toHaveLength(10);
    expectOneGrowingConversation();
  });

  it("tells the model once for each switch, at the end of the next request", async () => {
    rpc = startRpc(scratch, { args: loading() });
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
    rpc = startRpc(scratch, { args: loading() });
    await rpc.prompt(say("one"));
    await mode("plan");
    await mode("execute");
    await rpc.prompt(say("two"));
    expect(await told()).toHaveLength(0);
  });

  it("tells a session that starts with --plan in its first request", async () => {
    rpc = startRpc(scratch, { args: ["--plan", ...loading()] });
    await rpc.prompt(say("one"));
    await rpc.prompt(say("two"));
    expect(userTexts(server.requests.at(0)).at(-1)).toMatch(/plan/);
    expect(await told()).toHaveLength(1);
    expectOneGrowingConversation();
  });

  it("in the middle of a run holds for the next call and is told before the next answer", async () => {
    rpc = startRpc(scratch, { args: loading() });
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
    expect(userTexts(server.requests.at(1)).at(-1)).toMatch(/plan/);
    expectOneGrowingConversation();
  });
});
