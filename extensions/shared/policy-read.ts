// One config file from the disk. Law: reading never waits, never throws and never takes more than a file may have; what was looked at is
// what is read.

import { createHash } from "node:crypto";
import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

/** Bytes; a larger file isn't read. */
const SIZE_LIMIT = 1024 * 1024;
/** Bits of a mode that let others write. */
const WRITABLE_BY_OTHERS = 0o022;

export type FileText =
  | { readonly kind: "absent" }
  | { readonly kind: "text"; readonly file: string; readonly text: string; readonly sha256: string }
  /** `why` is the end of a sentence. */
  | { readonly kind: "unreadable"; readonly file: string; readonly why: string };

/** `owner`: the user who alone may write the file and its folder; undefined: anybody may. */
export function readFileText(file: string, owner?: number): FileText {
  let open: number | undefined;
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (!found) return { kind: "absent" };
    // Looked at first, since opening a device or a pipe may do something by itself; and again once it is open.
    const why = whyNot(statSync(file)) ?? (owner === undefined ? undefined : whyForeign(file, found, owner));
    if (why !== undefined) return { kind: "unreadable", file, why };
    open = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(open);
    const still = whyNot(stats) ?? (owner === undefined || isOwned(stats, owner) ? undefined : "others may write it");
    if (still !== undefined) return { kind: "unreadable", file, why: still };
    return decoded(file, readAll(open));
  } catch (error) {
    return isMissing(error) && !isLink(file) ? { kind: "absent" } : { kind: "unreadable", file, why: inWords(error) };
  } finally {
    if (open !== undefined) closeSync(open);
  }
}

function whyNot(stats: Stats): string | undefined {
  if (stats.isDirectory()) return "it is a folder";
  if (!stats.isFile()) return "it is no regular file";
  return stats.size > SIZE_LIMIT ? `it is larger than ${SIZE_LIMIT / 1024 / 1024} MB` : undefined;
}

/** A link could lead to a file of somebody else, whatever its own folder is. */
function whyForeign(file: string, found: Stats, owner: number): string | undefined {
  if (found.isSymbolicLink()) return "it is a link";
  if (!isOwned(found, owner)) return `it must belong to the user ${owner} and be writable by nobody else`;
  const folder = lstatSync(dirname(file));
  if (folder.isDirectory() && isOwned(folder, owner)) return undefined;
  return `its folder must belong to the user ${owner}, be writable by nobody else, and be no link`;
}

function isOwned(stats: Stats, owner: number): boolean {
  return stats.uid === owner && (stats.mode & WRITABLE_BY_OTHERS) === 0;
}

function readAll(open: number): Uint8Array | undefined {
  // One byte more than a file may have tells whether it grew meanwhile.
  const bytes = new Uint8Array(SIZE_LIMIT + 1);
  let length = 0;
  for (;;) {
    const count = readSync(open, bytes, length, bytes.length - length, null);
    length += count;
    if (length > SIZE_LIMIT) return undefined;
    if (count === 0) return bytes.subarray(0, length);
  }
}

function decoded(file: string, bytes: Uint8Array | undefined): FileText {
  if (!bytes) return { kind: "unreadable", file, why: "it is growing" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: "text", file, text, sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch {
    return { kind: "unreadable", file, why: "it is no text in UTF-8" };
  }
}

/** Differs whenever the file at a path may be another one or have another content. Times tick slowly, so a file that was just written has a stamp for each look. */
export function stampOf(file: string): string {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats ? contentStamp(stats) : isLink(file) ? "link to nothing" : "absent";
  } catch (error) {
    return inWords(error);
  }
}

const TICK_MS = 50;

function contentStamp({ dev, ino, size, mtimeNs, ctimeNs, ctimeMs, mode, uid }: BigIntStats): string {
  const now = Date.now();
  return [dev, ino, size, mtimeNs, ctimeNs, mode, uid, ...(Math.abs(now - Number(ctimeMs)) < TICK_MS ? [performance.now()] : [])].join(" ");
}

export function isThere(file: string): boolean {
  return stampOf(file) !== "absent";
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}

const ERROR_WORDS: ReadonlyMap<unknown, string> = new Map([
  ["EACCES", "you have no access to it"],
  ["EPERM", "you have no access to it"],
  ["ELOOP", "its links lead in a circle"],
  ["ENOENT", "it is a link that leads to nothing"],
  ["ENAMETOOLONG", "its path is too long"],
  ["EIO", "the disk can't be read"],
  ["ENOSPC", "the disk is full"],
  ["EROFS", "the disk can only be read"],
  ["ENOTDIR", "a file stands where a folder should be"],
  ["EEXIST", "a file stands where a folder should be"],
]);

function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** What went wrong, as the end of a sentence. */
export function inWords(error: unknown): string {
  return ERROR_WORDS.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
}
