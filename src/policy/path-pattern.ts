// A pattern for resolved paths. Law: what opens must fit for certain and by case; what closes needs only to be possible, and case never hides a name.

import { Minimatch } from "minimatch";
import type { PathTarget } from "../effects/effect.ts";

export interface PathPattern {
  /** As it was written. */
  readonly text: string;
  /** The folder or file above the first wildcard: absolute, links followed. */
  readonly base: string;
  /** The same in small letters. */
  readonly lower: string;
  /** What must follow; undefined: `base` itself and everything below it. */
  readonly rest: { readonly exact: Minimatch; readonly anyCase: Minimatch } | undefined;
}

export interface PathPlace {
  /** The workspace folder, absolute; relative patterns are meant from there. */
  readonly root: string;
  readonly home: string;
  /** Follows links, as far as the path exists. */
  readonly real: (path: string) => string;
}

const GLOB_OPTIONS = { dot: true, nonegate: true, nocomment: true } as const;
const WILD = /[*?[\]{}()!+@\\]/;

/** `src/**`, `~/notes/*.md`, `/srv/data`; a pattern without a wildcard means the file, or the folder with all in it. */
export function compilePath(text: string, { root, home, real }: PathPlace): PathPattern {
  const absolute = text === "~" || text.startsWith("~/") ? home + text.slice(1) : text.startsWith("/") ? text : `${root}/${text}`;
  const parts = absolute.split("/").filter((part) => part !== "" && part !== ".");
  const wild = parts.findIndex((part) => WILD.test(part));
  const fixed = wild < 0 ? parts : parts.slice(0, wild);
  const glob = parts.slice(fixed.length).join("/");
  const rest =
    glob === "" || glob === "**"
      ? undefined
      : { exact: new Minimatch(glob, GLOB_OPTIONS), anyCase: new Minimatch(glob, { ...GLOB_OPTIONS, nocase: true }) };
  const base = real(`/${fixed.join("/")}`);
  return { text, base, lower: base.toLowerCase(), rest };
}

/** True when whatever the target turns out as fits. */
export function coversTarget({ base, rest }: PathPattern, target: PathTarget): boolean {
  switch (target.kind) {
    case "exact": {
      const below = relative(target.path, base);
      return below !== undefined && (rest === undefined || (below !== "" && rest.exact.match(below)));
    }
    case "pattern":
      return rest === undefined && relative(target.base, base) !== undefined;
    case "unknown":
      return false;
    default:
      return target satisfies never;
  }
}

/** True when something that the target may be fits. `removed`: the target goes with all that it holds. A target that isn't known at all has a row of its own. */
export function mayTouch(pattern: PathPattern, target: PathTarget, removed: boolean): boolean {
  const base = pattern.lower;
  switch (target.kind) {
    case "exact": {
      const path = target.path.toLowerCase();
      if (removed && relative(base, path) !== undefined) return true;
      const below = relative(path, base);
      return below !== undefined && (pattern.rest === undefined || (below !== "" && pattern.rest.anyCase.match(below)));
    }
    case "pattern": {
      const folder = target.base.toLowerCase();
      return relative(base, folder) !== undefined || relative(folder, base) !== undefined;
    }
    case "unknown":
      return false;
    default:
      return target satisfies never;
  }
}

/** The path seen from the folder; undefined where it isn't in it. */
function relative(path: string, folder: string): string | undefined {
  if (path === folder) return "";
  const prefix = folder === "/" ? "/" : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
