// `/mode plan QUESTION` in a real session: one answer in plan mode, and back.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, type Step, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

beforeEach(async () => {
  scratch = makeScratch();
  sdk = await startSdk(scratch);
});
afterEach(async () => {
  await sdk.close();
  scratch.remove();
});

const mode = () => [...sdk.ui.status.values()].at(-1);
const idle = async () => {
  await sdk.session.agent.waitForIdle();
  await new Promise((resolve) => setTimeout(resolve, 20));
};
const ask = async (...steps: readonly Step[]) => {
  await sdk.prompt(`/mode plan ${scripted(...steps)}`);
  await idle();
};

describe("a question in plan mode", () => {
  it.each(["execute", "review"])("is answered under plan, and %s mode comes back", async (before) => {
    await sdk.prompt(`/mode ${before}`);
    const tree = fingerprint(scratch.project);
    const seen: (string | undefined)[] = [];
    sdk.session.subscribe((event) => void (event.type === "tool_execution_start" && seen.push(mode())));
    await sdk.prompt(`/mode plan ${scripted(bash("echo x > a.txt"), { say: "That would write a file." })}`);
    await idle();
    expect(seen).toEqual(["plan"]);
    expect(fingerprint(scratch.project)).toEqual(tree);
    await expect.poll(mode).toBe(before);
    expect(sdk.session.messages.filter(({ role }) => role === "user")).toHaveLength(1);
  });

  it("is one question: the next prompt is in the mode before it", async () => {
    await ask({ say: "Yes." });
    const [outcome] = await sdk.prompt(scripted(bash("echo x > a.txt")));
    expect(outcome?.refused).toBe(false);
  });

  it("comes back also when the run is stopped", async () => {
    const running = sdk.prompt(`/mode plan ${scripted({ say: "A long answer.", wait: 1_500 })}`);
    await expect.poll(mode).toBe("plan");
    await expect.poll(() => sdk.session.isStreaming).toBe(true);
    await sdk.session.abort();
    await running;
    await expect.poll(mode).toBe("execute");
  });

  it("leaves a mode alone that the user chose meanwhile", async () => {
    const running = sdk.prompt(`/mode plan ${scripted({ say: "A long answer.", wait: 300 })}`);
    await expect.poll(() => sdk.session.isStreaming).toBe(true);
    await sdk.prompt("/mode review");
    await running;
    await idle();
    expect(mode()).toBe("review");
  });

  it("that was in plan already stays there", async () => {
    await sdk.prompt("/mode plan");
    await ask({ say: "Yes." });
    expect(mode()).toBe("plan");
  });

  it("waits for a run that goes on, and says so", async () => {
    const running = sdk.prompt(scripted({ say: "A long answer.", wait: 500 }));
    await expect.poll(() => sdk.session.isStreaming).toBe(true);
    await sdk.session.prompt("/mode plan what is that?");
    expect(sdk.ui.notices.at(-1)).toContain("The agent is at work");
    expect(mode()).toBe("execute");
    await running;
  });

  it("ends in plan where the session begins anew in the middle of it", async () => {
    const running = sdk.prompt(`/mode plan ${scripted({ say: "A long answer.", wait: 400 })}`);
    await expect.poll(() => sdk.session.isStreaming).toBe(true);
    await sdk.session.reload();
    await running;
    await idle();
    expect(mode()).toBe("plan");
  });

  it("keeps a plan that came of it, and goes back", async () => {
    sdk.ui.answer(() => undefined);
    await ask(call("plan", { action: "submit", title: "A plan", steps: ["one"] }), { say: "A plan." });
    await expect.poll(mode).toBe("execute");
    sdk.ui.answer(({ options }) => options.find((option) => option === "Approve and execute"));
    await sdk.prompt("/mode approve");
    await idle();
    expect([...sdk.ui.widget.values()].flat().join("\n")).toContain("plan 0/1");
  });
});
