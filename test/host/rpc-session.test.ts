// Over RPC: the commands, and the mode through new sessions, forks and compaction.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { list, text } from "./kit/json.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { notices, type Rpc, shown, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

// One pi for all of them; each begins in a session of its own.
beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  rpc = startRpc(scratch, { args: loading(), timeout: 300_000 });
});
afterAll(async () => {
  await rpc.stop();
  await server.close();
  scratch.remove();
});
beforeEach(async () => {
  await rpc.forget();
  await rpc.send("new_session");
  await statusShows(rpc, "execute");
});
afterEach(() => {
  for (const name of ["a", "b", "c", "before", "after"]) rmSync(join(scratch.project, name), { force: true });
});

const command = (message: string) => rpc.send("prompt", { message });

/** Whether a command that makes this file gets through. */
async function runs(name: string): Promise<boolean> {
  await rpc.prompt(scripted(bash(`touch ${name}`), { say: "done" }));
  return existsSync(join(scratch.project, name));
}

async function forkBefore(prompt: number): Promise<void> {
  const messages = list(await rpc.send("get_fork_messages"), "data", "messages");
  await rpc.send("fork", { entryId: text(messages[prompt], "entryId") });
}

describe("/mode over RPC", () => {
  it("switches by name, and each switch is shown at once", async () => {
    for (const name of ["plan", "review", "execute"]) {
      await command(`/mode ${name}`);
      await statusShows(rpc, name);
      expect(shown(rpc, "setWidget", "pi-modes")).toHaveLength(name === "execute" ? 0 : 1);
    }
  });

  it("offers the three modes and takes the one that was picked", async () => {
    rpc.answer((request) => ({ value: String(list(request, "options").find((option) => String(option).includes("review"))) }));
    await command("/mode");
    await statusShows(rpc, "review");
    expect(list(rpc.asked[0], "options")).toHaveLength(3);
  });

  it("changes nothing when the picker is dismissed", async () => {
    await command("/mode plan");
    await command("/mode");
    expect(rpc.asked).toHaveLength(1);
    await statusShows(rpc, "plan");
  });

  it("says what it doesn't know and lists what there is", async () => {
    await command("/mode yolo");
    const error = notices(rpc).find((notice) => notice.kind === "error");
    for (const word of ["yolo", "plan", "execute", "review"]) expect(error?.words).toContain(word);
    await statusShows(rpc, "execute");
  });

  it("says in its status which mode holds and that it is enforced", async () => {
    await command("/mode plan");
    await command("/mode status");
    const said = notices(rpc).at(-1)?.words ?? "";
    expect(said).toContain("plan");
    expect(said).toMatch(/enforced/i);
    expect(said).not.toMatch(/nothing is enforced|not enforced/i);
  });

  it("is a command with a description that other programs can list", async () => {
    const commands = list(await rpc.send("get_commands"), "data", "commands");
    expect(commands.filter((entry) => text(entry, "name") === "mode")).toHaveLength(1);
  });
});

describe("the mode over RPC", () => {
  it("begins anew in a new session", async () => {
    await command("/mode plan");
    expect(await runs("a")).toBe(false);
    await rpc.send("new_session");
    await statusShows(rpc, "execute");
    expect(await runs("a")).toBe(true);
  });

  it("is the mode of the point that was forked", async () => {
    expect(await runs("before")).toBe(true);
    await command("/mode plan");
    expect(await runs("after")).toBe(false);
    await forkBefore(1);
    await statusShows(rpc, "plan");
    expect(await runs("after")).toBe(false);
    await forkBefore(0);
    await statusShows(rpc, "execute");
    expect(await runs("after")).toBe(true);
  });

  it("survives compaction", async () => {
    await command("/mode plan");
    await runs("a");
    await runs("b");
    await rpc.send("compact");
    await statusShows(rpc, "plan");
    expect(await runs("c")).toBe(false);
  });
});

describe("a process that was begun with --plan", () => {
  let planned: Rpc;
  beforeAll(() => {
    planned = startRpc(scratch, { args: ["--plan", ...loading()] });
  });
  afterAll(() => planned.stop());

  const writes = async (name: string): Promise<boolean> => {
    await planned.prompt(scripted(bash(`touch ${name}`), { say: "done" }));
    return existsSync(join(scratch.project, name));
  };

  it("begins every session in plan that says nothing else: a fork at the first prompt, a new one", async () => {
    expect(await writes("a")).toBe(false);
    const messages = list(await planned.send("get_fork_messages"), "data", "messages");
    await planned.send("fork", { entryId: text(messages[0], "entryId") });
    expect(await writes("b")).toBe(false);
    await planned.send("prompt", { message: "/mode execute" });
    expect(await writes("c")).toBe(true);
    await planned.send("new_session");
    await statusShows(planned, "plan");
    expect(await writes("a")).toBe(false);
  });
});
