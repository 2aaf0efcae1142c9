// What a rule says, and where it stands. Rules are data; `rules.ts` compiles and asks them.

import type { Decision } from "./verdict.ts";

/** Whose file it is. Law: a `project` that isn't trusted can only tighten. */
export type PolicySource = "administrator" | "user" | "project";

export interface Rule {
  /** Unique in a policy: `user:3`, the third rule of the user's file. */
  readonly id: string;
  readonly source: PolicySource;
  readonly file: string;
  /** Of the rule in the file, from 1. */
  readonly line: number;
  /** A glob for the tool's name. */
  readonly tool?: string;
  /** For the words of a command: see `compileCommand`. */
  readonly command?: string | readonly string[];
  /** For resolved paths: see `compilePath`. */
  readonly path?: string;
  /** Globs for rows of the policy table. */
  readonly effect?: readonly string[];
  /** Only in these modes. A rule that names a mode may open what the mode closes; one that names none only answers its questions. */
  readonly modes?: readonly string[];
  readonly decision: Decision;
  /** For the person and the model. */
  readonly reason?: string;
}
