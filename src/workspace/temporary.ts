// What processes leave behind that ended in the middle: temporary files that were to become whole ones by their new name. Law: a kill leaves at
// most one of them, which whoever writes into the folder later clears away; that it can't be cleared away holds nobody up.

import { randomBytes } from "node:crypto";
import { lstatSync, unlinkSync } from "node:fs";
import { join } from "node:path";

export const TEMPORARY = ".tmp-";
/** Milliseconds after which nobody writes on at a temporary file. */
const ABANDONED_MS = 60_000;
/** As this package names them: what is named alike but otherwise is somebody else's. */
const OURS = /^\.tmp-\d+-[0-9a-z]+$/;

/** The path of a new one in the folder. */
export function temporaryIn(dir: string): string {
  return join(dir, `${TEMPORARY}${process.pid}-${randomBytes(8).toString("hex")}`);
}

/** Whether the process is there, also where it is another user's. Never throws; what is no number of a process is none. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** `names`: of the folder. Never throws. */
export function clearAbandoned(dir: string, names: readonly string[], now = Date.now()): void {
  for (const name of names) {
    if (!OURS.test(name)) continue;
    try {
      const path = join(dir, name);
      const stats = lstatSync(path);
      if (stats.isFile() && now - stats.mtimeMs > ABANDONED_MS) unlinkSync(path);
    } catch {
      // Another session was quicker, or may do what this one may not.
    }
  }
}
