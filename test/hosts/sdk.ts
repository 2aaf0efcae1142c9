// Two sessions in a process of somebody else's. The process is a small script, since each generation of pi has its own way to make a session.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { fixture, NODE, PACKAGE, PI_PACKAGE } from "../host/kit/host.ts";
import { at, isRecord, type Json, list, parse, text } from "../host/kit/json.ts";
import { cachedHead, type ModelServer, toolTexts, userTexts } from "../host/kit/model-server.ts";
import { end, start, until } from "../host/kit/process.ts";
import { fingerprint } from "../host/kit/project.ts";
import { makeScratch, type Scratch } from "../host/kit/scratch.ts";
import type { Suite } from "./checks.ts";
import { once } from "./once.ts";
import { ASKED_IN_EXECUTE, assertRefused, CARRIED_OUT, code, isThere, LOOK, NINE, refusedOf, say, touch } from "./prompts.ts";

const CHILD = join(dirname(fileURLToPath(import.meta.url)), "sdk-child.mjs");

type Session = "one" | "other";

export function sdkSuite(server: ModelServer): Suite {
  const first = makeScratch(server.url);
  const second = makeScratch(server.url);
  const child = once(async () => startChild(first, second));
  const ask = async (...words: readonly string[]): Promise<Json> => (await child()).ask(words);
  const run = (session: Session, words: string) => ask("run", session, words);
  const begin = async (session: Session, mode: string) => {
    const { status } = await run(session, `/mode ${mode}`);
    assert.equal(plain(status), mode);
  };

  return {
    checks: {
      refuses: async () => {
        await begin("one", "plan");
        const before = fingerprint(first.project);
        await run("one", NINE);
        assertRefused(toolTexts(server.requests.at(-1)));
        assert.deepEqual(fingerprint(first.project), before);
      },
      opens: async () => {
        await begin("other", "execute");
        await run("other", NINE);
        assert.deepEqual(refusedOf(toolTexts(server.requests.at(-1))), ASKED_IN_EXECUTE);
      },
      asks: async () => {
        await begin("one", "plan");
        await ask("answer", "one", "Allow once", code("allowed"));
        await run("one", code("denied"));
        assert.deepEqual([isThere(first, "allowed"), isThere(first, "denied")], [true, false]);
      },
      closes: async () => {
        await begin("one", "plan");
        const { inTime } = await ask("stop", "one", code("stopped"));
        assert.equal(isThere(first, "stopped"), false);
        return inTime === true ? undefined : "abort-waits";
      },
      switches: async () => {
        for (const mode of ["review", "execute", "plan"]) await begin("one", mode);
        const { notices } = await run("one", "/mode status");
        assert.match(String(list(notices).at(-1)), /plan[\s\S]*enforced/i);
      },
      shows: async () => {
        await begin("one", "execute");
        await begin("one", "plan");
        const { status, widget } = await run("one", touch("made"));
        assert.equal(plain(status), "plan");
        assert.match(list(widget).map(plain).join(), /1/);
      },
      tells: async () => {
        await begin("one", "execute");
        await run("one", say("one"));
        const before = server.requests.at(-1);
        const told = userTexts(before).length;
        await begin("one", "review");
        await run("one", say("two"));
        await run("one", say("three"));
        const after = server.requests.at(-1);
        assert.equal(
          userTexts(after)
            .slice(told)
            .filter((words) => words.startsWith("[pi-modes]")).length,
          1,
        );
        assert.deepEqual(cachedHead(after), cachedHead(before));
      },
      seals: async () => {
        const { outcomes } = await ask("neighbour", LOOK);
        assert.equal(at(outcomes, 0, "refused"), true);
        assert.match(text(outcomes, 0, "text"), /pi-modes/);
        assert.equal(isThere(first, "made-by-rewriter"), false);
      },
      plans: async () => {
        await begin("one", "plan");
        const { outcomes, status, asked } = await ask("answer", "one", "Approve and execute", CARRIED_OUT);
        assert.match(text(outcomes, 0, "text"), /Greet politely/);
        assert.equal(plain(status), "execute");
        assert.ok(list(asked).some((title) => String(title).startsWith("Plan finished")));
        assert.equal(isThere(first, "greeting"), true);
      },
      apart: async () => {
        await begin("one", "plan");
        await begin("other", "execute");
        await ask("answer", "one", "Allow for this session", code("granted"));
        await run("other", touch("made"));
        await run("one", touch("made"));
        assert.deepEqual([isThere(second, "made"), isThere(first, "made")], [true, false]);
        await begin("other", "plan");
        const { asked: before } = await run("other", say("one"));
        const { asked: after, notices } = await run("other", code("granted"));
        assert.equal(list(after).length, list(before).length + 1);
        assert.doesNotMatch(list(notices).join(), /Greet politely/);
      },
      ends: async () => {
        const { errors } = await run("one", say("the end"));
        const { errors: others } = await run("other", say("the end"));
        assert.deepEqual([errors, others], [[], []]);
        const finished = await (await child()).finish();
        assert.deepEqual(finished, { code: 0, stderr: "" });
      },
    },
    close: async () => {
      (await child().catch(() => undefined))?.kill();
      first.remove();
      second.remove();
    },
  };
}

function startChild(first: Scratch, second: Scratch) {
  const places = JSON.stringify([first, second].map(({ project, agent }) => ({ project, agent })));
  const child = start(first, NODE, [CHILD, PI_PACKAGE, PACKAGE, places, dirname(fixture("rewriter"))]);
  const answers: unknown[] = [];
  let stderr = "";
  let rest = "";
  let status: number | undefined;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    answers.push(...lines.map(parse));
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  child.on("close", (code) => {
    status = code ?? -1;
  });
  const ask = async (words: readonly string[]): Promise<Json> => {
    child.stdin.write(`${JSON.stringify(words)}\n`);
    const answer = await until(
      () => (status === undefined ? answers.shift() : { failed: "it is gone" }),
      () => `an answer to ${words[0]}; ${stderr.slice(0, 600)}`,
      30_000,
    );
    if (!isRecord(answer) || answer.failed !== undefined)
      throw new Error(`${words[0]} failed: ${text(answer, "failed")}\n${stderr.slice(0, 600)}`);
    return answer;
  };
  const finish = async () => {
    child.stdin.end();
    await until(
      () => status !== undefined,
      () => "the process to end by itself",
      5_000,
    );
    return { code: status, stderr };
  };
  return { ask, finish, kill: () => end(child) };
}

const plain = (words: unknown) => stripVTControlCharacters(String(words));
