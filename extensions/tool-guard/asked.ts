// The call as the model made it. An extension that comes before us may hand on another one than the host will run: a new input, another
// name. Law: both are judged, and the stricter verdict counts; the tool that runs is the one that the model named.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { callText } from "../../src/session/records.ts";

export interface AskedCall {
  readonly tool: string;
  readonly input: unknown;
  /** Tool and input as one text. */
  readonly text: string;
}

/** From the last answer of the model; undefined where it doesn't hold this call, as for calls that another tool makes. */
export function askedCall({ sessionManager }: ExtensionContext, toolCallId: string): AskedCall | undefined {
  // Some hosts write the answer down only later.
  let entry: unknown = sessionManager.getLeafEntry?.();
  while (entry !== undefined) {
    const role = field(entry, "type") === "message" ? field(field(entry, "message"), "role") : undefined;
    if (role === "user") return undefined;
    if (role === "assistant") return callIn(field(field(entry, "message"), "content"), toolCallId);
    const parent = field(entry, "parentId");
    entry = typeof parent === "string" ? sessionManager.getEntry(parent) : undefined;
  }
  return undefined;
}

function callIn(content: unknown, toolCallId: string): AskedCall | undefined {
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  const block = blocks.find((one) => field(one, "type") === "toolCall" && field(one, "id") === toolCallId);
  const tool = field(block, "name");
  const input = field(block, "arguments");
  return typeof tool === "string" ? { tool, input, text: callText(tool, input) } : undefined;
}
