// Where this session works, as the effects room wants to know it.

import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workspace } from "../../src/effects/workspace.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";

/** This package's own folder: what is in it steers the guard. */
const PACKAGE_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export function sessionWorkspace(cwd: string): Workspace {
  return nodeWorkspace({ cwd, agentDir: agentDir(), packageDir: PACKAGE_DIR });
}

/** As pi finds it: `PI_CODING_AGENT_DIR`, `~` allowed, else `~/.pi/agent`. */
function agentDir(): string {
  const named = process.env.PI_CODING_AGENT_DIR;
  if (!named) return join(homedir(), ".pi", "agent");
  return named === "~" ? homedir() : named.startsWith("~/") ? join(homedir(), named.slice(2)) : named;
}
