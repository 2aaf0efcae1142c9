// What an untrusted project file would open. It isn't in force; it is shown to the user, who may trust the file.

import { clean } from "../policy/wording.ts";
import type { ConfigFile } from "./config-file.ts";
import { type FieldPath, fieldName, type Place } from "./problem.ts";

export interface Waiting extends Place {
  readonly file: string;
  /** "rules[2]: allow `npm publish`" */
  readonly text: string;
  /** How much it would open, roughly: 0 to 9. */
  readonly weight: number;
}

export function waitingFor(from: ConfigFile, path: FieldPath, what: string, weight = 1): Waiting {
  return { file: from.file, ...from.at(path), text: `${fieldName(path)}: ${what}`, weight };
}

/** The loosest first, so that nothing large hides behind many small ones. */
export function loosestFirst(all: readonly Waiting[]): readonly Waiting[] {
  return all.toSorted((a, b) => b.weight - a.weight || a.line - b.line || a.column - b.column);
}

/** A pattern or a text as a whole: what is cut can't be agreed to. */
export function whole(text: string): string {
  return clean(text).replace(/[\n\t]/g, " ");
}
