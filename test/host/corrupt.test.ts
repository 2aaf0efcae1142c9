// What the session file says may be wrong, foreign or from a newer version. Law: what can't be read counts as the strictest mode, and is said once.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { printText } from "./kit/print.ts";
import { notices, type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { appendCustomEntry, newestSession } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  scratch = makeScratch(server.url);
  await printText(scratch, { args: loading(), prompt: scripted({ say: "begun" }) });
});
afterEach(async () => {
  await rpc.stop();
  scratch.remove();
});

const made = (name: string) => existsSync(join(scratch.project, name));
const resume = () => startRpc(scratch, { args: ["--session", newestSession(scratch), ...loading()] });

describe("an entry `pi-modes:mode`", () => {
  it.each([
    ["with a mode that doesn't exist", { v: 1, mode: "yolo", by: "user" }],
    ["of a later version", { v: 2, mode: "execute", by: "user" }],
    ["without a version", { mode: "execute" }],
    ["that is a text", "execute"],
    ["that is empty", null],
    ["named after something every object has", { v: 1, mode: "constructor", by: "user" }],
  ])("%s counts as plan and is said once", async (_name, data) => {
    appendCustomEntry(newestSession(scratch), "pi-modes:mode", data);
    rpc = resume();
    await statusShows(rpc, "plan");
    await rpc.prompt(scripted(bash("touch a"), { say: "done" }));
    await rpc.prompt(scripted(bash("touch b"), { say: "done" }));
    expect([made("a"), made("b")]).toEqual([false, false]);
    expect(notices(rpc).filter((notice) => /read/.test(notice.words))).toHaveLength(1);
  });

  it("that can't be read is left by choosing a mode", async () => {
    appendCustomEntry(newestSession(scratch), "pi-modes:mode", 7);
    rpc = resume();
    await statusShows(rpc, "plan");
    await rpc.send("prompt", { message: "/mode execute" });
    await statusShows(rpc, "execute");
    await rpc.prompt(scripted(bash("touch a"), { say: "done" }));
    expect(made("a")).toBe(true);
  });

  it("of somebody else, with a name that only looks alike, changes nothing", async () => {
    appendCustomEntry(newestSession(scratch), "pi-modes-extra:mode", { v: 1, mode: "plan" });
    rpc = resume();
    await statusShows(rpc, "execute");
    expect(notices(rpc).filter((notice) => notice.kind !== "info")).toEqual([]);
  });
});
