// When the sandbox is used and when not: what the mode says, whose bash it is, whether there is one. Without it nothing is opened.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { fixture, PACKAGE } from "./kit/host.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { type Sdk, type SdkOptions, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

afterEach(async () => {
  await sdk.close();
  scratch.remove();
});

interface Setting {
  readonly off?: boolean;
  readonly user?: object;
  readonly project?: object;
}

async function start({ off = false, user, project }: Setting, options: SdkOptions = {}): Promise<void> {
  const made = makeScratch();
  scratch = { ...made, env: { ...made.env, PI_MODES_SANDBOX: off ? "off" : "" } };
  if (user) writeFileSync(join(scratch.agent, "pi-modes.json"), JSON.stringify(user));
  mkdirSync(join(scratch.project, ".pi"), { recursive: true });
  if (project) writeFileSync(join(scratch.project, ".pi", "pi-modes.json"), JSON.stringify(project));
  sdk = await startSdk(scratch, { plan: true, ...options });
}

const COMMAND = `node -e 'require("fs").writeFileSync("made.txt", "x")'`;
const isMade = () => existsSync(join(scratch.project, "made.txt"));

async function run(command = COMMAND) {
  const asked = sdk.ui.asked.length;
  const [outcome] = await sdk.prompt(scripted(bash(command), { say: "Done." }));
  if (!outcome) throw new Error("nothing was called");
  return { ...outcome, asked: sdk.ui.asked.slice(asked) };
}

const plan = (entry: object) => ({ modes: { plan: entry } });

it("asks as before where it is switched off, by the mode or for the process", async () => {
  await start({ user: plan({ sandbox: "off" }) });
  expect(await run()).toMatchObject({ refused: true, asked: [{ kind: "select" }] });
  await sdk.prompt("/mode status");
  expect(sdk.ui.notices.join("\n")).not.toContain("Sandbox");
  await sdk.close();
  scratch.remove();
  await start({ off: true });
  expect(await run()).toMatchObject({ refused: true, asked: [{ kind: "select" }] });
  await sdk.prompt("/mode status");
  expect(sdk.ui.notices.join("\n")).toContain("Sandbox: off, so code that can't be judged stays a question. PI_MODES_SANDBOX=off is set.");
  expect(isMade()).toBe(false);
});

it("refuses where it is required and isn't there, and says why", async () => {
  await start({ off: true, user: plan({ sandbox: "required" }) });
  const outcome = await run();
  expect(outcome).toMatchObject({ refused: true, asked: [] });
  expect(outcome.text).toContain("needs a sandbox, and there is none: PI_MODES_SANDBOX=off is set.");
  await sdk.prompt("/mode why");
  expect(sdk.ui.notices.join("\n")).toContain("It did not run: there is no sandbox to run it in.");
});

it("lets writes fail where the layer is switched off", async () => {
  await start({ user: plan({ overlay: "off" }) });
  const outcome = await run();
  expect(outcome.asked).toEqual([]);
  expect(outcome.text).toContain("EROFS");
  expect(outcome.text).toContain("[pi-modes] Ran in a sandbox. In it there is no network");
  expect(isMade()).toBe(false);
});

it("isn't for a mode that writes", async () => {
  await start({ user: { modes: { execute: { sandbox: "auto", effects: { execute: "ask" } } } } }, { plan: false });
  expect((await run()).asked).toHaveLength(1);
});

it("isn't loosened by a project that nobody trusts", async () => {
  await start({ user: plan({ sandbox: "off" }), project: plan({ sandbox: "auto" }) });
  expect((await run()).asked).toHaveLength(1);
});

it("runs nothing of another extension's bash in it", async () => {
  await start({}, { extensions: [PACKAGE, fixture("own-tools")] });
  const outcome = await run();
  expect(outcome).toMatchObject({ refused: true, asked: [{ kind: "select" }] });
  await sdk.prompt("/mode status");
  expect(sdk.ui.notices.join("\n")).toContain("The bash tool is another extension's.");
});

it("works where nobody can be asked, and hides what the policy closes to reading", async () => {
  await start({ user: { rules: [{ path: "private/**", decision: "deny" }] } }, { ui: false });
  mkdirSync(join(scratch.project, "private"));
  writeFileSync(join(scratch.project, "private", "notes.txt"), "closed to reading");
  const { text } = await run(`node -e 'console.log("read", require("fs").readFileSync("priv" + "ate/notes.txt", "utf8"))'`);
  expect(text).toContain("ENOENT");
  expect(text).not.toContain("closed to reading");
  // What failed isn't a question where there is nobody: it fails again.
  for (const _ of [1, 2]) expect((await run("node -e 'process.exit(4)'")).text).toContain("Command exited with code 4");
});

it("blocks a command that another extension changes after it was put into the sandbox", async () => {
  await start({}, { extensions: [PACKAGE, fixture("tamper")] });
  process.env.PI_MODES_TEST_TAMPER = "a new value";
  const outcome = await run().finally(() => delete process.env.PI_MODES_TEST_TAMPER);
  expect(outcome.text).toContain('Another extension changed "command" of this call after pi-modes had judged it');
  expect(isMade()).toBe(false);
  expect(existsSync(join(scratch.project, "made-by-tamper"))).toBe(false);
});

it("leaves nothing behind when the session ends", async () => {
  await start({});
  await run();
  const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`pi-modes-sandbox-${process.pid}-`));
  expect(ours()).toHaveLength(1);
  await sdk.session.reload();
  expect(ours()).toEqual([]);
});
