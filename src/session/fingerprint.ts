// Two looks at a work tree, and what changed between them. Law: what is offered to be undone is only what is known to have been otherwise:
// a file that git tracks and that was clean, or a file that was not there. Everything else is only named.

import { dataPattern } from "../effects/data-lists.ts";
import type { Watch } from "./tripwire.ts";

/** A file that git names. `line`: what git says of it; `stamp`: size and times, undefined where it isn't there. */
export interface FileState {
  readonly line: string;
  readonly stamp: string | undefined;
}

export interface Fingerprint {
  /** Undefined where git wasn't asked. `files`: by path below the work tree's folder, those that aren't clean. */
  readonly git: { readonly head: string; readonly files: ReadonlyMap<string, FileState> } | undefined;
  /** Stamps of what steers git and pi, by path: below the work tree's folder, or absolute. */
  readonly guarded: ReadonlyMap<string, string>;
  /** Stamps of the folder's own entries; undefined where git was asked. */
  readonly entries: ReadonlyMap<string, string> | undefined;
}

export interface Change {
  /** Below the work tree's folder, or absolute. */
  readonly path: string;
  /** `again`: it had changes that aren't committed before. `settled`: it had, and hasn't any more. `steering`: git or pi goes by it. */
  readonly what: "changed" | "new" | "removed" | "again" | "settled" | "steering" | "commit";
  /** How it can be brought back without losing anything. */
  readonly undo: "checkout" | "trash" | undefined;
}

/** `git status --porcelain=v2 --branch -z --no-renames`; undefined for a text of another kind. */
export function parseStatus(text: string): { readonly head: string; readonly lines: ReadonlyMap<string, string> } | undefined {
  const head: string[] = [];
  const lines = new Map<string, string>();
  for (const record of text.split("\0")) {
    if (record === "") continue;
    if (record.startsWith("# ")) {
      if (/^# branch\.(?:oid|head) /.test(record)) head.push(record.slice(2));
      continue;
    }
    const fields = FIELDS[record.charAt(0)];
    if (fields === undefined) return undefined;
    const cut = nthSpace(record, fields);
    if (cut < 0) return undefined;
    lines.set(record.slice(cut + 1), record.slice(0, cut));
  }
  return { head: head.join("\n"), lines };
}

/** Fields before the path, by the kind of record. */
const FIELDS: Readonly<Record<string, number>> = { "1": 8, u: 10, "?": 1 };

function nthSpace(text: string, count: number): number {
  let at = -1;
  for (let seen = 0; seen < count; seen += 1) {
    at = text.indexOf(" ", at + 1);
    if (at < 0) return -1;
  }
  return at;
}

/** `isWritable`: paths below the folder that the mode opens for file tools, which may run at the same time. */
export function changesBetween(
  before: Fingerprint,
  after: Fingerprint,
  watch: Watch,
  isWritable: (path: string) => boolean,
): readonly Change[] {
  const all = [
    ...guardedChanges(before, after),
    ...(before.git && after.git ? gitChanges(before.git, after.git) : entryChanges(before, after)),
  ];
  const seen = new Set<string>();
  const counted = all.filter(({ path }) => !isWritable(path) && !seen.has(path) && seen.add(path));
  const safe = counted.some(({ path }) => steersUndo(path)) ? counted.map((change) => ({ ...change, undo: undefined })) : counted;
  return watch === "everything" ? safe : safe.filter((change) => !isOutput(change, after));
}

/** When these changed, "not there" may mean "ignored", and a checkout may give other bytes. */
function steersUndo(path: string): boolean {
  return /(?:^|\/)(?:\.gitignore|\.gitattributes|\.git\/.*)$/.test(path) || path === "HEAD";
}

/** What a check makes by itself. */
function isOutput({ path, what }: Change, after: Fingerprint): boolean {
  if (what === "steering" || what === "commit") return false;
  // Without git nobody can tell output from source.
  if (!after.git) return true;
  if (after.git.files.get(path)?.line === "?") return true;
  return path.split("/").some((name) => dataPattern("places", "generated", "name").test(name.toLowerCase()));
}

function guardedChanges(before: Fingerprint, after: Fingerprint): readonly Change[] {
  return differing(before.guarded, after.guarded).map((path) => ({ path, what: "steering", undo: undefined }));
}

function entryChanges(before: Fingerprint, after: Fingerprint): readonly Change[] {
  const [old, now] = [before.entries, after.entries];
  if (!old || !now) return [];
  return differing(old, now).map((path) => ({
    path,
    what: !old.has(path) ? "new" : now.has(path) ? "changed" : "removed",
    undo: undefined,
  }));
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

type GitState = NonNullable<Fingerprint["git"]>;

function gitChanges(before: GitState, after: GitState): readonly Change[] {
  const moved = before.head !== after.head;
  const changes: Change[] = moved ? [{ path: "HEAD", what: "commit", undo: undefined }] : [];
  for (const [path, now] of after.files) {
    const old = before.files.get(path);
    if (!old) changes.push(fresh(path, now, moved));
    else if (old.line !== now.line || old.stamp !== now.stamp)
      changes.push({ path, what: now.stamp === undefined && old.stamp !== undefined ? "removed" : "again", undo: undefined });
  }
  for (const [path, { line }] of before.files)
    if (!after.files.has(path)) changes.push({ path, what: line === "?" ? "removed" : "settled", undo: undefined });
  return changes;
}

/** A file that was clean or not there before. */
function fresh(path: string, { line }: FileState, moved: boolean): Change {
  if (line === "?") return { path, what: "new", undo: moved || path.endsWith("/") ? undefined : "trash" };
  // In the index it is what it was, so that gives it back; else the index was changed too.
  const status = /^1 (\.[MDT]) N\.\.\. /.exec(line)?.[1];
  return { path, what: status === ".D" ? "removed" : "changed", undo: status === undefined || moved ? undefined : "checkout" };
}
