// The marks of a path with globs in it, below its certain folder. Law: for a change the mark counts if some match could carry it; for a read
// only if the pattern nearly says its name, or every `cat *` would be a question.

import { dataList } from "./data-lists.ts";
import type { Mark } from "./effect.ts";
import { fold, foldPlace } from "./folding.ts";
import { endsLiterally, escapeGlob, globsMeet, hasLiteralName, isGlob, literalLength } from "./globs.ts";
import { type Access, componentsOf, isRootFolder, isWithin } from "./scopes.ts";
import type { Workspace } from "./workspace.ts";

/** `path` is absolute, in glob syntax; what is literal in it is escaped. */
export function globMarksOf(path: string, access: Access, workspace: Workspace): readonly Mark[] {
  const written = componentsOf(path);
  const parts = componentsOf(fold(path));
  const marks: Mark[] = [];
  if (mayBeSecret(parts, written, access)) marks.push("secret");
  if (mayBeGuard(parts, written, access, workspace)) marks.push("guard");
  if (mayBeVcsInternal(parts, access)) marks.push("vcs-internal");
  if (isWithin(path, "/dev") && !isWithin(path, "/dev/shm")) marks.push("device");
  if (isAllBelowRoot(parts, workspace)) marks.push("root");
  return marks;
}

function isAllBelowRoot(parts: readonly string[], workspace: Workspace): boolean {
  const firstGlob = parts.findIndex(isGlob);
  if (firstGlob < 0) return false;
  // Only patterns that leave nothing out: `/*`, `~/.*`, `/**/*`.
  if (parts.slice(firstGlob).some(hasLiteralName)) return false;
  const base = `/${parts.slice(0, firstGlob).join("/")}`;
  return isRootFolder(base, workspace);
}

/** Whether a component means the name of a rule, or could come to mean it. */
function meets(part: string, rule: string, access: Access): boolean {
  if (!isGlob(part)) return globsMeet(part, rule);
  if (rule.startsWith(".") !== part.startsWith(".")) return false;
  // `*.log` can't be read as `*.pem`, but `report*` could: only a glob that says how it ends names a kind of file.
  if (rule.startsWith("*") && !endsLiterally(part)) return false;
  const enough = rule.startsWith(".") ? access !== "read" || hasLiteralName(part) : literalLength(part) >= 2;
  return enough && globsMeet(part, rule);
}

const split = new Map<string, readonly string[]>();

/** The components of a rule of the data, split once. */
function ruleParts(rule: string): readonly string[] {
  const known = split.get(rule) ?? componentsOf(rule);
  split.set(rule, known);
  return known;
}

/** `parts`: folded; `written`: for what takes a path out again. */
function mayBeSecret(parts: readonly string[], written: readonly string[], access: Access): boolean {
  const name = parts.at(-1) ?? "";
  const list = (key: string): readonly string[] => dataList("secret-places", key);
  const anchored = parts[0] === "private" ? [parts, parts.slice(1)] : [parts];
  if (list("absolute").some((rule) => anchored.some((one) => tailMeets(one, ruleParts(rule), access, true)))) return true;
  const plainName = written.at(-1) ?? "";
  if (!isGlob(plainName) && list("exceptNames").some((rule) => globsMeet(plainName, rule))) return false;
  if (list("exceptPaths").some((rule) => tailMeets(written, ruleParts(rule), access, false))) return false;
  return (
    list("names").some((rule) => meets(name, rule, access)) ||
    list("paths").some((rule) => tailMeets(parts, ruleParts(rule), access, false))
  );
}

/** True when the path ends as the rule says; `**` at a rule's end takes the folder itself and everything below. */
function tailMeets(parts: readonly string[], rule: readonly string[], access: Access, anchored: boolean): boolean {
  const open = rule.at(-1) === "**";
  const fixed = open ? rule.slice(0, -1) : rule;
  const last = parts.length - fixed.length;
  for (let start = anchored ? 0 : open ? 0 : last; start >= 0 && start <= (anchored ? 0 : last); start++) {
    const found = fixed.every((rulePart, index) => meets(parts[start + index] ?? "", rulePart, access));
    if (found && (open || start === last)) return true;
  }
  return false;
}

function mayBeGuard(parts: readonly string[], written: readonly string[], access: Access, workspace: Workspace): boolean {
  if (workspace.guarded.some((folder) => touches(parts, componentsOf(foldPlace(folder)), access))) return true;
  const at = parts.findIndex((part) => meets(part, ".pi", access));
  return at >= 0 && !(written[at] === ".pi" && written[at + 1] === "plans");
}

/** True when the path may lie in the folder; who removes a folder also removes what it holds. */
function touches(parts: readonly string[], folder: readonly string[], access: Access): boolean {
  if (parts.length < folder.length && access !== "delete") return false;
  return folder.every((name, index) => {
    const part = parts[index];
    if (part === undefined || part === "**") return true;
    if (isGlob(part)) return access !== "read" && (name.startsWith(".") ? part.startsWith(".") : true) && globsMeet(part, escapeGlob(name));
    return globsMeet(part, escapeGlob(name));
  });
}

/** Reads of `.git` are plain; every change inside it by hand is not. */
function mayBeVcsInternal(parts: readonly string[], access: Access): boolean {
  const at = parts.findIndex((part) => meets(part, ".git", access));
  if (at < 0 || access === "read") return false;
  return at < parts.length - 1 || access === "delete" || isGlob(parts[at] ?? "");
}

/** True when the name is one that tools make again: `dist`, `*.pyc`. */
export function isGenerated(name: string): boolean {
  return dataList("places", "generated").some((rule) =>
    isGlob(name) ? name === rule || (rule.startsWith("*") && endsAs(name, rule)) : globsMeet(name, rule),
  );
}

function endsAs(glob: string, rule: string): boolean {
  return isGlob(glob) && glob.toLowerCase().endsWith(rule.slice(1));
}
