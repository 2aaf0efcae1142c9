// One state object for all extensions of this package in one session. The extensions don't share modules on any host, so the object
// itself is handed over by a synchronous question on the bus: whoever loads first owns it, any subset and any order works.

import { MODES, type Mode } from "../policy/modes.ts";
import { type Bus, listen, type ModeChanged } from "./channels.ts";
import { MODE_ENTRY } from "./entries.ts";
import { type BranchState, foldBranch } from "./fold.ts";

/** The three extensions, by the name of their folder. */
export type Seat = "mode-manager" | "tool-guard" | "mode-status";

export interface SessionStore {
  /** Cache of the fold; replaced, never mutated. */
  branch: BranchState;
  /** Grows with every switch and every rebuild: an answer given under another epoch is stale. */
  epoch: number;
  /** Calls refused since the mode was entered. */
  refused: number;
  /** The user's own `!command` that did what the mode closes; shown until the mode changes. */
  userCommand: string | undefined;
  /** Entries that were reported as unreadable already. */
  readonly reported: Set<string>;
  readonly seats: Set<Seat>;
  /** Ends when the last dialog that was asked for has been answered: the next one waits for it. */
  dialogs: Promise<unknown>;
}

const HANDOVER = "pi-modes:store:1";

export interface Handover {
  readonly store: SessionStore;
  /** True for the extension that made the store: it rebuilds it when the session changes. */
  readonly owner: boolean;
  /** Ends the answering; call it on shutdown, since the bus of some hosts outlives a reload. */
  readonly release: () => void;
}

export function shareStore(bus: Bus, seat: Seat): Handover {
  let found: SessionStore | undefined;
  bus.emit(HANDOVER, (theirs: SessionStore) => {
    found ??= theirs;
  });
  if (found) {
    found.seats.add(seat);
    return { store: found, owner: false, release: () => {} };
  }
  const store: SessionStore = {
    branch: foldBranch([]),
    epoch: 0,
    refused: 0,
    userCommand: undefined,
    reported: new Set(),
    seats: new Set([seat]),
    dialogs: Promise.resolve(),
  };
  const release = listen(bus, HANDOVER, (reply) => {
    if (typeof reply === "function") reply(store);
  });
  return { store, owner: true, release };
}

/** What a branch that can't be read amounts to. */
export const UNREADABLE_BRANCH: readonly unknown[] = [{ type: "custom", customType: MODE_ENTRY, id: "the session's branch" }];

/** Replaces the cache by what the branch says. */
export function rebuild(store: SessionStore, entries: readonly unknown[]): void {
  const before = store.branch.mode;
  store.branch = foldBranch(entries);
  store.epoch += 1;
  if (store.branch.mode !== before) {
    store.refused = 0;
    store.userCommand = undefined;
  }
}

export function currentMode(store: SessionStore): Mode {
  return MODES[store.branch.mode];
}

/** A mode is worth what the guard enforces. */
export function isEnforced(store: SessionStore): boolean {
  return store.seats.has("tool-guard");
}

/** What is announced and answered on the bus. */
export function changeOf(store: SessionStore): ModeChanged {
  return { mode: store.branch.mode, previous: store.branch.previous, enforced: isEnforced(store) };
}

/** Runs one dialog at a time: on real hosts a second one replaces the first, whose answer then never comes. */
export function inTurn<T>(store: SessionStore, dialog: () => Promise<T>): Promise<T> {
  const result = store.dialogs.then(dialog);
  store.dialogs = result.catch(() => undefined);
  return result;
}
