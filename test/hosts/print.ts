// Without a person: `pi -p` and `pi --mode json`. One process for each thing that is looked at.

import assert from "node:assert/strict";
import { ATTEMPTS } from "../host/kit/attempts.ts";
import { fixture, loading, PACKAGE } from "../host/kit/host.ts";
import { at, text } from "../host/kit/json.ts";
import { cachedHead, type ModelRequest, type ModelServer, toolTexts, userTexts } from "../host/kit/model-server.ts";
import { ofType, printJson, printText } from "../host/kit/print.ts";
import type { Finished } from "../host/kit/process.ts";
import { fingerprint } from "../host/kit/project.ts";
import { makeScratch, type Scratch } from "../host/kit/scratch.ts";
import type { Suite } from "./checks.ts";
import { once } from "./once.ts";
import { ASKED_IN_EXECUTE, assertRefused, CARRIED_OUT, code, isThere, LOOK, NINE, refusedOf, say, touch } from "./prompts.ts";

interface Run extends Finished {
  /** What the tools gave the model. */
  readonly texts: readonly string[];
  readonly scratch: Scratch;
  readonly changed: boolean;
}

type Runner = (prompt: string, args?: readonly string[], scratch?: Scratch) => Promise<Run>;

const PLAN = ["--plan", ...loading()];
/** The place of a call among the nine that plan mode would ask about. */
const ASKED_IN_PLAN = ATTEMPTS.findIndex(({ name }) => name === "python -c");

export function printSuite(server: ModelServer, mode: "print" | "json"): Suite {
  const places: Scratch[] = [];
  const place = () => {
    const scratch = makeScratch(server.url);
    places.push(scratch);
    return scratch;
  };
  const run: Runner = async (prompt, args = loading(), scratch = place()) => {
    const before = fingerprint(scratch.project);
    const since = server.requests.length;
    const done = mode === "print" ? await printText(scratch, { args, prompt }) : await printJson(scratch, { args, prompt });
    const asked = server.requests.length > since;
    if (mode === "json" && done.code === 0) assertLines(done.stdout, asked);
    const changed = fingerprint(scratch.project).join("\n") !== before.join("\n");
    return { ...done, scratch, changed, texts: asked ? toolTexts(server.requests.at(-1)) : [] };
  };
  const planned = once(() => run(NINE, PLAN));
  const opened = once(() => run(NINE));

  return {
    checks: {
      refuses: async () => {
        const { texts, changed } = await planned();
        assertRefused(texts);
        assert.equal(changed, false);
      },
      opens: async () => {
        const { texts, scratch, stderr } = await opened();
        assert.equal(stderr, "");
        assert.deepEqual(refusedOf(texts), ASKED_IN_EXECUTE);
        for (const name of ["src/new.js", "made-by-python", "made-by-here-document", "made-by-substitution"])
          assert.ok(isThere(scratch, name), name);
      },
      asks: async () => {
        const { texts } = await planned();
        assert.match(texts[ASKED_IN_PLAN] ?? "", /^Not run: [\s\S]*nobody can be asked in this run/i);
      },
      contains: async () => {
        const made = place();
        const { texts, changed } = await run(code("made"), PLAN, { ...made, env: { ...made.env, PI_MODES_SANDBOX: "" } });
        assert.equal(changed, false);
        if (/\[pi-modes\] Ran in a sandbox\. What it wrote was thrown away: made\.$/.test(texts[0] ?? "")) return undefined;
        assert.match(texts[0] ?? "", /^Not run: /);
        return "no-sandbox";
      },
      plans: async () => {
        const { texts, stderr, scratch, code: status } = await run(CARRIED_OUT, PLAN);
        assert.equal(status, 0);
        assert.match(texts[0] ?? "", /nobody can be asked/);
        assert.match(stderr, /Greet politely/);
        assert.match(texts[1] ?? "", /^Not run: /);
        assert.equal(isThere(scratch, "greeting"), false);
      },
      ends: async () => {
        const { code: status, stderr, stdout } = await planned();
        assert.equal(status, 0);
        assert.equal(stderr, "");
        if (mode === "print") assert.equal(stdout, "that was all\n");
        else assertEvents(stdout);
      },
      ...acrossRuns(run, place, server),
    },
    close: async () => {
      for (const scratch of places) scratch.remove();
    },
  };
}

/** One process after the other in one place, and processes beside other extensions. */
function acrossRuns(run: Runner, place: () => Scratch, server: ModelServer): Suite["checks"] {
  const switched = once(async () => {
    const scratch = place();
    await run(say("one"), loading(), scratch);
    const before = server.requests.at(-1);
    await run(say("two"), ["--plan", "--continue", ...loading()], scratch);
    return { scratch, before, after: server.requests.at(-1) };
  });
  return {
    switches: async () => {
      const { code: status, stderr, stdout, texts } = await run("/mode status", PLAN);
      assert.equal(status, 0);
      assert.match(stderr, /plan/);
      assert.doesNotMatch(stdout + stderr, /not enforced|nothing is enforced/i);
      assert.deepEqual(texts, []);
    },
    keeps: async () => {
      const { scratch } = await switched();
      const { texts } = await run(touch("made"), ["--continue", ...loading()], scratch);
      assert.match(texts[0] ?? "", /^Not run: /);
      assert.equal(isThere(scratch, "made"), false);
    },
    tells: async () => {
      const { before, after } = await switched();
      assert.equal(userTexts(after).filter((words) => words.startsWith("[pi-modes]")).length, 1);
      assert.deepEqual(head(after), head(before));
    },
    clashes: async () => {
      const { scratch } = await switched();
      const { code: status, stderr, texts } = await run(touch("clashed"), ["--continue", ...loading(fixture("probe"), PACKAGE)], scratch);
      assert.equal(isThere(scratch, "clashed"), false);
      assert.match(stderr, /--plan/);
      if (status === 0) assert.match(texts[0] ?? "", /^Not run: /);
    },
    seals: async () => {
      const { texts, scratch, changed } = await run(LOOK, ["--plan", ...loading(PACKAGE, fixture("rewriter"))]);
      assert.equal(texts.length, 1);
      assert.match(texts[0] ?? "", /pi-modes/);
      assert.equal(isThere(scratch, "made-by-rewriter"), false);
      assert.equal(changed, false);
    },
  };
}

/** Two processes: the time of day, which some hosts write into the system prompt, is another one. */
function head(request: ModelRequest | undefined) {
  const { system, tools } = cachedHead(request);
  return { system: system.replace(/Current date and time: [^\\"]*/, ""), tools };
}

/** Nothing but JSON, a type in each line. Where the model was asked, the end of the run is the last of it; newer hosts say then that they rest. */
function assertLines(stdout: string, asked: boolean): void {
  const lines = stdout.trimEnd().split("\n");
  const types = lines.filter((line) => asked || line !== "").map((line) => text(JSON.parse(line), "type"));
  assert.ok(types.every((type) => type !== ""));
  if (!asked) return;
  assert.equal(types.filter((type) => type !== "agent_settled").at(-1), "agent_end");
  assert.equal(types.filter((type) => type === "agent_end").length, 1);
}

/** All that the nine calls led to. */
function assertEvents(stdout: string): void {
  const events: readonly unknown[] = stdout
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  assert.equal(ofType(events, "tool_execution_end").length, 9);
  assert.equal(ofType(events, "tool_execution_end").filter((event) => at(event, "isError") === true).length, 9);
  assert.equal(ofType(events, "turn_end").length, 10);
}
