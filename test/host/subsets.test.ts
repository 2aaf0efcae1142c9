// Any part of the package may be loaded without the others. The guard needs nobody; without it, whatever is left says that nothing is enforced.

import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loading, SEATS, type Seat } from "./kit/host.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { until } from "./kit/process.ts";
import { notices, shown, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";
import { newestSession } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;
let sdk: Sdk | undefined;
/** A session that the whole package left in plan. */
let planned: string;
let copies = 0;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  const whole = await startSdk(scratch, { plan: true, keep: true });
  await whole.prompt(scripted({ say: "planned" }));
  await whole.close();
  planned = newestSession(scratch);
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});
afterEach(async () => {
  await sdk?.close();
  sdk = undefined;
  rmSync(join(scratch.project, "made"), { force: true });
});

const TOUCH = scripted(bash("touch made"), { say: "done" });
const NOT_ENFORCED = /not enforced|nothing is enforced/i;
const made = () => existsSync(join(scratch.project, "made"));
const files = (seats: readonly Seat[]) => seats.map((seat) => SEATS[seat]);

function copyOfPlanned(): string {
  copies += 1;
  const file = planned.replace(/\.jsonl$/, `-${copies}.jsonl`);
  copyFileSync(planned, file);
  return file;
}

/** A pi with these seats, loaded in this order, on the session in plan. */
async function resumePlan(...seats: readonly Seat[]): Promise<Sdk> {
  sdk = await startSdk(scratch, { extensions: files(seats), file: copyOfPlanned() });
  return sdk;
}

const footer = (of: Sdk) => of.ui.status.get("pi-modes") ?? "";
async function footerShows(of: Sdk, word: string): Promise<void> {
  await until(
    () => footer(of).includes(word),
    () => `the status to show ${word}; it shows ${footer(of)}`,
  );
}

async function modeStatus(of: Sdk): Promise<string> {
  const since = of.ui.notices.length;
  await of.prompt("/mode status");
  const said = of.ui.notices.slice(since).at(-1);
  expect(said).toMatch(/^plan\b/);
  return said ?? "";
}

describe("a session in plan", () => {
  it.each([
    ["the guard alone", ["guard"]],
    ["the guard and the manager", ["guard", "manager"]],
    ["the manager and the guard, in this order", ["manager", "guard"]],
    ["the guard and the status", ["guard", "status"]],
    ["the status and the guard, in this order", ["status", "guard"]],
    ["all three, the guard last", ["status", "manager", "guard"]],
  ] as const)("is enforced by %s", async (_name, seats) => {
    const pi = await resumePlan(...seats);
    expect(await pi.prompt(TOUCH)).toMatchObject([{ tool: "bash", refused: true }]);
    expect(made()).toBe(false);
    if (seats.some((seat) => seat === "status")) {
      await footerShows(pi, "plan");
      expect(footer(pi)).not.toMatch(NOT_ENFORCED);
      expect(pi.ui.widget.get("pi-modes")?.join()).toMatch(/\b1\b/);
    }
    if (seats.some((seat) => seat === "manager")) expect(await modeStatus(pi)).not.toMatch(NOT_ENFORCED);
    expect(pi.errors).toEqual([]);
  });

  it("isn't enforced by the manager alone, and `/mode status` says so", async () => {
    const pi = await resumePlan("manager");
    expect(await modeStatus(pi)).toMatch(NOT_ENFORCED);
    await pi.prompt(TOUCH);
    expect(made()).toBe(true);
  });

  it("isn't enforced by the status alone, and the footer says so", async () => {
    const pi = await resumePlan("status");
    await pi.prompt(TOUCH);
    expect(made()).toBe(true);
    expect(footer(pi)).toMatch(NOT_ENFORCED);
  });

  it("isn't enforced by manager and status, and both say so", async () => {
    const pi = await resumePlan("manager", "status");
    expect(await modeStatus(pi)).toMatch(NOT_ENFORCED);
    expect(footer(pi)).toMatch(NOT_ENFORCED);
  });
});

describe("a switch", () => {
  it.each([
    ["manager, guard, status", ["manager", "guard", "status"]],
    ["status, guard, manager", ["status", "guard", "manager"]],
    ["guard, manager", ["guard", "manager"]],
  ] as const)("reaches everybody when the order is %s", async (_name, seats) => {
    sdk = await startSdk(scratch, { extensions: files(seats) });
    await sdk.prompt("/mode plan");
    await sdk.prompt(TOUCH);
    expect(made()).toBe(false);
    if (seats.some((seat) => seat === "status")) await footerShows(sdk, "plan");
    await sdk.prompt("/mode execute");
    await sdk.prompt(TOUCH);
    expect(made()).toBe(true);
    if (seats.some((seat) => seat === "status")) await footerShows(sdk, "execute");
  });
});

it("a pi that is started with the parts one by one resumes in plan, enforces it, and takes everybody along in a switch", async () => {
  const rpc = startRpc(scratch, { args: ["--session", copyOfPlanned(), ...loading(...files(["status", "manager", "guard"]))] });
  try {
    await rpc.prompt(TOUCH);
    expect(made()).toBe(false);
    await statusShows(rpc, "plan");
    expect(shown(rpc, "setStatus", "pi-modes").join()).not.toMatch(NOT_ENFORCED);
    expect(shown(rpc, "setWidget", "pi-modes").join()).toMatch(/\b1\b/);
    await rpc.send("prompt", { message: "/mode status" });
    expect(notices(rpc).at(-1)?.words ?? "not enforced").not.toMatch(NOT_ENFORCED);
    await rpc.send("prompt", { message: "/mode execute" });
    await rpc.prompt(TOUCH);
    expect(made()).toBe(true);
    await statusShows(rpc, "execute");
  } finally {
    await rpc.stop();
  }
});
