// Other extensions claim what this package claims, bring tools under the names of pi's, or fail all the time. Law: the guard holds all the
// same, and the user hears once what is the matter.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { lacks } from "./kit/gaps.ts";
import { fixture, loading, PACKAGE, PI_PACKAGE } from "./kit/host.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { printText } from "./kit/print.ts";
import { fingerprint } from "./kit/project.ts";
import { notices, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

const CALLS = [
  bash("touch made"),
  call("write", { path: "made", content: "" }),
  call("edit", { path: "src/greet.js", oldText: "a", newText: "b" }),
];
const EXAMPLES = join(PI_PACKAGE, "examples", "extensions");
const example = (name: string) => join(EXAMPLES, name);

let server: ModelServer;
let scratch: Scratch;
let sdk: Sdk | undefined;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
});
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith("PI_MODES_TEST_") && !/PI$|NODE$/.test(name)) delete process.env[name];
  await sdk?.close();
  sdk = undefined;
  vi.restoreAllMocks();
  scratch.remove();
});

const ours = (name: string, extension: string): [string, string[]][] => [
  [`${name}, after this package`, [PACKAGE, extension]],
  [`${name}, before this package`, [extension, PACKAGE]],
];

describe.each([...ours("tools that are registered at once", fixture("own-tools")), ...ours("tools that come late", fixture("own-tools"))])(
  "%s",
  (name, extensions) => {
    it("are judged by their names, and run where those are open", async () => {
      sdk = await startSdk(scratch, { extensions, plan: true });
      if (name.includes("late")) {
        process.env.PI_MODES_TEST_LATE = "1";
        await sdk.session.reload();
      }
      const before = fingerprint(scratch.project);
      expect((await sdk.prompt(scripted(CALLS))).map(({ refused }) => refused)).toEqual([true, true, true]);
      // Without what pi's own tools need, nobody knows what these would do.
      const bare = await sdk.prompt(scripted([call("bash", {}), call("write", { file: "x" })]));
      expect(bare.map(({ refused }) => refused)).toEqual([true, true]);
      expect(fingerprint(scratch.project)).toEqual(before);
      await sdk.prompt("/mode execute");
      const texts = (await sdk.prompt(scripted(CALLS))).map(({ text }) => text);
      const own = ["the other bash", "the other write", "the other edit"];
      if (name.includes("late") && lacks("late-tools")) expect(own.filter((text) => texts.includes(text))).toEqual([]);
      else expect(texts).toEqual(own);
    });
  },
);

describe.each(ours("commands of the same names", fixture("claimer")))("%s", (name, extensions) => {
  it.skipIf(lacks("both-of-a-name"))("leave `/mode` to this package, and the user is told once", async () => {
    const rpc = startRpc(scratch, { args: loading(...extensions) });
    await statusShows(rpc, "execute");
    await rpc.send("prompt", { message: "/mode plan" });
    await statusShows(rpc, "plan");
    const words = notices(rpc).map((notice) => notice.words);
    expect(words.filter((text) => text.includes("another extension has /mode and /plan as well"))).toHaveLength(1);
    await rpc.prompt(scripted(...CALLS));
    expect(existsSync(join(scratch.project, "made"))).toBe(false);
    await rpc.stop();
  });

  it("hold `--plan` where pi leaves one of the two out, and the user is told what is missing", async () => {
    const rpc = startRpc(scratch, { args: ["--plan", ...loading(...extensions)] });
    await statusShows(rpc, "plan");
    await rpc.prompt(scripted(...CALLS));
    expect(existsSync(join(scratch.project, "made"))).toBe(false);
    await rpc.send("new_session");
    await statusShows(rpc, "plan");
    await rpc.prompt(scripted(...CALLS));
    expect(existsSync(join(scratch.project, "made"))).toBe(false);
    const missing = notices(rpc).filter(({ words }) => words.includes("left out the part of pi-modes"));
    expect(missing).toHaveLength(lacks("both-of-a-name") && name.includes("before") ? 1 : 0);
    await rpc.stop();
  });
});

describe("a flag of the same name", () => {
  it.each([
    ["before", [fixture("flag-claimer"), PACKAGE]],
    ["after", [PACKAGE, fixture("flag-claimer")]],
  ])("that comes %s is said, and what `--plan` asks for holds, or pi doesn't start", async (_order, extensions) => {
    const prompt = scripted(bash("touch made"), { say: "done" });
    const { code, stderr } = await printText(scratch, { args: ["--plan", ...loading(...extensions)], prompt });
    expect(code === 0).toBe(lacks("flag-clash"));
    expect(stderr).toMatch(/Flag "--plan" conflicts/);
    expect(existsSync(join(scratch.project, "made"))).toBe(false);
  });
});

