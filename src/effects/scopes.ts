// Where an absolute path lies and what is special about it. Law: the same path always gets the same answer, and case never hides a name.
// All comparing of paths is done here: by whole components, without case for the marks.

import { dataList, dataPattern } from "./data-lists.ts";
import type { Mark, Scope } from "./effect.ts";
import type { Workspace } from "./workspace.ts";

export type Access = "read" | "write" | "delete";

/** True when `path` is `folder` or lies below it. Both absolute and normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
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
    const inHome = root === home ? path.slice(home.length + 1) : "";
    return inHome.startsWith(".") ? "home" : "workspace";
  }
  // Of a home folder below a temporary one, and of a temporary folder in a home, the inner one counts.
  const inner = [home, ...temp].filter((folder) => isWithin(path, folder)).sort((a, b) => b.length - a.length)[0];
  return inner === undefined ? "outside" : inner === home ? "home" : "temp";
}

/** A root that holds the whole system, or everybody's homes, can't be the user's work. */
function isTooWide(root: string, home: string): boolean {
  return root === "/" || (root !== home && isWithin(home, root)) || dataList("places", "systemFolders").includes(root.toLowerCase());
}

/** True for `/`, a home folder, a system folder, a temporary folder as a whole. */
export function isRootFolder(path: string, workspace: Workspace): boolean {
  const { root, home, temp } = workspace;
  if (path === "/" || path === home || isWithin(home, path) || temp.includes(path)) return true;
  if (isWithin(path, root) && !isTooWide(root, home)) return false;
  const lower = path.toLowerCase();
  if (dataList("places", "systemFolders").includes(lower)) return true;
  return dataList("places", "homesParents").includes(parentOf(lower));
}

export function parentOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut <= 0 ? "/" : path.slice(0, cut);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The marks of a path without any glob in it. */
export function marksOf(path: string, access: Access, workspace: Workspace): readonly Mark[] {
  const lower = path.toLowerCase();
  const marks: Mark[] = [];
  if (isSecret(lower, workspace)) marks.push("secret");
  if (isGuard(lower, path, access, workspace)) marks.push("guard");
  if (access !== "read" && (lower.includes("/.git/") || (access === "delete" && lower.endsWith("/.git")))) marks.push("vcs-internal");
  if (isDevice(path, access, workspace)) marks.push("device");
  if (isRootFolder(path, workspace)) marks.push("root");
  return marks;
}

function isSecret(lower: string, workspace: Workspace): boolean {
  if (dataPattern("secrets", "absolute", "root").test(lower)) return true;
  if (dataPattern("secrets", "exceptNames", "name").test(lower) || dataPattern("secrets", "exceptPaths", "component").test(lower))
    return false;
  if (dataPattern("secrets", "names", "name").test(lower) || dataPattern("secrets", "paths", "component").test(lower)) return true;
  return parentOf(lower) === workspace.home.toLowerCase() && dataList("secrets", "home").includes(baseName(lower));
}

function isGuard(lower: string, path: string, access: Access, workspace: Workspace): boolean {
  for (const guarded of workspace.guarded) {
    const folder = guarded.toLowerCase();
    // Who removes a folder removes what it holds.
    if (isWithin(lower, folder) || (access === "delete" && isWithin(folder, lower))) return true;
  }
  const at = `${lower}/`.indexOf("/.pi/");
  return at >= 0 && !`${path}/`.startsWith("/.pi/plans/", at);
}

function isDevice(path: string, access: Access, workspace: Workspace): boolean {
  if (isWithin(path, "/dev") && path !== "/dev") {
    const free = dataList("places", "notDevices").some((folder) => isWithin(path, folder)) || dataList("places", "sinks").includes(path);
    return !free;
  }
  return access !== "read" && workspace.kind(path) === "device";
}

/** Files that swallow or give without being changed: `/dev/null`, the standard streams, open descriptors. Not resolved: as written. */
export function isSink(written: string): boolean {
  const path = written.replace(/\/+(?:\.\/+)*/g, "/");
  if (dataList("places", "sinks").includes(path)) return true;
  return /^(?:\/dev\/fd|\/proc\/(?:self|thread-self)\/fd)\/\d+$/.test(path);
}
