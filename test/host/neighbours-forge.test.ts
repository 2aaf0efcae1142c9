// Another extension writes our entries, speaks on our channels and asks for our store. Law: it may tighten; what it would open isn't opened,
// the user hears of it once, and the session itself says so afterwards.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FORGED_MODE, FORGED_PLAN, forgedGrant } from "./kit/fixtures/forger.ts";
import { fixture, PACKAGE } from "./kit/host.ts";
import { at, text } from "./kit/json.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";
import { appendCustomEntry, newestSession } from "./kit/session-file.ts";

const AFTER = [PACKAGE, fixture("forger"), fixture("commands")];
const BEFORE = [fixture("forger"), PACKAGE, fixture("commands")];
const ORDERS = [
  ["after", AFTER],
  ["before", BEFORE],
] as const;

let scratch: Scratch;
let sdk: Sdk;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk.close();
  scratch.remove();
});

const made = () => existsSync(join(scratch.project, "made"));
const said = (words: RegExp) => sdk.ui.notices.filter((notice) => words.test(notice));
const lastMode = () => sdk.session.sessionManager.getBranch().findLast((entry) => text(entry, "customType") === "pi-modes:mode");
const isRefused = async (command: string) => (await sdk.prompt(scripted(bash(command))))[0]?.refused;

describe.each(ORDERS)("an extension that comes %s this package", (_order, extensions) => {
  it("can't leave plan mode by writing that it was left", async () => {
    sdk = await startSdk(scratch, { extensions, plan: true });
    const before = fingerprint(scratch.project);
    await sdk.prompt("/test-forge mode");
    expect(await isRefused("touch made")).toBe(true);
    await sdk.prompt("/test-forge mode");
    expect(await isRefused("touch made")).toBe(true);
    expect(fingerprint(scratch.project)).toEqual(before);
    expect(at(lastMode(), "data")).toMatchObject({ mode: "plan", by: "restore" });
    expect(said(/another extension wrote execute mode/)).toHaveLength(1);
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
  });

  it("can't approve a plan, grant anything, or break the mode by a model", async () => {
    sdk = await startSdk(scratch, { extensions, plan: true });
    for (const what of ["plan", "grant", "model"]) await sdk.prompt(`/test-forge ${what}`);
    expect(await isRefused("npm run build")).toBe(true);
    expect(await isRefused("node -e 1")).toBe(true);
    expect(await isRefused("touch made")).toBe(true);
    expect(made()).toBe(false);
    expect(said(/approval of a plan/)).toHaveLength(1);
    expect(said(/an answer that lasts/)).toHaveLength(1);
  });

  it("may tighten, with an entry that nobody can read as well", async () => {
    for (const what of ["stricter", "garbage"]) {
      sdk = await startSdk(scratch, { extensions });
      await sdk.prompt(`/test-forge ${what}`);
      expect(await isRefused("touch made")).toBe(true);
      expect(sdk.ui.status.get("pi-modes")).toContain("plan");
      await sdk.prompt("/mode execute");
      expect(await isRefused("true")).toBe(false);
      await sdk.close();
    }
  });

  it("can't open anything on the channels, and the user is asked once", async () => {
    sdk = await startSdk(scratch, { extensions, plan: true });
    for (let count = 0; count < 3; count += 1) await sdk.prompt("/test-forge channels");
    expect(await isRefused("touch made")).toBe(true);
    const [plan] = await sdk.prompt(scripted(call("write", { path: "src/new.js", content: "" })));
    expect(plan?.refused).toBe(true);
    expect(sdk.ui.asked.filter(({ kind }) => kind === "confirm")).toHaveLength(1);
  });

  it("gets no store, and its own isn't taken", async () => {
    sdk = await startSdk(scratch, { extensions, plan: true });
    await sdk.prompt("/test-forge store");
    expect(process.env.PI_MODES_TEST_STORES).toBe("0");
    expect(await isRefused("touch made")).toBe(true);
    await sdk.prompt("/mode execute");
    expect(await isRefused("touch made")).toBe(false);
  });

  it("can flood the bus: memory and time stay bounded, and nobody is asked a thousand times", async () => {
    sdk = await startSdk(scratch, { extensions, plan: true });
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    await sdk.prompt("/test-forge flood");
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 2 ** 20);
    expect(sdk.ui.asked.length).toBeLessThanOrEqual(2);
    expect(await isRefused("touch made")).toBe(true);
    expect(await isRefused("ls")).toBe(false);
  });
});

describe("a forged entry", () => {
  it("is taken back before a reload could make it part of what was found", async () => {
    sdk = await startSdk(scratch, { extensions: AFTER, plan: true });
    await sdk.prompt("/test-forge mode");
    await sdk.prompt("/test-reload");
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
    expect(await isRefused("touch made")).toBe(true);
    expect(at(lastMode(), "data")).toMatchObject({ mode: "plan" });
  });

  it("doesn't come between the user and the mode that the user chose after it", async () => {
    sdk = await startSdk(scratch, { extensions: AFTER, plan: true });
    await sdk.prompt("/test-forge mode");
    await sdk.prompt("/mode execute");
    await sdk.prompt("/mode review");
    expect(await isRefused("touch made")).toBe(true);
    await sdk.prompt("/mode execute");
    expect(await isRefused("touch made")).toBe(false);
    expect(made()).toBe(true);
  });

  const held = (cwd: string) =>
    [
      ["pi-modes:mode", [FORGED_MODE], "touch made"],
      ["pi-modes:plan", FORGED_PLAN, "npm run build"],
      ["pi-modes:grant", [forgedGrant(cwd)], "node -e 1"],
    ] as const;
  it.each([0, 1, 2])("counts in a session that already held it when it began: who wrote it isn't known any more (%i)", async (which) => {
    sdk = await startSdk(scratch, { keep: true, plan: true });
    await sdk.prompt(scripted({ say: "Hello." }));
    await sdk.close();
    const file = newestSession(scratch);
    const [type, entries, command] = held(scratch.project)[which] ?? ["", [], ""];
    for (const entry of entries) appendCustomEntry(file, type, entry);
    sdk = await startSdk(scratch, { file });
    const [outcome] = await sdk.prompt(scripted(bash(command)));
    // A script that isn't there fails; it wasn't refused.
    expect(outcome?.text).not.toContain("Not run");
  });
});
