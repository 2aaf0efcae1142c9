// Effects as short texts, so that a table of cases can be read.

import type { Effect, PathTarget } from "../../../src/effects/effect.ts";
import { effectsOfShell } from "../../../src/effects/shell.ts";
import type { Workspace } from "../../../src/effects/workspace.ts";
import { shortEffect } from "../../support/effects.ts";
import { REPOSITORY, world } from "./world.ts";

/** `write /home/u/proj/a`, `network send elsewhere`, `execute check`, `read /home/u/proj/.env secret`. */
function shape(effect: Effect): string {
  return shortEffect(effect, ({ target }) => shapeOfTarget(target));
}

function shapeOfTarget(target: PathTarget): string {
  return target.kind === "unknown" ? "?" : [target.path, ...target.marks].join(" ");
}

/** The shapes of a command's effects, each once, in alphabetical order. Plain reads are left out: they are free in every mode. */
export function shapes(command: string, workspace: Workspace = world(REPOSITORY)): readonly string[] {
  const all = effectsOfShell(command, workspace, "bash");
  return [...new Set(all.filter((effect) => effect.kind !== "run" && !isPlainRead(effect)).map(shape))].sort();
}

function isPlainRead(effect: Effect): boolean {
  return effect.kind === "read" && (effect.target.kind === "unknown" || effect.target.marks.length === 0);
}
