// How a session ends in plan, whatever it was doing. Laws: pi goes at once, and nothing that this package started goes on without it; every file
// of ours is whole; the session that is resumed is in the mode that its user saw.

import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
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
const LONG = bash("sleep 60");
const STORIES: Stories = { "ask me": [ASKED], "make a plan": [SUBMIT], "look around": [{ say: "I looked around." }] };

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer(STORIES);
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
  writeFileSync(join(scratch.project, "tool.cjs"), 'require("node:fs").appendFileSync(process.argv[2], "written\\n");');
  writeFileSync(join(scratch.agent, "pi-modes.json"), JSON.stringify({ readOnlyCommands: ["node tool.cjs *", "sleep *"] }));
});
afterEach(() => {
  // What the host itself leaves running.
  for (const { pid } of running(scratch)) process.kill(pid, "SIGKILL");
  scratch.remove();
});

const signal = (name: NodeJS.Signals) => async () => void process.kill(await pidOf(scratch), name);
const works = () =>
  until(
    () => running(scratch).some(({ words }) => words.startsWith("sleep")),
    () => "the command to run",
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
    "a command runs": async () => {
      await rpc.send("prompt", { message: scripted(LONG) });
      await works();
    },
    "the approval of a plan is open": () => asks(SUBMIT),
    "the tripwire asks": async () => {
      await asks(WRITES, { say: "done" });
      await rpc.idle();
    },
  } as const;
  const ENDS = { SIGTERM: signal("SIGTERM"), SIGHUP: signal("SIGHUP"), "the client leaves": async () => rpc.leave() } as const;

  it.each([
    ["nothing is done", "the client leaves"],
    ["a command runs", "SIGTERM"],
    ["the approval of a plan is open", "SIGHUP"],
    ["the tripwire asks", "SIGTERM"],
  ] as const)("while %s: %s", async (state, end) => {
    rpc = startRpc(scratch, { args: ["--plan", ...loading()], dialogs: () => undefined });
    await STATES[state]();
    await ENDS[end]();
    await nothingRuns(scratch);
    await resumesInPlan();
  });

  it("while a git of ours hangs: SIGTERM", async () => {
    // It waits for somebody who writes into the pipe.
    const exclude = join(scratch.project, ".git", "info", "exclude");
    rmSync(exclude, { force: true });
    execFileSync("mkfifo", [exclude]);
    rpc = startRpc(scratch, { args: ["--plan", ...loading()] });
    await rpc.prompt(scripted({ say: "done" }));
    await rpc.send("prompt", { message: scripted(bash("ls")) });
    await until(
      () => running(scratch).some(({ words }) => words.startsWith("git --work-tree=")),
      () => `a git that hangs; ${JSON.stringify(running(scratch))}`,
    );
    await signal("SIGTERM")();
    await nothingRuns(scratch);
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

  it("Ctrl+C closes the approval of a plan, and twice more ends it", async () => {
    await begin("make a plan");
    await tui.see("a  Approve and execute");
    // Longer than the time in which the keys of a new dialog don't count yet.
    await new Promise((resolve) => setTimeout(resolve, 900));
    tui.keys("C-c");
    await tui.see((screen) => !screen.includes("a  Approve and execute"));
    tui.keys("C-c", "C-c");
    await nothingRuns(scratch);
    await isOver();
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
