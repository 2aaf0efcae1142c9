// @gotgenes/pi-permission-system: the gates that its tool_call handler runs through, put together as its own entry does, with the rules that
// its documents give for commands that only read. Its log and its dialog are left out: whoever would be asked is noted.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import type { Plugin } from "rolldown";
import { bundled } from "./bundle.ts";
import { install, PACKAGES } from "./install.ts";
import type { Ground, Peer } from "./peer.ts";

/** What is used of it, by the names that it has there. */
interface Modules {
  readonly ToolCallGatePipeline: new (resolver: unknown, inputs: unknown) => Pipeline;
  readonly GateRunner: new (resolver: unknown, recorder: unknown, prompter: unknown, reporter: unknown) => unknown;
  readonly PermissionManager: new (options: unknown) => Manager;
  readonly PermissionResolver: new (manager: Manager, rules: unknown) => unknown;
  readonly SessionRules: new () => unknown;
  readonly PathNormalizer: new (flavor: unknown, cwd: string) => unknown;
  readonly pathFlavorForPlatform: (platform: string) => unknown;
}
interface Manager {
  configureForCwd(cwd: string): void;
  getConfigIssues(): readonly string[];
  getPromotablePathTokenMatcher(agent?: string): unknown;
}
interface Pipeline {
  evaluate(call: unknown, runner: unknown): Promise<{ readonly action: "allow" | "block" }>;
}

const PARTS = [
  ["handlers/gates/tool-call-gate-pipeline", "ToolCallGatePipeline"],
  ["handlers/gates/runner", "GateRunner"],
  ["permission-manager", "PermissionManager"],
  ["permission-resolver", "PermissionResolver"],
  ["session-rules", "SessionRules"],
  ["path-normalizer", "PathNormalizer"],
  ["path/path-flavor", "pathFlavorForPlatform"],
] as const;

const RECIPE = "### Read-Only Bash Command Allowlist";

async function load(ground: Ground): Promise<Modules> {
  const { folder, root } = install(PACKAGES.permissions);
  const source = join(root, "src");
  const entry = join(folder, "entry.ts");
  writeFileSync(entry, PARTS.map(([file, name]) => `export { ${name} } from ${JSON.stringify(join(source, `${file}.ts`))};\n`).join(""));
  const own: Plugin = {
    name: "as-pi-resolves-it",
    resolveId: (id) => {
      if (id === "@earendil-works/pi-coding-agent") return "\0host";
      if (!id.startsWith("#src/")) return null;
      const path = join(source, id.slice("#src/".length));
      return existsSync(`${path}.ts`) ? `${path}.ts` : join(path, "index.ts");
    },
    load: (id) => (id === "\0host" ? `export const getAgentDir = () => ${JSON.stringify(ground.agent)};` : null),
  };
  return (await bundled(entry, folder, [own])) as Modules;
}

/** The recipe stands in the documents that come with the package, and is taken from there. */
function configure(ground: Ground): void {
  const text = readFileSync(join(install(PACKAGES.permissions).root, "docs", "configuration.md"), "utf8");
  const block = /```jsonc\n([\s\S]*?)```/.exec(text.slice(text.indexOf(RECIPE)))?.[1];
  const rules: unknown = block === undefined ? undefined : parse(block);
  if (typeof rules !== "object" || rules === null || !text.includes(RECIPE)) throw new Error("its documents have no such recipe any more");
  const place = join(ground.agent, "extensions", "pi-permission-system");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "config.json"), JSON.stringify(rules));
}

export function permissions(ground: Ground): Peer {
  return {
    label: "pi-permission-system",
    package: PACKAGES.permissions,
    how: "`ToolCallGatePipeline.evaluate` for the bash tool, with the recipe “Read-Only Bash Command Allowlist” of its documents, read from the package",
    claims: "looking",
    timed: true,
    judgeIn: async (cwd) => {
      configure(ground);
      const made = await load(ground);
      const flavor = made.pathFlavorForPlatform(process.platform);
      const manager = new made.PermissionManager({ agentDir: ground.agent, flavor });
      manager.configureForCwd(cwd);
      const issues = manager.getConfigIssues();
      if (issues.length > 0) throw new Error(issues.join("\n"));
      const resolver = new made.PermissionResolver(manager, new made.SessionRules());
      const normalizer = new made.PathNormalizer(flavor, cwd);
      const pipeline = new made.ToolCallGatePipeline(resolver, {
        getActiveSkillEntries: () => [],
        getInfrastructureReadDirs: () => [],
        getToolPreviewLimits: () => ({ toolInputPreviewMaxLength: 400, toolTextSummaryMaxLength: 120, toolInputLogPreviewMaxLength: 400 }),
        getPathNormalizer: () => normalizer,
        getShellToolAliases: () => undefined,
        getPromotablePathTokenMatcher: (agent?: string) => manager.getPromotablePathTokenMatcher(agent),
      });
      let asked = false;
      const prompter = {
        escalate: () => {
          asked = true;
          return Promise.resolve({ approved: false, state: "denied" });
        },
      };
      const recorder = { recordSessionApproval: () => {} };
      const reporter = { writeReviewLog: () => {}, emitDecision: () => {} };
      const runner = new made.GateRunner(resolver, recorder, prompter, reporter);
      return async (command) => {
        asked = false;
        const call = { toolName: "bash", agentName: null, input: { command }, toolCallId: "1", cwd };
        const { action } = await pipeline.evaluate(call, runner);
        if (action === "allow") return "allow";
        return asked ? "ask" : "deny";
      };
    },
  };
}
