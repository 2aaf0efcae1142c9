// Whether the model wrote into a plan's file. The session's log has its calls, also those that a restart or their number took from memory.

import { field } from "../decode.ts";
import { fold } from "../effects/folding.ts";

const WRITERS: readonly unknown[] = ["write", "edit"];

/** True when a call on the branch names a file of this name: what stands in it may be the model's. `name`: without folders. */
export function isNamedInWrites(entries: readonly unknown[], name: string): boolean {
  return entries.some((entry) => {
    const message = field(entry, "message");
    const content = field(message, "role") === "assistant" ? field(message, "content") : undefined;
    return Array.isArray(content) && content.some((part) => writes(part, name));
  });
}

function writes(part: unknown, name: string): boolean {
  if (field(part, "type") !== "toolCall" || !WRITERS.includes(field(part, "name"))) return false;
  const written = ["path", "file_path"].map((key) => field(field(part, "arguments"), key));
  return written.some((path) => typeof path === "string" && lastName(path) === fold(name));
}

/** However a disk may take it: in any case, without a stream and without dots and spaces at the end. */
function lastName(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? "";
  return fold(name.replace(/:.*$/s, "").replace(/[. ]+$/, ""));
}
