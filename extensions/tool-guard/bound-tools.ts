// Sub-agents: a tool that starts another pi changes nothing by itself where that pi is bound to this one's mode. It is when it inherits
// the ceiling and loads this package; from a package that was only tried out with `-e` it doesn't.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import type { SessionStore } from "../../src/session/store.ts";

/** Tools that are known to start pi as a child with this process's environment and settings: pi's own example. */
const SUBAGENTS = ["subagent"];
/** The command that the package's manager registers: it says where the package was loaded from. */
const OWN_COMMAND = "mode";

export function bindSubagents(pi: ExtensionAPI, store: SessionStore): void {
  const installed = isInstalled(pi);
  for (const tool of SUBAGENTS) {
    if (installed) store.tools.bound.add(tool);
    else store.tools.bound.delete(tool);
  }
}

function isInstalled(pi: ExtensionAPI): boolean {
  try {
    const own: unknown = pi.getCommands().find(({ name }) => name === OWN_COMMAND);
    const info: unknown = typeof own === "object" && own !== null ? Reflect.get(own, "sourceInfo") : undefined;
    const scope: unknown = typeof info === "object" && info !== null ? Reflect.get(info, "scope") : undefined;
    const origin: unknown = typeof info === "object" && info !== null ? Reflect.get(info, "origin") : undefined;
    return origin === "package" && (scope === "user" || scope === "project");
  } catch {
    // A host that doesn't say is one where nobody knows.
    return false;
  }
}
