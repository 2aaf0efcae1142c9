// Code that can't be judged runs in the sandbox instead of being asked about, where the mode has one and it was shown to hold. What a call takes
// is loaded with the first one that needs it.

import type { ExtensionAPI, ExtensionContext, ToolCallEvent, ToolResultEvent } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { hasSandbox, isContainable } from "../../src/sandbox/contain.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import type { SandboxRun } from "./sandbox-run.ts";

export type Containment =
  /** It goes on as it would without a sandbox. `note`: for the question. */
  | { readonly kind: "none"; readonly note?: string }
  | { readonly kind: "contained"; readonly command: string }
  | { readonly kind: "refused"; readonly why: string };

export interface Sandbox {
  /** For a call that is a question: whether it runs in the sandbox, and how. Rejects where that can't be told. */
  readonly contain: (event: ToolCallEvent, verdict: Verdict, context: ExtensionContext) => Promise<Containment>;
}

const FAILED_BEFORE = "which failed in the sandbox";
const FAILED_LIMIT = 200;

export function createSandbox(pi: ExtensionAPI, store: SessionStore): Sandbox {
  let opened: Promise<SandboxRun> | undefined;
  const open = (): Promise<SandboxRun> => {
    opened ??= import("./sandbox-run.ts").then(({ createSandboxRun }) => createSandboxRun(store));
    return opened;
  };
  /** Commands that run in there now, by the call's id. */
  const running = new Map<string, string>();
  const failed = new Set<string>();

  const contain: Sandbox["contain"] = async (event, verdict, context) => {
    const mode = currentMode(store);
    const command = field(event.input, "command");
    if (event.toolName !== "bash" || typeof command !== "string" || !isContainable(verdict, mode)) return { kind: "none" };
    if (context.hasUI && failed.has(command)) return { kind: "none", note: FAILED_BEFORE };
    const other = otherBash(pi);
    const without = (why: string): Containment => (mode.sandbox === "required" ? { kind: "refused", why } : { kind: "none" });
    if (other !== undefined) return without(other);
    const wrapped = await (await open()).wrap(event.toolCallId, command, context.cwd, mode);
    if (wrapped.kind === "not") return without(wrapped.why);
    running.set(event.toolCallId, command);
    return { kind: "contained", command: wrapped.command };
  };
  // Says beside the result what the model can't see: that it ran in there, and what was thrown away.
  const after = async ({ toolCallId, isError, content }: ToolResultEvent): Promise<{ content: ToolResultEvent["content"] } | undefined> => {
    const command = running.get(toolCallId);
    if (command === undefined) return undefined;
    running.delete(toolCallId);
    if (isError && failed.size < FAILED_LIMIT) failed.add(command);
    const text = (await open()).noteOn(toolCallId, isError);
    return text === "" ? undefined : { content: [...content, { type: "text", text }] };
  };
  const close = async (): Promise<void> => {
    running.clear();
    const run = await opened?.catch(() => undefined);
    run?.close();
  };
  store.sandbox = async (cwd) => {
    if (!hasSandbox(currentMode(store))) return undefined;
    const other = otherBash(pi);
    return (await open()).line(cwd, currentMode(store), other);
  };
  // Only where this session has used it already: whoever never does doesn't pay for it.
  pi.on("turn_start", (_event, context) => {
    if (opened && hasSandbox(currentMode(store))) opened.then((run) => run.foresee(context.cwd)).catch(() => undefined);
  });
  pi.on("tool_result", after);
  pi.on("session_shutdown", close);
  return { contain };
}

/** Why the host's own bash isn't what runs the call; undefined where it is. Another tool may run its commands on another machine. */
function otherBash(pi: ExtensionAPI): string | undefined {
  const bash = pi.getAllTools?.().find(({ name }) => name === "bash");
  const source = field(field(bash, "sourceInfo"), "source");
  if (source === "builtin") return undefined;
  return source === undefined ? "This version of pi doesn't say whose bash tool it runs." : "The bash tool is another extension's.";
}
