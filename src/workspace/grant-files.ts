// Standing grants, one file each. Law: sessions that run side by side never rewrite each other's data, and no file that others could have
// written opens anything.
//
// No lock is needed. A file is named by a hash of what it grants and by when it ends, so two sessions meet at one name only when they say the
// same, and an expired name can't be that of a fresh grant. A file is written under a temporary name in the same folder, flushed and renamed:
// whoever looks sees all of it or none. A kill in the middle leaves at most a temporary file, which a later `add` clears away. The folder is
// not flushed: after a power cut a grant may be missing, and then the question comes again.

import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Grant, grantKey } from "../policy/grants.ts";
import { decodeGrant, GRANT_LIMIT, type GrantRecord } from "../session/grants.ts";
import { clearAbandoned, TEMPORARY, temporaryIn } from "./temporary.ts";

const MAX_FILES = 5000;
/** Bits of a mode that let others write. */
const WRITABLE_BY_OTHERS = 0o022;
/** The hash of the key, and the end of the grant in milliseconds since 1970 where it has one. */
const NAME = /^([0-9a-f]{64})(?:\.(\d{1,16}))?\.json$/;
/** Of the name of a grant without an end. */
const LASTING_LENGTH = 64 + ".json".length;

interface StandingGrants {
  readonly grants: readonly Grant[];
  /** How many files of the folder opened nothing, though they are none of ours in the making. */
  readonly unreadable: number;
}

/** `failed`: nothing was done, or not all of it; `why` is a sentence for the user. */
type FileResult = { readonly kind: "done"; readonly files: number } | { readonly kind: "failed"; readonly why: string };

export interface GrantFiles {
  /** What holds at `now` (milliseconds since 1970). Never throws; read anew only when the folder changed. */
  readonly list: (now: number) => StandingGrants;
  /** Keeps a grant, and clears away what is expired or abandoned. Never throws. */
  readonly add: (grant: Grant) => FileResult;
  /** Removes every file of that id, readable or not. Never throws. */
  readonly remove: (id: string) => FileResult;
  /** Differs whenever `list` may. */
  readonly stamp: () => string;
  /** Where the grant lies, if it is kept here. */
  readonly pathOf: (grant: Grant) => string;
}

/** The first eight digits of the hash of its key: two grants that say the same have the same id. */
export function grantId(grant: Pick<Grant, "scope" | "mode" | "root" | "shape">): string {
  return hashOf(grant).slice(0, 8);
}

function hashOf(grant: Pick<Grant, "scope" | "mode" | "root" | "shape">): string {
  return createHash("sha256").update(grantKey(grant)).digest("hex");
}

function nameOf(grant: Grant): string {
  return `${hashOf(grant)}${grant.expires === undefined ? "" : `.${grant.expires}`}.json`;
}

/** `dir` need not exist. `owner`: the user whose files count; undefined where the system has no such thing. */
export function createGrantFiles(dir: string, owner: number | undefined = process.geteuid?.()): GrantFiles {
  let cache: (StandingGrants & { readonly stamp: string }) | undefined;

  const list = (now: number): StandingGrants => {
    const { stamp, names } = look(dir, owner);
    if (cache?.stamp !== stamp) cache = { stamp, ...readAll(dir, names, owner) };
    return { grants: cache.grants.filter(({ expires }) => expires === undefined || expires > now), unreadable: cache.unreadable };
  };

  const add = (grant: Grant): FileResult => {
    const name = nameOf(grant);
    const record: GrantRecord = { v: 1, grant };
    const text = JSON.stringify(record);
    if (Buffer.byteLength(text) > GRANT_LIMIT) return failed(dir, "it is too long to be kept");
    if (grant.id !== grantId(grant) || grant.scope === "session" || !decodeGrant(record)) return failed(dir, "it is no standing grant");
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      if (!isTrusted(lstatSync(dir), owner, "folder")) return failed(dir, "others could write to that folder, or it is a link");
      const names = readdirSync(dir);
      const kept = clearAway(dir, names);
      if (kept >= MAX_FILES && !names.includes(name)) return failed(dir, `it holds ${MAX_FILES} grants already; revoke some`);
      writeWhole(dir, name, text);
      return { kind: "done", files: 1 };
    } catch (error) {
      return failed(dir, inWords(error));
    }
  };

  const remove = (id: string): FileResult => {
    try {
      const names = look(dir, owner).names.filter((name) => NAME.exec(name)?.[1]?.slice(0, 8) === id);
      for (const name of names) rmSync(join(dir, name), { force: true });
      return { kind: "done", files: names.length };
    } catch (error) {
      return { kind: "failed", why: `The grant ${id} could not be removed from ${dir} (${inWords(error)}), so it still holds.` };
    }
  };

  return { list, add, remove, stamp: () => look(dir, owner).stamp, pathOf: (grant) => join(dir, nameOf(grant)) };
}

