// A plan over RPC in other sessions than the one that it was submitted in: a fresh one, forks, and one that is resumed.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixture, loading, PACKAGE } from "./kit/host.ts";
import { parseLines, text } from "./kit/json.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { until } from "./kit/process.ts";
import { notices, type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { answering, approve, forkBefore, look, planEvents, SUBMIT, sessionFile, settled, tick } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { scripted } from "./kit/script.ts";
import { customEntries } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

// One pi for all of them; each begins in a session of its own.
beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  rpc = startRpc(scratch, { args: loading(PACKAGE, fixture("neighbour")), timeout: 300_000 });
});
afterAll(async () => {
  await rpc.stop();
  await server.close();
  scratch.remove();
});
beforeEach(async () => {
  await rpc.forget();
  await rpc.send("new_session");
  await command("/mode plan");
  await statusShows(rpc, "plan");
});
afterEach(() => rmSync(join(scratch.project, "stay"), { force: true }));

const command = (message: string) => rpc.send("prompt", { message });

describe("over RPC, a plan that is approved for a session of its own", () => {
  it("begins it with the plan and nothing else, and the session that it came from says so", async () => {
    await rpc.prompt(`An old secret. ${scripted({ say: "An old answer." })}`);
    await approve(rpc, "Approve, in a fresh session");
    await settled(rpc);
    await statusShows(rpc, "plan");
    expect(rpc.events.map((event) => text(event, "result", "content", 0, "text")).join("")).toContain("session of its own");
    const old = await sessionFile(rpc);
    const before = server.requests.length;
    await command("/mode fresh");
    await statusShows(rpc, "execute 0/3");
    await until(
      () => server.requests.length > before,
      () => "the first request of the new session",
    );
    await settled(rpc);

    const first = server.requests[before]?.raw ?? "";
    expect(first).toContain("Say so in the readme");
    expect(first).toContain("Taken out by the user");
    for (const words of ["An old secret", "An old answer", "Approved."]) expect(first).not.toContain(words);
    const now = await sessionFile(rpc);
    expect(now).not.toBe(old);
    expect(text(parseLines(readFileSync(now, "utf8"))[0], "parentSession")).toBe(old);
    expect(planEvents(now)).toEqual(["submitted", "approved"]);
    expect(customEntries(now, "pi-modes:mode").map((entry) => text(entry, "data", "mode"))).toEqual(["execute"]);
    expect(planEvents(old)).toEqual(["submitted", "approved", "ended"]);
    expect(readFileSync(old, "utf8")).toContain('"kind":"moved"');
    expect((await look(rpc, server)).runs).toEqual([true, false]);

    await rpc.send("switch_session", { sessionPath: old });
    await statusShows(rpc, "plan");
    expect((await look(rpc, server)).runs).toEqual([false, false]);
    expect(rpc.events.filter(({ type }) => type === "extension_error")).toEqual([]);
  });

  it("stays approved where another extension keeps the new session from beginning", async () => {
    await approve(rpc, "Approve, in a fresh session");
    await settled(rpc);
    const old = await sessionFile(rpc);
    writeFileSync(join(scratch.project, "stay"), "");
    await command("/mode fresh");
    await until(
      () => notices(rpc).some(({ words }) => words.includes("still approved")),
      () => "what became of it",
    );
    expect(await sessionFile(rpc)).toBe(old);
    await statusShows(rpc, "plan");
    rmSync(join(scratch.project, "stay"));
    await command("/mode fresh");
    await statusShows(rpc, "execute 0/3");
    await settled(rpc);
    expect(await sessionFile(rpc)).not.toBe(old);
    expect((await look(rpc, server)).runs).toEqual([true, false]);
  });
});

describe("over RPC, the plan of the point", () => {
  const greet = scripted({ say: "Hello." });

  it("is none where the session is forked before it, and is the branch's where it was approved and reported on", async () => {
    await rpc.prompt(greet);
    await approve(rpc);
    await settled(rpc);
    await rpc.prompt(tick(1, 2));
    await settled(rpc);
    await rpc.prompt(greet);
    const there = await sessionFile(rpc);

    await forkBefore(rpc, 3);
    await statusShows(rpc, "execute 2/3");
    expect(await look(rpc, server)).toEqual({ status: "execute 2/3", plan: "plan 2/3: Push it", runs: [true, false] });
    await forkBefore(rpc, 2);
    await statusShows(rpc, "execute 0/3");
    expect((await look(rpc, server)).runs).toEqual([true, false]);
    await forkBefore(rpc, 1);
    await statusShows(rpc, "plan");
    expect(await look(rpc, server)).toEqual({ status: "plan", plan: undefined, runs: [false, false] });

    await rpc.send("switch_session", { sessionPath: there });
    await statusShows(rpc, "execute 2/3");
    expect(await look(rpc, server)).toEqual({ status: "execute 2/3", plan: "plan 2/3: Push it", runs: [true, false] });
  });

  it("is the point's where the plan waits for a session of its own", async () => {
    await rpc.prompt(greet);
    await approve(rpc, "Approve, in a fresh session");
    await settled(rpc);
    await rpc.prompt(greet);
    await forkBefore(rpc, 2);
    await settled(rpc);
    expect(await look(rpc, server)).toMatchObject({ status: "plan", runs: [false, false] });
    expect(server.requests.at(-1)?.raw).toContain("Say so in the readme");
  });

  it("is asked about again where a session is resumed that was left in the middle of the question", async () => {
    rpc.answer(() => undefined);
    await rpc.prompt(greet);
    const running = rpc.prompt(scripted(SUBMIT, { say: "Well." }));
    await until(
      () => rpc.asked.length === 1,
      () => "the question",
    );
    await rpc.send("abort");
    await running;
    const there = await sessionFile(rpc);
    await rpc.send("new_session");
    answering(rpc, "Approve and execute");
    await rpc.send("switch_session", { sessionPath: there });
    await statusShows(rpc, "execute 0/3");
    await settled(rpc);
    expect(planEvents(there)).toEqual(["submitted", "approved"]);
    expect((await look(rpc, server)).runs).toEqual([true, false]);
  });
});
