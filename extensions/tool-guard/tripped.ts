// When the tripwire trips: the user is told, and offered to undo what can be undone. Loaded, with all that the tripwire needs, with the
// first call in a mode that closes writing.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { minimatch } from "minimatch";
import type { Mode } from "../../src/policy/modes.ts";
import { perBranch } from "../../src/session/branch-reader.ts";
import { type Change, changesBetween, type Fingerprint } from "../../src/session/fingerprint.ts";
import { inTurn, type SessionStore } from "../../src/session/store.ts";
import { foldTripwire, type Watch } from "../../src/session/tripwire.ts";
import { KEEP, MINE, RESTORE, restoredText, restoreQuestion, trippedText } from "../../src/session/tripwire-words.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { say } from "../shared/connection.ts";
import { dialogEnd } from "../shared/dialogs.ts";
import { sessionWorkspace } from "../shared/workspace.ts";
import { restore } from "./restore.ts";
import { createWorktree, type Worktree } from "./worktree.ts";

export const closuresOf = perBranch(foldTripwire);
export { closureOf, partsOf, reopenedEntry, TRIPWIRE_ENTRY, tripwireEntry, watchOf } from "../../src/session/tripwire.ts";
export { closedText } from "../../src/session/tripwire-words.ts";

/** `guarded`: see `SessionStore`. */
export function openWorktree(cwd: string, guarded: readonly string[]): Worktree {
  return createWorktree(sessionWorkspace(cwd, guarded), agentDirectory());
}

/** But for what the mode opens for the file tools, which may run beside a call. */
export function changesIn(before: Fingerprint, after: Fingerprint, watch: Watch, mode: Mode): readonly Change[] {
  const options = { dot: true, nonegate: true, nocomment: true };
  return changesBetween(before, after, watch, (path) => mode.writable.some((glob) => minimatch(path, glob, options)));
}

export interface Trip {
  /** The calls that ran at that time, as the user saw them. */
  readonly shown: readonly string[];
  readonly mode: string;
  readonly changes: readonly Change[];
  /** The look that saw the changes. */
  readonly found: Fingerprint;
  readonly worktree: Worktree;
}

/** `quiet`: nobody was asked. `mine`: the user changed it. `asked`: anything else, and time has gone by. */
export type Told = "quiet" | "asked" | "mine";

/** Tells the user and asks once. */
export async function tell(trip: Trip, context: ExtensionContext, store: SessionStore): Promise<Told> {
  const { shown, mode, changes, found, worktree } = trip;
  say(context, trippedText(shown, mode, changes), "warning");
  if (!context.hasUI) return "quiet";
  const undo = changes.some((change) => change.undo !== undefined) ? [RESTORE] : [];
  const { signal } = dialogEnd(context, store);
  const answer = await inTurn(store, () => context.ui.select(restoreQuestion(changes), [...undo, KEEP, MINE], { signal }));
  // An answer that came too late isn't one; silence keeps everything, and the command closed.
  if (signal.aborted) return "asked";
  if (answer === MINE) return "mine";
  if (answer === RESTORE && undo.length > 0) say(context, restoredText(await restore(worktree, changes, found)));
  return "asked";
}
