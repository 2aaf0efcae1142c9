// Undoing what changed, at the user's word. Law: only a file that still is as it was found changed is touched; a new one is moved aside,
// never deleted. What can't be done is said.

import { constants } from "node:fs";
import { copyFile, lstat, mkdir, mkdtemp, realpath, rename, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isWithin } from "../../src/effects/scopes.ts";
import type { Change, Fingerprint } from "../../src/session/fingerprint.ts";
import type { RestoreResult } from "../../src/session/tripwire-words.ts";
import type { Worktree } from "./worktree.ts";

/** `found`: the look that saw the changes. Never throws. */
export async function restore(worktree: Worktree, changes: readonly Change[], found: Fingerprint): Promise<RestoreResult> {
  const same = ({ path }: Change): boolean => {
    const state = found.git?.files.get(path);
    return state !== undefined && state.stamp !== "" && worktree.stamp(path) === state.stamp;
  };
  const tracked = changes.filter((change) => change.undo === "checkout" && same(change)).map(({ path }) => path);
  const restored = (await worktree.checkout(tracked)) ? tracked : [];
  const fresh = changes.filter((change) => change.undo === "trash" && same(change)).map(({ path }) => path);
  const moved: string[] = [];
  const folder = fresh.length === 0 ? undefined : await mkdtemp(join(tmpdir(), "pi-modes-set-aside-")).catch(() => undefined);
  for (const path of fresh) if (folder !== undefined && (await setAside(worktree.root, path, folder))) moved.push(path);
  const done = new Set([...restored, ...moved]);
  return { restored, moved, left: changes.map(({ path }) => path).filter((path) => !done.has(path)), folder };
}

async function setAside(root: string, path: string, folder: string): Promise<boolean> {
  const [from, to] = [join(root, path), join(folder, path)];
  try {
    // A folder on the way may have become a link to somewhere else.
    if (!isWithin(await realpath(dirname(from)), await realpath(root))) return false;
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to).catch(() => copyOver(from, to));
    return true;
  } catch {
    return false;
  }
}

/** To another disk: the copy is there before the file goes. */
async function copyOver(from: string, to: string): Promise<void> {
  if (!(await lstat(from)).isFile()) throw new Error("only a plain file can be moved to another disk");
  await copyFile(from, to, constants.COPYFILE_EXCL);
  await unlink(from);
}
