// The programs that a sandbox is made with. Law: only those that nobody but the system's owner can change, wherever `PATH` points.

import { readFileSync, realpathSync, statSync } from "node:fs";
import type { SandboxPrograms } from "../sandbox/script.ts";

const FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/run/current-system/sw/bin"];
/** Bits of a mode that let others write. */
const WRITABLE_BY_OTHERS = 0o022;

export type FoundPrograms =
  | { readonly kind: "found"; readonly programs: SandboxPrograms }
  | { readonly kind: "missing"; readonly why: string; readonly remedy: string };

const INSTALL = "Install bubblewrap (apt install bubblewrap, dnf install bubblewrap, pacman -S bubblewrap) and start pi again.";

/** `folders`: where to look, the first that has one counts. */
export function findPrograms(platform: string = process.platform, folders: readonly string[] = FOLDERS): FoundPrograms {
  if (platform !== "linux") return { kind: "missing", why: `There is no sandbox for ${platform} yet.`, remedy: "" };
  const find = (name: string): string | undefined => folders.map((folder) => `${folder}/${name}`).find(isTrusted);
  const bwrap = find("bwrap");
  // pi takes /bin/bash, or the first in PATH.
  const shell = isTrusted("/bin/bash") ? "/bin/bash" : find("bash");
  if (bwrap === undefined) return { kind: "missing", why: "bubblewrap (bwrap) isn't installed.", remedy: INSTALL };
  if (shell === undefined) return { kind: "missing", why: "There is no bash in a system folder.", remedy: "Install bash." };
  const names = ["unshare", "sh", "mount", "mkdir", "find", "printf"] as const;
  const paths = Object.fromEntries(names.map((name) => [name, find(name)] as const));
  const { unshare, sh, mount, mkdir, find: finder, printf } = paths;
  const overlay =
    unshare && sh && mount && mkdir && finder && printf ? { overlay: { unshare, sh, mount, mkdir, find: finder, printf } } : {};
  return { kind: "found", programs: { bwrap, shell, ...overlay } };
}

/** Inside a user namespace that doesn't map root, what root owns is shown as nobody's: still not ours, and still closed to others by its mode. */
function isSystems(uid: number): boolean {
  return uid === 0 || (uid === overflowUid() && process.getuid?.() !== uid);
}

function overflowUid(): number | undefined {
  const text = readFileSync("/proc/sys/kernel/overflowuid", "utf8").trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isTrusted(path: string): boolean {
  try {
    const real = realpathSync(path);
    const stats = statSync(real);
    const folder = statSync(real.slice(0, Math.max(1, real.lastIndexOf("/"))));
    return (
      stats.isFile() &&
      (stats.mode & 0o111) !== 0 &&
      [stats, folder].every((one) => isSystems(one.uid) && (one.mode & WRITABLE_BY_OTHERS) === 0)
    );
  } catch {
    return false;
  }
}
