// Code that can't be judged, on a real host, in the real sandbox.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;
const inProject = (...names: readonly string[]) => join(scratch.project, ...names);

beforeAll(async () => {
  const made = makeScratch();
  scratch = { ...made, env: { ...made.env, PI_MODES_SANDBOX: "" } };
  sdk = await startSdk(scratch, { plan: true });
});
afterAll(async () => {
  await sdk.close();
  scratch.remove();
});

const run = async (command: string) => {
  const [outcome] = await sdk.prompt(scripted(bash(command), { say: "Done." }));
  if (!outcome) throw new Error("nothing was called");
  return outcome;
};

/** What a planted script tries; it reports what it thinks it achieved, and whether it did is looked at from outside. */
const PLANTED = `
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
const [port, home, outside, token] = process.argv.slice(2);
const attempt = (name, action) => { try { console.log(name, action() ?? "did it"); } catch (error) { console.log(name, error.code ?? error.message); } };
attempt("tree", () => writeFileSync("planted.txt", token));
attempt("append", () => appendFileSync("README.md", token));
attempt("hook", () => writeFileSync(".git/hooks/post-checkout", token));
attempt("home", () => writeFileSync(home + "/planted.txt", token));
attempt("tmp", () => writeFileSync(outside + "/planted.txt", token));
attempt("env", () => readFileSync(".env", "utf8"));
attempt("key", () => readFileSync(home + "/.ssh/id_ed25519", "utf8"));
attempt("auth", () => readFileSync(home + "/.pi/agent/auth.json", "utf8"));
attempt("variable", () => process.env.DEPLOY_TOKEN ?? "isn't there");
attempt("address", () => process.env.DATABASE ?? "isn't there");
const later = "setTimeout(() => { require('fs').writeFileSync('" + outside + "/late.txt', 'x'); require('fs').writeFileSync('late.txt', 'x'); }, 1500); setTimeout(() => {}, 60000)";
spawn(process.execPath, ["-e", later, token], { detached: true, stdio: "ignore" }).unref();
createConnection(Number(port), "127.0.0.1").on("connect", () => { console.log("network did it"); process.exit(); }).on("error", (error) => console.log("network", error.code));
`;

it("lets a planted script achieve nothing", async () => {
  const outside = mkdtempSync(join(tmpdir(), "pi-modes-outside-"));
  const token = `planted-${process.pid}-${Date.now()}`;
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  writeFileSync(inProject("planted.mjs"), PLANTED);
  writeFileSync(inProject(".env"), "KEY=topsecret-env");
  mkdirSync(join(scratch.home, ".ssh"));
  writeFileSync(join(scratch.home, ".ssh", "id_ed25519"), "topsecret-key");
  const before = treeOf(scratch.project);
  const homeBefore = readdirSync(scratch.home);
  process.env.DEPLOY_TOKEN = "topsecret-variable";
  process.env.DATABASE = "postgres://app:topsecret@localhost/app";
  try {
    const { text } = await run(`node planted.mjs ${port} ${scratch.home} ${outside} ${token}`);
    // It ran to its end, and thought that it could write.
    expect(text).toMatch(/^tree did it$/m);
    expect(text).toMatch(/^home did it$/m);
    expect(text).toMatch(/^network E/m);
    expect(text).not.toContain("topsecret");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(processesWith(token)).toEqual([]);
    expect(treeOf(scratch.project)).toEqual(before);
    expect(readdirSync(scratch.home)).toEqual(homeBefore);
    expect(readdirSync(outside)).toEqual([]);
    expect(connections).toBe(0);
  } finally {
    delete process.env.DEPLOY_TOKEN;
    delete process.env.DATABASE;
    server.close();
    rmSync(outside, { recursive: true, force: true });
  }
});

/** Every file with its content, version control too. */
function treeOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${readFileSync(path).toString("base64")}`)
    .sort();
}

function processesWith(token: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    })
    .filter((line) => line.includes(token));
}

it("runs code without a question, and says what was thrown away", async () => {
  writeFileSync(inProject("touch.mjs"), 'import { writeFileSync } from "node:fs"; writeFileSync("made.txt", "x"); console.log("ran");\n');
  const outcome = await run("node touch.mjs");
  expect(sdk.ui.asked).toEqual([]);
  expect(outcome.text).toContain("ran");
  expect(outcome.text).toContain("[pi-modes] Ran in a sandbox. What it wrote was thrown away: made.txt.");
  expect(existsSync(inProject("made.txt"))).toBe(false);
});

it("shows the command in the session as the model wrote it", () => {
  const said = sdk.session.sessionManager.getEntries().map((entry) => JSON.stringify(entry));
  expect(said.filter((line) => line.includes('"command":"node touch.mjs"'))).not.toEqual([]);
  expect(said.filter((line) => line.includes("bwrap"))).toEqual([]);
});

it("asks before what failed in there runs again, and runs it outside when the user says so", async () => {
  const command = "node -e 'process.exit(3)'";
  expect((await run(command)).text).toContain("Called again unchanged, it becomes a question to the user.");
  const asked = sdk.ui.asked.length;
  await run(command);
  expect(sdk.ui.asked.slice(asked).map(({ title }) => title)).toEqual([expect.stringContaining("which failed in the sandbox")]);
});

it("keeps what is closed closed, and what sends a question", async () => {
  const asked = sdk.ui.asked.length;
  expect((await run("node touch.mjs > out.txt")).refused).toBe(true);
  expect(sdk.ui.asked).toHaveLength(asked);
  expect((await run("cat .env; node touch.mjs")).refused).toBe(true);
  expect(sdk.ui.asked).toHaveLength(asked + 1);
});

it("runs several at once and each result says its own", async () => {
  const steps = ["a", "b", "c"].map((name) => bash(`node -e 'require("fs").writeFileSync("${name}.txt", "x"); console.log("${name}")'`));
  const outcomes = await sdk.prompt(scripted(steps, { say: "Done." }));
  expect(outcomes.map(({ text }) => text).sort()).toEqual(
    ["a", "b", "c"].map((name) => expect.stringContaining(`thrown away: ${name}.txt.`)),
  );
});

it("says in the status what was tried, and in why how it ran", async () => {
  const notices = sdk.ui.notices.length;
  await sdk.prompt("/mode status");
  await run("node touch.mjs");
  await sdk.prompt("/mode why");
  const said = sdk.ui.notices.slice(notices).join("\n");
  expect(said).toContain("Sandbox: on. Tried here:");
  expect(said).toContain("It ran in the sandbox, where it could change nothing.");
});
