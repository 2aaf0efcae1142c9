// The one reader of the real file system. Law: a path is where the kernel would go, part by part; what it can't follow is undefined.
// Nothing is remembered between calls: a link that was made a moment ago counts.

import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, isAbsolute } from "node:path";
import type { Disk, Flavour } from "../effects/path-walk.ts";
import { isWithin } from "../effects/scopes.ts";
import type { FileKind, Workspace } from "../effects/workspace.ts";
import { type Machine, workspaceOn } from "./machine.ts";

export interface NodeWorkspaceOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly home?: string;
  /** pi's agent directory; by default `PI_CODING_AGENT_DIR` or `~/.pi/agent`. */
  readonly agentDir?: string;
  /** The folder of this package's own code. */
  readonly packageDir?: string;
  /** Further files and folders that steer pi or this package. Absolute. */
  readonly guarded?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: string;
}

const TEXT_LIMIT = 256 * 1024;

/** Facts about this machine for a session in `cwd`. Reads the file system anew at every question. */
export function nodeWorkspace(options: NodeWorkspaceOptions): Workspace {
  const env = options.env ?? process.env;
  const variable = (name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined);
  const platform = options.platform ?? process.platform;
  const path = variable("PATH") ?? "";
  return workspaceOn(machineOf(platform), {
    ...options,
    env: variable,
    // Windows has a variable of this name only from other shells, and pi doesn't look at it.
    home: options.home ?? (platform === "win32" ? homedir() : (variable("HOME") ?? homedir())),
    temp: platform === "win32" ? [] : ["/tmp", "/var/tmp"],
    namedTemp: platform === "win32" ? [tmpdir()] : [tmpdir(), variable("TMPDIR") ?? "/tmp"],
    shell: shellOf(path, platform),
    shadowed: (program, ours, real) => platform === "win32" || isShadowed(program, path, ours, real),
  });
}

function machineOf(platform: string): Machine {
  const flavour: Flavour = platform === "win32" ? "windows" : platform === "darwin" ? "macos" : "posix";
  return { flavour, disk: DISK, kind: kindOf, readText };
}

const DISK: Disk = { look: linkAt, spelled };

/** The names as the disk has them: in its own case and Unicode form, in full length. */
function spelled(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    // Somebody removed it, or that disk doesn't tell.
    return undefined;
  }
}

/** The content of a regular file that isn't too large. */
function readText(path: string): string | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= TEXT_LIMIT ? readFileSync(path, "utf8") : undefined;
  } catch {
    // Missing or closed to us: either way nothing is known of it.
    return undefined;
  }
}

function linkAt(path: string): { readonly to: string } | "none" | "missing" | "unreadable" {
  try {
    // Asking without an exception is much quicker, and most questions are about what isn't there.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats) return "missing";
    return stats.isSymbolicLink() ? { to: readlinkSync(path) } : "none";
  } catch (error) {
    return isMissing(error) ? "missing" : "unreadable";
  }
}

function isMissing(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("code" in error)) return false;
  // ENOTDIR: below a file. Nothing is there now, but the file may be replaced by a folder.
  return error.code === "ENOENT" || error.code === "ENOTDIR";
}

function kindOf(path: string): FileKind {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return "missing";
    if (stats.isFile()) return "file";
    if (stats.isDirectory()) return "directory";
    return stats.isBlockDevice() || stats.isCharacterDevice() ? "device" : "other";
  } catch (error) {
    return isMissing(error) ? "missing" : "other";
  }
}

/** As pi chooses: `/bin/bash`, else the first `bash` in PATH, else `sh`. */
function shellOf(path: string, platform: string): "bash" | "other" {
  if (platform === "win32") return "other";
  if (kindOf("/bin/bash") !== "missing") return "bash";
  return path.split(delimiter).some((folder) => folder !== "" && kindOf(`${folder}/bash`) === "file") ? "bash" : "other";
}

/** Goes through PATH until a folder that is neither the user's work nor temporary has the program. */
function isShadowed(
  program: string,
  path: string,
  ours: readonly string[],
  realPath: (base: string, path: string) => string | undefined,
): boolean {
  if (program === "" || program.includes("/") || program.includes("\0")) return false;
  for (const entry of path.split(delimiter)) {
    // An empty or relative entry is looked up in whatever folder the command runs in.
    if (!isAbsolute(entry)) return true;
    const file = `${entry}/${program}`;
    // Most folders don't have it, and asking only that is quick.
    if (!existsSync(file) || kindOf(file) !== "file") continue;
    const resolved = realPath("/", file);
    return (
      resolved === undefined || [resolved, realPath("/", entry) ?? entry].some((found) => ours.some((place) => isWithin(found, place)))
    );
  }
  return false;
}
