// pi's agent directory.

import { homedir } from "node:os";
import { join } from "node:path";

/** As pi finds it: the named folder, in which `~` is the home folder, else `~/.pi/agent`. */
export function agentDirectory(named = process.env.PI_CODING_AGENT_DIR, home = homeOf()): string {
  if (!named) return join(home, ".pi", "agent");
  return named === "~" ? home : /^~[/\\]/.test(named) && (named[1] === "/" || isWindows) ? join(home, named.slice(2)) : named;
}

const isWindows = process.platform === "win32";

/** On Windows the variable comes from other shells, and pi doesn't look at it. */
function homeOf(): string {
  return isWindows ? homedir() : (process.env.HOME ?? homedir());
}
