// Where the demo plays: a scratch project under git, and a home and agent directory for pi that are thrown away afterwards.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "..");
const PI = join(REPOSITORY, "node_modules", "@mariozechner", "pi-coding-agent", "dist", "cli.js");

/** Node's arguments for a pi that has this package and no other extension, in plan mode. */
export const PI_ARGUMENTS = [PI, "-ne", "-e", REPOSITORY, "--plan"];

/** What pi may see of the real environment: how to find programs, and how to draw. */
const PASSED_ON = ["PATH", "TERM", "COLORTERM", "TERM_PROGRAM", "LANG", "LC_ALL", "LC_CTYPE"];

/** @param {string} modelUrl */
export function makePlace(modelUrl) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-demo-")));
  const [home, agent, project] = [join(root, "home"), join(root, "agent"), join(root, "project")];
  for (const directory of [home, agent, project]) mkdirSync(directory);
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const model = { id: "scripted", name: "Scripted", reasoning: false, input: ["text"], cost, contextWindow: 128000, maxTokens: 4096 };
  const provider = { baseUrl: modelUrl, api: "openai-completions", apiKey: "none", models: [model] };
  writeFileSync(join(agent, "models.json"), JSON.stringify({ providers: { demo: provider } }));
  const settings = { defaultProvider: "demo", defaultModel: "scripted", quietStartup: true, enableInstallTelemetry: false };
  writeFileSync(join(agent, "settings.json"), JSON.stringify(settings));

  const passed = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const quiet = { PI_OFFLINE: "1", PI_SKIP_VERSION_CHECK: "1", PI_TELEMETRY: "0" };
  /** @type {Record<string, string>} */
  const env = { ...Object.fromEntries(passed), ...quiet, HOME: home, PI_CODING_AGENT_DIR: agent };

  /** @param {readonly string[]} args */
  const git = (...args) => execFileSync("git", args, { cwd: project, env, encoding: "utf8", stdio: "pipe" });
  writeFileSync(join(project, "README.md"), "# A project\n\nNothing in here yet.\n");
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("-c", "user.name=Demo", "-c", "user.email=demo@example.invalid", "commit", "--quiet", "--message=Begin");

  /** Everything that differs from the first commit, as a diff; empty when nothing does. */
  const changes = () => {
    git("add", "--intent-to-add", ".");
    return git("diff", "--no-color");
  };
  return { project, env, changes, remove: () => rmSync(root, { recursive: true, force: true }) };
}
