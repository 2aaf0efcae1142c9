// Which program a command starts, and what is known of it. Law: a program is what the kernel would start, so a path is never its base name;
// a program that nobody knows runs code that can't be seen.

import { SPENT, take } from "../shell/budget.ts";
import type { AssignmentFact, CommandFact } from "../shell/facts.ts";
import { gather } from "../shell/gather.ts";
import { literal, textWord, valuesOf } from "../shell/word.ts";
import { originOf } from "./calls.ts";
import { dataList } from "./data-lists.ts";
import type { Effect, EffectKind } from "./effect.ts";
import { environmentConcern } from "./environment.ts";
import { fold } from "./folding.ts";
import { lookup } from "./knowledge/load.ts";
import { DEPTH_LIMIT, type Scene } from "./scene.ts";
import { baseName, isWithin, parentOf } from "./scopes.ts";
import { isShadowed } from "./shape.ts";
import { judgeEntry } from "./table.ts";

/** What running a command does. Redirections are facts of their own and not looked at here. */
export function judgeCommand(fact: CommandFact, scene: Scene): readonly Effect[] {
  const names = fact.argv[0] ? valuesOf(fact.argv[0]) : undefined;
  const cost = 4 + fact.argv.length + 3 * fact.env.length;
  if (!take(scene.budget, cost)) return [make(fact, scene, { kind: "opaque", why: SPENT })];
  if (!names) return [make(fact, scene, { kind: "opaque", why: "which program runs is not known" })];
  const started = gather(names, (name) => judgeNamed(name, fact, scene));
  if (fact.env.length === 0 && !fact.left) return started;
  return [
    ...gather(fact.env, (assignment) => concernsOf(assignment, fact, scene)),
    ...gather(fact.env, (assignment) => carriedEffects(assignment, fact, scene)),
    ...(fact.left && staysRunning(fact)
      ? [make(fact, scene, { kind: "execute", what: "installed", why: "a job is left running" }, names[0])]
      : []),
    ...started,
  ];
}

/** True for programs that end late or never: others are gone before anybody could mind. */
function staysRunning({ argv }: CommandFact): boolean {
  const [name, ...rest] = argv.map((word) => literal(word));
  if (name === "tail" || name === "journalctl" || name === "dmesg")
    return rest.some((word) => /^(?:-[a-zA-Z]*[fFw]|--follow.*)$/.test(word ?? "-f"));
  return dataList("streams", "staying").includes(baseName(name ?? ""));
}

function concernsOf(assignment: AssignmentFact, fact: CommandFact, scene: Scene): readonly Effect[] {
  const why = environmentConcern(assignment, literal(fact.argv[0]));
  if (why === undefined) return [];
  const word = textWord(assignment.place.text, assignment.place);
  return [{ origin: originOf(scene, fact, literal(fact.argv[0]) ?? "bash", word), kind: "execute", what: "installed", why }];
}

/** What is lost when the command in a variable such as `GIT_EDITOR` runs. That it may run at all is said elsewhere. */
function carriedEffects(assignment: AssignmentFact, fact: CommandFact, scene: Scene): readonly Effect[] {
  const text = assignment.value && literal(assignment.value);
  if (text === undefined || scene.depth >= DEPTH_LIMIT || !dataList("environment", "commands").includes(assignment.name)) return [];
  const effects = scene.script(text, { ...fact, env: [] }, undefined, { ...scene, depth: scene.depth + 1 });
  return effects.filter((effect) => ["delete", "write", "destroy", "system", "reset", "vcs"].includes(effect.kind));
}

function judgeNamed(name: string, fact: CommandFact, scene: Scene): readonly Effect[] {
  if (name === "") return [make(fact, scene, { kind: "opaque", why: "a program without a name" })];
  if (name.includes("/")) return judgePath(name, fact, scene);
  if (isShadowed(name, scene)) {
    return [make(fact, scene, { kind: "execute", what: "project", why: `PATH may find ${name} in the workspace` }, name)];
  }
  return judgeKnown(name, fact, scene);
}

function judgeKnown(name: string, fact: CommandFact, scene: Scene): readonly Effect[] {
  const knowledge = lookup(name);
  if (knowledge) return judgeEntry({ scene, fact, program: name, levels: [knowledge], args: fact.argv.slice(1) });
  const unknown = make(fact, scene, { kind: "execute", what: "installed", why: `the program ${name} is not known` }, name);
  // On a disk that doesn't mind case `RM` is `rm`; on others it is nobody's.
  const folded = fold(name);
  const twin = folded === name ? undefined : lookup(folded);
  return twin ? [unknown, ...judgeEntry({ scene, fact, program: folded, levels: [twin], args: fact.argv.slice(1) })] : [unknown];
}

/** A program given by a path: known only in a folder of the system, and under the name that it has there. */
function judgePath(path: string, fact: CommandFact, scene: Scene): readonly Effect[] {
  const { workspace } = scene;
  const dirs = path.startsWith("/") ? ["/"] : fact.cwd.kind === "dirs" ? fact.cwd.dirs : [];
  if (dirs.length === 0) return [make(fact, scene, { kind: "execute", what: "project", why: `where ${path} lies is not known` }, path)];
  return gather(dirs, (dir) => {
    const name = baseName(path);
    const cut = path.lastIndexOf("/");
    const folder = workspace.realPath(dir, cut === 0 ? "/" : path.slice(0, cut));
    const file = workspace.realPath(dir, path);
    if (folder === undefined || file === undefined || name === "" || name === "." || name === "..") {
      return [make(fact, scene, { kind: "execute", what: "project", why: `${path} can't be resolved` }, path)];
    }
    const inProject = [workspace.root, ...workspace.temp].some((place) => isWithin(file, place) || isWithin(folder, place));
    if (!inProject && dataList("places", "programFolders").includes(folder)) return judgeKnown(name, fact, scene);
    const local = inProject && isWithin(folder, workspace.root) ? lookup(`./${name}`) : undefined;
    if (local) return judgeEntry({ scene, fact, program: `./${name}`, levels: [local], args: fact.argv.slice(1) });
    const what = inProject ? "project" : "installed";
    const why = `${path} is a program in ${parentOf(file)}, not one of the system`;
    return [make(fact, scene, { kind: "execute", what, why }, path)];
  });
}

function make(fact: CommandFact, scene: Scene, kind: EffectKind, program = "bash"): Effect {
  return { origin: originOf(scene, fact, program), ...kind };
}
