// Where a path leads, link by link, on a disk that is handed in. Law: a path is where the kernel would go, part by part; what it can't follow is
// undefined. The names that it gives are the disk's own where the disk has several spellings for one file.

import { isDeviceSpace, mayBeShort, volumeOf, windowsPath } from "./windows-paths.ts";

/** How the system writes paths. `macos`: as POSIX, but a disk has one name of its own for all spellings of it. */
export type Flavour = "posix" | "macos" | "windows";

export interface Disk {
  /** What stands at an absolute path, without following its last part. */
  look(path: string): { readonly to: string } | "none" | "missing" | "unreadable";
  /** The path of something that exists, as the disk writes its names; undefined where it doesn't say. Not asked on `posix`. */
  spelled(path: string): string | undefined;
}

const LINK_LIMIT = 40;
const PATH_LIMIT = 4096;
const NAME_LIMIT = 255;

interface Walk {
  readonly disk: Disk;
  readonly windows: boolean;
  /** Where the walk stands; of a root what is left without its last slash. */
  folder: string;
  /** As much of the folder as exists. */
  solid: string;
  /** Parts that are still to be gone, last first. */
  readonly todo: string[];
  links: number;
  missing: boolean;
}

/** `realPath` of a workspace: goes through `path` from `base`; the part that exists and, by its text, the part that doesn't. */
export function pathWalker(disk: Disk, flavour: Flavour): (base: string, path: string) => string | undefined {
  const windows = flavour === "windows";
  return (base, path) => {
    if (path.length > PATH_LIMIT || path.includes("\0") || base.includes("\0")) return undefined;
    const start = windows ? windowsPath(base, path) : path.startsWith("/") ? path : `${base}/${path}`;
    if (start === undefined || (windows && isDeviceSpace(start))) return start;
    const walk: Walk = { disk, windows, folder: "", solid: "", todo: [], links: 0, missing: false };
    setOut(walk, start);
    for (let part = walk.todo.pop(); part !== undefined; part = walk.todo.pop()) {
      if (part !== "" && part !== "." && !goTo(part, walk)) return undefined;
    }
    return flavour === "posix" ? whole(walk.folder, windows) : spelledBy(walk);
  };
}

/** Begins anew at an absolute path. */
function setOut(walk: Walk, path: string): void {
  const root = walk.windows ? volumeOf(path) : "/";
  walk.folder = root.endsWith("/") ? root.slice(0, -1) : root;
  walk.solid = walk.folder;
  walk.todo.push(...path.slice(root.length).split("/").reverse());
}

/** A path again of what a walk keeps of it. */
function whole(folder: string, windows: boolean): string {
  return folder === "" ? "/" : windows && folder.length === 2 ? `${folder}/` : folder;
}

/** One part further; false where nobody can tell where that is. */
function goTo(part: string, walk: Walk): boolean {
  if (part === "..") {
    // The kernel can't go up from a folder that isn't there, but somebody may make it before.
    walk.folder = walk.folder.slice(0, Math.max(0, walk.folder.lastIndexOf("/")));
    walk.solid = walk.folder;
    return !walk.missing;
  }
  if (part.length > NAME_LIMIT) return false;
  const next = `${walk.folder}/${part}`;
  const target = walk.missing ? "missing" : walk.disk.look(next);
  if (typeof target === "object") return follow(next, target.to, walk);
  walk.missing = target === "missing";
  walk.folder = next;
  if (!walk.missing) walk.solid = next;
  return target !== "unreadable";
}

function follow(link: string, to: string, walk: Walk): boolean {
  walk.links += 1;
  if (walk.links > LINK_LIMIT || to === "" || isProcessLink(link)) return false;
  if (walk.windows) {
    const target = windowsPath(whole(walk.folder, true), to);
    if (target === undefined || isDeviceSpace(target)) return false;
    setOut(walk, target);
  } else {
    if (to.startsWith("/")) setOut(walk, to);
    else walk.todo.push(...to.split("/").reverse());
  }
  return walk.todo.length <= PATH_LIMIT;
}

/** Links of `/proc` that mean something else to the process that follows them. */
function isProcessLink(path: string): boolean {
  return /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/(?:cwd|exe|fd\/|map_files\/|ns\/)/.test(`${path}/`);
}

/** What exists as the disk writes it: `SRC` becomes `src`, a short name the long one, a mapped drive the share behind it. */
function spelledBy({ disk, windows, folder, solid }: Walk): string | undefined {
  const rest = folder.slice(solid.length);
  const said = disk.spelled(whole(solid, windows));
  // A short name that the disk doesn't explain may be any other; so may one that isn't there yet.
  if (windows && mayBeShort(said === undefined ? folder : rest)) return undefined;
  if (said === undefined) return whole(folder, windows);
  const found = windows ? windowsPath("", said) : said;
  if (found === undefined) return undefined;
  return rest === "" ? found : (found.endsWith("/") ? found.slice(0, -1) : found) + rest;
}
