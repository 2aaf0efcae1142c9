// A config without mistakes, with the place of every value.

import type { PolicySource } from "../policy/rule.ts";
import type { FieldPath, Place } from "./problem.ts";
import type { Config } from "./schema.ts";

export interface ConfigFile {
  readonly file: string;
  readonly source: PolicySource;
  /** Of a project's file above the one that counts, how far up: 1, 2 and so on. Such a file only closes. */
  readonly above?: number;
  readonly config: Config;
  /** Where a value stands; of a missing one, where the record around it begins. */
  readonly at: (path: FieldPath) => Place;
}
