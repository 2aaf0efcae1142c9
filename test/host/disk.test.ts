// A disk that is full or can only be read. Laws: the mode is never looser than what the user saw; what couldn't be kept is said and holds as long
// as it is said to; the guard judges as ever, and the session can be worked in.

import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lacks } from "./kit/gaps.ts";
import { loading } from "./kit/host.ts";
import { list, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { notices, type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { answering, SUBMIT, tick } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch, sessionFiles } from "./kit/scratch.ts";
import { bash, scripted, type ToolStep } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";
import { newestSession } from "./kit/session-file.ts";

/** A question in plan, and harmless. */
const ASKED = bash("curl -sS http://pi-modes.invalid/");

let scratch: Scratch;

const made = (name: string) => existsSync(join(scratch.project, name));

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
  let sdk: Sdk | undefined;
  beforeEach(() => {
    scratch = makeScratch();
  });
  afterEach(async () => {
    await sdk?.close();
    scratch.remove();
  });

  it.skipIf(lacks("full-disk"))("holds what its user does, says that the file doesn't know, and is strict when it is resumed", async () => {
    sdk = await startSdk(scratch, { keep: true });
    const { ui } = sdk;
    const call = async (step: ToolStep) => (await sdk?.prompt(scripted(step, { say: "done" })))?.at(-1)?.text ?? "";
    const told = (words: RegExp) => ui.notices.filter((notice) => words.test(notice));
    await sdk.prompt(scripted({ say: "begun" }));
    const file = newestSession(scratch);
    const makeRoom = fill(file);

    await sdk.prompt("/mode plan");
    expect(ui.status.get("pi-modes")).toContain("plan");
    expect(told(/switch to plan could not be written[\s\S]*ENOSPC/)).toHaveLength(1);
    expect(await call(bash("touch a"))).toMatch(/^Not run:[\s\S]*plan mode/);

    ui.answer(({ options }) => options.find((option) => option === "Allow for this session"));
    expect(await call(ASKED)).not.toMatch(/^Not run/);
    expect(told(/What you answer, grant or approve holds as long as this session runs/)).toHaveLength(1);
    expect(await call(ASKED)).not.toMatch(/^Not run/);
    expect(ui.asked.filter(({ title }) => /^plan mode asks/.test(title))).toHaveLength(1);

    ui.answer(({ kind, options }) =>
      kind === "select" ? options.find((option) => /^(Approve and execute|done)$/.test(option)) : undefined,
    );
    expect(await call(SUBMIT)).toMatch(/approved/);
    expect(ui.status.get("pi-modes")).toContain("execute");
    expect(told(/switch to execute could not be written/)).toHaveLength(1);
    expect(await call(bash("touch a"))).not.toMatch(/^Not run/);
    expect(made("a")).toBe(true);
    expect(told(/another extension|looked through/)).toEqual([]);

    // There is room again: what is written now hangs on entries that aren't there.
    await sdk.prompt("/mode plan");
    makeRoom();
    expect(await call(bash("touch b"))).toMatch(/^Not run/);
    await sdk.close();
    sdk = undefined;
    sdk = await startSdk(scratch, { file });
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
    for (const step of [bash("touch c"), ASKED]) expect((await sdk.prompt(scripted(step)))[0]?.refused).toBe(true);
    expect(sdk.ui.asked).toHaveLength(1);
  });
});

/** Root writes everywhere, unless it gives that up. */
const WITHOUT_PRIVILEGE = process.geteuid?.() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];

describe("a session without a file", () => {
  let server: ModelServer;
  let rpc: Rpc;
  const folders = () => [scratch.agent, join(scratch.project, ".pi")];
  const allow = (mode: number) => {
    for (const folder of folders()) chmodSync(folder, mode);
  };
  beforeEach(async () => {
    server = await startModelServer();
    scratch = makeScratch(server.url);
    mkdirSync(join(scratch.project, ".pi"));
  });
  afterEach(async () => {
    allow(0o755);
    await rpc.stop();
    await server.close();
    scratch.remove();
  });

  const run = async (step: ToolStep) => {
    await rpc.prompt(scripted(step, { say: "done" }));
    return toolTexts(server.requests.at(-1)).at(-1) ?? "";
  };
  const said = (words: RegExp) => notices(rpc).filter((notice) => words.test(notice.words));
  const grant = (label: string) =>
    rpc.answer((request) => (list(request, "options").includes(label) ? { value: label } : { cancelled: true }));
  const questions = () => rpc.asked.filter((request) => /^plan mode asks/.test(text(request, "title"))).length;
  const approves = async () => {
    answering(rpc, "Approve and execute");
    await run(SUBMIT);
    await statusShows(rpc, "execute");
  };
  const plans = async () => {
    await rpc.send("prompt", { message: "/mode plan" });
    await statusShows(rpc, "plan");
  };

  it.skipIf(lacks("closed-folder"))(
    "has its mode, its grants and its plan in memory, in folders that can only be read too, and leaves nothing but the log of verdicts",
    async () => {
      allow(0o555);
      const before = readdirSync(scratch.agent);
      rpc = startRpc(scratch, { args: ["--plan", "--no-session", ...loading()], within: WITHOUT_PRIVILEGE });
      await statusShows(rpc, "plan");
      expect(await run(bash("touch a"))).toMatch(/^Not run:[\s\S]*plan mode/);

      grant("Allow in this project");
      for (const time of [1, 2]) {
        expect(await run(ASKED)).not.toMatch(/^Not run/);
        expect(questions()).toBe(time);
      }
      expect(said(/could not be kept in .*you may not write there[\s\S]*question will come again/)).toHaveLength(2);

      await approves();
      await run(bash("touch a"));
      expect(made("a")).toBe(true);
      await rpc.prompt(tick(1));
      await rpc.prompt(tick(2));
      expect(said(/plan's file could not be written[\s\S]*The plan itself is kept in the session/)).toHaveLength(1);
      await plans();
      expect(await run(bash("touch b"))).toMatch(/^Not run/);
      expect(readdirSync(scratch.agent)).toEqual(before);
      expect(readdirSync(join(scratch.project, ".pi"))).toEqual([]);

      // From now on they can be written, and the session has no file all the same.
      allow(0o755);
      grant("Allow for this session");
      for (const _ of [1, 2]) expect(await run(ASKED)).not.toMatch(/^Not run/);
      expect(questions()).toBe(3);
      await approves();
      await plans();
      await rpc.stop();
      expect(sessionFiles(scratch)).toEqual([]);
      expect(readdirSync(join(scratch.agent, "pi-modes"))).toEqual(["audit.jsonl"]);
    },
  );
});
