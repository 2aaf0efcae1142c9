// pi without a person: prompts one after another, no dialogs. Text (`-p`) or one event a line (`--mode json`).

import { NODE, PI } from "./host.ts";
import { parseLines, text } from "./json.ts";
import { type Finished, type RunOptions, run } from "./process.ts";
import type { Scratch } from "./scratch.ts";

export interface PrintOptions extends RunOptions {
  /** Extensions and flags, for instance `loading()` and `--plan`. Flags come first: pi would read a word after them as their value. */
  readonly args: readonly string[];
  /** One, or several that follow each other in one session. */
  readonly prompt: string | readonly string[];
}

/** `pi -p PROMPT…` to its end. */
export function printText(scratch: Scratch, options: PrintOptions): Promise<Finished> {
  return run(scratch, NODE, [PI, ...options.args, "-p", ...[options.prompt].flat()], options);
}

/** `pi --mode json PROMPT…` to its end, with its events. */
export async function printJson(scratch: Scratch, options: PrintOptions): Promise<Finished & { readonly events: readonly unknown[] }> {
  const finished = await run(scratch, NODE, [PI, ...options.args, "--mode", "json", ...[options.prompt].flat()], options);
  return { ...finished, events: parseLines(finished.stdout) };
}

export function ofType(events: readonly unknown[], type: string): readonly unknown[] {
  return events.filter((event) => text(event, "type") === type);
}
