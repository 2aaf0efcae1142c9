// Law: the mode is what the current branch of the session says. Reload, fork, tree, resume and compaction change the branch or nothing.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixture, loading, PACKAGE } from "./kit/host.ts";
import { list, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { printText } from "./kit/print.ts";
import { type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { type Sdk, type SdkOptions, startSdk } from "./kit/sdk.ts";
import { customEntries, newestSession } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
});
afterEach(() => scratch.remove());

const touch = (name: string) => scripted(bash(`touch ${name}`), { say: "done" });
const made = (name: string) => existsSync(join(scratch.project, name));

describe("in one process", () => {
  let sdk: Sdk;
  afterEach(() => sdk.close());

  /** Whether a command that makes this file gets through. */
  const runs = async (name: string) => {
    await sdk.prompt(touch(name));
    return made(name);
  };
  const assistant = (index: number) => {
    const entries = sdk.session.sessionManager.getEntries();
    const answers = entries.filter((entry) => entry.type === "message" && entry.message.role === "assistant");
    return answers.at(index)?.id ?? "";
  };

  it("a reload keeps the mode, and doesn't bring back the flag's", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.session.reload();
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
    expect(await runs("a")).toBe(false);
    await sdk.prompt("/mode execute");
    await sdk.session.reload();
    await sdk.session.reload();
    expect(sdk.ui.status.get("pi-modes")).toContain("execute");
    expect(await runs("a")).toBe(true);
    expect(sdk.errors).toEqual([]);
  });

  it("the tree leads back to the mode of the point that was chosen, and forth again", async () => {
    sdk = await startSdk(scratch);
    expect(await runs("a")).toBe(true);
    await sdk.prompt("/mode plan");
    expect(await runs("b")).toBe(false);
    const inPlan = assistant(-1);
    await sdk.session.navigateTree(assistant(0));
    expect(sdk.ui.status.get("pi-modes")).toContain("execute");
    expect(await runs("b")).toBe(true);
    await sdk.session.navigateTree(inPlan);
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
    expect(await runs("c")).toBe(false);
  });

  it("a mode of an abandoned branch doesn't come back", async () => {
    sdk = await startSdk(scratch, { plan: true });
    expect(await runs("a")).toBe(false);
    const inPlan = assistant(-1);
    await sdk.prompt("/mode execute");
    expect(await runs("a")).toBe(true);
    await sdk.session.navigateTree(inPlan);
    await sdk.session.reload();
    expect(await runs("b")).toBe(false);
  });

  it("two sessions side by side have two modes", async () => {
    sdk = await startSdk(scratch, { plan: true });
    const other = await startSdk(scratch);
    await other.prompt(touch("by-other"));
    expect(made("by-other")).toBe(true);
    expect(await runs("by-first")).toBe(false);
    await other.close();
  });

  it("a session in memory keeps its mode through compaction", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await runs("a");
    await runs("b");
    await sdk.session.compact();
    expect(await runs("c")).toBe(false);
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
  });
});

describe("from one session to the next", () => {
  const print = (args: readonly string[], name: string) => {
    // Where sessions of this process lie as well.
    const place = ["--session-dir", join(scratch.agent, "sessions")];
    return printText(scratch, { args: [...args, ...place, ...loading()], prompt: touch(name) });
  };
  /** What becomes of a command that makes this file, in a session of its own or in one that is gone on with; it ends then. */
  const inSession = async (options: SdkOptions, name: string) => {
    const sdk = await startSdk(scratch, options);
    const outcomes = await sdk.prompt(touch(name));
    await sdk.close();
    expect(outcomes).toHaveLength(1);
    return made(name);
  };

  it("one that was in plan resumes in plan with -c, and when its file is opened", async () => {
    expect(await inSession({ keep: true, plan: true }, "a")).toBe(false);
    const file = newestSession(scratch);
    await print(["-c"], "a");
    expect(made("a")).toBe(false);
    expect(toolTexts(server.requests.at(-1))).toHaveLength(2);
    expect(await inSession({ file }, "a")).toBe(false);
    expect(newestSession(scratch)).toBe(file);
    expect(customEntries(file, "pi-modes:mode")).toHaveLength(1);
  });

  it("a new one beside it starts in execute, and a fork of it in plan", async () => {
    expect(await inSession({ keep: true, plan: true }, "a")).toBe(false);
    const file = newestSession(scratch);
    expect(await inSession({ keep: true }, "a")).toBe(true);
    await print(["--fork", file], "b");
    expect(toolTexts(server.requests.at(-1))).toHaveLength(2);
    expect(made("b")).toBe(false);
  });

  it("--plan beats a resumed one whose mode was looser", async () => {
    expect(await inSession({ keep: true }, "a")).toBe(true);
    const file = newestSession(scratch);
    await print(["-c", "--plan"], "b");
    expect(made("b")).toBe(false);
    expect(toolTexts(server.requests.at(-1))).toHaveLength(2);
    expect(await inSession({ file }, "b")).toBe(false);
  });
});

describe("with commands of other extensions", () => {
  let rpc: Rpc;
  afterEach(() => rpc.stop());

  it("a session without a file keeps its mode through reload, tree and fork", async () => {
    rpc = startRpc(scratch, { args: ["--no-session", ...loading(PACKAGE, fixture("commands"))] });
    await rpc.prompt(touch("a"));
    expect(made("a")).toBe(true);
    await rpc.send("prompt", { message: "/mode review" });
    await rpc.prompt(touch("b"));
    await rpc.send("prompt", { message: "/test-reload" });
    await statusShows(rpc, "review");
    const messages = list(await rpc.send("get_fork_messages"), "data", "messages");
    await rpc.send("prompt", { message: `/test-tree ${text(messages[0], "entryId")}` });
    await statusShows(rpc, "execute");
    await rpc.send("fork", { entryId: text(messages[1], "entryId") });
    await statusShows(rpc, "review");
    await rpc.prompt(touch("b"));
    expect(made("b")).toBe(false);
  });
});
