// What a run left behind: the upper folders of its overlays, compared with the layers below. Only content, kind, mode and time
// of a file count: a file that was opened for writing and came out the same is not a change.

import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";

export interface Change {
  readonly kind: "created" | "changed" | "removed" | "replaced";
  /** As the command saw it. */
  readonly path: string;
}

const AREAS = { root: "", usr: "/usr", etc: "/etc", var: "/var", opt: "/opt" } as const;

/** `upper`: the run's upper folder. `layers`: the upper folders of the runs below it, the nearest first. `skeleton`: the ground of everything that isn't the system's. */
export function changesIn(upper: string, layers: readonly string[], skeleton: string): readonly Change[] {
  return Object.entries(AREAS).flatMap(([area, prefix]) => {
    const below = [...layers.map((layer) => join(layer, area)), prefix === "" ? skeleton : prefix];
    return changesBelow(join(upper, area), "", below).map((change) => ({ ...change, path: prefix + change.path }));
  });
}

function changesBelow(upper: string, path: string, below: readonly string[]): readonly Change[] {
  return readdirSync(join(upper, path)).flatMap((name) => {
    const inner = `${path}/${name}`;
    const now = lstatSync(join(upper, inner));
    const before = lookUp(below, inner);
    if (isWhiteout(now)) return before === undefined ? [] : [{ kind: "removed", path: inner } satisfies Change];
    const own: readonly Change[] =
      before === undefined
        ? [{ kind: "created", path: inner }]
        : same(join(upper, inner), now, before)
          ? []
          : [{ kind: "changed", path: inner }];
    // What a new folder holds is new as well: the folder says it.
    if (!now.isDirectory() || before === undefined) return own;
    return isOpaque(join(upper, inner))
      ? [{ kind: "replaced", path: inner } satisfies Change]
      : [...own, ...changesBelow(upper, inner, below)];
  });
}

/** True for a folder that overlayfs made anew in place of one below: nothing of the old one shows through. */
function isOpaque(folder: string): boolean {
  const script = `import os, sys
names = ("trusted.overlay.opaque", "user.overlay.opaque")
print(any(name in os.listxattr(sys.argv[1]) for name in names))`;
  const { stdout, status } = spawnSync("python3", ["-c", script, folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The attributes of ${folder} can't be read.`);
  return stdout.trim() === "True";
}

interface Found {
  readonly path: string;
  readonly stats: Stats;
}

function lookUp(below: readonly string[], path: string): Found | undefined {
  for (const layer of below) {
    const full = layer + path;
    const stats = lstatSync(full, { throwIfNoEntry: false });
    if (stats !== undefined) return isWhiteout(stats) ? undefined : { path: full, stats };
  }
  return undefined;
}

/** How overlayfs writes "this is gone". */
function isWhiteout(stats: Stats): boolean {
  return stats.isCharacterDevice() && stats.rdev === 0;
}

function same(path: string, now: Stats, before: Found): boolean {
  if (now.mode !== before.stats.mode || now.uid !== before.stats.uid || now.gid !== before.stats.gid) return false;
  if (now.isDirectory()) return true;
  if (now.isSymbolicLink()) return readlinkSync(path) === readlinkSync(before.path);
  if (!now.isFile()) return true;
  return now.mtimeMs === before.stats.mtimeMs && now.size === before.stats.size && readFileSync(path).equals(readFileSync(before.path));
}
