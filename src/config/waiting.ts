// What an untrusted project file would open. It isn't in force; it is shown to the user, who may trust the file.

import type { ConfigFile } from "./config-file.ts";
import { type FieldPath, fieldName, type Place } from "./problem.ts";

export interface Waiting extends Place {
  readonly file: string;
  /** "rules[2]: allow `npm publish`" */
  readonly text: string;
}

export function waitingFor(from: ConfigFile, path: FieldPath, what: string): Waiting {
  return { file: from.file, ...from.at(path), text: `${fieldName(path)}: ${what}` };
}
