// One random script: what the analysis says of it, and what the real bash then does.

import { analyse } from "../../../src/shell/analyse.ts";
import type { ShellFact } from "../../../src/shell/facts.ts";
import { script } from "../canary/scripts.ts";
import { unaccounted, type World } from "../canary/world.ts";

const INHERITED = new Set(["PATH", "HOME", "CANARY_LOG", "FUNCNEST", "PWD", "OLDPWD", "SHLVL", "_"]);
const LENGTH_LIMIT = 700;

export type Comparison =
  /** Too long to run quickly. */
  | { readonly kind: "skipped" }
  | { readonly kind: "refused"; readonly ms: number; readonly text: string }
  | { readonly kind: "compared"; readonly ms: number; readonly text: string; readonly calls: number; readonly missed: readonly string[] };

/** `ms`: what the analysis took. `missed`: what bash ran or opened without a fact. */
export function compare(seed: number, world: World): Comparison {
  const text = script(seed);
  if (text.length > LENGTH_LIMIT || text.includes("\0")) return { kind: "skipped" };
  const began = performance.now();
  const facts = analysed(text, "/");
  const ms = performance.now() - began;
  // What is refused anyway needs no run.
  if (facts.some((fact) => fact.kind === "opaque")) return { kind: "refused", ms, text };
  const ran = world.run(text);
  const missed = unaccounted(analysed(text, ran.folder), ran).map((line) => line.replaceAll(ran.folder, "."));
  return { kind: "compared", ms, text, calls: ran.calls.length, missed };
}

export function analysed(text: string, cwd: string): readonly ShellFact[] {
  return analyse(text, { cwd, home: "/root/none", inherited: (name) => INHERITED.has(name) });
}
