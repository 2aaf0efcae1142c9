// A few of the points of `npm run test:kill`. Law: a session that was killed at any moment is resumed no looser than its user saw it, and nothing
// of ours is corrupt.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { createKillRun, seeded } from "./kit/kill.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { printText } from "./kit/print.ts";
import { notices, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
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
  for (let point = 0; point < 4; point += 1) expect((await run.next(900)).faults).toEqual([]);
});

it("a session that is killed before the host wrote it down leaves the next one in plan, and says so once", async () => {
  const first = startRpc(scratch, { args: loading() });
  await first.send("prompt", { message: "/mode plan" });
  await statusShows(first, "plan");
  await first.kill();
  const next = startRpc(scratch, { args: ["-c", ...loading()] });
  await statusShows(next, "plan");
  expect(notices(next).filter(({ words }) => /before the host wrote it down/.test(words))).toHaveLength(1);
  await next.send("prompt", { message: "/mode execute" });
  await next.prompt(scripted(bash("touch a"), { say: "done" }));
  expect(existsSync(join(scratch.project, "a"))).toBe(true);
  await next.stop();
  const last = startRpc(scratch, { args: loading() });
  await statusShows(last, "execute");
  await last.stop();
});

it("a session whose last line was cut off loses nothing of what follows", async () => {
  await printText(scratch, { args: loading(), prompt: scripted({ say: "begun" }) });
  const file = newestSession(scratch);
  appendFileSync(file, '{"type":"message","id":"cut0ff00","message":{"role":"user","con');
  await printText(scratch, { args: ["-c", ...loading(), "--plan"], prompt: scripted({ say: "in plan" }) });
  expect(readFileSync(file, "utf8")).toContain('"con\n');
  await printText(scratch, { args: ["-c", ...loading()], prompt: scripted(bash("touch a"), { say: "done" }) });
  expect(existsSync(join(scratch.project, "a"))).toBe(false);
});
