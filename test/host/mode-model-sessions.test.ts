// A mode's model from session to session and from process to process: the log says what was there before, and new sessions begin without it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { at, isRecord, list, parse, text } from "./kit/json.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { addThinkers, configureModes } from "./kit/models.ts";
import { printText } from "./kit/print.ts";
import { type Rpc, startRpc } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
  addThinkers(scratch, server.url);
  configureModes(scratch, { plan: { model: "second/deep", thinking: "high" } });
  const settings = { ...settingsNow(), defaultProvider: "second", defaultModel: "quick", defaultThinkingLevel: "low" };
  writeFileSync(settingsFile(), JSON.stringify(settings));
});
afterEach(() => scratch.remove());

const settingsFile = () => join(scratch.agent, "settings.json");
function settingsNow(): Readonly<Record<string, unknown>> {
  const settings = parse(readFileSync(settingsFile(), "utf8"));
  return isRecord(settings) ? settings : {};
}
const forNewSessions = () => {
  const { defaultProvider, defaultModel, defaultThinkingLevel } = settingsNow();
  return `${String(defaultProvider)}/${String(defaultModel)} ${String(defaultThinkingLevel)}`;
};
const hello = scripted({ say: "hello" });
const QUICK = "second/quick low";
const DEEP = "second/deep high";

describe("over RPC", () => {
  let rpc: Rpc;
  afterEach(() => rpc.stop());

  const begin = (...args: readonly string[]) => {
    rpc = startRpc(scratch, { args: [...args, ...loading()] });
  };
  const chosen = async () => {
    const { data } = await rpc.send("get_state");
    return `${text(data, "model", "provider")}/${text(data, "model", "id")} ${text(data, "thinkingLevel")}`;
  };
  const becomes = async (wanted: string) => {
    for (let look = 0; look < 100 && (await chosen()) !== wanted; look += 1) await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await chosen()).toBe(wanted);
  };
  const switchTo = (mode: string) => rpc.send("prompt", { message: `/mode ${mode}` });
  const forkAt = async (index: number) => {
    const messages = list(await rpc.send("get_fork_messages"), "data", "messages");
    await rpc.send("fork", { entryId: text(at(messages, index), "entryId") });
  };

  it("a fork has the model of its point, and gives back what was before it there", async () => {
    begin();
    await rpc.prompt(hello);
    await switchTo("plan");
    await becomes(DEEP);
    await rpc.prompt(hello);
    await rpc.prompt(hello);
    await forkAt(2);
    await becomes(DEEP);
    await switchTo("execute");
    await becomes(QUICK);
    await switchTo("plan");
    await becomes(DEEP);
    await forkAt(0);
    await becomes(QUICK);
  });

  it("a fork at the first prompt of a session that began in it has the model of the mode that it begins in", async () => {
    begin("--plan");
    await becomes(DEEP);
    await rpc.prompt(hello);
    await forkAt(0);
    await switchTo("plan");
    await becomes(DEEP);
    await switchTo("execute");
    await becomes(QUICK);
  });

  it("a new session begins with what was there before, and so does the next process", async () => {
    begin();
    await switchTo("plan");
    await becomes(DEEP);
    await rpc.prompt(hello);
    expect(forNewSessions()).toBe(DEEP);
    await rpc.send("new_session");
    await becomes(QUICK);
    await switchTo("plan");
    await becomes(DEEP);
    await rpc.stop();
    expect(forNewSessions()).toBe(QUICK);
  });

  it("what the user chose in it is there after the end of the process, and stays on leaving", async () => {
    begin();
    await switchTo("plan");
    await becomes(DEEP);
    await rpc.send("set_model", { provider: "stub", modelId: "scripted" });
    await rpc.prompt(hello);
    await rpc.stop();
    begin("-c");
    await becomes("stub/scripted off");
    await rpc.prompt(hello);
    expect(text(server.requests.at(-1)?.body, "model")).toBe("scripted");
    await switchTo("execute");
    await rpc.prompt(hello);
    expect(await chosen()).toBe("stub/scripted off");
  });

  it.each(["ended", "killed"])("a session that was %s in it goes on in it, and gives back what was before", async (how) => {
    const killer = join(scratch.root, "killer.ts");
    const handler = 'async () => process.kill(process.pid, "SIGKILL")';
    writeFileSync(killer, `export default (pi) => pi.registerCommand("test-kill", { description: "kill", handler: ${handler} });`);
    begin("-e", killer);
    await rpc.prompt(hello);
    await switchTo("plan");
    await becomes(DEEP);
    await rpc.prompt(hello);
    if (how === "killed") await expect(rpc.send("prompt", { message: "/test-kill" })).rejects.toThrow();
    await rpc.stop();
    expect(forNewSessions()).toBe(how === "killed" ? DEEP : QUICK);
    begin("-c");
    await becomes(DEEP);
    await switchTo("execute");
    await becomes(QUICK);
    expect(forNewSessions()).toBe(QUICK);
  });
});

it("print mode asks the model of the mode, and leaves the choice for new sessions as it was", async () => {
  await printText(scratch, { args: ["--plan", ...loading()], prompt: hello });
  expect(text(server.requests.at(-1)?.body, "model")).toBe("deep");
  expect(forNewSessions()).toBe(QUICK);
  await printText(scratch, { args: loading(), prompt: hello });
  expect(text(server.requests.at(-1)?.body, "model")).toBe("quick");
});
