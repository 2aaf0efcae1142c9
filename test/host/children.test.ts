// Sub-agents. Law: a pi or a session that a call of this one begins is never looser than this one, whatever it says itself; a question that
// nobody can be asked there is a refusal that says so.

import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixture, loading, NODE, PACKAGE, PI } from "./kit/host.ts";
import { list } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
const made = (name: string) => existsSync(join(scratch.project, name));

describe("a pi that a command of the model starts", () => {
  let server: ModelServer;
  let rpc: Rpc;
  beforeAll(async () => {
    server = await startModelServer({
      "child task": [bash("touch by-child"), { say: "Tried." }],
      "child question": [bash("node -e 1"), { say: "Tried." }],
    });
    scratch = makeScratch(server.url);
    // The child reads the same file as this one.
    writeFileSync(join(scratch.agent, "pi-modes.json"), JSON.stringify({ startMode: "execute" }));
    rpc = startRpc(scratch, { args: loading(), timeout: 300_000 });
  });
  afterAll(async () => {
    await rpc.stop();
    await server.close();
    scratch.remove();
  });
  afterEach(() => rmSync(join(scratch.project, "by-child"), { force: true }));

  const child = (words: string, before = "") => `${before}${NODE} ${PI} ${loading().join(" ")} --no-session ${words}`;
  /** In this mode, with a yes to the one question whether it may start. */
  const starts = async (mode: string, command: string) => {
    await rpc.forget();
    await rpc.send("new_session");
    rpc.answer((request) => (list(request, "options").includes("Allow once") ? { value: "Allow once" } : { cancelled: true }));
    await rpc.send("prompt", { message: `/mode ${mode}` });
    await statusShows(rpc, mode);
    const since = server.requests.length;
    await rpc.prompt(scripted(bash(command), { say: "done" }));
    return server.requests.slice(since).flatMap((request) => toolTexts(request));
  };

  it("does in execute what execute opens, and begins in plan where it is told to", async () => {
    await starts("execute", child("-p 'child task'"));
    expect(made("by-child")).toBe(true);
    rmSync(join(scratch.project, "by-child"));
    await starts("execute", child("--plan -p 'child task'"));
    expect(made("by-child")).toBe(false);
  });

  it.each([
    ["by itself, though its config starts in execute", "-p 'child task'"],
    ["where its prompt is a switch", "-p '/mode execute' 'child task'"],
  ])("is in plan where this one is, %s", async (_name, words) => {
    const texts = await starts("plan", child(words));
    expect(rpc.asked).toHaveLength(1);
    expect(texts.some((text) => /In plan mode .* is closed/.test(text))).toBe(true);
    expect(made("by-child")).toBe(false);
  });

  it("gets a refusal that says that nobody can be asked, where this one would ask", async () => {
    const texts = await starts("plan", child("-p 'child question'"));
    expect(texts.some((text) => /nobody can be asked in this run\. Go on without it/.test(text))).toBe(true);
  });

  it.each([
    "PI_MODES_CEILING= ",
    "PI_MODES_CEILING=execute@1 ",
    "env -u PI_MODES_CEILING ",
    "unset PI_MODES_CEILING; ",
    "env -i PATH=$PATH HOME=$HOME ",
  ])("doesn't start without a word of the user's where the command begins with %s", async (before) => {
    await rpc.forget();
    await rpc.send("new_session");
    await rpc.send("prompt", { message: "/mode plan" });
    await statusShows(rpc, "plan");
    await rpc.prompt(scripted(bash(child("-p 'child task'", before)), { say: "done" }));
    expect(toolTexts(server.requests.at(-1)).at(-1)).toMatch(/^Not run:/);
    expect(made("by-child")).toBe(false);
  });
});

describe("in one process", () => {
  let sdk: Sdk;
  beforeEach(() => {
    scratch = makeScratch();
  });
  afterEach(async () => {
    await sdk.close();
    delete process.env.SUBSESSION_CWD;
    Reflect.deleteProperty(globalThis, CAPABILITIES);
    scratch.remove();
  });

  const CAPABILITIES = Symbol.for("pi-subagents.capability-ceiling.v1");
  const delegated = (bound: boolean) => scripted(call("delegate", { task: scripted(bash("touch by-sub")), bound }));
  const start = async (plan: boolean) => {
    sdk = await startSdk(scratch, { plan, extensions: [PACKAGE, fixture("delegate")] });
    process.env.SUBSESSION_CWD = scratch.project;
    sdk.ui.answer(({ options }) => options.find((option) => option === "Allow once"));
  };

  it.each([true, false])("a session that a tool begins is no looser than this one (told that it began: %s)", async (bound) => {
    await start(true);
    const [outcome] = await sdk.prompt(delegated(bound));
    expect(outcome?.text).toMatch(/bash refused/);
    expect(made("by-sub")).toBe(false);
  });

  it.each([true, false])("it does in execute what execute opens (told that it began: %s)", async (bound) => {
    await start(false);
    const [outcome] = await sdk.prompt(delegated(bound));
    expect(outcome?.text).toMatch(/bash ran/);
    expect(made("by-sub")).toBe(true);
  });

  it("a session that begins when the tool is done is bound by nothing", async () => {
    await start(true);
    await sdk.prompt(delegated(true));
    const other = await startSdk(scratch);
    await other.prompt(scripted(bash("touch by-other")));
    expect(made("by-other")).toBe(true);
    await other.close();
  });

  it("a tool that the capability ceiling of the session doesn't name is refused, in every mode", async () => {
    await start(false);
    const ceiling = { version: 1, allowedTools: ["read"], denyExtensions: false, sources: ["test"] };
    const said = new Map([[Symbol("test"), { source: "test", ceiling }]]);
    Reflect.set(globalThis, CAPABILITIES, new Map([[sdk.session.sessionManager.getSessionId(), said]]));
    const [refused, ran] = await sdk.prompt(scripted(bash("touch a"), call("read", { path: "README.md" })));
    expect(refused?.text).toMatch(/capability ceiling .* \(set by test\)/);
    expect([made("a"), ran?.refused]).toEqual([false, false]);
    said.clear();
    await sdk.prompt(scripted(bash("touch a")));
    expect(made("a")).toBe(true);
  });

  it("a capability ceiling that can't be read names no tool; one of another session is none of this one's", async () => {
    await start(false);
    const id = sdk.session.sessionManager.getSessionId();
    Reflect.set(
      globalThis,
      CAPABILITIES,
      new Map([["other", new Map([["x", { source: "x", ceiling: { version: 1, allowedTools: [] } }]])]]),
    );
    await sdk.prompt(scripted(bash("touch a")));
    expect(made("a")).toBe(true);
    Reflect.set(globalThis, CAPABILITIES, new Map([[id, new Map([["x", { source: "x", ceiling: { version: 2 } }]])]]));
    await sdk.prompt(scripted(bash("touch b")));
    expect(made("b")).toBe(false);
  });
});
