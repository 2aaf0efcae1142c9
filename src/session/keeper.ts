// The keeper of grants as the store hands it round: what was agreed to, wherever it is kept.

import type { Grant, GrantedShape, GrantIndex, GrantScope } from "../policy/grants.ts";

export interface Given {
  /** The mode that the question was asked in. */
  readonly mode: string;
  /** The workspace folder, absolute. */
  readonly root: string;
  /** The command or the path that the user saw. */
  readonly shown: string;
  /** Milliseconds since 1970. */
  readonly expires?: number;
}

/** `failed`: not all of it was done; `why` is a sentence for the user. */
type Kept =
  | { readonly kind: "kept"; readonly grants: readonly Grant[] }
  | { readonly kind: "failed"; readonly grants: readonly Grant[]; readonly why: string };

export type Revoked =
  | { readonly kind: "revoked"; readonly grants: readonly Grant[] }
  | { readonly kind: "unknown" }
  | { readonly kind: "failed"; readonly why: string };

export interface KeptGrant {
  readonly grant: Grant;
  /** Where it is stored: a file, or undefined for the session's log. */
  readonly file: string | undefined;
}

export interface GrantList {
  /** Those that have not expired, of the session first. */
  readonly kept: readonly KeptGrant[];
  /** Entries and files that can't be read and open nothing. */
  readonly unreadable: { readonly entries: number; readonly files: number };
}

export interface GrantKeeper {
  /** For the verdict; the same object as long as nothing changed. Never throws. */
  readonly index: (now: number) => GrantIndex;
  /** Keeps each shape as a grant of its own. Never throws. */
  readonly keep: (scope: Exclude<GrantScope, "once">, shapes: readonly GrantedShape[], given: Given) => Kept;
  readonly list: () => GrantList;
  /** Ends what has this id, here and in the folder. Never throws. */
  readonly revoke: (id: string) => Revoked;
}
