// Gemini CLI: its policy engine with the policies that it ships, asked about its shell tool.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { install, PACKAGES } from "./install.ts";
import type { Answer, Peer } from "./peer.ts";

/** What is used of it. */
interface PolicyEngine {
  setApprovalMode(mode: string): void;
  check(call: { readonly name: string; readonly args: unknown }): Promise<{ readonly decision: string }>;
}
interface Modules {
  readonly PolicyEngine: new (config: unknown) => PolicyEngine;
  readonly createPolicyEngineConfig: (settings: unknown, mode: string, policies: string, interactive: boolean) => Promise<unknown>;
}

const ANSWERS: Readonly<Record<string, Answer>> = { allow: "allow", ask_user: "ask" };

async function engine(mode: "default" | "plan"): Promise<PolicyEngine> {
  // It tells its console of every step; its own command line takes that console away too.
  console.debug = () => {};
  const folder = join(install(PACKAGES.gemini).root, "dist", "src", "policy");
  const parts: readonly unknown[] = await Promise.all(
    ["policy-engine.js", "config.js"].map((name): Promise<unknown> => import(pathToFileURL(join(folder, name)).href)),
  );
  const { PolicyEngine, createPolicyEngineConfig } = Object.assign({}, ...parts) as Modules;
  const made = new PolicyEngine(await createPolicyEngineConfig({}, mode, join(folder, "policies"), true));
  made.setApprovalMode(mode);
  return made;
}

function peer(mode: "default" | "plan", how: string): Peer {
  return {
    label: `Gemini CLI, ${mode} mode`,
    package: PACKAGES.gemini,
    how: `\`PolicyEngine.check\` for \`run_shell_command\`, approval mode \`${mode}\`, interactive, trusted folder, only the policies that it ships${how}`,
    claims: "looking",
    timed: true,
    judgeIn: async (cwd) => {
      process.chdir(cwd);
      const asked = await engine(mode);
      return async (command) => ANSWERS[(await asked.check({ name: "run_shell_command", args: { command } })).decision] ?? "deny";
    },
  };
}

export const GEMINI: readonly Peer[] = [
  peer("default", "; the user is asked about what its classifier doesn't know as safe"),
  peer("plan", "; they refuse the shell tool as a whole, and its documents leave it to the user to open single commands"),
];
