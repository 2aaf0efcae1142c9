// The words of a command as rules and grants see them. Law: where the words don't say all that decides what runs, the shape says so.

import type { CommandFact } from "../shell/facts.ts";
import { literal, valuesOf } from "../shell/word.ts";
import { canonicalWords } from "./canonical.ts";
import { isFed } from "./descriptors.ts";
import type { CommandShape } from "./effect.ts";
import { environmentConcern } from "./environment.ts";
import { isBuiltin } from "./knowledge/load.ts";
import type { Scene } from "./scene.ts";

/** One shape for all effects of a command, since it may have many words. */
export function shapeOf(fact: CommandFact, scene: Scene): CommandShape {
  const known = scene.shapes.get(fact);
  if (known) return known;
  const [dir, ...others] = fact.cwd.kind === "dirs" ? fact.cwd.dirs : [];
  const canonical = canonicalWords(fact.argv);
  const argv = fact.argv.map((word) => literal(word));
  // A link may lead elsewhere the next time.
  const cwd = dir === undefined || others.length > 0 ? undefined : scene.workspace.realPath("/", dir);
  const plain: CommandShape = { argv, cwd, fed: scene.fed === true || isFed(fact) };
  const altered = isAltered(fact, scene);
  const shape = canonical || altered ? { ...plain, ...(canonical ? { canonical } : {}), ...(altered ? { altered } : {}) } : plain;
  scene.shapes.set(fact, shape);
  return shape;
}

function isAltered(fact: CommandFact, scene: Scene): boolean {
  const [word] = fact.argv;
  const names = word && valuesOf(word);
  return (
    fact.env.some((assignment) => environmentConcern(assignment, literal(word)) !== undefined) ||
    names?.some((name) => isShadowed(name, scene)) === true
  );
}

/** True when `PATH` may find the name in the workspace or in a temporary folder. The shell's own commands come before that, for the shell alone. */
export function isShadowed(name: string, { depth, workspace }: Pick<Scene, "depth" | "workspace">): boolean {
  return name !== "" && !name.includes("/") && !(depth === 0 && isBuiltin(name)) && workspace.shadowed(name);
}
