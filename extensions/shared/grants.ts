// What was agreed to, from both places: the session's branch and the folder of standing grants. Law: memory is a cache of the two, made anew
// when one of them changed; a place that can't be read opens nothing; what could not be written is said and doesn't count.

import { type Grant, type GrantedShape, type GrantIndex, indexGrants } from "../../src/policy/grants.ts";
import { shorten } from "../../src/policy/wording.ts";
import {
  foldGrants,
  GRANT_ENTRY,
  GRANT_LIMIT,
  type GrantRecord,
  type GrantRevocation,
  revokedIn,
  type SessionGrants,
} from "../../src/session/grants.ts";
import type { Given, GrantKeeper, GrantList, Revoked } from "../../src/session/keeper.ts";
import { type GrantFiles, grantId } from "../../src/workspace/grant-files.ts";

/** UTF-16 units of what the user saw that are kept. */
const SHOWN_LIMIT = 2000;

export interface GrantSources {
  /** The session's branch as the host gives it, root first. May throw. */
  readonly branch: () => readonly unknown[];
  /** All entries of the session in the order they were written, whatever their branch. May throw. */
  readonly everything: () => readonly unknown[];
  /** Appends an entry to the branch. May throw. */
  readonly append: (type: string, data: GrantRecord | GrantRevocation) => void;
  readonly files: GrantFiles;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createGrantKeeper({ branch, everything, append, files, now }: GrantSources): GrantKeeper {
  let folded: (SessionGrants & { readonly leaf: unknown; readonly length: number }) | undefined;
  let built: { readonly session: SessionGrants; readonly stamp: string; readonly index: GrantIndex } | undefined;

  const ofSession = (): SessionGrants => {
    const entries = entriesOf(branch);
    // An entry never changes and knows the one before it: the last one stands for the whole branch.
    const leaf = entries.at(-1);
    if (folded?.length !== entries.length || folded.leaf !== leaf) {
      const { grants, unreadable } = foldGrants(entries);
      // What was revoked stays so when the user goes back to a point before it.
      const revoked = grants.length === 0 ? undefined : revokedIn(entriesOf(everything));
      folded = { leaf, length: entries.length, grants: grants.filter(({ id }) => !revoked?.has(id)), unreadable };
    }
    return folded;
  };

  const index = (at: number): GrantIndex => {
    const session = ofSession();
    const stamp = files.stamp();
    if (built?.session === session && built.stamp === stamp) return built.index;
    // Expired ones are passed over by whoever looks a grant up.
    built = { session, stamp, index: indexGrants([...session.grants, ...files.list(at).grants]) };
    return built.index;
  };

  const keepInSession = (grant: Grant): string | undefined => {
    const record: GrantRecord = { v: 1, grant };
    if (JSON.stringify(record).length > GRANT_LIMIT)
      return "The grant is too long to be kept. It holds for this once; the question will come again.";
    try {
      append(GRANT_ENTRY, record);
    } catch (error) {
      return notWritten(error);
    }
    return ofSession().grants.some(({ id }) => id === grant.id) ? undefined : notWritten("it is not there afterwards");
  };

  const keep: GrantKeeper["keep"] = (scope, shapes, given) => {
    const grants: Grant[] = [];
    for (const shape of shapes) {
      const grant = grantOf(scope, shape, given, now());
      const result = scope === "session" ? undefined : files.add(grant);
      const why = result === undefined ? keepInSession(grant) : result.kind === "failed" ? result.why : undefined;
      if (why !== undefined) return { kind: "failed", grants, why };
      grants.push(grant);
    }
    return { kind: "kept", grants };
  };

  const list = (): GrantList => {
    const at = now();
    const session = ofSession();
    const standing = files.list(at);
    const holding = session.grants.filter(({ expires }) => expires === undefined || expires > at);
    return {
      kept: [
        ...holding.map((grant) => ({ grant, file: undefined })),
        ...standing.grants.map((grant) => ({ grant, file: files.pathOf(grant) })),
      ],
      unreadable: { entries: session.unreadable, files: standing.unreadable },
    };
  };

  const revoke = (id: string): Revoked => {
    const found = list().kept.filter(({ grant }) => grant.id === id);
    if (found.length === 0) return { kind: "unknown" };
    const revocation: GrantRevocation = { v: 1, revoked: id };
    if (found.some(({ file }) => file === undefined)) {
      try {
        append(GRANT_ENTRY, revocation);
      } catch (error) {
        return { kind: "failed", why: `The grant ${id} could not be revoked in the session (${messageOf(error)}), so it still holds.` };
      }
    }
    const removed = files.remove(id);
    if (removed.kind === "failed") return removed;
    const left = list().kept.some(({ grant }) => grant.id === id);
    if (left) return { kind: "failed", why: `The grant ${id} is still there after it was revoked, so it still holds. Try it again.` };
    return { kind: "revoked", grants: found.map(({ grant }) => grant) };
  };

  return { index, keep, list, revoke };
}

function grantOf(scope: Grant["scope"], shape: GrantedShape, { mode, root, shown, expires }: Given, given: number): Grant {
  const what = { scope, mode, ...(scope === "project" ? { root } : {}), shape };
  return { id: grantId(what), ...what, shown: shorten(shown, SHOWN_LIMIT), given, ...(expires === undefined ? {} : { expires }) };
}

function entriesOf(branch: () => readonly unknown[]): readonly unknown[] {
  try {
    return branch();
  } catch {
    return [];
  }
}

function notWritten(error: unknown): string {
  return `The grant could not be written to the session (${messageOf(error)}). It holds for this once; the question will come again.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
