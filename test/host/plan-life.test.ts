// Law: mode, plan, ticks and what an approval released are those of the branch, at every stage, whatever happened to the session in between.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Answers } from "./kit/recording-ui.ts";
import { makeScratch, type Scratch, sessionFiles } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk?.close();
  scratch.remove();
});

const PUSH = "git push origin main";
const SUBMIT = call("plan", {
  action: "submit",
  title: "Greet politely",
  steps: ["Change the greeting", "Say so in the readme", "Push it"],
  commands: [PUSH, "git push origin next"],
});
const tick = (...steps: readonly number[]) =>
  scripted(call("plan", { action: "progress", updates: steps.map((step) => ({ step, status: "done" })) }), { say: "Reported." });

const STAGES = ["waiting", "kept", "approved", "second step", "done"] as const;
type Stage = (typeof STAGES)[number];

/** Leaves the approval open, or answers it: everything ticked but the second push. */
const answers =
  (answer: "nothing" | "dismiss" | "approve"): Answers =>
  ({ kind, title, options }) => {
    if (kind === "confirm" || answer === "dismiss") return undefined;
    if (answer === "nothing") return new Promise(() => {});
    if (title.startsWith("An approval releases"))
      return options.find((option) => option.startsWith("untick") && option.includes("next")) ?? "done";
    return options.find((option) => option === "Approve and execute");
  };
const answering = (answer: Parameters<typeof answers>[0]) => sdk.ui.answer(answers(answer));
const idle = () => sdk.session.agent.waitForIdle();
const settled = async () => {
  await idle();
  await new Promise((resolve) => setTimeout(resolve, 60));
  await idle();
};

async function bring(stage: Stage): Promise<void> {
  answering(stage === "waiting" ? "nothing" : stage === "kept" ? "dismiss" : "approve");
  const submitted = sdk.prompt(scripted(SUBMIT, { say: "Approved." }));
  if (stage === "waiting") return expect.poll(() => sdk.ui.asked.length).toBeGreaterThan(0);
  await submitted;
  await settled();
  if (stage === "second step" || stage === "done") await sdk.prompt(tick(1, 2));
  if (stage === "done") await sdk.prompt(tick(3));
  await settled();
}

const widget = () => [...sdk.ui.widget.values()].flat().join("\n");
const status = () => [...sdk.ui.status.values()].at(-1);
/** What a person sees, and which of the two pushes runs without a question. */
async function look(): Promise<object> {
  const shown = {
    status: status(),
    plan: /plan .*/.exec(
      widget()
        .split("\n")
        .find((line) => /^plan [\d"]/.test(line)) ?? "",
    )?.[0],
  };
  sdk.ui.answer(() => undefined);
  const outcomes: boolean[] = [];
  for (const command of [PUSH, "git push origin next"]) {
    const [outcome] = await sdk.prompt(scripted(bash(command), { say: "Tried." }));
    outcomes.push(outcome?.text.startsWith("Not run:") === false);
    await settled();
  }
  return { ...shown, outcomes };
}

const EXPECTED: Readonly<Record<Stage, object>> = {
  waiting: { status: "plan", plan: expect.stringContaining("waits for your decision"), outcomes: [false, false] },
  kept: { status: "plan", plan: expect.stringContaining("waits for your decision"), outcomes: [false, false] },
  approved: { status: "execute 0/3", plan: "plan 0/3: Change the greeting", outcomes: [true, false] },
  "second step": { status: "execute 2/3", plan: "plan 2/3: Push it", outcomes: [true, false] },
  done: { status: "execute", plan: undefined, outcomes: [false, false] },
};

describe.each(STAGES)("a session whose plan is at the stage: %s", (stage) => {
  it("is the same after two reloads", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await bring(stage);
    // As in the terminal: no reload while the agent is at work.
    if (stage === "waiting") await sdk.session.abort();
    await sdk.session.reload();
    await sdk.session.reload();
    expect(await look()).toEqual(EXPECTED[stage]);
  });

  it("is the same after it was resumed", async () => {
    sdk = await startSdk(scratch, { plan: true, keep: true });
    await bring(stage);
    await sdk.close();
    const [file] = sessionFiles(scratch);
    if (file === undefined) throw new Error("the session was not written");
    sdk = await startSdk(scratch, { file });
    await settled();
    // Only the plan that nobody has decided on is shown again.
    expect(sdk.ui.asked.map(({ title }) => title.split("\n")[0])).toEqual(stage === "waiting" ? ["The plan, revision 1."] : []);
    expect(await look()).toEqual(EXPECTED[stage]);
  });

  it("is the same after a walk in the tree, back to before the plan and forth again", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt(scripted({ say: "Hello." }));
    const hello = sdk.session.sessionManager.getLeafId() ?? "";
    await bring(stage);
    if (stage === "waiting") await sdk.session.abort();
    const there = sdk.session.sessionManager.getLeafId() ?? "";
    await sdk.session.navigateTree(hello);
    expect(status()).toBe("plan");
    expect(widget()).not.toContain("Greet politely");
    await sdk.session.navigateTree(there);
    expect(await look()).toEqual(EXPECTED[stage]);
  });

  it("is the same after a compaction, and the model is told the plan again where it matters", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await bring(stage);
    if (stage === "waiting") await sdk.session.abort();
    await sdk.prompt(scripted({ say: "Something else." }));
    await settled();
    await sdk.session.compact();
    expect(await look()).toEqual(EXPECTED[stage]);
    const again = sdk.session.messages.filter(
      (message) => message.role === "custom" && JSON.stringify(message.details ?? "").includes('"again"'),
    );
    expect(again).toHaveLength(stage === "done" ? 0 : 1);
  });
});

