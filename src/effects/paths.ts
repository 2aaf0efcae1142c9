// From a word to the files it names, as the kernel would find them. Law: what can't be resolved for certain is `unknown`, never a guess.

import type { Cwd, Form, WordFact } from "../shell/facts.ts";
import { gather } from "../shell/gather.ts";
import { shown } from "../shell/word.ts";
import type { Mark, PathTarget } from "./effect.ts";
import { globMarksOf, isGenerated } from "./glob-marks.ts";
import { couldBeParent, escapeGlob, isGlob } from "./globs.ts";
import { madeLinks } from "./made.ts";
import { type Access, baseName, componentsOf, isSink, isWithin, join, marksOf, parentOf, scopeOf } from "./scopes.ts";
import { isWindowsPath } from "./windows-paths.ts";
import { doubtfulTargets } from "./windows-targets.ts";
import type { Workspace } from "./workspace.ts";

const ALTERNATIVE_LIMIT = 64;
const TARGET_LIMIT = 256;

/** One thing a word may be, as text with glob syntax: literal parts are escaped. `hidden`: part of it isn't known. */
interface Alternative {
  readonly glob: string;
  readonly plain: string;
  readonly wild: boolean;
  readonly start: "known" | "temp";
  /** Why a stretch of it isn't known, where that stretch may hold a slash. */
  readonly hidden: string | undefined;
}

/** The targets of a word used as a path. Sinks (`/dev/null`, the standard streams) give none. */
export function targetsOf(word: WordFact, cwd: Cwd, workspace: Workspace, access: Access): readonly PathTarget[] {
  const alternatives = alternativesOf(word);
  if (!alternatives) return [{ kind: "unknown", why: `${shown(word)} has too many values` }];
  const found: PathTarget[] = [];
  for (const alternative of alternatives) {
    for (const target of resolve(alternative, cwd, workspace, access)) {
      for (const reached of [target, ...throughLinks(target, workspace, access)])
        if (!found.some((known) => sameTarget(known, reached))) found.push(reached);
      if (found.length > TARGET_LIMIT) return [{ kind: "unknown", why: `${shown(word)} has too many values` }];
    }
  }
  return found;
}

/** What else the target may be, since the same text made links on the way to it. */
function throughLinks(target: PathTarget, workspace: Workspace, access: Access): readonly PathTarget[] {
  const links = madeLinks(workspace);
  if (links.length === 0 || target.kind === "unknown") return [];
  const reached = new Set<string>([target.kind === "exact" ? target.path : target.base]);
  const rest = target.kind === "exact" ? "" : target.path.slice(target.base === "/" ? 1 : target.base.length + 1);
  for (const path of reached) {
    // Who removes a link leaves what it leads to.
    for (const link of links)
      if (isWithin(path, link.path) && !(access === "delete" && target.kind === "exact" && path === link.path))
        reached.add(`${link.to}${path.slice(link.path.length)}`);
    if (reached.size > ALTERNATIVE_LIMIT) return [{ kind: "unknown", why: "the links on the way lead anywhere" }];
  }
  return [...reached]
    .slice(1)
    .flatMap((path): readonly PathTarget[] =>
      target.kind === "exact"
        ? exactTargets("/", path, workspace, access)
        : [pattern(path, rest.split("/"), scopeOf(join(path, "x"), workspace), workspace, access)],
    );
}

function sameTarget(left: PathTarget, right: PathTarget): boolean {
  if (left.kind === "unknown" || right.kind === "unknown") return left.kind === right.kind;
  return left.kind === right.kind && left.path === right.path;
}

function alternativesOf(word: WordFact): readonly Alternative[] | undefined {
  const [only] = word.pieces;
  if (only?.kind === "text" && word.pieces.length === 1)
    return [{ glob: escapeGlob(only.text), plain: only.text, wild: false, start: "known", hidden: undefined }];
  let list: readonly Alternative[] = [{ glob: "", plain: "", wild: false, start: "known", hidden: undefined }];
  for (const [index, piece] of word.pieces.entries()) {
    switch (piece.kind) {
      case "text":
        list = list.map((one) => ({ ...one, glob: one.glob + escapeGlob(piece.text), plain: one.plain + piece.text }));
        break;
      case "choice":
        if (list.length * piece.values.length > ALTERNATIVE_LIMIT) return undefined;
        list = list.flatMap((one) =>
          piece.values.map((value) => ({ ...one, glob: one.glob + escapeGlob(value), plain: one.plain + value })),
        );
        break;
      case "glob":
        list = list.map((one) => ({
          ...one,
          glob: one.glob + piece.pattern,
          plain: one.plain + piece.pattern,
          wild: true,
          hidden: /\([^)]*\//.test(piece.pattern) ? "an extended pattern with a slash" : one.hidden,
        }));
        break;
      case "unknown":
        list = list.map((one) => withUnknown(one, piece.form, piece.why, index === 0));
        break;
      default:
        return piece satisfies never;
    }
  }
  return list;
}

