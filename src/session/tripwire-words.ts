// What is said about a tripped call, to the user and to the model. Law: what is known is said, "it changed while this ran", and no more.

import { clean, shorten } from "../policy/wording.ts";
import type { Change } from "./fingerprint.ts";
import type { TripwireEntry } from "./tripwire.ts";

const LISTED = 10;

/** For the model, instead of a result. */
export function closedText(shown: string, closure: TripwireEntry | "unreadable", mode: string): string {
  const head = `Not run: ${quoted(shown)}`;
  const leave = "The user can change the mode with /mode.";
  if (closure === "unreadable") {
    return `${head}\nThe session notes that a command which should have changed nothing ran while something changed, and the note can't be read, so no command is open in ${clean(mode)} mode.\nTell the user: they can go back to a point before the note with /tree. ${leave}`;
  }
  const paths = closure.changed.length === 0 ? "" : ` (${clean(shorten(closure.changed.join(", "), 300))})`;
  return `${head}\nThe project changed while ${quoted(closure.shown)} ran${paths}, though ${clean(closure.mode)} mode had taken it for harmless. So commands like it are closed for this session in modes that close writing.\nWriting it in another way is not the fix: use another program to look, or say in your answer what you need it for. ${leave}`;
}

/** For the user. `shown`: the calls that ran at that time. */
export function trippedText(shown: readonly string[], mode: string, changes: readonly Change[]): string {
  const one = shown.length === 1;
  return [
    `pi-modes: the project changed while ${one ? "this ran, which" : "these ran, which"} ${clean(mode)} mode had taken for harmless:`,
    ...shown.map((text) => `    ${oneLine(text)}`),
    ...changes.slice(0, LISTED).map((change) => `  - ${WHAT[change.what]} ${oneLine(change.path)}`),
    ...(changes.length > LISTED ? [`  - and ${changes.length - LISTED} more`] : []),
    `${one ? "Commands like it are" : "Commands like them are"} closed for this session in modes that close writing. It may have been somebody else, an editor or a watcher: then go on from a point before this with /tree, or switch the mode.`,
  ].join("\n");
}

const WHAT = {
  changed: "changed",
  new: "new",
  removed: "removed",
  again: "changed, and had uncommitted changes before:",
  settled: "had uncommitted changes, and has them no more:",
  steering: "changed, and git or pi goes by it:",
  commit: "another commit or branch is checked out:",
} as const satisfies Readonly<Record<Change["what"], string>>;

export const RESTORE = "Restore what can be restored";
export const KEEP = "Keep it as it is";
/** Nothing tells a change of the user's own from one of the command. */
export const MINE = "It was me: leave it, and the command open";

export function restoreQuestion(changes: readonly Change[]): string {
  const back = changes.filter(({ undo }) => undo === "checkout").map(({ path }) => path);
  const aside = changes.filter(({ undo }) => undo === "trash").map(({ path }) => path);
  const rest = changes.length - back.length - aside.length;
  return [
    "Something changed while the command ran. Was it you, or shall it be undone?",
    ...part("back to the last commit", back),
    ...part("moved aside into a temporary folder", aside),
    ...(rest === 0 ? [] : [`  - left as ${rest === 1 ? "it is: 1 change" : `they are: ${rest} changes`} that can't be undone safely`]),
  ].join("\n");
}

function part(what: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const more = paths.length > LISTED ? ` and ${paths.length - LISTED} more` : "";
  return [`  - ${what}: ${paths.slice(0, LISTED).map(oneLine).join(", ")}${more}`];
}

/** Paths below the work tree's folder. `folder`: where the files that were moved are now, absolute. */
export interface RestoreResult {
  readonly restored: readonly string[];
  readonly moved: readonly string[];
  readonly left: readonly string[];
  readonly folder: string | undefined;
}

export function restoredText({ restored, moved, left, folder }: RestoreResult): string {
  return [
    "pi-modes: undone what could be undone.",
    ...part("back to the last commit", restored),
    ...part(`moved to ${oneLine(folder ?? "")}`, moved),
    ...part("left as it is", left),
  ].join("\n");
}

function quoted(text: string): string {
  return `\`${clean(shorten(text, 400))}\``;
}

function oneLine(text: string): string {
  return clean(shorten(text, 200)).replace(/[\n\t]+/g, " ");
}
