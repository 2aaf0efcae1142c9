// The entries of the current branch that this package looks at, root first. Laws: they are what the session's log holds, read anew where the
// leaf is another one; a long session costs one pass when it begins, and then only what was added. Where an entry is lost from the log, it may
// have been one of ours, so what is read there is an entry that can't be read.

import { field } from "../decode.ts";
import { PLAN_ENTRY } from "../plan/entries.ts";
import { GRANT_ENTRY, MODE_ENTRY } from "./entries.ts";

/** What the host has read from a file, or made itself. */
type LogEntry = Readonly<Partial<Record<"id" | "parentId" | "type" | "customType" | "firstKeptEntryId", unknown>>>;

const NOTHING: LogEntry = {};

/** The part of the host's session manager that is used here. */
export interface SessionLog {
  readonly getBranch: () => readonly LogEntry[];
  readonly getLeafId: () => string | null;
  readonly getEntry: (id: string) => LogEntry | undefined;
  /** All entries in the order they were written: an entry stands behind the one before it on its branch. */
  readonly getEntries: () => readonly LogEntry[];
  readonly getHeader: () => unknown;
  readonly getSessionFile: () => string | undefined;
}

export interface BranchReader {
  /** Entries of ours, compactions and what they kept first. The same array as long as none of them is added or left. May throw. */
  readonly read: (log: SessionLog) => readonly unknown[];
  /** The ids of our entries on all branches, as far as the log has been read: when it was last read whole, and since. May throw. */
  readonly ids: (log: SessionLog) => readonly unknown[];
  /** What was read before counts for nothing: the log may be another one under the same names. */
  readonly forget: () => void;
}

/** Steps back from the leaf in search of the one before; behind them one pass through everything is quicker. */
const STEPS = 1000;
const OURS = "pi-modes:";

interface Reading {
  readonly log: SessionLog;
  readonly leaf: string | null;
  readonly kept: readonly unknown[];
  readonly ids: readonly unknown[];
}

export function createBranchReader(): BranchReader {
  let last: Reading | undefined;
  const read = (log: SessionLog): Reading => {
    const leaf = log.getLeafId();
    if (last?.log === log && last.leaf === leaf) return last;
    const added = last?.log === log ? entriesSince(log, leaf, last.leaf) : undefined;
    // A compaction needs an entry that was passed over.
    const more = added?.every((entry) => entry.type !== "compaction") ? added.filter(isOurs) : undefined;
    last = last && more ? { ...withMore(last, more), leaf } : wholeBranch(log, leaf);
    return last;
  };
  return {
    read: (log) => (showsLess(log) ? keptOf(log.getBranch()) : read(log).kept),
    ids: (log) => (showsLess(log) ? idsOf(log.getEntries().filter(isOurs)) : read(log).ids),
    forget: () => {
      last = undefined;
    },
  };
}

function withMore(reading: Reading, more: readonly LogEntry[]): Reading {
  if (more.length === 0) return reading;
  return { ...reading, kept: [...reading.kept, ...more], ids: [...reading.ids, ...idsOf(more)] };
}

function idsOf(entries: readonly LogEntry[]): readonly unknown[] {
  return entries.map(({ id }) => id);
}

/** A host that shows less than all known ones. */
function showsLess(log: SessionLog): boolean {
  return typeof log.getLeafId !== "function";
}

/** Root first; undefined where the leaf doesn't go on from that one, or is too far from it. */
function entriesSince(log: SessionLog, leaf: string | null, before: string | null): readonly LogEntry[] | undefined {
  if (leaf === null || before === null) return undefined;
  const found: LogEntry[] = [];
  for (let id: unknown = leaf; found.length < STEPS; ) {
    if (id === before) return found.reverse();
    const entry = typeof id === "string" ? log.getEntry(id) : undefined;
    if (entry === undefined) return undefined;
    found.push(entry);
    id = entry.parentId;
  }
  return undefined;
}

/** What of a branch is kept, leaf first. */
function createKeeper() {
  const firstKept = new Set<unknown>();
  const kept: unknown[] = [];
  return {
    kept,
    firstKept,
    take: (entry: LogEntry, isMine: boolean): void => {
      const isCompaction = entry.type === "compaction";
      // What it kept first stands before it.
      if (isCompaction) firstKept.add(entry.firstKeptEntryId);
      if (isCompaction || isMine || firstKept.has(entry.id)) kept.push(entry);
      firstKept.delete(entry.id);
    },
  };
}

export function isOurs(entry: unknown): boolean {
  const { type, customType }: LogEntry = entry ?? NOTHING;
  return (type === "custom" || type === "custom_message") && typeof customType === "string" && customType.startsWith(OURS);
}

function keptOf(branch: readonly LogEntry[]): readonly unknown[] {
  const { kept, take } = createKeeper();
  for (const entry of branch.toReversed()) take(entry, isOurs(entry));
  return kept.reverse();
}

/**
 * The branch as it was written. Hosts leave the labels out of a fork without mending the links over them, so that the branch seems to begin
 * behind the last label; such a file holds the branch in its order, and what stands before an entry without its parent is what came before it.
 * In any other file an entry without its parent is one whose parent was lost.
 */
function wholeBranch(log: SessionLog, leaf: string | null): Reading {
  const entries = log.getEntries();
  const { kept, firstKept, take } = createKeeper();
  const ids: unknown[] = [];
  const isFork = log.getSessionFile() === undefined || typeof field(log.getHeader(), "parentSession") === "string";
  let wanted: unknown = leaf;
  for (let end = entries.length; end >= 0; ) {
    let taken = end;
    for (let at = end - 1; at >= 0; at -= 1) {
      const entry = entries[at] ?? NOTHING;
      const isOnBranch = wanted !== null && entry.id === wanted;
      if (isOnBranch) {
        wanted = entry.parentId;
        taken = at;
      }
      // Most are messages. The loop runs before it is compiled, so nothing is called for them.
      if (entry.type === "message" && (!isOnBranch || firstKept.size === 0)) continue;
      const isMine = isOurs(entry);
      if (isMine && end === entries.length) ids.push(entry.id);
      if (isOnBranch) take(entry, isMine);
    }
    if (typeof wanted !== "string") break;
    // What it hangs on is nowhere before it.
    if (!isFork || taken === 0 || taken === entries.length) kept.push(...lost(wanted));
    wanted = entries[taken - 1]?.id;
    end = taken;
  }
  return { log, leaf, kept: kept.reverse(), ids };
}

/** A fold that is made once for each branch. */
export function perBranch<T>(fold: (entries: readonly unknown[]) => T): (entries: readonly unknown[]) => T {
  const folded = new WeakMap<readonly unknown[], { readonly value: T }>();
  return (entries) => {
    const known = folded.get(entries) ?? { value: fold(entries) };
    folded.set(entries, known);
    return known.value;
  };
}

/** What was lost may have been any entry that closes something. */
function lost(id: string): readonly unknown[] {
  return [MODE_ENTRY, PLAN_ENTRY, GRANT_ENTRY].map((customType) => ({ type: "custom", customType, id: `${id}, which is lost` }));
}