function withUnknown(one: Alternative, form: Form, why: string, first: boolean): Alternative {
  if (form === "temp" && first) return { ...one, start: "temp" };
  const hidden = form === "number" || form === "count" ? one.hidden : (one.hidden ?? why);
  return { ...one, glob: `${one.glob}*`, plain: `${one.plain}…`, wild: true, hidden };
}

function resolve(one: Alternative, cwd: Cwd, workspace: Workspace, access: Access): readonly PathTarget[] {
  if (one.start === "temp") return [tempTarget(one, workspace, access)];
  if (one.hidden !== undefined) return [hiddenTarget(one, one.hidden, workspace, access)];
  if (isWindowsPath(workspace.root)) return onWindows(one, cwd, workspace, access);
  // Writing to a sink leaves it as it is; removing it does not.
  if (!one.wild && access !== "delete" && isSink(one.plain)) return [];
  const through = one.wild ? undefined : processFolder(one.plain);
  if (through !== undefined) return resolve({ ...one, plain: through, glob: escapeGlob(through) }, cwd, workspace, access);
  if (one.plain.startsWith("/"))
    return one.wild ? [globTarget(one, "/", workspace, access)] : exactTargets("/", one.plain, workspace, access);
  if (cwd.kind === "unknown") return [hiddenTarget(one, cwd.why, workspace, access)];
  return gather(cwd.dirs, (dir) =>
    one.wild ? [globTarget(one, dir, workspace, access)] : exactTargets(dir, one.plain, workspace, access),
  );
}

function onWindows({ plain, wild }: Alternative, cwd: Cwd, workspace: Workspace, access: Access): readonly PathTarget[] {
  if (wild || cwd.kind === "unknown") return [{ kind: "unknown", why: `${plain} is not read here` }];
  return cwd.dirs.flatMap((dir) => doubtfulTargets(dir, plain, workspace, access) ?? exactTargets(dir, plain, workspace, access));
}

function exactTargets(base: string, path: string, workspace: Workspace, access: Access): readonly PathTarget[] {
  if (path.includes("\0")) return [{ kind: "unknown", why: "no path holds a NUL" }];
  const followed = workspace.realPath(base, path);
  const link = unfollowed(base, path, workspace);
  if (followed === undefined && link === undefined) return [{ kind: "unknown", why: `${path} can't be resolved` }];
  if (access === "delete" && link !== undefined) return [exact(link, workspace, access)];
  const targets: PathTarget[] = [];
  if (followed === undefined) targets.push({ kind: "unknown", why: `${path} can't be resolved` });
  else if (!isSink(followed)) targets.push(exact(followed, workspace, access));
  // A program may replace a link instead of writing through it, and a link may be named like a secret.
  if (link !== undefined && link !== followed && !isSink(link)) targets.push(exact(link, workspace, access));
  return targets;
}

/** `/proc/self/cwd/x` is `x`, whoever asks. */
function processFolder(path: string): string | undefined {
  const match = /^\/+proc\/+(?:self|thread-self)\/+cwd(?:\/+(.*))?$/s.exec(path);
  return match ? `./${match[1] ?? ""}` : undefined;
}

/** The path with every link but the last followed; undefined where the last component isn't a name. */
function unfollowed(base: string, path: string, workspace: Workspace): string | undefined {
  const name = baseName(path);
  if (name === "" || name === "." || name === "..") return undefined;
  const cut = path.lastIndexOf("/");
  // With its slash, or `C:` would be a folder of the drive.
  const parent = workspace.realPath(
    base,
    cut < 0 ? "." : cut === 0 || path.charAt(cut - 1) === ":" ? path.slice(0, cut + 1) : path.slice(0, cut),
  );
  return parent === undefined ? undefined : join(parent, name);
}

