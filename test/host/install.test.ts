// As a user gets it: packed, installed from a registry into an empty agent directory, and holding.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QUIET_MS } from "../../extensions/shared/dialog-reading.ts";
import { ATTEMPT_STEPS } from "./kit/attempts.ts";
import { PI, REPOSITORY } from "./kit/host.ts";
import { at, list, parse, text } from "./kit/json.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { type Packed, packAll, readManifest } from "./kit/pack.ts";
import { ofType, printJson } from "./kit/print.ts";
import { type Finished, run, until } from "./kit/process.ts";
import { fingerprint } from "./kit/project.ts";
import { type Registry, startRegistry } from "./kit/registry.ts";
import { startRpc } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { editorOf, footerOf, startTui, tmuxMissing } from "./kit/tui.ts";

/** Longer than the time in which keys don't count yet. */
const READING = QUIET_MS + 100;

let server: ModelServer;
let scratch: Scratch;
let packed: Packed;
let registry: Registry;
let installed: Finished;
let env: Readonly<Record<string, string>>;
/** Where packages are installed, and where this one lies. */
let root: string;
let home: string;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  packed = await packAll(scratch);
  registry = await startRegistry(packed.folder);
  const prefix = join(scratch.root, "npm");
  env = { NPM_CONFIG_REGISTRY: registry.url, NPM_CONFIG_PREFIX: prefix, NPM_CONFIG_AUDIT: "false", NPM_CONFIG_FUND: "false" };
  installed = await run(scratch, process.execPath, [PI, "install", `npm:${packed.name}`], { env, timeout: 100_000 });
  // Newer hosts keep packages in their own folder.
  const modules = [join(prefix, "lib", "node_modules"), join(scratch.agent, "npm", "node_modules")].find((folder) => existsSync(folder));
  if (modules === undefined) throw new Error(`nothing was installed: ${installed.stderr}`);
  [root, home] = [modules, join(modules, packed.name)];
}, 180_000);
afterAll(async () => {
  await registry.close();
  await server.close();
  scratch.remove();
});

