// A place for one pi: home, agent directory and project of its own, and an environment that holds nothing of the developer's.

import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeProject } from "./project.ts";

export interface Scratch {
  readonly root: string;
  readonly home: string;
  readonly agent: string;
  /** The project: a git work tree with a few files. pi's working directory. */
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/** `modelUrl`: the model server's address; without it the agent directory knows no provider. */
export function makeScratch(modelUrl?: string): Scratch {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-host-")));
  const home = join(root, "home");
  const agent = join(root, "agent");
  const project = join(root, "project");
  for (const directory of [home, agent, project]) mkdirSync(directory);
  // One token to keep: a compaction on command finds something to compact in the shortest conversation.
  const compaction = { enabled: false, keepRecentTokens: 1 };
  const settings = { quietStartup: true, enableInstallTelemetry: false, retry: { enabled: false }, compaction };
  const model = modelUrl === undefined ? {} : { defaultProvider: "stub", defaultModel: "scripted" };
  writeFileSync(join(agent, "settings.json"), JSON.stringify({ ...settings, ...model }));
  if (modelUrl !== undefined) writeFileSync(join(agent, "models.json"), JSON.stringify(models(modelUrl)));
  const env = environment(home, agent);
  makeProject(project, env);
  return { root, home, agent, project, env, remove: () => removeAll(root) };
}

/** Also where a process that is just ending still writes: node tries again, but not to remove what came since. */
function removeAll(root: string, attempts = 5): void {
  try {
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch (error) {
    if (attempts <= 1) throw error;
    removeAll(root, attempts - 1);
  }
}

function environment(home: string, agent: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? "",
    // Questions are what most tests are about. Those of the sandbox take it out again.
    PI_MODES_SANDBOX: "off",
    HOME: home,
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
    PI_CODING_AGENT_DIR: agent,
    PI_OFFLINE: "1",
    PI_SKIP_VERSION_CHECK: "1",
    PI_TELEMETRY: "0",
  };
}

function models(baseUrl: string): unknown {
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const model = { id: "scripted", name: "Scripted", reasoning: false, input: ["text"], cost, contextWindow: 128000, maxTokens: 4096 };
  return { providers: { stub: { baseUrl, api: "openai-completions", apiKey: "none", models: [model] } } };
}

/** The session files below an agent directory, oldest name first. */
export function sessionFiles(scratch: Scratch): readonly string[] {
  const directory = join(scratch.agent, "sessions");
  try {
    const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
    return names
      .filter((name) => name.endsWith(".jsonl"))
      .sort()
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}
