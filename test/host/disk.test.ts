// A disk that is full or can only be read. Laws: the mode is never looser than what the user saw; what couldn't be kept is said and holds as long
// as it is said to; the guard judges as ever, and the session can be worked in.

import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { list, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { notices, type Rpc, type RpcOptions, startRpc, statusShows } from "./kit/rpc.ts";
import { answering, SUBMIT, tick } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch, sessionFiles } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { startSdk } from "./kit/sdk.ts";
import { newestSession } from "./kit/session-file.ts";

/** A question in plan, and harmless. */
const ASKED = bash("curl -sS http://pi-modes.invalid/");

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
  mkdirSync(join(scratch.project, ".pi"));
});
afterEach(async () => {
  await rpc.stop();
  scratch.remove();
});

const start = (options: Partial<RpcOptions> = {}) => {
  rpc = startRpc(scratch, { args: loading(), ...options });
};
const command = (message: string) => rpc.send("prompt", { message });
const run = async (step: ReturnType<typeof bash>) => {
  await rpc.prompt(scripted(step, { say: "done" }));
  return toolTexts(server.requests.at(-1)).at(-1) ?? "";
};
const said = (words: RegExp) => notices(rpc).filter((notice) => words.test(notice.words));
const made = (name: string) => existsSync(join(scratch.project, name));
const grant = (label: string) =>
  rpc.answer((request) => (list(request, "options").includes(label) ? { value: label } : { cancelled: true }));
const questions = () => rpc.asked.filter((request) => /^plan mode asks/.test(text(request, "title"))).length;

/** The session's file takes nothing more, as on a full disk; the result makes room again. */
function fill(file: string): () => void {
  renameSync(file, `${file}.kept`);
  symlinkSync("/dev/full", file);
  return () => {
    rmSync(file);
    renameSync(`${file}.kept`, file);
  };
}

describe("a session whose file takes nothing more", () => {
  it("holds what its user does, says that the file doesn't know, and is strict when it is resumed", async () => {
    start();
    await rpc.prompt(scripted({ say: "begun" }));
    const file = newestSession(scratch);
    const makeRoom = fill(file);

    await command("/mode plan");
    await statusShows(rpc, "plan");
    expect(said(/switch to plan could not be written[\s\S]*ENOSPC/)).toHaveLength(1);
    expect(await run(bash("touch a"))).toMatch(/^Not run:[\s\S]*plan mode/);

    grant("Allow for this session");
    expect(await run(ASKED)).not.toMatch(/^Not run/);
    expect(said(/What you answer, grant or approve holds as long as this session runs/)).toHaveLength(1);
    expect(await run(ASKED)).not.toMatch(/^Not run/);
    expect(questions()).toBe(1);

    answering(rpc, "Approve and execute");
    expect(await run(SUBMIT)).toMatch(/approved/);
    await statusShows(rpc, "execute");
    expect(said(/switch to execute could not be written/)).toHaveLength(1);
    expect(await run(bash("touch a"))).not.toMatch(/^Not run/);
    expect(made("a")).toBe(true);
    expect(said(/another extension|looked through/)).toEqual([]);

    // There is room again: what is written now hangs on entries that aren't there.
    await command("/mode plan");
    makeRoom();
    expect(await run(bash("touch b"))).toMatch(/^Not run/);
    await rpc.stop();
    const resumed = await startSdk(scratch, { file });
    expect(resumed.ui.status.get("pi-modes")).toContain("plan");
    for (const step of [bash("touch c"), ASKED]) expect((await resumed.prompt(scripted(step)))[0]?.refused).toBe(true);
    expect(resumed.ui.asked).toHaveLength(1);
    await resumed.close();
  });
});

/** Root writes everywhere, unless it gives that up. */
const WITHOUT_PRIVILEGE = process.geteuid?.() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];

describe("folders that can only be read", () => {
  const closed = () => [scratch.agent, join(scratch.project, ".pi")];
  afterEach(() => {
    for (const folder of closed()) chmodSync(folder, 0o755);
  });

  it("keep no grant, no plan's file and no session; the mode and the plan hold in memory", async () => {
    for (const folder of closed()) chmodSync(folder, 0o555);
    const before = readdirSync(scratch.agent);
    start({ args: ["--plan", "--no-session", ...loading()], within: WITHOUT_PRIVILEGE });
    await statusShows(rpc, "plan");
    expect(await run(bash("touch a"))).toMatch(/^Not run:[\s\S]*plan mode/);

    grant("Allow in this project");
    for (const time of [1, 2]) {
      expect(await run(ASKED)).not.toMatch(/^Not run/);
      expect(questions()).toBe(time);
    }
    expect(said(/could not be kept in .*you may not write there[\s\S]*question will come again/)).toHaveLength(2);

    answering(rpc, "Approve and execute");
    await run(SUBMIT);
    await statusShows(rpc, "execute");
    await run(bash("touch a"));
    expect(made("a")).toBe(true);
    await rpc.prompt(tick(1));
    await rpc.prompt(tick(2));
    expect(said(/plan's file could not be written[\s\S]*The plan itself is kept in the session/)).toHaveLength(1);
    await command("/mode plan");
    expect(await run(bash("touch b"))).toMatch(/^Not run/);
    expect(readdirSync(scratch.agent)).toEqual(before);
    expect(readdirSync(join(scratch.project, ".pi"))).toEqual([]);
  });
});

describe("a session without a file", () => {
  it("has its mode, its grants and its plan in memory, and leaves nothing but the log of verdicts", async () => {
    start({ args: ["--no-session", ...loading()] });
    await command("/mode plan");
    grant("Allow for this session");
    for (const _ of [1, 2]) expect(await run(ASKED)).not.toMatch(/^Not run/);
    expect(questions()).toBe(1);
    answering(rpc, "Approve and execute");
    await run(SUBMIT);
    await statusShows(rpc, "execute");
    await command("/mode plan");
    await rpc.stop();
    expect(sessionFiles(scratch)).toEqual([]);
    expect(readdirSync(join(scratch.agent, "pi-modes"))).toEqual(["audit.jsonl"]);
  });
});
