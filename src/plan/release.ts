// What an approved plan opens. Law: it answers questions about the commands that were ticked, and nothing else: never what a mode or a rule
// closes, what steers the guard, what can't be judged or brought back. A plan that ended, or another revision of it, opens nothing.

import { minimatch } from "minimatch";
import type { Effect, PathTarget } from "../effects/effect.ts";
import { compileCommand, fitsForCertain } from "../policy/command-pattern.ts";
import type { Rule } from "../policy/rule.ts";
import type { PlanState } from "./fold.ts";
import { commandProblem, type Manifest, writesProblem } from "./model.ts";

/** The file that the rules say they stand in; their line is the number of the item in the plan. */
const FILE = "the plan";
/** A project's rules can't open what steers the guard. */
const SOURCE = "project";

/** Rules `plan:1`, `plan:2`, ... for ticked commands, and `plan:edits...` where edits are to be asked about. Empty unless a plan is approved. */
export function releaseRules(state: PlanState): readonly Rule[] {
  const { plan, release } = state;
  if (state.stage !== "approved" || !plan || !release) return [];
  const rules: Rule[] = [];
  for (const [index, command] of plan.manifest.commands.entries()) {
    if (!isReleased(release.manifest, "commands", command) || commandProblem(command) !== undefined) continue;
    const line = index + 1;
    rules.push({ id: `plan:${line}`, source: SOURCE, file: FILE, line, command, decision: "allow", reason: "the approved plan names it" });
  }
  if (release.askEdits) {
    const ask = {
      source: SOURCE,
      file: FILE,
      line: 1,
      decision: "ask",
      reason: "the plan was approved with a question before each edit",
    } as const;
    rules.push({ ...ask, id: "plan:edits", effect: ["write", "delete-broad"] });
    // What is a secret or steers something has rows of its own.
    rules.push({ ...ask, id: "plan:edits-marked", effect: ["write*"], path: "**" });
  }
  return rules;
}

/**
 * True when the effect lies in what was approved: a command that the plan names, a write or delete that its globs cover, or something that
 * a plan has no need to name (reading, computing). `root`: the workspace folder, absolute. False without an approved plan.
 */
export function isPlanned(state: PlanState, effect: Effect, root: string): boolean {
  const { plan, release } = state;
  if (state.stage !== "approved" || !plan || !release) return false;
  const of = (key: keyof Manifest): readonly string[] => plan.manifest[key].filter((item) => isReleased(release.manifest, key, item));
  if (effect.kind === "read" || effect.kind === "run") return true;
  const { command } = effect.origin;
  if (
    command &&
    !command.altered &&
    of("commands").some((item) => commandProblem(item) === undefined && fitsForCertain(compileCommand(item), command.argv))
  )
    return true;
  return (effect.kind === "write" || effect.kind === "delete") && of("writes").some((glob) => covers(glob, effect.target, root));
}

/** Ticked, and in the plan: a release can't name more than was shown. */
function isReleased(released: Manifest, key: keyof Manifest, item: string): boolean {
  return released[key].includes(item);
}

const GLOB_OPTIONS = { dot: true, nonegate: true, nocomment: true, noext: true } as const;

/** A glob without a wildcard means the file, or the folder with all in it. */
function covers(glob: string, target: PathTarget, root: string): boolean {
  if (target.kind === "unknown" || writesProblem(glob) !== undefined) return false;
  const tidy = glob.replace(/^(?:\.\/)+/, "").replace(/\/$/, "");
  if (target.kind === "pattern") {
    const folder = tidy.endsWith("/**") ? tidy.slice(0, -3) : tidy;
    const base = below(target.base, root);
    if (base === undefined) return false;
    return tidy === "**" || (!/[*?[\]{}()!+@\\]/.test(folder) && (base === folder || base.startsWith(`${folder}/`)));
  }
  const path = below(target.path, root);
  return path !== undefined && path !== "" && (minimatch(path, tidy, GLOB_OPTIONS) || path.startsWith(`${tidy}/`));
}

/** The path seen from the folder; undefined where it isn't in it. */
function below(path: string, root: string): string | undefined {
  if (path === root) return "";
  const prefix = root.endsWith("/") ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
