// pi's agent directory.

import { homedir } from "node:os";
import { join } from "node:path";

/** As pi finds it: the named folder, in which `~` is the home folder, else `~/.pi/agent`. */
export function agentDirectory(named = process.env.PI_CODING_AGENT_DIR, home = process.env.HOME ?? homedir()): string {
  if (!named) return join(home, ".pi", "agent");
  return named === "~" ? home : named.startsWith("~/") ? join(home, named.slice(2)) : named;
}