/**
 * The names in the folder without temporary ones; none where the folder can't be trusted or isn't there. The names stand in the stamp,
 * since some file systems tell times by the second. A file that was replaced within that second says the same as before.
 */
function look(dir: string, owner: number | undefined): { readonly stamp: string; readonly names: readonly string[] } {
  try {
    const stats = lstatSync(dir, { bigint: true });
    if (!isTrusted(lstatSync(dir), owner, "folder")) return { stamp: "not trusted", names: [] };
    const names = readdirSync(dir)
      .filter((name) => !name.startsWith(TEMPORARY))
      .sort();
    return { stamp: `${stats.ino} ${stats.mtimeNs} ${names.length} ${names.join("/")}`, names };
  } catch {
    return { stamp: "not there", names: [] };
  }
}

function isTrusted(stats: Stats, owner: number | undefined, kind: "file" | "folder"): boolean {
  if (!(kind === "file" ? stats.isFile() : stats.isDirectory())) return false;
  return owner === undefined || (stats.uid === owner && (stats.mode & WRITABLE_BY_OTHERS) === 0);
}

function readAll(dir: string, names: readonly string[], owner: number | undefined): StandingGrants {
  const grants = new Map<string, Grant>();
  let unreadable = Math.max(0, names.length - MAX_FILES);
  for (const name of names.slice(0, MAX_FILES)) {
    const grant = NAME.test(name) ? readOne(dir, name, owner) : undefined;
    if (grant === undefined) unreadable += 1;
    else if (grant !== "gone") keepLonger(grants, grant);
  }
  return { grants: [...grants.values()].sort((a, b) => a.given - b.given), unreadable };
}

/** The same may have been granted for two times. */
function keepLonger(grants: Map<string, Grant>, grant: Grant): void {
  const key = grantKey(grant);
  const other = grants.get(key);
  if (other === undefined || (grant.expires ?? Infinity) > (other.expires ?? Infinity)) grants.set(key, grant);
}

/** The grant in a regular file of ours whose content gives the file's own name. `gone`: another session removed it a moment ago. */
function readOne(dir: string, name: string, owner: number | undefined): Grant | "gone" | undefined {
  let file: number | undefined;
  try {
    // What is looked at is what is read. A link isn't followed, and a pipe isn't waited for.
    file = openSync(join(dir, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(file);
    if (!isTrusted(stats, owner, "file") || stats.size > GRANT_LIMIT) return undefined;
    const grant = decodeGrant(JSON.parse(readFileSync(file, "utf8")));
    return grant && grant.scope !== "session" && grant.id === grantId(grant) && nameOf(grant) === name ? grant : undefined;
  } catch (error) {
    return codeOf(error) === "ENOENT" ? "gone" : undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function writeWhole(dir: string, name: string, text: string): void {
  const temporary = temporaryIn(dir);
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, join(dir, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes what is expired or abandoned, as far as that goes, and says how many files stay. */
function clearAway(dir: string, names: readonly string[]): number {
  const now = Date.now();
  clearAbandoned(dir, names, now);
  let kept = 0;
  for (const name of names) {
    if (name.startsWith(TEMPORARY)) continue;
    const expires = name.length > LASTING_LENGTH ? NAME.exec(name)?.[2] : undefined;
    if (expires !== undefined && Number(expires) <= now) attempt(() => unlinkSync(join(dir, name)));
    else kept += 1;
  }
  return kept;
}

/** For what another session may do at the same time. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function failed(dir: string, why: string): FileResult {
  return { kind: "failed", why: `The grant could not be kept in ${dir}: ${why}. It holds for this once; the question will come again.` };
}

const ERROR_WORDS: ReadonlyMap<unknown, string> = new Map([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "your share of the disk is full"],
  ["EROFS", "the disk can only be read"],
  ["EACCES", "you may not write there"],
  ["EPERM", "you may not write there"],
  ["ENOTDIR", "a file stands where a folder should be"],
  ["EEXIST", "a file stands where a folder should be"],
]);

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function inWords(error: unknown): string {
  return ERROR_WORDS.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
}
