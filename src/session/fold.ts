// Law: mode and notices are a pure fold over the entries of the current branch, root first. Memory is a cache of this fold.
// An entry of ours that can't be read, or that names a mode which isn't there, counts as the strictest mode until a readable one follows.

import { customEntries, placesOf, visibleFrom } from "../branch.ts";
import { field } from "../decode.ts";
import { DEFAULT_MODE, STRICTEST_MODE } from "../policy/modes.ts";
import { BUILT_IN, type Policy } from "../policy/policy.ts";
import { decodeModeEntry, decodeNoticeDetails, MODE_ENTRY, type ModeEntry, NOTICE_MESSAGE } from "./entries.ts";

export interface BranchState {
  readonly mode: string;
  /** Where the shortcut goes back to. */
  readonly previous: string;
  /** The mode was entered for one answer, after which the user wants the one before it back. */
  readonly once: boolean;
  /** Ids of entries that decided the mode although they can't be read; empty when the branch is in order. */
  readonly unreadable: readonly string[];
  /** Which mode the model was last told about; "hidden" when compaction took the notice out of its sight; undefined when it was never told. */
  readonly told: string | undefined;
}

/** Stands for a notice that the model doesn't see any more. No mode has this name. */
export const HIDDEN = "(hidden)";

/** `entries`: the branch as the host gives it. Anything in it that isn't an entry is passed over. `known`: which modes there are. */
export function foldBranch(entries: readonly unknown[], known: Pick<Policy, "modes" | "startMode"> = BUILT_IN): BranchState {
  const switches = customEntries(entries, MODE_ENTRY);
  // A fold from the end: what a switch says depends on the one before it only where it can't be read, or names no mode to go back to.
  const readable = (at: number): ModeEntry | undefined => {
    const decoded = decodeModeEntry(field(switches[at], "data"));
    return decoded && known.modes.has(decoded.mode) ? decoded : undefined;
  };
  const modeAfter = (at: number): string => (at < 0 ? known.startMode : (readable(at)?.mode ?? STRICTEST_MODE));
  const last = switches.length - 1;
  const unreadable: string[] = [];
  for (let at = last; at >= 0 && !readable(at); at -= 1) unreadable.unshift(String(field(switches[at], "id")));
  const before = decodeModeEntry(field(switches[last], "data"))?.previous ?? modeAfter(last - 1);
  return {
    mode: modeAfter(last),
    previous: known.modes.has(before) ? before : STRICTEST_MODE,
    once: readable(last)?.once === true,
    unreadable,
    told: toldMode(entries),
  };
}

/** Which mode the model was last told about. Compaction hides what lies before the first entry it kept. */
export function toldMode(entries: readonly unknown[]): BranchState["told"] {
  const notice = placesOf(entries, "custom_message", NOTICE_MESSAGE).at(-1);
  if (notice === undefined) return undefined;
  if (notice < visibleFrom(entries)) return HIDDEN;
  return decodeNoticeDetails(field(entries[notice], "details"))?.mode ?? HIDDEN;
}

/** True when the model doesn't know the mode it is in. A session that never left the default needs no word about it. */
export function noticeDue(state: BranchState): boolean {
  return (state.told ?? DEFAULT_MODE) !== state.mode;
}
