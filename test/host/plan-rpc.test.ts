// The way from plan to review over RPC: another program shows the questions, and what it may go on with is what the session's branch says.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixture, loading, REPOSITORY } from "./kit/host.ts";
import { at, type Json, list, parseLines, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts, userTexts } from "./kit/model-server.ts";
import { until } from "./kit/process.ts";
import { notices, type Rpc, shown, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { customEntries } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

// One pi for all of them; each begins in a session of its own.
beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  rpc = startRpc(scratch, { args: loading(REPOSITORY, fixture("neighbour")), timeout: 300_000 });
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

const PUSH = "git push origin main";
const NEXT = "git push origin next";
const SUBMIT = call("plan", {
  action: "submit",
  title: "Greet politely",
  steps: ["Change the greeting", "Say so in the readme", "Push it"],
  commands: [PUSH, NEXT],
});
const tick = (...steps: readonly number[]) =>
  scripted(call("plan", { action: "progress", updates: steps.map((step) => ({ step, status: "done" })) }), { say: "Reported." });

const command = (message: string) => rpc.send("prompt", { message });
/** Approves by this choice with everything ticked but the second push; says yes to titles like these, and no to the rest. */
const answering = (choice: string, ...yes: readonly RegExp[]) =>
  rpc.answer((request) => {
    const title = text(request, "title");
    if (text(request, "method") === "confirm") return { confirmed: yes.some((wanted) => wanted.test(title)) };
    const options = list(request, "options").map(String);
    if (title.startsWith("An approval releases"))
      return { value: options.find((option) => option.startsWith("untick") && option.includes("next")) ?? "done" };
    return options.includes(choice) ? { value: choice } : { cancelled: true };
  });
const lastText = () => toolTexts(server.requests.at(-1)).at(-1) ?? "";
/** What a person sees of the plan, and which of the two pushes runs without a question. */
const look = async () => {
  rpc.answer(() => ({ cancelled: true }));
  const seen = {
    status: shown(rpc, "setStatus", "pi-modes").join(),
    plan: shown(rpc, "setWidget", "pi-modes").find((line) => /^plan [\d"]/.test(line)),
  };
  const runs: boolean[] = [];
  for (const push of [PUSH, NEXT]) {
    await rpc.prompt(scripted(bash(push), { say: "Tried." }));
    runs.push(!toolTexts(lastRun()).at(-1)?.startsWith("Not run:"));
  }
  return { ...seen, runs };
};
/** The last request that isn't about a reminder of the package's. */
const lastRun = () => server.requests.findLast((request) => text(list(request.body, "messages").at(-1), "role") === "tool");
const file = async () => text(await rpc.send("get_state"), "data", "sessionFile");
const events = (path: string) => customEntries(path, "pi-modes:plan").map((entry) => text(entry, "data", "event"));
const custom = (event: Json, kind: string) => at(event, "message", "details", "kind") === kind && event.type === "message_end";
const approve = async (choice = "Approve and execute") => {
  answering(choice);
  await rpc.prompt(scripted(SUBMIT, { say: "Approved." }));
};
/** Nothing of the package's own is under way any more: it gives a run up to two seconds to end. */
const settled = async () => {
  await rpc.idle();
  await new Promise((resolve) => setTimeout(resolve, 150));
  await rpc.idle();
};
const fork = async (prompt: number) => {
  const messages = list(await rpc.send("get_fork_messages"), "data", "messages");
  await rpc.send("fork", { entryId: text(messages[prompt], "entryId") });
};

describe("over RPC", () => {
  it("a plan is submitted, approved in part, carried out, reported, reviewed, and its findings become a plan", async () => {
    await approve();
    expect(text(rpc.asked[0], "title")).toContain("The plan, revision 1");
    expect(rpc.asked.slice(1).every((request) => text(request, "title").startsWith("An approval releases"))).toBe(true);
    await statusShows(rpc, "execute 0/3");
    await settled();
    expect(await look()).toEqual({ status: "execute 0/3", plan: "plan 0/3: Change the greeting", runs: [true, false] });
    expect(text(rpc.asked.at(-1), "title")).toContain("isn't in the plan");

    answering("", /^Plan finished/, /^Review: 1 finding/);
    await rpc.prompt(tick(1));
    await statusShows(rpc, "execute 1/3");
    const since = rpc.events.length;
    await command(tick(2, 3));
    await rpc.waitFor((event) => custom(event, "review"), since);
    await statusShows(rpc, "review");
    await settled();
    await command(
      scripted(call("plan", { action: "findings", summary: "One thing.", findings: ["src/greet.js:1: it isn't polite"] }), { say: "See." }),
    );
    await rpc.waitFor((event) => custom(event, "findings"), since);
    await statusShows(rpc, "plan");
    await settled();
    expect(userTexts(server.requests.at(-1)).at(-1)).toContain("it isn't polite");
  });

  it("a dialog that is dismissed, or answered with what wasn't offered, leaves plan mode on", async () => {
    for (const answer of [{ cancelled: true }, { value: "approve" }, { value: "" }] as const) {
      rpc.answer(() => answer);
      await rpc.prompt(scripted(SUBMIT, { say: "Well." }));
      expect(lastText()).not.toMatch(/approved/i);
      await statusShows(rpc, "plan");
    }
    expect(events(await file())).not.toContain("approved");
  });

  it("an abort while the question is open, or while the plan is edited, ends the run and leaves plan mode on", async () => {
    for (const choice of [undefined, "Edit the plan"]) {
      rpc.answer((request) => (choice !== undefined && text(request, "method") === "select" ? { value: choice } : undefined));
      const asked = rpc.asked.length;
      const running = rpc.prompt(scripted(SUBMIT, { say: "Well." }));
      await until(
        () => rpc.asked.length > asked + (choice === undefined ? 0 : 1),
        () => "the question",
      );
      await rpc.send("abort");
      await running;
      await statusShows(rpc, "plan");
      expect(events(await file())).not.toContain("approved");
    }
  });

  it("an answer that comes twice, or after the question is gone, is none", async () => {
    rpc.answer(() => undefined);
    const running = rpc.prompt(scripted(SUBMIT, { say: "Well." }));
    const question = await until(
      () => rpc.asked[0],
      () => "the question",
    );
    await rpc.send("abort");
    await running;
    for (let time = 0; time < 2; time += 1) rpc.reply(question, { value: "Approve and execute" });
    await settled();
    await statusShows(rpc, "plan");
    expect(events(await file())).not.toContain("approved");
    expect(rpc.asked).toHaveLength(1);
  });
});

describe("over RPC, a plan that is approved for a session of its own", () => {
  it("begins it with the plan and nothing else, and the session that it came from says so", async () => {
    await rpc.prompt(`An old secret. ${scripted({ say: "An old answer." })}`);
    await approve("Approve, in a fresh session");
    await settled();
    await statusShows(rpc, "plan");
    expect(lastText()).toContain("session of its own");
    const old = await file();
    const before = server.requests.length;
    await command("/mode fresh");
    await statusShows(rpc, "execute 0/3");
    await until(
      () => server.requests.length > before,
      () => "the first request of the new session",
    );
    await settled();

    const first = server.requests[before]?.raw ?? "";
    expect(first).toContain("Say so in the readme");
    expect(first).toContain("Taken out by the user");
    for (const words of ["An old secret", "An old answer", "Approved."]) expect(first).not.toContain(words);
    const now = await file();
    expect(now).not.toBe(old);
    expect(text(parseLines(readFileSync(now, "utf8"))[0], "parentSession")).toBe(old);
    expect(events(now)).toEqual(["submitted", "approved"]);
    expect(customEntries(now, "pi-modes:mode").map((entry) => text(entry, "data", "mode"))).toEqual(["execute"]);
    expect(events(old)).toEqual(["submitted", "approved", "ended"]);
    expect(readFileSync(old, "utf8")).toContain('"kind":"moved"');
    expect((await look()).runs).toEqual([true, false]);

    await rpc.send("switch_session", { sessionPath: old });
    await statusShows(rpc, "plan");
    expect((await look()).runs).toEqual([false, false]);
  });

  it("stays approved where another extension keeps the new session from beginning", async () => {
    await approve("Approve, in a fresh session");
    await settled();
    const old = await file();
    writeFileSync(join(scratch.project, "stay"), "");
    await command("/mode fresh");
    await until(
      () => notices(rpc).some(({ words }) => words.includes("still approved")),
      () => "what became of it",
    );
    expect(await file()).toBe(old);
    await statusShows(rpc, "plan");
    rmSync(join(scratch.project, "stay"));
    await command("/mode fresh");
    await statusShows(rpc, "execute 0/3");
    await settled();
    expect(await file()).not.toBe(old);
    expect((await look()).runs).toEqual([true, false]);
  });
});

describe("over RPC, the plan of the point", () => {
  const greet = scripted({ say: "Hello." });

  it("is none where the session is forked before it, and is the branch's where it was approved and reported on", async () => {
    await rpc.prompt(greet);
    await approve();
    await settled();
    await rpc.prompt(tick(1, 2));
    await settled();
    await rpc.prompt(greet);
    const there = await file();

    await fork(3);
    await statusShows(rpc, "execute 2/3");
    expect(await look()).toEqual({ status: "execute 2/3", plan: "plan 2/3: Push it", runs: [true, false] });
    await fork(2);
    await statusShows(rpc, "execute 0/3");
    expect((await look()).runs).toEqual([true, false]);
    await fork(1);
    await statusShows(rpc, "plan");
    expect(await look()).toEqual({ status: "plan", plan: undefined, runs: [false, false] });

    await rpc.send("switch_session", { sessionPath: there });
    await statusShows(rpc, "execute 2/3");
    expect(await look()).toEqual({ status: "execute 2/3", plan: "plan 2/3: Push it", runs: [true, false] });
    expect(existsSync(there)).toBe(true);
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
    const there = await file();
    await rpc.send("new_session");
    answering("Approve and execute");
    await rpc.send("switch_session", { sessionPath: there });
    await statusShows(rpc, "execute 0/3");
    await settled();
    expect(events(there)).toEqual(["submitted", "approved"]);
    expect((await look()).runs).toEqual([true, false]);
  });
});
