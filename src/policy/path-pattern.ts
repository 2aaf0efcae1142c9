// A pattern for resolved paths. Law: what opens must fit for certain and by case; what closes needs only to be possible, and case never hides a name.

import { Minimatch } from "minimatch";
import type { PathTarget } from "../effects/effect.ts";
import { fold } from "../effects/folding.ts";
import { isWindowsPath, volumeOf } from "../effects/windows-paths.ts";

export interface PathPattern {
  /** As it was written. */
  readonly text: string;
  /** The folder or file above the first wildcard: absolute, links followed. */
  readonly base: string;
  /** The same, folded. */
  readonly lower: string;
  /** What must follow; undefined: `base` itself and everything below it. */
  readonly rest: Rest | undefined;
}

interface Rest {
  readonly exact: Minimatch;
  /** For closing: in any case, with all in a folder that fits, and with brackets and braces as the letters that they may be. */
  readonly anyCase: readonly Minimatch[];
  /** What stands above the first star where brackets and braces are letters: absolute, folded. */
  readonly literal: string;
}

export interface PathPlace {
  /** The workspace folder, absolute; relative patterns are meant from there. */
  readonly root: string;
  readonly home: string;
  /** Follows links, as far as the path exists. */
  readonly real: (path: string) => string;
}

const GLOB_OPTIONS = { dot: true, nonegate: true, nocomment: true } as const;
const ANY_CASE = { ...GLOB_OPTIONS, nocase: true } as const;
/** Parentheses and signs alone are names of folders: `app/(group)`, `c++`, `@scope`. */
const WILD = /[*?[\]{}\\]|[+@!]\(/;

/**
 * `src/**`, `~/notes/*.md`, `/srv/data`; a pattern without a wildcard means the file, or the folder with all in it. Only what was written is a
 * pattern: the workspace folder and the home are names, whatever letters they have.
 */
export function compilePath(text: string, { root, home, real }: PathPlace): PathPattern {
  const written = isWindowsPath(root) ? text.replaceAll("\\", "/") : text;
  const isOfHome = written === "~" || written.startsWith("~/");
  const { from, below } = isOfHome ? { from: home, below: written.slice(1) } : startOf(written, root);
  const parts = partsOf(below);
  const wild = parts.findIndex((part) => WILD.test(part));
  const fixed = wild < 0 ? parts : parts.slice(0, wild);
  const base = real(absolute(from, fixed));
  const glob = parts.slice(fixed.length);
  const rest = glob.length === 0 || (glob.length === 1 && glob[0] === "**") ? undefined : restOf(glob, base);
  return { text, base, lower: fold(base), rest };
}

/** On Windows there are drives, and `/` alone means all of them. */
function startOf(path: string, root: string): { readonly from: string; readonly below: string } {
  const windows = isWindowsPath(root);
  if (windows && isWindowsPath(path)) {
    const from = volumeOf(path);
    return { from: from.startsWith("//") ? from.toLowerCase() : from.toUpperCase(), below: path.slice(from.length) };
  }
  if (!path.startsWith("/")) return { from: root, below: path };
  if (!windows || /^\/+(?:\*\*)?$/.test(path)) return { from: "/", below: path };
  const drive = /^\/([A-Za-z])(?=\/|$)/.exec(path)?.[1];
  return drive === undefined ? { from: volumeOf(root), below: path } : { from: `${drive.toUpperCase()}:/`, below: path.slice(2) };
}

function restOf(glob: readonly string[], base: string): Rest {
  const text = glob.join("/");
  const star = glob.findIndex((part) => /[*?]/.test(part));
  const literal = absolute(base, star < 0 ? glob : glob.slice(0, star));
  const readings = [...new Set([text, text.replace(/[[\]{}()\\]/g, "\\$&")])];
  const all = glob.at(-1) === "**" ? readings : readings.flatMap((one) => [one, `${one}/**`]);
  return {
    exact: new Minimatch(text, GLOB_OPTIONS),
    anyCase: all.map((one) => new Minimatch(fold(one), ANY_CASE)),
    literal: fold(literal),
  };
}

function partsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function absolute(from: string, parts: readonly string[]): string {
  const text = [...partsOf(from), ...parts].join("/");
  if (!isWindowsPath(from)) return `/${text}`;
  return from.startsWith("//") ? `//${text}` : text.length === 2 ? `${text}/` : text;
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

/**
 * True when something that the target may be fits. `changed`: the target is written or deleted, which a folder is with all that it holds; what
 * is one nobody knows here. A target that isn't known at all has a row of its own.
 */
export function mayTouch({ lower, rest }: PathPattern, target: PathTarget, changed: boolean): boolean {
  switch (target.kind) {
    case "exact": {
      const path = fold(target.path);
      const below = relative(path, lower);
      if (changed && relative(lower, path) !== undefined) return true;
      if (changed && rest && relative(rest.literal, path) !== undefined) return true;
      return below !== undefined && (rest === undefined || (below !== "" && rest.anyCase.some((glob) => glob.match(below))));
    }
    case "pattern": {
      const folder = fold(target.base);
      return relative(lower, folder) !== undefined || relative(folder, lower) !== undefined;
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
  // All drives are below it.
  if (folder === "/" && isWindowsPath(path)) return path;
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