function exact(path: string, workspace: Workspace, access: Access): PathTarget {
  return { kind: "exact", path, scope: scopeOf(path, workspace), marks: marksOf(path, access, workspace) };
}

/** The base is the longest certain folder; what follows may not leave it again. */
function globTarget(one: Alternative, dir: string, workspace: Workspace, access: Access): PathTarget {
  const parts = one.glob.split("/");
  const firstWild = parts.findIndex(isGlob);
  const tail = parts.slice(firstWild).filter((part) => part !== "" && part !== ".");
  if (firstWild < 0 || tail.some((part) => part === ".." || couldBeParent(part))) {
    return { kind: "unknown", why: `${one.plain} may leave its folder` };
  }
  const head = parts.slice(0, firstWild).join("/").replace(/\\(.)/gs, "$1");
  const prefix = one.plain.startsWith("/") ? `/${head}` : head === "" ? "." : head;
  const base = workspace.realPath(dir, prefix);
  if (base === undefined) return { kind: "unknown", why: `${prefix} can't be resolved` };
  return pattern(base, tail, scopeOf(join(base, "x"), workspace), workspace, access);
}

function pattern(
  base: string,
  tail: readonly string[],
  scope: ReturnType<typeof scopeOf>,
  workspace: Workspace,
  access: Access,
): PathTarget {
  const path = join(base, tail.join("/"));
  return { kind: "pattern", path, base, scope, marks: globMarksOf(join(escapeGlob(base), tail.join("/")), access, workspace) };
}

/** Below a fresh file or folder of `mktemp`. */
function tempTarget(one: Alternative, workspace: Workspace, access: Access): PathTarget {
  const parts = one.glob.split("/").filter((part) => part !== "" && part !== ".");
  if (one.hidden !== undefined || parts.some((part) => part === ".." || couldBeParent(part))) {
    return { kind: "unknown", why: one.hidden ?? "may leave its temporary folder" };
  }
  return pattern(
    workspace.temp[0] ?? "/tmp",
    [`mktemp*${one.glob.startsWith("/") ? "" : (parts.shift() ?? "")}`, ...parts],
    "temp",
    workspace,
    access,
  );
}

/** Nothing is known of the place, but the name may still tell a secret. */
function hiddenTarget(one: Alternative, why: string, workspace: Workspace, access: Access): PathTarget {
  const parts = componentsOf(one.glob);
  // Which folder it is isn't known, so only the names themselves can tell.
  const anywhere = { ...workspace, guarded: [] };
  const named = [parts.slice(-1), parts.slice(-2), parts].flatMap((tail) => globMarksOf(`/*/${tail.join("/")}`, access, anywhere));
  const marks: readonly Mark[] = [...new Set(named.filter((mark) => mark === "secret" || (mark === "guard" && access !== "read")))];
  if (marks.length === 0) return { kind: "unknown", why };
  return { kind: "pattern", path: one.plain, base: "/", scope: "outside", marks };
}

/** The folder that a word names, for programs that change into it. */
export function folderOf(word: WordFact, cwd: Cwd, workspace: Workspace): Cwd {
  const dirs: string[] = [];
  for (const target of targetsOf(word, cwd, workspace, "read")) {
    if (target.kind !== "exact") return { kind: "unknown", why: `the folder ${shown(word)} is not known` };
    dirs.push(target.path);
  }
  return dirs.length > 0 ? { kind: "dirs", dirs } : { kind: "unknown", why: `${shown(word)} is no folder` };
}

/** True when removing the target takes more than one thing that nobody can make again. */
export function isBroad(target: PathTarget, recursive: boolean, workspace: Workspace): boolean {
  if (target.kind === "unknown") return recursive;
  if (isWithin(workspace.root, target.path)) return true;
  if (target.scope !== "workspace" || isGeneratedPath(target.path, workspace)) return false;
  // `src/*` leaves as little behind as the folder's own name.
  if (target.kind === "pattern") return recursive || !/[\p{L}\p{N}]/u.test(baseName(target.path)) || target.path.includes("**");
  return recursive && parentOf(target.path) === workspace.root && workspace.kind(target.path) !== "file";
}

/** True when a component below the workspace is one that tools make again. */
export function isGeneratedPath(path: string, workspace: Workspace): boolean {
  return path
    .slice(workspace.root === "/" ? 1 : workspace.root.length + 1)
    .split("/")
    .some(isGenerated);
}
