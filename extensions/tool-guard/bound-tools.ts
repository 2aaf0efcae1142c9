// Sub-agents: a tool that starts another pi changes nothing by itself where that pi is bound to this one's mode. It is when it inherits
// the ceiling and loads this package; from a package that was only tried out with `-e` it doesn't. A tool that begins a session in this very
// process is bound by what is noted here of running calls. And what another package says that this session may use at most is kept to.

import type { ExtensionAPI, ExtensionContext, ToolCallEvent, ToolCallEventResult } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { type RunningCall, runningCalls } from "../shared/ceiling.ts";
import type { Connection } from "../shared/connection.ts";

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

/** Tools of the host, and ours: none begins a session in this process. */
const BEGIN_NO_SESSION: ReadonlySet<string> = new Set(["bash", "read", "write", "edit", "grep", "find", "ls", "plan"]);

type Guard = (event: ToolCallEvent, context: ExtensionContext) => Promise<ToolCallEventResult | undefined>;

/** Registers the guard, and notes what it lets through: a session that begins while such a call runs may be below this one (see `connect`). */
export function onToolCall(pi: ExtensionAPI, { store, onLeave }: Pick<Connection, "store" | "onLeave">, guard: Guard): void {
  const mine = new Map<string, RunningCall>();
  const end = (toolCallId: string): void => {
    const call = mine.get(toolCallId);
    if (call) runningCalls().delete(call);
    mine.delete(toolCallId);
  };
  const settle = (): void => {
    for (const toolCallId of [...mine.keys()]) end(toolCallId);
  };
  pi.on("tool_call", async (event, context) => {
    const refused = await guard(event, context);
    if (refused || BEGIN_NO_SESSION.has(event.toolName)) return refused;
    const call = { session: context.sessionManager.getSessionId(), mode: store.branch.mode };
    mine.set(event.toolCallId, call);
    runningCalls().add(call);
    return undefined;
  });
  pi.on("tool_result", ({ toolCallId }) => end(toolCallId));
  pi.on("turn_end", settle);
  onLeave(settle);
}

/** Under which packages for sub-agents keep what a session may use at most: by session id, then one entry for each that says something. */
const CAPABILITIES = Symbol.for("pi-subagents.capability-ceiling.v1");

/** Who says that this session may not use the tool; undefined: nobody. What can't be read names no tool. */
export function forbiddenBy(tool: string, { sessionManager }: Pick<ExtensionContext, "sessionManager">): string | undefined {
  const sessions: unknown = Reflect.get(globalThis, CAPABILITIES);
  if (!(sessions instanceof Map)) return undefined;
  const said: unknown = sessions.get(sessionManager.getSessionId());
  if (said === undefined) return undefined;
  if (!(said instanceof Map)) return "an entry that can't be read";
  const against = [...said.values()].find((entry) => !allows(field(entry, "ceiling"), tool));
  return against === undefined ? undefined : String(field(against, "source"));
}

function allows(ceiling: unknown, tool: string): boolean {
  if (field(ceiling, "version") !== 1) return false;
  const tools = field(ceiling, "allowedTools");
  return tools === undefined || (Array.isArray(tools) && tools.includes(tool));
}
