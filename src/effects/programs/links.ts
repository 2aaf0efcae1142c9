// Making a link. Law: who makes a link can write to what it leads to, in this call or in a later one and under a name that says nothing of it,
// so the link counts as a write there. A folder of the system that the user can't write to leads nowhere.

import type { Cwd, WordFact } from "../../shell/facts.ts";
import { literal, shown, textWord, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import { dataList } from "../data-lists.ts";
import type { Effect, PathTarget } from "../effect.ts";
import { madeLinks, noteLink } from "../made.ts";
import { targetsOf } from "../paths.ts";
import { baseName, isWithin, marksOf, parentOf } from "../scopes.ts";
import type { Workspace } from "../workspace.ts";

/** Where links are made. */
export interface LinkPlace {
  /** Absent: the current folder. */
  readonly target?: WordFact | undefined;
  /** `inside`: the target is a folder; `itself`: it is the link; `either`: nobody can tell before it runs. */
  readonly form: "inside" | "itself" | "either";
  /** A symbolic link's text is read from the folder it stands in, other names from the folder of the command. */
  readonly symbolic: boolean;
  /** A link to a folder that stands at the target is replaced, not entered. */
  readonly replaces?: boolean;
}

/** What links to the sources open for writing. */
export function linkEffects(call: Call, sources: readonly WordFact[], place: LinkPlace): readonly Effect[] {
  const spots = targetsOf(place.target ?? textWord(".", call.fact.place), call.fact.cwd, call.workspace, "write");
  const from = place.symbolic ? foldersOf(call, spots, place) : call.fact.cwd;
  return sources.flatMap((source) => {
    const { effects, leads } = opened(call, source, from);
    for (const spot of spots) if (spot.kind === "exact") noteLinks(call, spot.path, source, leads, place);
    return effects;
  });
}

/** What a moved or copied name leads to where it is a link, on the disk or made a moment ago. */
export function carriedLinks(call: Call, sources: readonly WordFact[], place: Omit<LinkPlace, "symbolic">): readonly Effect[] {
  return sources.flatMap((word) => {
    const targets = targetsOf(word, call.fact.cwd, call.workspace, "delete").filter((target) => target.kind === "exact");
    return targets.flatMap(({ path }) => {
      const made = madeLinks(call.workspace).filter((link) => link.path === path);
      const leads = call.workspace.realPath("/", path);
      const found =
        leads !== undefined && leads !== path ? linkEffects(call, [textWord(leads, word.place)], { ...place, symbolic: false }) : [];
      return [...found, ...made.flatMap(({ source, symbolic }) => linkEffects(call, [source], { ...place, symbolic }))];
    });
  });
}

/** The folders that the text of a symbolic link may be read from. A link that stands there already is one only where it leads to a folder. */
function foldersOf(call: Call, spots: readonly PathTarget[], { target, form, replaces }: LinkPlace): Cwd {
  const unknown: Cwd = { kind: "unknown", why: "the folder of the link is not known" };
  const own = targetsOf(target ?? textWord(".", call.fact.place), call.fact.cwd, call.workspace, "delete");
  const dirs: string[] = [];
  for (const spot of own) {
    if (spot.kind !== "exact") return unknown;
    if (form !== "inside") dirs.push(parentOf(spot.path));
    else if (!spots.some((one) => one.kind === "exact")) dirs.push(spot.path);
  }
  for (const spot of spots) {
    if (spot.kind !== "exact") return unknown;
    const itself = own.some((one) => one.kind === "exact" && one.path === spot.path);
    if (form === "inside" || (form === "either" && (itself || (!replaces && call.workspace.kind(spot.path) === "directory"))))
      dirs.push(spot.path);
  }
  return dirs.length > 0 ? { kind: "dirs", dirs: [...new Set(dirs)] } : unknown;
}

interface Opened {
  readonly effects: readonly Effect[];
  /** Where the link leads, also where that opens nothing. */
  readonly leads: readonly string[];
}

function opened(call: Call, source: WordFact, from: Cwd): Opened {
  const text = literal(source);
  const views = viewsOf(call, source, text, from);
  // It leads to a neighbour, wherever that is, and the place of the link is looked at anyway.
  const stays = from.kind === "unknown" && text !== undefined && !text.startsWith("/") && !text.split("/").includes("..");
  const leads: string[] = [];
  const written = views
    .flatMap(({ there, word }) => there.write(word))
    .flatMap((effect): readonly Effect[] => {
      if (effect.kind !== "write" || effect.target.kind === "pattern") return effect.kind === "write" ? [] : [effect];
      if (effect.target.kind === "unknown") return stays ? [] : [effect];
      const { target } = effect;
      leads.push(target.path);
      if (isClosed(target.path, call.workspace)) return [];
      // Through a link to a folder all that it holds can be written.
      return [{ ...effect, target: { ...target, marks: marksOf(target.path, "delete", call.workspace) } }];
    });
  const patterns = views
    .flatMap(({ there, word }) => there.remove(word, false))
    .flatMap((effect): readonly Effect[] => {
      if (effect.kind !== "delete" || effect.target.kind !== "pattern") return [];
      return [{ origin: effect.origin, kind: "write", target: effect.target }];
    });
  const effects = [...written, ...patterns].map((effect) => ({ ...effect, origin: { ...effect.origin, word: shown(source) } }));
  return { effects, leads };
}

interface View {
  readonly there: Call;
  readonly word: WordFact;
}

/** The source as seen from each folder. From one that is still to be made `..` is the folder around it, which the disk can't tell. */
function viewsOf(call: Call, source: WordFact, text: string | undefined, from: Cwd): readonly View[] {
  if (text === undefined || text.startsWith("/") || from.kind === "unknown") return [{ there: call.with({ cwd: from }), word: source }];
  return from.dirs.map((dir) => {
    let folder = dir;
    let rest = text.replace(/^(?:\.\/+)+/, "");
    while (/^\.\.(?:\/|$)/.test(rest) && call.workspace.kind(folder) === "missing") {
      folder = parentOf(folder);
      rest = rest.slice(3).replace(/^(?:\.?\/+)+/, "");
    }
    return { there: call.with({ cwd: { kind: "dirs", dirs: [folder] } }), word: textWord(rest === "" ? "." : rest, source.place) };
  });
}

function isClosed(path: string, workspace: Workspace): boolean {
  if (workspace.home === "/root" || isWithin(path, "/usr/local")) return false;
  const within = [workspace.root, workspace.home, ...workspace.temp, ...workspace.guarded];
  if (within.some((folder) => isWithin(path, folder) || isWithin(folder, path))) return false;
  return dataList("places", "readOnlyFolders").some((folder) => isWithin(path, folder));
}

function noteLinks(call: Call, spot: string, source: WordFact, leads: readonly string[], { form, symbolic }: LinkPlace): void {
  const names = valuesOf(source)?.map((text) => baseName(text.replace(/\/+$/, ""))) ?? [];
  const inside = names.filter((name) => name !== "" && name !== "." && name !== "..").map((name) => `${spot}/${name}`);
  const places = [...(form === "inside" ? [] : [spot]), ...(form === "itself" ? [] : inside)];
  for (const to of leads) for (const path of places) noteLink(call.workspace, { path, to, source, symbolic });
}
