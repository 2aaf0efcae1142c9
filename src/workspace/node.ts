// The one reader of the real file system. Law: a path is where the kernel would go, part by part; what it can't follow is undefined.
// Nothing is remembered between calls: a link that was made a moment ago counts.

import { existsSync, lstatSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, isAbsolute } from "node:path";
import { isWithin } from "../effects/scopes.ts";
import type { FileKind, Workspace } from "../effects/workspace.ts";
import { agentDirectory } from "./agent-directory.ts";

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

/** Where an administrator's policy lies. */
const ADMINISTRATOR_DIR = "/etc/pi-modes";
const LINK_LIMIT = 40;
const PATH_LIMIT = 4096;
const NAME_LIMIT = 255;
const ANCESTOR_LIMIT = 256;
const TEXT_LIMIT = 256 * 1024;

/** Facts about this machine for a session in `cwd`. Reads the file system anew at every question. */
export function nodeWorkspace(options: NodeWorkspaceOptions): Workspace {
  const env = options.env ?? process.env;
  const variable = (name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined);
  const real = (path: string): string => realPath("/", path) ?? path;
  const home = real(options.home ?? variable("HOME") ?? homedir());
  const cwd = options.cwd;
  const root = rootOf(real(cwd), home);
  // A variable that names the home folder, or one around it, would make the user's own files temporary.
  const named = [tmpdir(), variable("TMPDIR") ?? "/tmp"].filter(isAbsolute).map(real);
  const temp = unique([...["/tmp", "/var/tmp"].map(real), ...named.filter((folder) => !isWithin(home, folder))]);
  const agentDir = options.agentDir ?? agentDirectory(variable("PI_CODING_AGENT_DIR"), home);
  const own = options.packageDir === undefined ? [] : [options.packageDir];
  // Where `.pi` is a link, what it leads to steers pi as well.
  const project = unique([root, real(cwd)]).map((folder) => `${folder}/.pi`);
  const linked = project.filter((folder) => isLink(folder));
  const guarded = unique([agentDir, ADMINISTRATOR_DIR, ...own, ...linked, ...(options.guarded ?? [])].filter(isAbsolute).map(real));
  return {
    cwd,
    root,
    home,
    temp,
    guarded,
    shell: shellOf(variable("PATH") ?? "", options.platform ?? process.platform),
    realPath,
    kind: kindOf,
    readText,
    env: variable,
    shadowed: (program) => isShadowed(program, variable("PATH") ?? "", [root, ...temp]),
  };
}

/** The nearest folder at or above `cwd` that git works in, but never the home folder or one above it. */
function rootOf(cwd: string, home: string): string {
  let folder = cwd;
  for (let step = 0; step < ANCESTOR_LIMIT; step++) {
    if (folder === "/" || home === folder || home.startsWith(`${folder}/`)) return cwd;
    if (kindOf(`${folder}/.git`) !== "missing") return folder;
    folder = parent(folder);
  }
  return cwd;
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

interface Walk {
  /** Where the walk stands; empty for `/`. */
  folder: string;
  /** Parts that are still to be gone, last first. */
  readonly todo: string[];
  links: number;
  missing: boolean;
}

/** Goes through `path` from `base` as the kernel does; both the part that exists and, by its text, the part that doesn't. */
function realPath(base: string, path: string): string | undefined {
  if (path.length > PATH_LIMIT || path.includes("\0") || base.includes("\0")) return undefined;
  const start = path.startsWith("/") ? path : `${base}/${path}`;
  const walk: Walk = { folder: "", todo: start.split("/").reverse(), links: 0, missing: false };
  for (let part = walk.todo.pop(); part !== undefined; part = walk.todo.pop()) {
    if (part !== "" && part !== "." && !goTo(part, walk)) return undefined;
  }
  return walk.folder === "" ? "/" : walk.folder;
}

/** One part further; false where nobody can tell where that is. */
function goTo(part: string, walk: Walk): boolean {
  if (part === "..") {
    // The kernel can't go up from a folder that isn't there, but somebody may make it before.
    walk.folder = walk.folder.slice(0, Math.max(0, walk.folder.lastIndexOf("/")));
    return !walk.missing;
  }
  if (part.length > NAME_LIMIT) return false;
  const next = `${walk.folder}/${part}`;
  const target = walk.missing ? "missing" : linkAt(next);
  if (typeof target === "object") return follow(next, target.to, walk);
  walk.missing = target === "missing";
  walk.folder = next;
  return target !== "unreadable";
}

function follow(link: string, to: string, walk: Walk): boolean {
  walk.links += 1;
  if (walk.links > LINK_LIMIT || to === "" || isProcessLink(link)) return false;
  if (to.startsWith("/")) walk.folder = "";
  walk.todo.push(...to.split("/").reverse());
  return walk.todo.length <= PATH_LIMIT;
}

/** Links of `/proc` that mean something else to the process that follows them. */
function isProcessLink(path: string): boolean {
  return /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/(?:cwd|exe|fd\/|map_files\/|ns\/)/.test(`${path}/`);
}

function isLink(path: string): boolean {
  return typeof linkAt(path) === "object";
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
function isShadowed(program: string, path: string, ours: readonly string[]): boolean {
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

function parent(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)];
}
