// Where an absolute path lies and what is special about it. Law: the same path always gets the same answer, and case never hides a name.
// All comparing of paths is done here: by whole components, exactly where that opens something, and folded where it closes.

import { dataList, dataPattern } from "./data-lists.ts";
import type { Mark, Scope } from "./effect.ts";
import { fold, foldPlace } from "./folding.ts";
import { isDeviceSpace, isWindowsPath, volumeOf } from "./windows-paths.ts";
import type { Workspace } from "./workspace.ts";

export type Access = "read" | "write" | "delete";

/** True when `path` is `folder` or lies below it. Both absolute and normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** What is in the folder: `/` and `C:/` have their slash already. */
export function join(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

/** The components of an absolute path. */
export function componentsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

/** `path` is absolute, normal, links followed; it may hold glob components below its known part. */
export function scopeOf(path: string, workspace: Workspace): Scope {
  const { root, home, temp } = workspace;
  if (isWithin(path, root) && !isTooWide(root, home)) {
    // A session started in the home folder works on its files, not on the user's settings.
    const inHome = foldPlace(root) === foldPlace(home) ? path.slice(root.length + 1) : "";
    return inHome.startsWith(".") || /^(?:appdata|library)(?:\/|$)/i.test(inHome) ? "home" : "workspace";
  }
  // Of a home folder below a temporary one, and of a temporary folder in a home, the inner one counts.
  const inner = [home, ...temp].filter((folder) => isWithin(path, folder)).sort((a, b) => b.length - a.length)[0];
  return inner === undefined ? "outside" : inner === home ? "home" : "temp";
}

/** A root that holds the whole system, or everybody's homes, can't be the user's work. */
function isTooWide(root: string, home: string): boolean {
  if (isVolume(root)) return true;
  const [folded, homeFolded] = [foldPlace(root), foldPlace(home)];
  return (folded !== homeFolded && isWithin(homeFolded, folded)) || isSystemFolder(folded);
}

function isVolume(path: string): boolean {
  return path === "/" || (isWindowsPath(path) && volumeOf(path) === path);
}

/** `folded`: a path after folding. On macOS `/etc`, `/tmp` and `/var` are links into `/private`; on Windows every drive may hold a system. */
function isSystemFolder(folded: string): boolean {
  const folders = dataList("places", "systemFolders");
  return folders.includes(folded) || folders.includes(plainly(folded));
}

function plainly(folded: string): string {
  return folded.startsWith("/private/") ? folded.slice("/private".length) : folded.charAt(1) === ":" ? folded.slice(2) : folded;
}

/** True for `/`, a home folder, a system folder, a temporary folder as a whole. */
export function isRootFolder(path: string, workspace: Workspace): boolean {
  const { root, home, temp } = workspace;
  const folded = fold(path);
  if (isVolume(path) || isWithin(foldPlace(home), folded) || temp.some((folder) => foldPlace(folder) === folded)) return true;
  if (isWithin(path, root) && !isTooWide(root, home)) return false;
  return isSystemFolder(folded) || dataList("places", "homesParents").includes(plainly(parentOf(folded)));
}

/** The folder around a path; of a whole disk the disk itself. */
export function parentOf(path: string): string {
  const cut = path.lastIndexOf("/");
  if (isWindowsPath(path)) return path.length > volumeOf(path).length ? path.slice(0, Math.max(cut, volumeOf(path).length)) : path;
  return cut <= 0 ? "/" : path.slice(0, cut);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The marks of a path without any glob in it. */
export function marksOf(path: string, access: Access, workspace: Workspace): readonly Mark[] {
  const folded = fold(path);
  const marks: Mark[] = [];
  if (isSecret(folded, path, workspace)) marks.push("secret");
  if (isGuard(folded, path, access, workspace)) marks.push("guard");
  if (access !== "read" && (folded.includes("/.git/") || (access === "delete" && folded.endsWith("/.git")))) marks.push("vcs-internal");
  if (isDevice(path, access, workspace)) marks.push("device");
  if (isRootFolder(path, workspace)) marks.push("root");
  return marks;
}

function isSecret(folded: string, path: string, workspace: Workspace): boolean {
  const absolute = dataPattern("secret-places", "absolute", "root");
  if (absolute.test(folded) || absolute.test(plainly(folded))) return true;
  const named =
    dataPattern("secret-places", "names", "name").test(folded) ||
    dataPattern("secret-places", "paths", "component").test(folded) ||
    (parentOf(folded) === foldPlace(workspace.home) && dataList("secret-places", "home").includes(baseName(folded)));
  return named && !isExcepted(path.toLowerCase());
}

/** Only by its plain letters: what opens isn't folded. */
function isExcepted(lower: string): boolean {
  return (
    dataPattern("secret-places", "exceptNames", "name").test(lower) || dataPattern("secret-places", "exceptPaths", "component").test(lower)
  );
}

function isGuard(folded: string, path: string, access: Access, workspace: Workspace): boolean {
  for (const guarded of workspace.guarded) {
    const folder = foldPlace(guarded);
    // Who removes a folder removes what it holds.
    if (isWithin(folded, folder) || (access === "delete" && isWithin(folder, folded))) return true;
  }
  return `${folded}/`.includes("/.pi/") && !isPlanFile(path);
}

/** Below the first `.pi` of the path there is the folder of plans, both spelled as pi does. */
function isPlanFile(path: string): boolean {
  const parts = componentsOf(path);
  const at = parts.findIndex((part) => fold(part) === ".pi");
  return parts[at] === ".pi" && parts[at + 1] === "plans";
}

function isDevice(path: string, access: Access, workspace: Workspace): boolean {
  if (isDeviceSpace(path)) return true;
  if (isWithin(path, "/dev") && path !== "/dev") {
    const free = dataList("places", "notDevices").some((folder) => isWithin(path, folder)) || dataList("places", "sinks").includes(path);
    return !free;
  }
  return access !== "read" && workspace.kind(path) === "device";
}

/** Files that swallow or give without being changed: `/dev/null`, the standard streams, open descriptors. Not resolved: as written. */
export function isSink(written: string): boolean {
  if (!written.startsWith("/") || !(written.includes("dev") || written.includes("proc"))) return false;
  const path = written.replace(/\/+(?:\.\/+)*/g, "/");
  if (dataList("places", "sinks").includes(path)) return true;
  return /^(?:\/dev\/fd|\/proc\/(?:self|thread-self)\/fd)\/\d+$/.test(path);
}
