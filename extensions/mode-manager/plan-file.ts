// Where a plan lies as a file, for people to read and edit. Law: only a file that carries the plan's mark is written over, and only when its
// user changed nothing in it that wasn't read; nothing is written through a link; what goes wrong is a sentence, never an exception.

import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isPlanFileOf, planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import type { Plan, StepUpdate } from "../../src/plan/model.ts";
import { inWords, isThere } from "../shared/policy-read.ts";
import { checkFolder, folderOf, type KeptPlace, MAX_SAME_NAME, makeFolder, ownText, writeNew, writeWhole } from "./kept-files.ts";

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
  /** Writes the plan's file, a new one where it has none. `former`: the revision before, which an untouched file may still hold. Never throws. */
  readonly write: (plan: Plan, marks: ReadonlyMap<string, StepUpdate>, former?: Plan) => PlanFileWritten;
  /** The plan's file as it is. Never throws. */
  readonly read: (plan: Plan) => PlanFileRead;
}

/** Files of the folder that are looked through for a plan, the newest names first. */
const MAX_SEARCHED = 200;
const PLAN_FILE = /^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$/;

export function createPlanFiles(place: KeptPlace): PlanFiles {
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

  const write: PlanFiles["write"] = (plan, marks, former) => {
    try {
      const dir = folderOf(place, "plans");
      makeFolder(dir);
      const text = planMarkdown(plan, marks);
      const found = find(dir.path, plan);
      const file = found ?? writeNew(dir.path, plan.title, place.today(), "plan", text);
      if (file === undefined)
        return { kind: "failed", why: `There are ${MAX_SAME_NAME} plans of that name in ${dir.path}. Move some away.` };
      const current = found === undefined ? text : ownText(file);
      const isKnown = (there: string) =>
        there === text ||
        there === seen.get(file) ||
        [plan, former].some((known) => known && readPlanMarkdown(there, known).kind === "same");
      if (!isKnown(current)) return { kind: "changed", file, why: `${file} was changed by hand and was left as it is.` };
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
      const dir = folderOf(place, "plans");
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

function isFileOf(file: string, plan: Plan): boolean {
  try {
    return isPlanFileOf(ownText(file), plan.id);
  } catch {
    return false;
  }
}
