// Another program at the other end of the pipe, which answers questions, late or not at all, and goes through sessions.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { fixture, loading, PACKAGE } from "../host/kit/host.ts";
import { list, parseLines, text } from "../host/kit/json.ts";
import { cachedHead, conversationBytes, type ModelServer, toolTexts, userTexts } from "../host/kit/model-server.ts";
import { until } from "../host/kit/process.ts";
import { fingerprint } from "../host/kit/project.ts";
import { notices, type Rpc, shown, startRpc, statusShows } from "../host/kit/rpc.ts";
import { makeScratch, sessionFiles } from "../host/kit/scratch.ts";
import type { Suite } from "./checks.ts";
import type { Exception } from "./exceptions.ts";
import { once } from "./once.ts";
import { ASKED_IN_EXECUTE, assertRefused, CARRIED_OUT, code, isThere, LOOK, NINE, refusedOf, say, touch } from "./prompts.ts";

/** How long a host may take to end a run that was stopped. */
const STOPPING = 3_000;

export function rpcSuite(server: ModelServer): Suite {
  const scratch = makeScratch(server.url);
  const started: Rpc[] = [];
  const start = (args: readonly string[]) => {
    const rpc = startRpc(scratch, { args, timeout: 240_000 });
    started.push(rpc);
    return rpc;
  };
  const main = once(async () => start(loading(PACKAGE, fixture("commands"))));
  const neighboured = once(async () => start(["--plan", ...loading(PACKAGE, fixture("rewriter"))]));
  const made = (name: string) => isThere(scratch, name);

  /** A session of its own, in this mode. */
  const begin = async (mode: string): Promise<Rpc> => {
    const rpc = await main();
    await rpc.forget();
    await rpc.send("new_session");
    await statusShows(rpc, "execute");
    if (mode !== "execute") await command(rpc, `/mode ${mode}`);
    await statusShows(rpc, mode);
    return rpc;
  };

  return {
    checks: {
      refuses: async () => {
        const rpc = await begin("plan");
        const before = fingerprint(scratch.project);
        await rpc.prompt(NINE);
        assertRefused(toolTexts(server.requests.at(-1)));
        assert.deepEqual(fingerprint(scratch.project), before);
      },
      opens: async () => {
        const rpc = await begin("execute");
        rpc.answer(() => ({ cancelled: true }));
        const other = makeScratch(server.url);
        const there = startRpc(other, { args: loading() });
        try {
          await there.prompt(NINE);
          assert.deepEqual(refusedOf(toolTexts(server.requests.at(-1))), ASKED_IN_EXECUTE);
          assert.equal(there.asked.length, 2);
        } finally {
          await there.stop();
          other.remove();
        }
      },
      asks: async () => {
        const rpc = await begin("plan");
        rpc.answer((request) => ({ value: String(list(request, "options").find((label) => String(label).startsWith("Allow once"))) }));
        await rpc.prompt(code("allowed"));
        assert.equal(made("allowed"), true);
        rpc.answer(() => ({ cancelled: true }));
        await rpc.prompt(code("denied"));
        assert.equal(rpc.asked.length, 2);
        assert.equal(made("denied"), false);
      },
      closes: () => stopsQuestion(begin, made),
      switches: async () => {
        const rpc = await begin("plan");
        await command(rpc, "/mode status");
        // Older hosts answer before the command has said its last.
        await until(
          () => notices(rpc).some(({ words }) => /plan[\s\S]*enforced/i.test(words)),
          () => `the status; it said ${JSON.stringify(notices(rpc))}`,
        );
        for (const mode of ["review", "execute", "plan"]) {
          await command(rpc, `/mode ${mode}`);
          await statusShows(rpc, mode);
        }
        const other = await neighboured();
        // One more that starts on a busy machine takes its time.
        await statusShows(other, "plan").catch(() => statusShows(other, "plan"));
      },
      shows: async () => {
        const rpc = await begin("plan");
        assert.equal(stripVTControlCharacters(shown(rpc, "setStatus", "pi-modes").join()), "plan");
        assert.equal(shown(rpc, "setWidget", "pi-modes").length, 1);
        await rpc.prompt(touch("made"));
        await until(
          () => shown(rpc, "setWidget", "pi-modes").join().includes("1"),
          () => "a refusal to be counted",
        );
      },
      keeps: async () => {
        const rpc = await begin("execute");
        await rpc.prompt(touch("kept-before"));
        const file = sessionFiles(scratch).at(-1) ?? "";
        const open = text(parseLines(readFileSync(file, "utf8")).at(-1), "id");
        await command(rpc, "/mode plan");
        await rpc.prompt(touch("kept-after"));
        await command(rpc, `/test-tree ${open}`);
        await statusShows(rpc, "execute");
        await rpc.prompt(touch("kept-side"));
        assert.deepEqual(["kept-before", "kept-after", "kept-side"].map(made), [true, false, true]);
        await command(rpc, "/mode plan");
        await rpc.prompt(touch("kept-reload"));
        await command(rpc, "/test-reload");
        await rpc.idle();
        await rpc.prompt(touch("kept-reload"));
        await forkBefore(rpc, -1);
        await statusShows(rpc, "plan");
        await rpc.prompt(touch("kept-fork"));
        assert.deepEqual(["kept-reload", "kept-fork"].map(made), [false, false]);
        await forkBefore(rpc, 0);
        await statusShows(rpc, "execute");
        await command(rpc, "/mode review");
        await rpc.prompt(say("left in review"));
        const resumed = start(["--continue", ...loading()]);
        await statusShows(resumed, "review");
        await resumed.prompt(touch("kept-resumed"));
        await resumed.stop();
        assert.equal(made("kept-resumed"), false);
      },
      tells: async () => {
        const rpc = await begin("execute");
        const since = server.requests.length;
        await rpc.prompt(say("one"));
        await command(rpc, "/mode plan");
        await rpc.prompt(say("two"));
        await rpc.prompt(touch("made"));
        const requests = server.requests.slice(since);
        assert.equal(userTexts(requests.at(-1)).filter((words) => words.startsWith("[pi-modes]")).length, 1);
        for (const [index, request] of requests.entries()) {
          assert.deepEqual(cachedHead(request), cachedHead(requests[0]));
          const before = requests[index - 1];
          if (before) assert.ok(conversationBytes(request).startsWith(conversationBytes(before)), `request ${index}`);
        }
      },
      seals: async () => {
        const rpc = await neighboured();
        await rpc.prompt(LOOK);
        assert.equal(toolTexts(server.requests.at(-1)).length, 1);
        await rpc.stop();
        assert.equal(made("made-by-rewriter"), false);
      },
      plans: async () => {
        const rpc = await begin("plan");
        rpc.answer((request) => {
          const options = list(request, "options").map(String);
          if (text(request, "title").startsWith("An approval releases")) return { value: "done" };
          return options.includes("Approve and execute") ? { value: "Approve and execute" } : { cancelled: true };
        });
        await command(rpc, CARRIED_OUT);
        await until(
          () => rpc.asked.some((request) => text(request, "title").includes("Plan finished")),
          () => `the offer of a review; asked were ${rpc.asked.map((request) => text(request, "title").slice(0, 60)).join(" | ")}`,
        );
        await rpc.idle();
        assert.ok(rpc.events.some((event) => text(event, "statusText").includes("execute 1/2")));
        assert.equal(made("greeting"), true);
        assert.equal(rpc.asked.filter((request) => text(request, "title").includes("git push")).length, 1);
      },
      ends: async () => {
        const rpc = await main();
        await rpc.forget();
        const before = Date.now();
        await rpc.stop();
        assert.ok(Date.now() - before < STOPPING - 500, "it had to be killed");
        assert.equal(rpc.stderr(), "");
      },
    },
    close: async () => {
      for (const rpc of started) await rpc.stop();
      scratch.remove();
    },
  };
}

