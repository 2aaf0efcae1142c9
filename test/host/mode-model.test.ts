// A mode with a model and a thinking level: what it sets is given back on leaving it, wherever the session went meanwhile; what the user chose stays.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lacks } from "./kit/gaps.ts";
import { text } from "./kit/json.ts";
import { useModel } from "./kit/made-session.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { addThinkers, configureModes } from "./kit/models.ts";
import { until } from "./kit/process.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
  addThinkers(scratch, server.url);
  configure({ plan: { model: "second/deep", thinking: "high" }, review: { thinking: "minimal" } });
});
afterEach(() => scratch.remove());

const configure = (modes: Record<string, unknown>) => configureModes(scratch, modes);
const hello = scripted({ say: "hello" });

describe("in one process", () => {
  let sdk: Sdk;
  afterEach(async () => {
    expect(sdk.errors).toEqual([]);
    await sdk.close();
  });

  const chosen = () => `${sdk.session.model?.provider}/${sdk.session.model?.id} ${sdk.session.thinkingLevel}`;
  const becomes = (wanted: string) =>
    until(
      () => (chosen() === wanted ? true : undefined),
      () => `${wanted}; it is ${chosen()}; said: ${sdk.ui.notices.join(" | ")}`,
      5000,
    );
  const choose = (id: string) => useModel(sdk.session, "second", id);
  const begin = async () => {
    sdk = await startSdk(scratch);
    await choose("quick");
    sdk.session.setThinkingLevel("low");
  };
  const entries = () =>
    sdk.session.sessionManager.getEntries().filter((entry) => entry.type === "custom" && entry.customType === "pi-modes:model");
  const answers = () =>
    sdk.session.sessionManager.getEntries().filter((entry) => entry.type === "message" && entry.message.role === "assistant");

  it("entering sets both, leaving gives both back", async () => {
    await begin();
    await sdk.prompt("/mode plan");
    await becomes("second/deep high");
    await sdk.prompt("/mode execute");
    await becomes("second/quick low");
    await sdk.prompt("/mode review");
    await becomes("second/quick minimal");
    await sdk.prompt("/mode plan");
    await becomes("second/deep high");
    await sdk.prompt("/mode execute");
    await becomes("second/quick low");
    expect(sdk.ui.notices.join()).not.toMatch(/model/);
  });

  it("the first prompt after a switch goes to the model of the mode", async () => {
    await begin();
    await sdk.prompt("/mode plan");
    await sdk.prompt(hello);
    expect(text(server.requests.at(-1)?.body, "model")).toBe("deep");
    await sdk.prompt("/mode execute");
    await sdk.prompt(hello);
    expect(text(server.requests.at(-1)?.body, "model")).toBe("quick");
  });

  it("a model that doesn't think leaves the level as it was before", async () => {
    configure({ plan: { model: "stub/scripted" } });
    await begin();
    await sdk.prompt("/mode plan");
    await becomes("stub/scripted off");
    await sdk.prompt("/mode execute");
    await becomes("second/quick low");
  });

  it("a reload stays in it and leaves as before", async () => {
    await begin();
    await sdk.prompt("/mode plan");
    await becomes("second/deep high");
    await sdk.session.reload();
    await sdk.prompt(hello);
    expect(chosen()).toBe("second/deep high");
    expect(entries()).toHaveLength(1);
    await sdk.prompt("/mode execute");
    await becomes("second/quick low");
  });

  it("what the user chose in it stays, through a reload and on leaving", async () => {
    await begin();
    await sdk.prompt("/mode plan");
    await becomes("second/deep high");
    sdk.session.setThinkingLevel("medium");
    if (!lacks("told-level"))
      await until(
        () => (entries().length === 2 ? true : undefined),
        () => "the choice to be written down",
      );
    await sdk.session.reload();
    await sdk.prompt(hello);
    expect(chosen()).toBe("second/deep medium");
    await sdk.prompt("/mode execute");
    await becomes("second/quick medium");
    await sdk.prompt("/mode plan");
    await becomes("second/deep high");
    await useModel(sdk.session, "stub", "scripted");
    await sdk.session.reload();
    await sdk.prompt(hello);
    await sdk.prompt("/mode execute");
    await sdk.prompt(hello);
    expect(chosen()).toBe("stub/scripted off");
  });

  it("another model with the same level is the user's too, through a reload", async () => {
    configure({ plan: { model: "second/deep" } });
    await begin();
    await sdk.prompt("/mode plan");
    await becomes("second/deep low");
    await choose("quick");
    await until(
      () => (entries().length === 2 ? true : undefined),
      () => "the choice to be written down",
    );
    await sdk.session.reload();
    await sdk.prompt(hello);
    expect(chosen()).toBe("second/quick low");
  });

  it("the tree leads out of it and back into it", async () => {
    await begin();
    await sdk.prompt(hello);
    const inExecute = answers().at(-1)?.id ?? "";
    await sdk.prompt("/mode plan");
    await sdk.prompt(hello);
    const inPlan = answers().at(-1)?.id ?? "";
    await sdk.session.navigateTree(inExecute);
    await becomes("second/quick low");
    await sdk.session.navigateTree(inPlan);
    await becomes("second/deep high");
    await sdk.session.reload();
    await sdk.prompt("/mode execute");
    await becomes("second/quick low");
    await sdk.session.navigateTree(inPlan);
    await becomes("second/deep high");
  });

  it.each([
    [
      "second/none",
      /^pi-modes: plan mode asks for the model second\/none, which pi doesn't know\. The mode is on with the model that was there\.$/,
    ],
    ["anthropic/claude-sonnet-4-5", /, for which there is no key\. The mode is on/],
  ])("with %s the mode is on all the same, and says so once", async (model, sentence) => {
    configure({ plan: { model, thinking: "high" } });
    await begin();
    await sdk.prompt("/mode plan");
    await becomes("second/quick high");
    await sdk.prompt(hello);
    await sdk.prompt(hello);
    expect(sdk.ui.notices.filter((one) => sentence.test(one))).toHaveLength(1);
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
    await sdk.prompt("/mode execute");
    await becomes("second/quick low");
  });

  it("a file that changes in the mode counts at once, and what was before it still comes back", async () => {
    await begin();
    await sdk.prompt("/mode plan");
    await becomes("second/deep high");
    configure({ plan: { model: "stub/scripted" } });
    await sdk.prompt(hello);
    expect(chosen()).toBe("stub/scripted off");
    configure({ plan: {} });
    await sdk.prompt(hello);
    expect(chosen()).toBe("second/quick low");
  });

  it("an untrusted project's file chooses nothing", async () => {
    configure({});
    await begin();
    mkdirSync(join(scratch.project, ".pi"), { recursive: true });
    const modes = { plan: { model: "second/deep", thinking: "high" } };
    writeFileSync(join(scratch.project, ".pi", "pi-modes.json"), JSON.stringify({ modes }));
    await sdk.session.reload();
    await sdk.prompt("/mode plan");
    await sdk.prompt(hello);
    expect(chosen()).toBe("second/quick low");
    expect(entries()).toEqual([]);
    expect(sdk.ui.notices.join()).toContain("2 things that wait");
  });

  it("without such a mode nothing is written", async () => {
    configure({ plan: { label: "look" } });
    await begin();
    await sdk.prompt("/mode plan");
    await sdk.prompt(hello);
    await sdk.prompt("/mode execute");
    expect(entries()).toEqual([]);
  });
});
