// As a user gets it: packed, installed from a registry into an empty agent directory, and holding.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTEMPT_STEPS } from "./kit/attempts.ts";
import { PI } from "./kit/host.ts";
import { at, list, parse, text } from "./kit/json.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { type Packed, packAll, readManifest } from "./kit/pack.ts";
import { ofType, printJson } from "./kit/print.ts";
import { type Finished, run } from "./kit/process.ts";
import { fingerprint } from "./kit/project.ts";
import { type Registry, startRegistry } from "./kit/registry.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { call, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;
let packed: Packed;
let registry: Registry;
let installed: Finished;
let env: Readonly<Record<string, string>>;
let prefix: string;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
  packed = await packAll(scratch);
  registry = await startRegistry(packed.folder);
  prefix = join(scratch.root, "npm");
  env = { NPM_CONFIG_REGISTRY: registry.url, NPM_CONFIG_PREFIX: prefix, NPM_CONFIG_AUDIT: "false", NPM_CONFIG_FUND: "false" };
  installed = await run(scratch, process.execPath, [PI, "install", `npm:${packed.name}`], { env, timeout: 100_000 });
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
    const manifests = readdirSync(prefix, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("package.json"));
    const names = manifests.map((name) => text(readManifest(join(prefix, name, "..")), "name"));
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
});
