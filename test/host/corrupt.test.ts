// What the session file says may be wrong, foreign or from a newer version. Law: what can't be read counts as the strictest mode, and is said once.

import { copyFileSync, existsSync, rmSync } from "node:fs";
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
/** A session that just began. */
let begun: string;
let copies = 0;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  await printText(scratch, { args: loading(), prompt: scripted({ say: "begun" }) });
  begun = newestSession(scratch);
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});
afterEach(() => {
  for (const name of ["a", "b"]) rmSync(join(scratch.project, name), { force: true });
});

const made = (name: string) => existsSync(join(scratch.project, name));
/** The session with this entry at its end. */
function sessionWith(customType: string, data: unknown): string {
  copies += 1;
  const file = begun.replace(/\.jsonl$/, `-${copies}.jsonl`);
  copyFileSync(begun, file);
  appendCustomEntry(file, customType, data);
  return file;
}
const resume = (file: string) => startRpc(scratch, { args: ["--session", file, ...loading()] });

describe("an entry `pi-modes:mode` of a session that is switched to", () => {
  beforeAll(() => {
    rpc = startRpc(scratch, { args: loading(), timeout: 300_000 });
  });
  afterAll(() => rpc.stop());
  beforeEach(() => rpc.forget());

  it.each([
    ["with a mode that doesn't exist", { v: 1, mode: "yolo", by: "user" }],
    ["of a later version", { v: 2, mode: "execute", by: "user" }],
    ["without a version", { mode: "execute" }],
    ["that is a text", "execute"],
    ["that is empty", null],
    ["named after something every object has", { v: 1, mode: "constructor", by: "user" }],
  ])("%s counts as plan and is said once", async (_name, data) => {
    await rpc.send("switch_session", { sessionPath: sessionWith("pi-modes:mode", data) });
    await statusShows(rpc, "plan");
    await rpc.prompt(scripted(bash("touch a"), { say: "done" }));
    await rpc.prompt(scripted(bash("touch b"), { say: "done" }));
    expect([made("a"), made("b")]).toEqual([false, false]);
    expect(notices(rpc).filter((notice) => /read/.test(notice.words))).toHaveLength(1);
  });
});

describe("an entry `pi-modes:mode` of a session that pi starts with", () => {
  afterEach(() => rpc.stop());

  it("that can't be read counts as plan and is said once", async () => {
    rpc = resume(sessionWith("pi-modes:mode", { v: 2, mode: "execute", by: "user" }));
    await statusShows(rpc, "plan");
    await rpc.prompt(scripted(bash("touch a"), { say: "done" }));
    expect(made("a")).toBe(false);
    expect(notices(rpc).filter((notice) => /read/.test(notice.words))).toHaveLength(1);
  });

  it("that can't be read is left by choosing a mode", async () => {
    rpc = resume(sessionWith("pi-modes:mode", 7));
    await statusShows(rpc, "plan");
    await rpc.send("prompt", { message: "/mode execute" });
    await statusShows(rpc, "execute");
    await rpc.prompt(scripted(bash("touch a"), { say: "done" }));
    expect(made("a")).toBe(true);
  });

  it("of somebody else, with a name that only looks alike, changes nothing", async () => {
    rpc = resume(sessionWith("pi-modes-extra:mode", { v: 1, mode: "plan" }));
    await statusShows(rpc, "execute");
    expect(notices(rpc).filter((notice) => notice.kind !== "info")).toEqual([]);
  });
});
