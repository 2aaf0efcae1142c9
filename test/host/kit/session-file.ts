// Session files as they lie on the disk: to find one, to read the mode entries in it, and to write into it what no extension would.

import { appendFileSync, readFileSync } from "node:fs";
import { parseLines, text } from "./json.ts";
import { type Scratch, sessionFiles } from "./scratch.ts";

/** The newest session file. Throws when there is none. */
export function newestSession(scratch: Scratch): string {
  const file = sessionFiles(scratch).at(-1);
  if (file === undefined) throw new Error("no session was written");
  return file;
}

/** The custom entries of a type, oldest first, whatever branch they are on. */
export function customEntries(file: string, type: string): readonly unknown[] {
  return parseLines(readFileSync(file, "utf8")).filter((entry) => text(entry, "customType") === type);
}

/** Appends a custom entry after the last one, as another program or a fault might have. */
export function appendCustomEntry(file: string, customType: string, data: unknown): void {
  const last = parseLines(readFileSync(file, "utf8")).at(-1);
  const id = (parseLines(readFileSync(file, "utf8")).length + 0xabc00000).toString(16);
  const entry = { type: "custom", customType, data, id, parentId: text(last, "id"), timestamp: new Date(0).toISOString() };
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}
