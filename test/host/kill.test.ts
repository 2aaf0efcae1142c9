// A few of the points of `npm run test:kill`. Law: a session that was killed at any moment is resumed no looser than its user saw it, and nothing
// of ours is corrupt.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { createKillRun, seeded } from "./kit/kill.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { startSdk } from "./kit/sdk.ts";
import { newestSession } from "./kit/session-file.ts";

let server: ModelServer;
let scratch: Scratch;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
});
afterEach(() => scratch.remove());

it("a session that is killed at a few random points", { timeout: 120_000 }, async () => {
  mkdirSync(join(scratch.project, ".pi"));
  const run = createKillRun(scratch, seeded(6));
  for (let point = 0; point < 3; point += 1) expect((await run.next(900)).faults).toEqual([]);
});

it("a session that is killed before the host wrote it down leaves the next one in plan, and says so once", async () => {
  const first = startRpc(scratch, { args: loading() });
  await first.send("prompt", { message: "/mode plan" });
  await statusShows(first, "plan");
  await first.kill();

  const next = await startSdk(scratch, { keep: true });
  expect(next.ui.status.get("pi-modes")).toContain("plan");
  expect(next.ui.notices.filter((words) => /before the host wrote it down/.test(words))).toHaveLength(1);
  await next.prompt("/mode execute");
  await next.prompt(scripted(bash("touch a"), { say: "done" }));
  expect(existsSync(join(scratch.project, "a"))).toBe(true);
  await next.close();
  const last = await startSdk(scratch, { keep: true });
  expect(last.ui.status.get("pi-modes")).toContain("execute");
  expect(last.ui.notices.filter((words) => /before the host wrote it down/.test(words))).toEqual([]);
  await last.close();
});

it("a session whose last line was cut off loses nothing of what follows", async () => {
  const begun = await startSdk(scratch, { keep: true });
  await begun.prompt(scripted({ say: "begun" }));
  await begun.close();
  const file = newestSession(scratch);
  appendFileSync(file, '{"type":"message","id":"cut0ff00","message":{"role":"user","con');
  const planned = await startSdk(scratch, { file, plan: true });
  await planned.prompt(scripted({ say: "in plan" }));
  await planned.close();
  expect(readFileSync(file, "utf8")).toContain('"con\n');
  const resumed = await startSdk(scratch, { file });
  await resumed.prompt(scripted(bash("touch a"), { say: "done" }));
  expect(existsSync(join(scratch.project, "a"))).toBe(false);
  await resumed.close();
});
