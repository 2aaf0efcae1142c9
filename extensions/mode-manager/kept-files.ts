// Plans and reviews as files, for people: in the project's `.pi` folder, or in pi's own. Laws: nothing is written through a link; whoever
// looks sees a whole file; what a kill left behind is cleared away with the next one.

import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { clearAbandoned, temporaryIn } from "../../src/workspace/temporary.ts";
import { isThere, readFileText } from "../shared/policy-read.ts";
import { sessionWorkspace } from "../shared/workspace.ts";

export interface KeptPlace {
  /** The workspace folder, absolute. */
  readonly root: string;
  /** pi's agent directory, absolute. */
  readonly agentDir: string;
  /** The day as `YYYY-MM-DD`, for the names of new files. */
  readonly today: () => string;
}

/** For a session that works in this folder. */
export function keptPlace(cwd: string): KeptPlace {
  return { root: sessionWorkspace(cwd).root, agentDir: agentDirectory(), today: () => new Date().toISOString().slice(0, 10) };
}

/** Files of one title on one day. */
export const MAX_SAME_NAME = 20;

export interface Folder {
  /** Absolute, links followed as far as the base. */
  readonly path: string;
  /** The folder that has to be there; what is below it may not be a link. */
  readonly base: string;
}

/** In the project where it has a `.pi` folder, else in pi's own. */
export function folderOf({ root, agentDir }: KeptPlace, kind: "plans" | "reviews"): Folder {
  if (isThere(join(root, ".pi"))) {
    const base = realpathSync(root);
    return { base, path: join(base, ".pi", kind) };
  }
  const base = isThere(agentDir) ? realpathSync(agentDir) : agentDir;
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 8);
  return { base, path: join(base, kind, `${slugOf(basename(root), "project")}-${hash}`) };
}

/** Folders from the base down to the path, without the base. */
function foldersOf({ path, base }: Folder): readonly string[] {
  return path === base ? [] : [...foldersOf({ path: dirname(path), base }), path];
}

export function checkFolder(folder: Folder): void {
  for (const path of foldersOf(folder)) if (isThere(path)) refuseOther(path);
}

export function makeFolder(folder: Folder): void {
  mkdirSync(folder.base, { recursive: true, mode: 0o700 });
  for (const path of foldersOf(folder)) {
    if (!isThere(path)) mkdirSync(path);
    refuseOther(path);
  }
}

function refuseOther(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) throw new Error(`${path} is a link, and what is kept there is kept in no other place`);
  if (!stats.isDirectory()) throw new Error(`${path} is no folder`);
}

/** The text of a regular file that is no link. Throws. */
export function ownText(file: string): string {
  if (!lstatSync(file).isFile()) throw new Error(`${file} is no regular file`);
  const read = readFileText(file);
  if (read.kind === "text") return read.text;
  throw new Error(read.kind === "absent" ? `${file} is gone` : `${file}: ${read.why}`);
}

/** `YYYY-MM-DD-title.md`, with a number where there is such a file; undefined where there are too many. */
function freeName(dir: string, title: string, day: string, otherwise: string): string | undefined {
  for (let count = 1; count <= MAX_SAME_NAME; count += 1) {
    const file = join(dir, `${day}-${slugOf(title, otherwise)}${count === 1 ? "" : `-${count}`}.md`);
    if (!isThere(file)) return file;
  }
  return undefined;
}

/** Small letters, digits and dashes. */
function slugOf(text: string, otherwise: string): string {
  const plain = text.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 50)
    .replace(/^-|-$/g, "");
  return slug === "" ? otherwise : slug;
}

/**
 * Writes the text under a name that is free, and gives that name; undefined where there are too many. Another session may be looking for one
 * at the same moment: neither takes the other's.
 */
export function writeNew(dir: string, title: string, day: string, otherwise: string, text: string): string | undefined {
  for (;;) {
    const file = freeName(dir, title, day, otherwise);
    if (file === undefined) return undefined;
    try {
      writeWhole(file, text, "new");
      return file;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, "code") === "EEXIST";
}

/** Whoever looks sees the old file or the new one. `new`: there is no old one, or it throws. */
export function writeWhole(file: string, text: string, how: "new" | "over" = "over"): void {
  const temporary = temporaryIn(dirname(file));
  try {
    clearAbandoned(dirname(file), readdirSync(dirname(file)));
    const open = openSync(temporary, "wx");
    try {
      writeFileSync(open, text);
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
    if (how === "over" || !linked(temporary, file)) renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A link takes no name that somebody has, as renaming would. False on a disk that has none. */
function linked(temporary: string, file: string): boolean {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (isTaken(error)) throw error;
    return false;
  }
  rmSync(temporary, { force: true });
  return true;
}
