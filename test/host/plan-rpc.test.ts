// The way from plan to review over RPC: another program shows the questions, and only what it answers to them approves.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { at, type Json, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts, userTexts } from "./kit/model-server.ts";
import { until } from "./kit/process.ts";
import { type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { answering, approve, look, planEvents, SUBMIT, sessionFile, settled, tick } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { call, scripted } from "./kit/script.ts";

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
  await command("/mode plan");
  await statusShows(rpc, "plan");
});

const command = (message: string) => rpc.send("prompt", { message });
const lastText = () => toolTexts(server.requests.at(-1)).at(-1) ?? "";
const custom = (event: Json, kind: string) => at(event, "message", "details", "kind") === kind && event.type === "message_end";

describe("over RPC", () => {
  it("a plan is submitted, approved in part, carried out, reported, reviewed, and its findings become a plan", async () => {
    await approve(rpc);
    expect(text(rpc.asked[0], "title")).toContain("The plan, revision 1");
    expect(rpc.asked.slice(1).every((request) => text(request, "title").startsWith("An approval releases"))).toBe(true);
    await statusShows(rpc, "execute 0/3");
    await settled(rpc);
    expect(await look(rpc, server)).toEqual({ status: "execute 0/3", plan: "plan 0/3: Change the greeting", runs: [true, false] });
    expect(text(rpc.asked.at(-1), "title")).toContain("isn't in the plan");

    answering(rpc, "", /^Plan finished/, /^Review: 1 finding/);
    await rpc.prompt(tick(1));
    await statusShows(rpc, "execute 1/3");
    const since = rpc.events.length;
    await command(tick(2, 3));
    await rpc.waitFor((event) => custom(event, "review"), since);
    await statusShows(rpc, "review");
    await settled(rpc);
    await command(
      scripted(call("plan", { action: "findings", summary: "One thing.", findings: ["src/greet.js:1: it isn't polite"] }), { say: "See." }),
    );
    await rpc.waitFor((event) => custom(event, "findings"), since);
    await statusShows(rpc, "plan");
    await settled(rpc);
    expect(userTexts(server.requests.at(-1)).at(-1)).toContain("it isn't polite");
  });

  it("a dialog that is dismissed, or answered with what wasn't offered, leaves plan mode on", async () => {
    for (const answer of [{ cancelled: true }, { value: "approve" }, { value: "" }] as const) {
      rpc.answer(() => answer);
      await rpc.prompt(scripted(SUBMIT, { say: "Well." }));
      expect(lastText()).not.toMatch(/approved/i);
      await statusShows(rpc, "plan");
    }
    expect(planEvents(await sessionFile(rpc))).not.toContain("approved");
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
      expect(planEvents(await sessionFile(rpc))).not.toContain("approved");
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
    await settled(rpc);
    await statusShows(rpc, "plan");
    expect(planEvents(await sessionFile(rpc))).not.toContain("approved");
    expect(rpc.asked).toHaveLength(1);
  });
});
