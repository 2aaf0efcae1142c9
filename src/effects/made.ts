// What a text has made so far, as far as later commands of the same text depend on it: the disk doesn't show it yet. Law: what stands here only
// adds to what a path may mean, so that forgetting some of it never lets a path mean less than the disk says.

import type { ShellFact, WordFact } from "../shell/facts.ts";
import { literal } from "../shell/word.ts";
import type { Effect } from "./effect.ts";
import { commandOf, textOf } from "./streams.ts";
import type { Workspace } from "./workspace.ts";

const LINK_LIMIT = 32;
const FILE_LIMIT = 500;

/** A link made by the text: where it leads, and the word that says so, for when it is moved. */
export interface MadeLink {
  readonly path: string;
  readonly to: string;
  readonly source: WordFact;
  readonly symbolic: boolean;
}

interface Made {
  readonly links: MadeLink[];
  /** Undefined: written, and nobody knows with what. */
  readonly files: Map<string, string | undefined>;
}

/** One record for each call that is judged, since each has a workspace of its own. */
const records = new WeakMap<Workspace, Made>();

function recordOf(workspace: Workspace): Made {
  const known = records.get(workspace) ?? { links: [], files: new Map() };
  records.set(workspace, known);
  return known;
}

export function noteLink(workspace: Workspace, link: MadeLink): void {
  const { links } = recordOf(workspace);
  const known = links.some(({ path, to }) => path === link.path && to === link.to);
  if (!known && links.length < LINK_LIMIT && link.path !== link.to) links.push(link);
}

export function madeLinks(workspace: Workspace): readonly MadeLink[] {
  return records.get(workspace)?.links ?? [];
}

/** Notes what the effects of one fact write. `content`: the text that goes there, where it is known. */
export function noteWrites(workspace: Workspace, effects: readonly Effect[], content: string | undefined): void {
  for (const effect of effects) {
    if (effect.kind !== "write" || effect.target.kind !== "exact") continue;
    const { files } = recordOf(workspace);
    const { path } = effect.target;
    if (files.size < FILE_LIMIT || files.has(path)) files.set(path, files.has(path) ? undefined : content);
  }
}

/** The whole text that a redirection puts into its file, where that is known. */
export function contentWritten(facts: readonly ShellFact[], index: number): string | undefined {
  const fact = facts[index];
  if (fact?.kind !== "redirect" || fact.access !== "write") return undefined;
  const from = facts[commandOf(fact, facts, index)];
  return from?.kind === "command" ? literal(textOf(from)) : undefined;
}

/** What a file holds when the text comes to it: `missing` where nothing is there and nothing has made it. */
export function contentOf(
  workspace: Workspace,
  path: string,
): { readonly kind: "text"; readonly text: string } | { readonly kind: "missing" | "unknown" } {
  const files = records.get(workspace)?.files;
  const text = files?.has(path) ? files.get(path) : workspace.readText?.(path);
  if (text !== undefined) return { kind: "text", text };
  const full = files !== undefined && files.size >= FILE_LIMIT;
  return { kind: !full && !files?.has(path) && workspace.kind(path) === "missing" ? "missing" : "unknown" };
}
