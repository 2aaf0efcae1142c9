// The audit log on the disk. Law: it never delays a call, never throws, and a line is written whole in one step, so that several processes
// can write at once. A disk that fails is reported once and holds up nothing.

import { constants } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type AuditRecord, auditLine } from "../../src/audit/line.ts";

export interface AuditLog {
  /** Returns at once; the line follows when the disk is ready. */
  readonly write: (record: AuditRecord) => void;
  /** Resolves when all that was given is written or lost. Never rejects. */
  readonly flush: () => Promise<void>;
}

export interface AuditOptions {
  /** pi's agent directory; the log is `pi-modes/audit.jsonl` in it. */
  readonly agentDir: string;
  /** Asked at every line. */
  readonly isOn: () => boolean;
  /** Called once, when the first line can't be written. */
  readonly onFailure: (why: string) => void;
  /** Bytes after which the log is put aside and a new one begun. */
  readonly limit?: number;
}

const LIMIT = 5 * 1024 * 1024;
/** Lines that wait for a slow disk; more are dropped. */
const WAITING_LIMIT = 1000;
/** Milliseconds after which another process's claim to put the log aside is taken for a leftover. */
const CLAIM_AGE = 10_000;
/** Milliseconds that ending may wait for the last lines. */
const FLUSH_MS = 2_000;
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export function createAuditLog({ agentDir, isOn, onFailure, limit = LIMIT }: AuditOptions): AuditLog {
  const folder = join(agentDir, "pi-modes");
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  let failed = false;

  const fail = (error: unknown): void => {
    if (failed) return;
    failed = true;
    try {
      onFailure(
        `The audit log ${join(folder, "audit.jsonl")} can't be written (${error instanceof Error ? error.message : String(error)}).`,
      );
    } catch {
      // Whoever wanted to know can't; the calls go on.
    }
  };
  const write = (record: AuditRecord): void => {
    try {
      if (!isOn()) return;
      if (waiting >= WAITING_LIMIT) throw new Error("the disk is too slow, lines are left out");
      const line = `${auditLine(record)}\n`;
      waiting += 1;
      last = last
        .then(() => append(folder, line, limit))
        .catch(fail)
        .finally(() => {
          waiting -= 1;
        });
    } catch (error) {
      fail(error);
    }
  };
  // Nobody waits for a disk that hangs.
  const flush = (): Promise<void> => Promise.race([last, new Promise<void>((done) => setTimeout(done, FLUSH_MS).unref())]);
  return { write, flush };
}

async function append(folder: string, line: string, limit: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "audit.jsonl");
  const file = await open(path, FLAGS, 0o600);
  try {
    if (!(await file.stat()).isFile()) throw new Error("it is no regular file");
    const bytes = Buffer.from(line);
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten !== bytes.length) throw new Error("the disk took only a part of a line");
    if ((await file.stat()).size < limit) return;
  } finally {
    await file.close();
  }
  await putAside(folder, path, limit);
}

/** Only one process does it: a second one would put the new, short log in the place of the old one. */
async function putAside(folder: string, path: string, limit: number): Promise<void> {
  const claim = join(folder, "audit.claim");
  try {
    await (await open(claim, "wx", 0o600)).close();
  } catch {
    const made = await stat(claim).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > CLAIM_AGE) await rm(claim, { force: true });
    return;
  }
  try {
    // Another process may have put it aside a moment ago; then there is none.
    const now = await stat(path).catch(() => undefined);
    if (now && now.size >= limit) await rename(path, join(folder, "audit.1.jsonl"));
  } finally {
    await rm(claim, { force: true });
  }
}
