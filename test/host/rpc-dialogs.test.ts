// Over RPC a question is a dialog. Every way in which it can end is an answer, and only one of them is a yes.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { list, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { until } from "./kit/process.ts";
import { type Rpc, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;
let rpc: Rpc;

// One pi for all of them; each begins in a session of its own.
beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  rpc = startRpc(scratch, { args: loading(), timeout: 300_000 });
});
afterAll(async () => {
  await rpc.stop();
  await server.close();
  scratch.remove();
});
beforeEach(async () => {
  await rpc.forget();
  await rpc.send("new_session");
  await rpc.send("prompt", { message: "/mode plan" });
  await statusShows(rpc, "plan");
});
afterEach(() => {
  for (const name of ["a", "b", "c"]) rmSync(join(scratch.project, name), { force: true });
});

/** Code whose effects can't be seen: a question in plan. */
const ask = (name: string) => bash(`node -e "require('fs').writeFileSync('${name}', 'x')"`);
const made = (name: string) => existsSync(join(scratch.project, name));
const lastTexts = () => toolTexts(server.requests.at(-1));
const opened = (count: number) =>
  until(
    () => rpc.asked[count - 1],
    () => `dialog ${count}`,
  );

describe("a question over RPC", () => {
  it("offers to allow once, to deny, and to deny with a reason, in this order, and shows the command", async () => {
    await rpc.prompt(scripted(ask("a"), { say: "done" }));
    expect(rpc.asked).toHaveLength(1);
    expect(text(rpc.asked[0], "method")).toBe("select");
    expect(list(rpc.asked[0], "options").slice(0, 3)).toEqual(["Allow once", "Deny", "Deny and say why"]);
    expect(text(rpc.asked[0], "title")).toContain("writeFileSync('a', 'x')");
  });

  it("runs the call when it is allowed, and asks again the next time", async () => {
    rpc.answer(() => ({ value: "Allow once" }));
    await rpc.prompt(scripted(ask("a"), ask("a"), { say: "done" }));
    expect(made("a")).toBe(true);
    expect(rpc.asked).toHaveLength(2);
  });

  it("offers the lasting answers last, says what they cover, and runs the call after one of them", async () => {
    rpc.answer(() => ({ value: "Allow for this session" }));
    await rpc.prompt(scripted(ask("a"), { say: "done" }));
    expect(made("a")).toBe(true);
    expect(list(rpc.asked[0], "options").slice(3)).toEqual(["Allow for this session", "Allow in this project", "Allow everywhere"]);
    expect(text(rpc.asked[0], "title")).toMatch(/A lasting answer holds in plan mode[\s\S]*- `node -e .*` in \/.*project/);
  });

  it.each([
    ["Deny", { value: "Deny" }],
    ["a dismissal", { cancelled: true }],
    ["an option that was never offered", { value: "Sure, whatever" }],
    ["an empty answer", { value: "" }],
  ] as const)("takes %s as a no, and the run goes on", async (_name, answer) => {
    rpc.answer(() => answer);
    await rpc.prompt(scripted(ask("a"), bash("ls"), { say: "done" }));
    expect(made("a")).toBe(false);
    const [refusal, listing] = lastTexts();
    expect(refusal).toMatch(/plan|user/i);
    expect(listing).toContain("README.md");
  });

  it("brings the user's reason to the model", async () => {
    rpc.answer((request) => (request.method === "input" ? { value: "look at docs/notes.md first" } : { value: "Deny and say why" }));
    await rpc.prompt(scripted(ask("a"), { say: "done" }));
    expect(rpc.asked.map((request) => request.method)).toEqual(["select", "input"]);
    expect(lastTexts()[0]).toContain("look at docs/notes.md first");
    expect(made("a")).toBe(false);
  });

  it("is a no without a reason when the reason is dismissed", async () => {
    rpc.answer((request) => (request.method === "input" ? { cancelled: true } : { value: "Deny and say why" }));
    await rpc.prompt(scripted(ask("a"), { say: "done" }));
    expect(lastTexts()).toHaveLength(1);
    expect(made("a")).toBe(false);
  });

  it("doesn't keep an aborted run alive", async () => {
    rpc.answer(() => undefined);
    const since = rpc.events.length;
    await rpc.send("prompt", { message: scripted(ask("a"), { say: "done" }) });
    await opened(1);
    await rpc.send("abort");
    await rpc.waitFor((event) => event.type === "agent_end", since);
    await rpc.idle();
    expect(made("a")).toBe(false);
    rpc.answer(() => ({ value: "Allow once" }));
    await rpc.prompt(scripted(ask("b"), { say: "done" }));
    expect(made("b")).toBe(true);
    expect(made("a")).toBe(false);
  });

  it("comes one at a time when calls come in parallel, and each answer counts for its own call", async () => {
    rpc.answer(() => undefined);
    const since = rpc.events.length;
    await rpc.send("prompt", { message: scripted([ask("a"), ask("b"), ask("c")], { say: "done" }) });
    for (const [index, answer] of ["Allow once", "Deny", "Allow once"].entries()) {
      const request = await opened(index + 1);
      for (let round = 0; round < 5; round++) await rpc.send("get_state");
      expect(rpc.asked).toHaveLength(index + 1);
      rpc.reply(request, { value: answer });
    }
    await rpc.waitFor((event) => event.type === "agent_end", since);
    await rpc.idle();
    expect([made("a"), made("b"), made("c")]).toEqual([true, false, true]);
    expect(rpc.asked).toHaveLength(3);
  });

  it("is not asked any more when the mode was changed under it: the new mode decides", async () => {
    rpc.answer(() => undefined);
    const since = rpc.events.length;
    await rpc.send("prompt", { message: scripted(ask("a"), { say: "done" }) });
    const stale = await opened(1);
    await rpc.send("prompt", { message: "/mode execute" });
    rpc.reply(stale, { value: "Deny" });
    await rpc.waitFor((event) => event.type === "agent_end", since);
    expect(made("a")).toBe(true);
  });

  it("can't be answered with a yes that was meant for a looser mode", async () => {
    await rpc.send("prompt", { message: "/mode execute" });
    rpc.answer(() => undefined);
    const since = rpc.events.length;
    await rpc.send("prompt", { message: scripted(bash("rm -rf src"), { say: "done" }) });
    const stale = await opened(1);
    await rpc.send("prompt", { message: "/mode plan" });
    rpc.reply(stale, { value: "Allow once" });
    await rpc.waitFor((event) => event.type === "agent_end", since);
    expect(made("src/greet.js")).toBe(true);
    expect(lastTexts()[0]).toMatch(/^Not run: /);
  });
});
