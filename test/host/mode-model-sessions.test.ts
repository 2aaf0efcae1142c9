// A mode's model from session to session and from process to process: the log says what was there before, and new sessions begin without it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { lacks } from "./kit/gaps.ts";
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
let places = 0;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(async () => {
  await stop();
  await server.close();
  scratch.remove();
});
/** Cases share a pi. Where none runs the place is a new one; after a case that failed, nothing is shared. */
beforeEach(() => {
  if (rpc !== undefined) return;
  if (places > 0) scratch.remove();
  places += 1;
  scratch = makeScratch(server.url);
  addThinkers(scratch, server.url);
  configureModes(scratch, { plan: { model: "second/deep", thinking: "high" } });
  const settings = { ...settingsNow(), defaultProvider: "second", defaultModel: "quick", defaultThinkingLevel: "low" };
  writeFileSync(settingsFile(), JSON.stringify(settings));
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await stop();
});

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

let rpc: Rpc | undefined;
const running = () => {
  if (rpc === undefined) throw new Error("no pi runs");
  return rpc;
};
const begin = (...args: readonly string[]) => {
  rpc = startRpc(scratch, { args: [...args, ...loading()] });
};
const stop = async () => {
  await rpc?.stop();
  rpc = undefined;
};
/** A new session without `--plan`: in the process that a case before this one left, where there is one. */
const beginAnew = async () => {
  if (rpc === undefined) begin();
  else await rpc.send("new_session");
  await becomes(QUICK);
};
const chosen = async () => {
  const { data } = await running().send("get_state");
  return `${text(data, "model", "provider")}/${text(data, "model", "id")} ${text(data, "thinkingLevel")}`;
};
const becomes = async (wanted: string) => {
  for (let look = 0; look < 100 && (await chosen()) !== wanted; look += 1) await new Promise((resolve) => setTimeout(resolve, 30));
  expect(await chosen()).toBe(wanted);
};
const say = (message: string) => running().prompt(message);
const switchTo = (mode: string) => running().send("prompt", { message: `/mode ${mode}` });
const forkAt = async (index: number) => {
  const messages = list(await running().send("get_fork_messages"), "data", "messages");
  await running().send("fork", { entryId: text(at(messages, index), "entryId") });
};

it("print mode asks the model of the mode, and leaves the choice for new sessions, and so for the next process, as it was", async () => {
  await stop();
  await printText(scratch, { args: ["--plan", ...loading()], prompt: hello });
  expect(text(server.requests.at(-1)?.body, "model")).toBe("deep");
  expect(forNewSessions()).toBe(lacks("told-end") ? DEEP : QUICK);
  if (lacks("told-end")) return;
  begin();
  await say(hello);
  expect(text(server.requests.at(-1)?.body, "model")).toBe("quick");
  expect(await chosen()).toBe(QUICK);
});

it("a fork has the model of its point, and gives back what was before it there", async () => {
  await beginAnew();
  await say(hello);
  await switchTo("plan");
  await becomes(DEEP);
  await say(hello);
  await say(hello);
  await forkAt(2);
  await becomes(DEEP);
  await switchTo("execute");
  await becomes(QUICK);
  await switchTo("plan");
  await becomes(DEEP);
  await forkAt(0);
  await becomes(QUICK);
});

it("a new session begins with what was there before, and so does the next process; one that was ended in it goes on in it", async () => {
  await beginAnew();
  await switchTo("plan");
  await becomes(DEEP);
  await say(hello);
  expect(forNewSessions()).toBe(lacks("kept-choice") ? QUICK : DEEP);
  await running().send("new_session");
  await becomes(QUICK);
  await say(hello);
  await switchTo("plan");
  await becomes(DEEP);
  await say(hello);
  await stop();
  expect(forNewSessions()).toBe(lacks("told-end") ? DEEP : QUICK);
  await goesOnAndGivesBack();
});

it("a session that was killed in it goes on in it, and gives back what was before", async () => {
  await beginAnew();
  await say(hello);
  await switchTo("plan");
  await becomes(DEEP);
  await say(hello);
  await running().kill();
  expect(forNewSessions()).toBe(lacks("kept-choice") ? QUICK : DEEP);
  await goesOnAndGivesBack();
});

/** The next process, on the newest session. */
async function goesOnAndGivesBack(): Promise<void> {
  begin("-c");
  await becomes(DEEP);
  await switchTo("execute");
  await becomes(QUICK);
  expect(forNewSessions()).toBe(QUICK);
}

it("what the user chose in it is there after the end of the process, and stays on leaving", async () => {
  await beginAnew();
  await switchTo("plan");
  await becomes(DEEP);
  await running().send("set_model", { provider: "stub", modelId: "scripted" });
  await say(hello);
  await stop();
  begin("-c");
  await becomes("stub/scripted off");
  await say(hello);
  expect(text(server.requests.at(-1)?.body, "model")).toBe("scripted");
  await switchTo("execute");
  await say(hello);
  expect(await chosen()).toBe("stub/scripted off");
  // The choice for new sessions isn't what it was: the next case has a place of its own.
  await stop();
});

it("a fork at the first prompt of a session that began in it has the model of the mode that it begins in", async () => {
  await stop();
  begin("--plan");
  await becomes(DEEP);
  await say(hello);
  await forkAt(0);
  await switchTo("plan");
  await becomes(DEEP);
  await switchTo("execute");
  await becomes(QUICK);
  await stop();
});
