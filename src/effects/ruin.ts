// Writes that leave nothing of what was there. Law: only files of the work that exist, hold something and are made by nobody else count;
// a pattern counts as existing.

import type { Effect } from "./effect.ts";
import { isBroad, isGeneratedPath } from "./paths.ts";
import type { Workspace } from "./workspace.ts";

/** The same effects, with each write to a file that holds work marked as the end of its content. */
export function emptied(effects: readonly Effect[], workspace: Workspace): readonly Effect[] {
  return effects.map((effect) => {
    if (effect.kind !== "write" || effect.target.kind === "unknown" || effect.target.scope !== "workspace") return effect;
    const { path, kind } = effect.target;
    const holds = kind === "pattern" || (workspace.kind(path) === "file" && workspace.readText?.(path) !== "");
    return holds && !isGeneratedPath(path, workspace) ? { ...effect, ruins: "content" } : effect;
  });
}

/** The same effects, with each write to a whole part of the work marked as a change of who may use it. */
export function closed(effects: readonly Effect[], recursive: boolean, workspace: Workspace): readonly Effect[] {
  return effects.map((effect) =>
    effect.kind === "write" &&
    effect.target.kind !== "unknown" &&
    effect.target.scope === "workspace" &&
    (!recursive || isBroad(effect.target, true, workspace))
      ? { ...effect, ruins: "access" }
      : effect,
  );
}
