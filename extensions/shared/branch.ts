// The session's branch on the disk and in memory. Law: a log whose last line was cut off takes no further entry into that line, where it would
// be lost with it.

import { appendFileSync, closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { placesOf } from "../../src/branch.ts";
import type { SessionStore } from "../../src/session/store.ts";

/** What of the branch this package looks at, root first. May throw. */
export function ourEntries({ reader }: SessionStore, { sessionManager }: Pick<ExtensionContext, "sessionManager">): readonly unknown[] {
  return reader.read(sessionManager);
}

/** Some custom entry of this kind is on the branch. May throw. */
export function hasEntry(store: SessionStore, context: Pick<ExtensionContext, "sessionManager">, customType: string): boolean {
  return placesOf(ourEntries(store, context), "custom", customType).length > 0;
}

/** A key for what is said once in each session: hosts up to 0.64 go on to the next one with the same instance, and copies keep their entries' ids. */
export function inSession(key: string, { sessionManager }: Pick<ExtensionContext, "sessionManager">): string {
  try {
    return `${key} in ${sessionManager.getSessionFile() ?? sessionManager.getSessionId()}`;
  } catch {
    return key;
  }
}

/** The id of the last message on the branch. */
export function lastMessage({ sessionManager }: Pick<ExtensionContext, "sessionManager">): string | undefined {
  let entry = sessionManager.getLeafEntry();
  while (entry && entry.type !== "message") entry = entry.parentId === null ? undefined : sessionManager.getEntry(entry.parentId);
  return entry?.id;
}

/** Ends the last line of the session's file where a crash cut it off: hosts append to it as it is. Never throws. */
export function endLastLine({ sessionManager }: Pick<ExtensionContext, "sessionManager">): void {
  try {
    const file = sessionManager.getSessionFile();
    if (file !== undefined && isCutOff(file)) appendFileSync(file, "\n");
  } catch {
    // A file that isn't there yet, or that can't be written: then nothing is appended either.
  }
}

function isCutOff(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  } finally {
    closeSync(file);
  }
}