describe("the installed package", () => {
  it("installs with nothing but its own tarball and its dependencies'", () => {
    expect(installed.stderr + installed.stdout).not.toMatch(/error/i);
    expect(installed.code).toBe(0);
    expect(registry.missed).toEqual([]);
  });

  it("is the one package that `pi list` lists", async () => {
    const { code, stdout } = await run(scratch, process.execPath, [PI, "list"], { env });
    expect(code).toBe(0);
    expect(stdout.match(/npm:/g)).toHaveLength(1);
    expect(stdout).toContain(`npm:${packed.name}`);
    expect(list(parse(readFileSync(join(scratch.agent, "settings.json"), "utf8")), "packages")).toEqual([`npm:${packed.name}`]);
  });

  it("brings no second pi", () => {
    const manifests = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("package.json"));
    const names = manifests.map((name) => text(readManifest(join(root, name, "..")), "name"));
    expect(names).toContain(packed.name);
    expect(names.filter((name) => /^@(mariozechner|earendil-works)\//.test(name))).toEqual([]);
  });

  it("holds through the nine attempts of a session with --plan: the project is the same to the byte", async () => {
    const before = fingerprint(scratch.project);
    const { code, events } = await printJson(scratch, { args: ["--plan"], prompt: scripted(...ATTEMPT_STEPS), env });
    expect(code).toBe(0);
    const ends = ofType(events, "tool_execution_end");
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.filter((event) => at(event, "isError") !== true)).toEqual([]);
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("lets the same session work without --plan", async () => {
    const before = fingerprint(scratch.project);
    await printJson(scratch, { args: [], prompt: scripted(call("write", { path: "made", content: "x" })), env });
    expect(fingerprint(scratch.project)).not.toEqual(before);
  });

  it("asks before its own files are changed, where everything else may be written", async () => {
    const file = join(home, "dist", "tool-guard.mjs");
    const before = readFileSync(file, "utf8");
    const rpc = startRpc(scratch, { args: [], env });
    await rpc.prompt(
      scripted(bash(`echo >> ${file}`), call("write", { path: file, content: "" }), bash("echo x > made-too"), { say: "done" }),
    );
    await rpc.stop();
    expect(rpc.asked.map((request) => text(request, "title")).join("\n")).toMatch(/guard[\s\S]*guard/);
    expect(rpc.asked).toHaveLength(2);
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(existsSync(join(scratch.project, "made-too"))).toBe(true);
    expect(rpc.stderr()).toBe("");
  });

  it.skipIf(tmuxMissing)("asks in a terminal, and after a reload", async () => {
    const tui = startTui({ ...scratch, env: { ...scratch.env, ...env } }, ["--plan"]);
    const ask = async (word: string) => {
      tui.type(scripted(bash(`node -e "${word}"`), { say: "that was all" }));
      await tui.see((screen) => editorOf(screen).replace(/\s/g, "").includes("thatwasall"));
      tui.keys("Enter");
      await tui.see((screen) => screen.includes(`│ node -e "${word}"`) && screen.includes("Deny and say why"));
      await new Promise((resolve) => setTimeout(resolve, READING));
      tui.keys("Escape");
      await tui.see((screen) => !screen.includes("Deny and say why") && /^ *that was all/m.test(screen));
    };
    try {
      await tui.see((screen) => footerOf(screen).includes("plan"));
      await ask("before()");
      tui.type("/reload");
      await tui.see((screen) => editorOf(screen).includes("/reload"));
      const gone = () => !editorOf(tui.screen()).includes("/reload");
      tui.keys("Enter");
      await until(gone, () => "the command to be sent", 1_500).catch(() => tui.keys("Enter"));
      await tui.see((screen) => screen.includes("Reloaded") && footerOf(screen).includes("plan"));
      await ask("after()");
    } finally {
      tui.close();
    }
  });

  it("brings its command line tool", async () => {
    const tool = join(home, "bin", "pi-modes.mjs");
    const { code, stdout, stderr } = await run(scratch, process.execPath, [tool, "explain", `ls ${home}; echo x > ${home}/package.json`]);
    expect(stderr).toBe("");
    expect(stdout).toContain("guard");
    expect(code).toBe(0);
  });

  it("runs nothing when an update took away what it hasn't loaded yet", async () => {
    const before = fingerprint(scratch.project);
    const rpc = startRpc(scratch, { args: ["--plan"], env });
    await rpc.send("get_state");
    const name = readdirSync(join(home, "dist")).find((file) => file.startsWith("judgement-")) ?? "none";
    const file = join(home, "dist", name);
    renameSync(file, `${file}.gone`);
    await rpc.prompt(scripted(bash("ls"), bash("touch made-late"), { say: "done" }));
    renameSync(`${file}.gone`, file);
    await rpc.prompt(scripted(bash("ls src"), { say: "done" }));
    await rpc.stop();
    const [first, second, third] = toolTexts(server.requests.at(-1));
    for (const refused of [first, second]) expect(refused).toMatch(/^Not run: bash\n.*pi has to be started again/);
    expect(third).toContain("greet.js");
    expect(fingerprint(scratch.project)).toEqual(before);
  });
});

describe("the tarball", () => {
  it("holds what is built, three entries, and no other sources", () => {
    const names = execFileSync("tar", ["-tzf", packed.tarball], { encoding: "utf8", timeout: 30_000 }).trim().split("\n");
    const entry = /^dist\/(?:cli|mode-manager|tool-guard|mode-status)\.mjs$/;
    const kinds = [
      /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|schema\.json|bin\/pi-modes\.mjs)$/,
      /^extensions\/(?:mode-manager|tool-guard|mode-status)\/index\.ts$/,
      entry,
      /^dist\/[a-z-]+-[\w-]{8}\.mjs$/,
      /^dist\/knowledge-[0-9a-f]{8}\/(?:[a-z-]+\.json|load-[\w-]{8}\.mjs)$/,
      /^skills\/[a-z-]+\/[\w-]+\.md$/,
    ];
    const files = names.map((name) => name.replace(/^package\//, ""));
    expect(files.filter((file) => !kinds.some((kind) => kind.test(file)))).toEqual([]);
    expect(files.filter((file) => file.endsWith(".ts"))).toHaveLength(3);
    expect(files.filter((file) => entry.test(file))).toHaveLength(4);
  });

  it("weighs little", () => {
    expect(statSync(packed.tarball).size).toBeLessThan(360_000);
  });

  it("leaves no build behind", () => {
    expect(existsSync(join(REPOSITORY, "dist"))).toBe(false);
  });
});