describe("a plan that waits", () => {
  /** A session that was left in the middle of the approval, opened again. */
  const resumed = async (answer: Parameters<typeof answers>[0]) => {
    sdk = await startSdk(scratch, { plan: true, keep: true });
    await bring("waiting");
    await sdk.close();
    sdk = await startSdk(scratch, { file: sessionFiles(scratch)[0] ?? "", answers: answers(answer) });
  };

  it("is shown again when the session is resumed, and can be approved there", async () => {
    await resumed("approve");
    await expect.poll(status).toBe("execute 0/3");
    await settled();
    expect(await look()).toEqual(EXPECTED.approved);
  });

  it("isn't approved twice, or by halves, when the session begins anew in the middle of it", async () => {
    await resumed("approve");
    await sdk.session.reload();
    await expect.poll(status, { timeout: 5_000 }).toBe("execute 0/3");
    await settled();
    expect(await look()).toEqual(EXPECTED.approved);
    const events = sdk.session.sessionManager.getBranch().flatMap((entry) => (entry.type === "custom" ? [JSON.stringify(entry.data)] : []));
    expect(events.filter((event) => event.includes('"event":"approved"'))).toHaveLength(1);
  });

  it("makes way for a prompt of the user's, and waits on", async () => {
    await resumed("nothing");
    await expect.poll(() => sdk.ui.asked.length).toBeGreaterThan(0);
    await sdk.prompt(scripted(bash("ls"), { say: "Looked." }));
    expect(widget()).toContain("waits for your decision");
    answering("approve");
    await sdk.prompt("/mode approve");
    await settled();
    expect(status()).toBe("execute 0/3");
  });

  it("can be sent back from the command, and the model gets the words", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await bring("kept");
    sdk.ui.answer(({ kind, options }) =>
      kind === "input" ? "shorter, please" : options.find((option) => option.startsWith("Keep planning")),
    );
    await sdk.prompt("/mode approve");
    await settled();
    expect(status()).toBe("plan");
    expect(JSON.stringify(sdk.session.messages)).toContain("shorter, please");
  });

  it("isn't there to be approved when none was submitted, or it is discarded", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt("/mode approve");
    expect(sdk.ui.notices.at(-1)).toContain("No plan waits");
    await bring("kept");
    sdk.ui.answer(({ options }) => options.find((option) => option.startsWith("Discard")));
    await sdk.prompt("/mode approve");
    await sdk.prompt("/mode approve");
    expect(sdk.ui.notices.at(-1)).toContain("No plan waits");
  });
});
