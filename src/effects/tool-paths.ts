// Which files pi's tools open for a path. Law: hosts differ in how they take it, so every reading that some host has counts.

import type { Access } from "./scopes.ts";
import { isWindowsPath } from "./windows-paths.ts";
import type { FileKind, Workspace } from "./workspace.ts";

/** The file that pi's tools open for a path, and for reads the spellings that they try after it. */
export function pathsOf(written: string, access: Access, workspace: Workspace): readonly string[] {
  return [...new Set(readingsOf(written, workspace).flatMap((path) => spellingsOf(path, access, workspace)))];
}

function spellingsOf(path: string, access: Access, workspace: Workspace): readonly string[] {
  const isThere = (one: string): boolean => kindAt(one, workspace) !== "missing";
  if (access !== "read" || isThere(path)) return [path];
  const decomposed = path.normalize("NFD");
  const spellings = [
    path.replace(/ (AM|PM)\./gi, "\u202F$1."),
    decomposed,
    path.replace(/'/g, "\u2019"),
    decomposed.replace(/'/g, "\u2019"),
  ];
  return [path, ...spellings.filter((one) => one !== path && isThere(one))];
}

/** Of a path as it is written; on Windows that isn't absolute yet. */
function kindAt(path: string, workspace: Workspace): FileKind {
  if (!isWindowsPath(workspace.root)) return workspace.kind(path);
  const real = workspace.realPath(workspace.cwd, path);
  return real === undefined ? "other" : workspace.kind(real);
}

/** pi takes one leading `@` away, makes unusual spaces plain, expands `~`, and joins relative paths by text, before the kernel sees them. */
function readingsOf(written: string, workspace: Workspace): readonly string[] {
  const bare = written.startsWith("@") ? written.slice(1) : written;
  const spaced = bare.replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, " ");
  const windows = isWindowsPath(workspace.root);
  const path = windows ? spaced.replaceAll("\\", "/") : spaced;
  const address = path.startsWith("file://") ? fileOf(path, windows) : undefined;
  const paths = address === undefined ? [path] : [path, address];
  return paths.flatMap((one) => (windows ? [atHome(one, workspace)] : absoluteReadings(atHome(one, workspace), workspace)));
}

function atHome(path: string, { home }: Workspace): string {
  return path === "~" ? home : path.startsWith("~/") ? home + path.slice(1) : path;
}

/** Old hosts leave an absolute path to the kernel, new ones take its `..` by the text. */
function absoluteReadings(path: string, workspace: Workspace): readonly string[] {
  if (!path.startsWith("/")) return [normalJoin(workspace.cwd, path)];
  return path.includes("/..") ? [path, normalJoin("/", path)] : [path];
}

/** The file that an address names for hosts that open addresses; undefined where they refuse it. */
function fileOf(address: string, windows: boolean): string | undefined {
  try {
    const { hostname, pathname } = new URL(address);
    const path = decodeURIComponent(pathname);
    if (!windows) return path;
    return hostname === "" ? path.slice(1) : `//${hostname}${path}`;
  } catch {
    return undefined;
  }
}

/** `path.resolve` of two parts: `..` goes by the text, not by the folders. */
function normalJoin(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
