// Where a plan lies as a file, for people to read and edit. Law: only a file that carries the plan's mark is written over, and only when its
// user changed nothing in it that wasn't read; nothing is written through a link; what goes wrong is a sentence, never an exception.

import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { isPlanFileOf, planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import type { Plan, StepUpdate } from "../../src/plan/model.ts";
import { inWords, isThere, readFileText } from "../shared/policy-read.ts";

export interface PlanFilesOptions {
  /** The workspace folder, absolute. */
  readonly root: string;
  /** pi's agent directory, absolute. */
  readonly agentDir: string;
  /** The day as `YYYY-MM-DD`, for the names of new files. */
  readonly today: () => string;
}

/** `why` is a sentence for the user. `changed`: the user edited the file; read it before it is written over. */
type PlanFileWritten =
  | { readonly kind: "written"; readonly file: string }
  | { readonly kind: "changed"; readonly file: string; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

type PlanFileRead =
  | { readonly kind: "text"; readonly file: string; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly why: string };

export interface PlanFiles {
  /** Writes the plan's file, a new one where it has none. Never throws. */
  readonly write: (plan: Plan, marks: ReadonlyMap<string, StepUpdate>) => PlanFileWritten;
  /** The plan's file as it is. Never throws. */
  readonly read: (plan: Plan) => PlanFileRead;
}

/** Plans of one title on one day. */
const MAX_SAME_NAME = 20;
/** Files of the folder that are looked through for a plan, the newest names first. */
const MAX_SEARCHED = 200;
const PLAN_FILE = /^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$/;

export function createPlanFiles(options: PlanFilesOptions): PlanFiles {
  /** Where plans were found or written, by id. */
  const known = new Map<string, string>();
  /** What this session last wrote to or read from a file. */
  const seen = new Map<string, string>();

  const find = (dir: string, plan: Plan): string | undefined => {
    const before = known.get(plan.id);
    if (before !== undefined && dirname(before) === dir && isFileOf(before, plan)) return before;
    const names = isThere(dir) ? readdirSync(dir).filter((name) => PLAN_FILE.test(name)) : [];
    const newest = names.sort().reverse().slice(0, MAX_SEARCHED);
    return newest.map((name) => join(dir, name)).find((file) => isFileOf(file, plan));
  };

  const write: PlanFiles["write"] = (plan, marks) => {
    try {
      const dir = folderOf(options);
      makeFolder(dir);
      const file = find(dir.path, plan) ?? freeName(dir.path, plan, options.today());
      if (file === undefined)
        return { kind: "failed", why: `There are ${MAX_SAME_NAME} plans of that name in ${dir.path}. Move some away.` };
      const current = isThere(file) ? ownText(file) : undefined;
      if (current !== undefined && current !== seen.get(file) && readPlanMarkdown(current, plan).kind !== "same")
        return { kind: "changed", file, why: `${file} was changed by hand and was left as it is.` };
      const text = planMarkdown(plan, marks);
      if (text !== current) writeWhole(file, text);
      known.set(plan.id, file);
      seen.set(file, text);
      return { kind: "written", file };
    } catch (error) {
      return { kind: "failed", why: `The plan's file could not be written (${inWords(error)}). The plan itself is kept in the session.` };
    }
  };

  const read: PlanFiles["read"] = (plan) => {
    try {
      const dir = folderOf(options);
      checkFolder(dir);
      // A file of ours that lost its mark is read all the same, so that its user hears about it.
      const before = known.get(plan.id);
      const file = find(dir.path, plan) ?? (before !== undefined && dirname(before) === dir.path && isThere(before) ? before : undefined);
      if (file === undefined) return { kind: "absent" };
      const text = ownText(file);
      known.set(plan.id, file);
      seen.set(file, text);
      return { kind: "text", file, text };
    } catch (error) {
      return { kind: "failed", why: `The plan's file could not be read (${inWords(error)}). The plan in the session counts.` };
    }
  };
  return { write, read };
}

interface Folder {
  /** Absolute, links followed as far as the base. */
  readonly path: string;
  /** The folder that has to be there; what is below it may not be a link. */
  readonly base: string;
}

/** In the project where it has a `.pi` folder, else in pi's own. */
function folderOf({ root, agentDir }: PlanFilesOptions): Folder {
  if (isThere(join(root, ".pi"))) {
    const base = realpathSync(root);
    return { base, path: join(base, ".pi", "plans") };
  }
  const base = isThere(agentDir) ? realpathSync(agentDir) : agentDir;
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 8);
  return { base, path: join(base, "plans", `${slugOf(basename(root), "project")}-${hash}`) };
}

/** Folders from the base down to the path, without the base. */
function foldersOf({ path, base }: Folder): readonly string[] {
  return path === base ? [] : [...foldersOf({ path: dirname(path), base }), path];
}

function checkFolder(folder: Folder): void {
  for (const path of foldersOf(folder)) if (isThere(path)) refuseOther(path);
}

function makeFolder(folder: Folder): void {
  mkdirSync(folder.base, { recursive: true, mode: 0o700 });
  for (const path of foldersOf(folder)) {
    if (!isThere(path)) mkdirSync(path);
    refuseOther(path);
  }
}

function refuseOther(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) throw new Error(`${path} is a link, and plans are kept in no other place than it says`);
  if (!stats.isDirectory()) throw new Error(`${path} is no folder`);
}

/** The text of a regular file that is no link. Throws. */
function ownText(file: string): string {
  if (!lstatSync(file).isFile()) throw new Error(`${file} is no regular file`);
  const read = readFileText(file);
  if (read.kind === "text") return read.text;
  throw new Error(read.kind === "absent" ? `${file} is gone` : `${file}: ${read.why}`);
}

function isFileOf(file: string, plan: Plan): boolean {
  try {
    return isPlanFileOf(ownText(file), plan.id);
  } catch {
    return false;
  }
}

function freeName(dir: string, { title }: Plan, day: string): string | undefined {
  for (let count = 1; count <= MAX_SAME_NAME; count += 1) {
    const file = join(dir, `${day}-${slugOf(title, "plan")}${count === 1 ? "" : `-${count}`}.md`);
    if (!isThere(file)) return file;
  }
  return undefined;
}

/** Small letters, digits and dashes. */
function slugOf(text: string, otherwise: string): string {
  const plain = text.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 50)
    .replace(/^-|-$/g, "");
  return slug === "" ? otherwise : slug;
}

/** Whoever looks sees the old file or the new one. */
function writeWhole(file: string, text: string): void {
  const temporary = join(dirname(file), `.tmp-${process.pid}-${randomBytes(8).toString("hex")}`);
  try {
    const open = openSync(temporary, "wx");
    try {
      writeFileSync(open, text);
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
