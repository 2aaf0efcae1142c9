// What is put into a folder under names of its own. Law: what steers pi or the repository is not overwritten unseen by something that is copied,
// moved or unpacked around it; where the content isn't known it may hold such a thing, but only where one stands or would count.

import type { Piece, WordFact } from "../../shell/facts.ts";
import { textWord, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect, PathTarget } from "../effect.ts";
import { targetsOf } from "../paths.ts";
import { baseName, isWithin, marksOf, scopeOf } from "../scopes.ts";

export interface Placing {
  /** `inside`: the target is a folder; `itself`: nothing is put into it; `either`: what stands there decides. */
  readonly form: "inside" | "itself" | "either";
  /** Folders go there with all that they hold. */
  readonly whole: boolean;
  /** The end of a source whose content is put into the target itself: `/.` for cp, `/` for rsync. Absent: folders are never merged. */
  readonly merges?: "/." | "/";
  /** The folders in a source's name are made in the target too. */
  readonly parents?: boolean;
}

type Spot = PathTarget & { readonly kind: "exact" };

const STEERING = [".pi", ".git"];

/** What sources overwrite below the target, beside the target itself. Plain files of the work are left out. */
export function placedEffects(call: Call, sources: readonly WordFact[], target: WordFact | undefined, placing: Placing): readonly Effect[] {
  if (!target || sources.length === 0) return [];
  const spots = targetsOf(target, call.fact.cwd, call.workspace, "write").filter((spot) => spot.kind === "exact");
  return spots.flatMap((spot) => sources.flatMap((source) => placedAt(call, source, spot, placing)));
}

function placedAt(call: Call, source: WordFact, spot: Spot, placing: Placing): readonly Effect[] {
  const { form, whole, merges } = placing;
  const folder = form === "inside" || (form === "either" && call.workspace.kind(spot.path) === "directory");
  const texts = valuesOf(source);
  if (!texts) return folder ? unknownName(call, source, spot, placing) : [];
  return texts.flatMap((text) => {
    const name = placing.parents ? pathBelow(text) : baseName(text.replace(/\/+$/, "")).replace(/^.*:/, "");
    const merged = merges !== undefined && /(?:^|\/)\.{0,2}$/.test(text) && (merges === "/" || !/[^/.]\/+$/.test(text));
    if (merged || !folder) return merges === undefined || !whole ? [] : steeringEffects(call, spot.path, source, text);
    if (name === "" || name === "." || name === "..") return [];
    const below = textWord(`${spot.path}/${name}`, source.place);
    const written = call.write(below).flatMap((effect) => kept(call, effect, spot, whole));
    return whole && merges !== undefined ? [...written, ...steeringEffects(call, `${spot.path}/${name}`, source, text)] : written;
  });
}

/** For rsync a `/./` says where the name begins. */
function pathBelow(text: string): string {
  const path = text.replace(/^[^/]*:/, "");
  return path
    .slice(Math.max(0, path.lastIndexOf("/./")))
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
}

/** A name with a pattern in it is what that could match; of one that isn't known only a folder can do harm. */
function unknownName(call: Call, source: WordFact, spot: Spot, { whole }: Placing): readonly Effect[] {
  const pieces = lastPieces(source);
  if (pieces.every((piece) => piece.kind !== "unknown")) {
    const below: WordFact = { pieces: [{ kind: "text", text: `${spot.path}/` }, ...pieces], place: source.place };
    return call.write(below).flatMap((effect) => kept(call, effect, spot, whole));
  }
  return whole ? steeringEffects(call, spot.path, source, undefined) : [];
}

/** The pieces after the last slash. */
function lastPieces({ pieces }: WordFact): readonly Piece[] {
  const at = pieces.findLastIndex((piece) => piece.kind === "text" && piece.text.includes("/"));
  const piece = pieces[at];
  if (piece?.kind !== "text") return pieces;
  const text = baseName(piece.text);
  return [...(text === "" ? [] : [{ kind: "text", text } as const]), ...pieces.slice(at + 1)];
}

/** What says more than that something is written into the folder. A copy in a temporary folder steers nothing by its name. */
function kept(call: Call, effect: Effect, spot: Spot, whole: boolean): readonly Effect[] {
  if (effect.kind !== "write" || effect.target.kind === "unknown") return [effect];
  const { target } = effect;
  const all = whole && target.kind === "exact" ? marksOf(target.path, "delete", call.workspace) : target.marks;
  const steers =
    target.scope !== "temp" || call.workspace.guarded.some((path) => isWithin(path, target.path) || isWithin(target.path, path));
  const marks = steers ? all : all.filter((mark) => mark !== "guard" && mark !== "vcs-internal");
  return target.scope === spot.scope && marks.length === 0 ? [] : [{ ...effect, target: { ...target, marks } }];
}

/**
 * What steers, in a folder that gets content which isn't known. `source`: a folder on this machine that the content comes from; undefined where
 * nobody can look at it.
 */
export function steeringEffects(call: Call, folder: string, word: WordFact, source: string | undefined): readonly Effect[] {
  const { workspace } = call;
  const scope = scopeOf(folder, workspace);
  const guarded = workspace.guarded
    .filter((path) => path !== folder && isWithin(path, folder))
    .map((path) => path.slice(folder.length + 1));
  if (scope === "temp" && guarded.length === 0) return [];
  const counts = [workspace.root, workspace.cwd, workspace.realPath("/", workspace.cwd)].includes(folder);
  return [...STEERING, ...guarded].flatMap((name): readonly Effect[] => {
    const path = `${folder}/${name}`;
    if (!counts && workspace.kind(path) === "missing") return [];
    if (source !== undefined && !mayHold(call, source, name)) return [];
    const marks = marksOf(path, "delete", workspace);
    return [call.effect({ kind: "write", target: { kind: "exact", path, scope, marks } }, word)];
  });
}

/** Only folders that stay as they are until the command runs can be looked at: not temporary ones, and not ones that are still to be made. */
function mayHold(call: Call, source: string, name: string): boolean {
  const { cwd } = call.fact;
  if (cwd.kind !== "dirs") return true;
  return cwd.dirs.some((dir) => {
    const path = call.workspace.realPath(dir, source);
    if (path === undefined || scopeOf(path, call.workspace) === "temp" || call.workspace.kind(path) === "missing") return true;
    return call.workspace.kind(`${path === "/" ? "" : path}/${name}`) !== "missing";
  });
}

/** The effects of an archive in the folder that a word names. `members`: what is taken from it; none: all of it. */
export function unpackedEffects(call: Call, folder: WordFact, members: readonly WordFact[]): readonly Effect[] {
  const names = members.map(valuesOf);
  const known = names.length > 0 && names.every((texts) => texts?.every((text) => !/[*?[\\]/.test(text)) === true);
  return targetsOf(folder, call.fact.cwd, call.workspace, "write").flatMap((spot) => {
    if (spot.kind !== "exact") return [];
    if (!known) return steeringEffects(call, spot.path, folder, undefined);
    return members.flatMap((word) =>
      (valuesOf(word) ?? []).flatMap((text) =>
        call.write(textWord(`${spot.path}/${text}`, word.place)).flatMap((effect) => kept(call, effect, spot, true)),
      ),
    );
  });
}
