// The kit itself, on a probe: each way of driving pi must be able to see a refusal and a success, or the other tests mean nothing.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixture, loading } from "./kit/host.ts";
import { cachedHead, type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { ofType, printJson, printText } from "./kit/print.ts";
import { run, until } from "./kit/process.ts";
import { fingerprint } from "./kit/project.ts";
import { shown, startRpc } from "./kit/rpc.ts";
import { makeScratch, type Scratch, sessionFiles } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { startSdk } from "./kit/sdk.ts";
import { startTui, tmuxMissing } from "./kit/tui.ts";

const touch = scripted(bash("touch made"), { say: "all done" });
const probe = loading(fixture("probe"));

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});

const made = () => existsSync(join(scratch.project, "made"));

describe("the kit", () => {
  it("prints the model's last words and shows refusals to the model", async () => {
    const refused = await printText(scratch, { args: ["--plan", ...probe], prompt: touch });
    expect(refused).toMatchObject({ code: 0, stdout: "all done\n" });
    expect(toolTexts(server.requests.at(-1))).toEqual(["The probe is closed and nobody can be asked."]);
    expect(made()).toBe(false);
  });

  it("gives pi's events, and the request's bytes", async () => {
    const { code, events } = await printJson(scratch, { args: ["--plan", ...probe], prompt: touch });
    expect(code).toBe(0);
    expect(ofType(events, "tool_execution_end")).toMatchObject([{ toolName: "bash", isError: true }]);
    expect(cachedHead(server.requests.at(-1)).tools).toContain('"name":"bash"');
    expect(cachedHead(server.requests.at(-1)).system).toContain('"role":"system"');
  });

  it("answers dialogs over RPC and sees what is shown", async () => {
    const rpc = startRpc(scratch, { args: ["--plan", ...probe], dialogs: () => ({ value: "No" }) });
    await rpc.prompt(touch);
    expect(toolTexts(server.requests.at(-1))).toEqual(["The probe is closed: No."]);
    expect(shown(rpc, "setStatus", "probe")).toEqual(["probe closed"]);
    rpc.answer(() => ({ value: "Yes" }));
    await rpc.prompt(scripted(bash("touch made-over-rpc"), { say: "done" }));
    expect(existsSync(join(scratch.project, "made-over-rpc"))).toBe(true);
    await rpc.send("prompt", { message: "/probe" });
    expect(shown(rpc, "setStatus", "probe")).toEqual(["probe open"]);
    await rpc.stop();
    expect(sessionFiles(scratch).length).toBeGreaterThan(0);
  });

  it("runs a session in this process with a user interface that records", async () => {
    const sdk = await startSdk(scratch, { extensions: [fixture("probe")], plan: true });
    expect(sdk.errors).toEqual([]);
    expect(sdk.ui.widget.get("probe")).toEqual(["probe: closed"]);
    expect(await sdk.prompt(touch)).toMatchObject([{ tool: "bash", refused: true, text: "The probe is closed: dismissed." }]);
    sdk.ui.answer((question) => question.options[0]);
    expect(await sdk.prompt(scripted(call("read", { path: "README.md" }), bash("echo ran"), { say: "done" }))).toMatchObject([
      { tool: "read", refused: false },
      { tool: "bash", refused: false, text: "ran\n" },
    ]);
    await sdk.close();
  });

  it.skipIf(tmuxMissing)("sees the terminal and presses keys in it", async () => {
    const tui = startTui(scratch, ["--plan", ...probe]);
    try {
      await tui.see("probe closed");
      tui.keys("C-M-p");
      await tui.see("probe open");
    } finally {
      tui.close();
    }
  });

  it("ends a process that takes too long, and says so", async () => {
    const slow = run(scratch, "sh", ["-c", "sleep 30 & echo $! > slow.pid; wait"], { timeout: 300 });
    await expect(slow).rejects.toThrow(/took more than 300 ms/);
    const pid = Number(readFileSync(join(scratch.project, "slow.pid"), "utf8"));
    await until(
      () => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z "),
      () => "the child to be gone",
    );
  });

  it("has a fingerprint that a read or `git status` leaves alone, and one byte changes", async () => {
    const other = makeScratch();
    const before = fingerprint(other.project);
    await run(other, "git", ["status"]);
    expect(fingerprint(other.project)).toEqual(before);
    writeFileSync(join(other.project, "src/greet.js"), "x");
    expect(fingerprint(other.project)).not.toEqual(before);
    other.remove();
  });
});