const command = (rpc: Rpc, message: string) => rpc.send("prompt", { message });

async function forkBefore(rpc: Rpc, prompt: number): Promise<void> {
  const messages = list(await rpc.send("get_fork_messages"), "data", "messages");
  await rpc.send("fork", { entryId: text(messages.at(prompt), "entryId") });
}

/** Left open, stopped; left open, cancelled late. */
async function stopsQuestion(begin: (mode: string) => Promise<Rpc>, made: (name: string) => boolean): Promise<Exception | undefined> {
  const rpc = await begin("plan");
  rpc.answer(() => undefined);
  const open = async (name: string) => {
    const asked = rpc.asked.length;
    await command(rpc, code(name));
    return until(
      () => rpc.asked[asked],
      () => "a question",
    );
  };
  const late = await open("late");
  await new Promise((resolve) => setTimeout(resolve, 300));
  rpc.reply(late, { cancelled: true });
  rpc.reply(late, { value: "Allow once" });
  await rpc.idle();
  const stopped = await open("stopped");
  const aborted = rpc.send("abort");
  const isOver = await Promise.race([aborted.then(() => true), new Promise<false>((resolve) => setTimeout(resolve, STOPPING, false))]);
  rpc.reply(stopped, { value: "Allow once" });
  await aborted;
  await rpc.idle();
  assert.deepEqual([made("late"), made("stopped")], [false, false]);
  return isOver ? undefined : "abort-waits";
}