describe.each(ours("an extension that fails in every handler", fixture("thrower")))("%s", (_name, extensions) => {
  it("changes nothing about what is open and what is closed", async () => {
    // The host's bus writes each failure of a listener on the standard error.
    vi.spyOn(console, "error").mockImplementation(() => {});
    sdk = await startSdk(scratch, { extensions, plan: true });
    const before = fingerprint(scratch.project);
    expect((await sdk.prompt(scripted(CALLS))).map(({ refused }) => refused)).toEqual([true, true, true]);
    expect(await sdk.prompt(scripted(bash("ls")))).toMatchObject([{ refused: false }]);
    expect(fingerprint(scratch.project)).toEqual(before);
    await sdk.prompt("/mode execute");
    expect(await sdk.prompt(scripted(bash("touch made")))).toMatchObject([{ refused: false }]);
    expect(sdk.errors.filter((error) => !error.includes("thrown on purpose"))).toEqual([]);
  });
});

describe("pi's own examples beside this package", () => {
  const examples = [
    "permission-gate.ts",
    "preset.ts",
    "tools.ts",
    "ssh.ts",
    "subagent/index.ts",
    "protected-paths.ts",
    "confirm-destructive.ts",
  ];

  it("all at once, before it and after it: plan mode holds, and execute mode works", async () => {
    for (const extensions of [
      [PACKAGE, ...examples.map(example)],
      [...examples.map(example), PACKAGE],
    ]) {
      sdk = await startSdk(scratch, { extensions, plan: true });
      const before = fingerprint(scratch.project);
      expect((await sdk.prompt(scripted(CALLS))).map(({ refused }) => refused)).toEqual([true, true, true]);
      expect(await sdk.prompt(scripted(bash("ls")))).toMatchObject([{ refused: false }]);
      expect(fingerprint(scratch.project)).toEqual(before);
      await sdk.prompt("/mode execute");
      expect(await sdk.prompt(scripted(bash("true")))).toMatchObject([{ refused: false }]);
      expect(sdk.errors).toEqual([]);
      await sdk.close();
    }
  });

  it("permission-gate doesn't ask about what is refused anyway, where it comes after", async () => {
    sdk = await startSdk(scratch, { extensions: [PACKAGE, example("permission-gate.ts")], plan: true });
    expect(await sdk.prompt(scripted(bash("rm -rf src")))).toMatchObject([{ refused: true }]);
    expect(sdk.ui.asked).toEqual([]);
    // What both would ask about is asked twice: neither knows of the other. Its no counts after our yes.
    await sdk.prompt("/mode execute");
    sdk.ui.answer(({ options }) => (options.includes("Allow once") ? "Allow once" : "No"));
    expect(await sdk.prompt(scripted(bash("rm -rf src")))).toMatchObject([{ refused: true, text: "Blocked by user" }]);
    expect(existsSync(join(scratch.project, "src"))).toBe(true);
  });

  it("plan-mode claims the flag `plan`, so pi says so, and doesn't start where it can't have both", async () => {
    const { code, stderr } = await printText(scratch, { args: loading(PACKAGE, example("plan-mode/index.ts")), prompt: "hello" });
    expect(code === 0).toBe(lacks("flag-clash"));
    expect(stderr).toMatch(/Flag "--plan" conflicts/);
  });
});

describe("a package with rules of its own", () => {
  const RULES = `export default (pi) => pi.on("tool_call", async (event, ctx) => {
    const command = String(event.input.command ?? "");
    if (command.startsWith("git push")) return { block: true, reason: "its rules deny this" };
    if (command.startsWith("node ")) return (await ctx.ui.select("Its question", ["Yes", "No"])) === "Yes" ? undefined : { block: true, reason: "its no" };
    return undefined;
  });`;

  it.each([true, false])("both hold, and the stricter one decides (after this one: %s)", async (isAfter) => {
    const rules = join(scratch.root, "rules.ts");
    writeFileSync(rules, RULES);
    sdk = await startSdk(scratch, { extensions: isAfter ? [PACKAGE, rules] : [rules, PACKAGE], plan: true });
    sdk.ui.answer(({ title }) => (title === "Its question" ? "Yes" : "Deny"));
    // Its yes opens nothing here; its no closes what would be open here.
    expect(await sdk.prompt(scripted(bash("node -e 1")))).toMatchObject([{ refused: true }]);
    expect(await sdk.prompt(scripted(bash("touch made")))).toMatchObject([{ refused: true }]);
    await sdk.prompt("/mode execute");
    sdk.ui.answer(({ options }) => (options.includes("Allow once") ? "Allow once" : "No"));
    expect(await sdk.prompt(scripted(bash("git push")))).toMatchObject([{ refused: true, text: "its rules deny this" }]);
    expect(await sdk.prompt(scripted(bash("node -e 1")))).toMatchObject([{ refused: true, text: "its no" }]);
    expect(await sdk.prompt(scripted(bash("true")))).toMatchObject([{ refused: false }]);
  });
});
