// Any part of the package may be loaded without the others. The guard needs nobody; without it, whatever is left says that nothing is enforced.

import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loading, SEATS, type Seat } from "./kit/host.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { printText } from "./kit/print.ts";
import { notices, type Rpc, shown, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { newestSession } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;
/** A session that the whole package left in plan. */
let planned: string;
let copies = 0;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  await printText(scratch, { args: ["--plan", ...loading()], prompt: scripted({ say: "planned" }) });
  planned = newestSession(scratch);
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});
afterEach(async () => {
  await rpc.stop();
  rmSync(join(scratch.project, "made"), { force: true });
});

const TOUCH = scripted(bash("touch made"), { say: "done" });
const NOT_ENFORCED = /not enforced|nothing is enforced/i;
const made = () => existsSync(join(scratch.project, "made"));

/** Starts pi with these seats on the session in plan. */
function resumePlan(...seats: readonly Seat[]): void {
  copies += 1;
  const file = planned.replace(/\.jsonl$/, `-${copies}.jsonl`);
  copyFileSync(planned, file);
  rpc = startRpc(scratch, { args: ["--session", file, ...loading(...seats.map((seat) => SEATS[seat]))] });
}

async function modeStatus(): Promise<string> {
  await rpc.send("prompt", { message: "/mode status" });
  return notices(rpc).at(-1)?.words ?? "";
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
    resumePlan(...seats);
    await rpc.prompt(TOUCH);
    expect(made()).toBe(false);
    if (seats.some((seat) => seat === "status")) {
      await statusShows(rpc, "plan");
      expect(shown(rpc, "setStatus", "pi-modes").join()).not.toMatch(NOT_ENFORCED);
      expect(shown(rpc, "setWidget", "pi-modes").join()).toMatch(/\b1\b/);
    }
    if (seats.some((seat) => seat === "manager")) expect(await modeStatus()).not.toMatch(NOT_ENFORCED);
  });

  it("isn't enforced by the manager alone, and `/mode status` says so", async () => {
    resumePlan("manager");
    expect(await modeStatus()).toMatch(NOT_ENFORCED);
    await rpc.prompt(TOUCH);
    expect(made()).toBe(true);
  });

  it("isn't enforced by the status alone, and the footer says so", async () => {
    resumePlan("status");
    await rpc.prompt(TOUCH);
    expect(made()).toBe(true);
    expect(shown(rpc, "setStatus", "pi-modes").join()).toMatch(NOT_ENFORCED);
  });

  it("isn't enforced by manager and status, and both say so", async () => {
    resumePlan("manager", "status");
    expect(await modeStatus()).toMatch(NOT_ENFORCED);
    expect(shown(rpc, "setStatus", "pi-modes").join()).toMatch(NOT_ENFORCED);
  });
});

describe("a switch", () => {
  it.each([
    ["manager, guard, status", ["manager", "guard", "status"]],
    ["status, guard, manager", ["status", "guard", "manager"]],
    ["guard, manager", ["guard", "manager"]],
  ] as const)("reaches everybody when the order is %s", async (_name, seats) => {
    rpc = startRpc(scratch, { args: loading(...seats.map((seat) => SEATS[seat])) });
    await rpc.send("prompt", { message: "/mode plan" });
    await rpc.prompt(TOUCH);
    expect(made()).toBe(false);
    if (seats.some((seat) => seat === "status")) await statusShows(rpc, "plan");
    await rpc.send("prompt", { message: "/mode execute" });
    await rpc.prompt(TOUCH);
    expect(made()).toBe(true);
    if (seats.some((seat) => seat === "status")) await statusShows(rpc, "execute");
  });
});
