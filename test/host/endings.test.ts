// How a session ends in plan, whatever it was doing. Laws: pi goes at once, and nothing that this package started goes on without it; every file
// of ours is whole; the session that is resumed is in the mode that its user saw. Ctrl+C ends the terminal of dialog.test.ts.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lacks } from "./kit/gaps.ts";
import { loading } from "./kit/host.ts";
import { text } from "./kit/json.ts";
import { corrupt, leftovers } from "./kit/kill.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { nothingRuns, pidOf, running } from "./kit/pids.ts";
import { until } from "./kit/process.ts";
import { type Rpc, startRpc } from "./kit/rpc.ts";
import { SUBMIT } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, type Step, type Stories, scripted } from "./kit/script.ts";
import { startSdk } from "./kit/sdk.ts";
import { newestSession } from "./kit/session-file.ts";
import { editorOf, startTui, type Tui, tmuxMissing } from "./kit/tui.ts";

const ASKED = bash("curl -sS http://pi-modes.invalid/");
const WRITES = bash("node tool.cjs src/greet.js");
/** At the same time: a command that runs on, and one after which a git of ours hangs. */
const LONG = [bash("sleep 60"), bash("node tool.cjs hang")];
/** Git reads what it excludes, and waits for somebody who writes into the pipe. */
const TOOL = `const fs = require("node:fs");
const [, , path] = process.argv;
const excluded = ".git/info/exclude";
if (path !== "hang") fs.appendFileSync(path, "written\\n");
else {
  fs.rmSync(excluded, { force: true });
  require("node:child_process").execFileSync("mkfifo", [excluded]);
}`;
const STORIES: Stories = { "ask me": [ASKED], "look around": [{ say: "I looked around." }] };

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer(STORIES);
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
  writeFileSync(join(scratch.project, "tool.cjs"), TOOL);
  writeFileSync(join(scratch.agent, "pi-modes.json"), JSON.stringify({ readOnlyCommands: ["node tool.cjs *", "sleep *"] }));
});
afterEach(() => {
  // What the host itself leaves running.
  for (const { pid } of running(scratch)) process.kill(pid, "SIGKILL");
  scratch.remove();
});

const signal = (name: NodeJS.Signals) => async () => void process.kill(await pidOf(scratch), name);
const runs = (program: string) =>
  until(
    () => running(scratch).some(({ words }) => words.startsWith(program)),
    () => `${program} to run; there is ${JSON.stringify(running(scratch))}`,
  );

async function resumesInPlan(): Promise<void> {
  expect(corrupt(scratch)).toEqual([]);
  expect(leftovers(scratch)).toEqual([]);
  const resumed = await startSdk(scratch, { file: newestSession(scratch) });
  expect(resumed.ui.status.get("pi-modes")).toContain("plan");
  await resumed.close();
}

describe("over RPC", () => {
  let rpc: Rpc;
  afterEach(() => rpc.kill());

  const asks = async (...steps: readonly Step[]) => {
    await rpc.send("prompt", { message: scripted(...steps) });
    await rpc.waitFor((event) => text(event, "method") === "select", 0);
  };
  const STATES = {
    "nothing is done": () => rpc.prompt(scripted({ say: "done" })),
    "a command runs, and a git of ours hangs": async () => {
      await rpc.send("prompt", { message: scripted(LONG) });
      await runs("sleep");
      await runs("git --work-tree=");
    },
    "the approval of a plan is open": () => asks(SUBMIT),
    "the tripwire asks": async () => {
      await asks(WRITES, { say: "done" });
      await rpc.idle();
    },
  } as const;
  const ENDS = { SIGTERM: signal("SIGTERM"), SIGHUP: signal("SIGHUP"), "the client leaves": async () => rpc.leave() } as const;

  it.for([
    ["nothing is done", "the client leaves"],
    ["a command runs, and a git of ours hangs", "SIGTERM"],
    ["the approval of a plan is open", "SIGHUP"],
    ["the tripwire asks", "SIGTERM"],
  ] as const)("while %s: %s", async ([state, end], { skip }) => {
    if (state === "a command runs, and a git of ours hangs") skip(lacks("told-signals"));
    rpc = startRpc(scratch, { args: ["--plan", ...loading()], dialogs: () => undefined });
    await STATES[state]();
    await ENDS[end]();
    await nothingRuns(scratch);
    await resumesInPlan();
  });
});

describe.skipIf(tmuxMissing)("in the terminal", () => {
  let tui: Tui;
  afterEach(() => tui.close());

  const begin = async (...prompts: readonly string[]) => {
    tui = startTui(scratch, ["--plan", ...loading()]);
    await tui.see("plan");
    for (const words of prompts) {
      tui.type(words);
      await tui.see((screen) => editorOf(screen).includes(words));
      tui.keys("Enter");
    }
  };
  const idle = async () => {
    await begin("look around");
    await tui.see(/^ *I looked around\./m);
  };
  const isOver = () => tui.see(/It ended with \d+/);

  it("Ctrl+D ends it, and the title names no mode any more", async () => {
    await idle();
    await until(
      () => tui.title().includes("plan"),
      () => `the mode in the title; it is ${tui.title()}`,
    );
    tui.keys("C-d");
    await nothingRuns(scratch);
    await isOver();
    expect(tui.title()).not.toContain("plan");
    await resumesInPlan();
  });

  it("a terminal that goes away ends it while a question is open", async () => {
    await begin("ask me");
    await tui.see("Allow once");
    tui.close();
    await nothingRuns(scratch);
    await resumesInPlan();
  });
});
