// A host that reloads twice at once: the session's extensions are loaded twice on one bus, and the first of them is never told that it is gone.
// Law: the extensions that the host goes on with belong together. What they say is true, and what is closed stays so.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { MODE_ENTRY } from "../../src/session/entries.ts";
import { fixture, PACKAGE } from "./kit/host.ts";
import { text } from "./kit/json.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

beforeAll(async () => {
  scratch = makeScratch();
  sdk = await startSdk(scratch, { extensions: [PACKAGE, fixture("neighbour")] });
});
afterAll(async () => {
  await sdk.close();
  scratch.remove();
});
beforeEach(async () => {
  await sdk.session.prompt("/mode execute");
  await Promise.all([sdk.session.reload(), sdk.session.reload()]);
});

const WRITE = scripted(call("write", { path: "x.txt", content: "x" }), { say: "done" });
const modeEntries = () => sdk.session.sessionManager.getBranch().filter((entry) => text(entry, "customType") === MODE_ENTRY).length;

it("the guard holds the mode that the manager switches to, and the status shows it", async () => {
  const before = sdk.session.sessionManager.getLeafId() ?? "";
  await sdk.session.prompt("/mode plan");
  expect(sdk.ui.notices.at(-1)).not.toContain("NOTHING IS ENFORCED");
  expect(sdk.ui.status.get("pi-modes")).toContain("plan");
  expect((await sdk.prompt(WRITE)).map(({ refused }) => refused)).toEqual([true]);
  const inPlan = sdk.session.sessionManager.getLeafId() ?? "";
  await sdk.session.navigateTree(before);
  expect(sdk.ui.status.get("pi-modes")).toContain("execute");
  expect((await sdk.prompt(WRITE)).map(({ refused }) => refused)).toEqual([false]);
  await sdk.session.navigateTree(inPlan);
  expect(sdk.ui.status.get("pi-modes")).toContain("plan");
  expect((await sdk.prompt(WRITE)).map(({ refused }) => refused)).toEqual([true]);
  expect(existsSync(join(scratch.project, "x.txt"))).toBe(true);
});

it("the tool `plan` is ours, and its approval counts", async () => {
  await sdk.session.prompt("/mode plan");
  sdk.ui.answer(({ title, options }) =>
    title.startsWith("An approval releases") ? "done" : options.find((option) => option === "Approve and execute"),
  );
  const plan = call("plan", { action: "submit", title: "Greet", steps: ["Greet"], writes: ["greet.js"] });
  expect(await sdk.prompt(scripted(plan, { say: "done" }))).toMatchObject([{ tool: "plan", refused: false }]);
  expect(sdk.ui.status.get("pi-modes")).toContain("execute");
});

it("a mode that another extension asks for is entered", async () => {
  const before = modeEntries();
  await sdk.session.prompt("/test-request plan");
  expect(sdk.ui.status.get("pi-modes")).toContain("plan");
  expect((await sdk.prompt(WRITE)).map(({ refused }) => refused)).toEqual([true]);
  expect(modeEntries() - before).toBe(1);
});
