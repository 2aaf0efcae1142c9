// What bash would do with a text, as flat facts. This room knows bash and nothing of modes, files or programs:
// a fact says which words a command gets, never whether that is good. Unknown is a value with a reason, not an error.

import type { Budget } from "./budget.ts";

/** Where a fact stands. `offset` and `end` index the outermost text; inside a nested script they are those of the whole nested string. */
export interface Place {
  readonly offset: number;
  readonly end: number;
  /** The source text itself, cut to a readable length. */
  readonly text: string;
}

/** One stretch of a word after expansion. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  /** Exactly one of these values; never empty. */
  | { readonly kind: "choice"; readonly values: readonly string[] }
  /** Unquoted pattern characters that bash replaces by file names. `pattern` is glob syntax. */
  | { readonly kind: "glob"; readonly pattern: string }
  /**
   * Not known before the command runs. `splits`: may become several words, or none (unquoted).
   * `form` is what is known all the same, but for "any".
   */
  | { readonly kind: "unknown"; readonly splits: boolean; readonly form: Form; readonly why: string };

/**
 * What is known of a text that isn't. `number`: digits, maybe with a minus. `count`: digits. `counts`: any number of counts, with blanks between.
 * `plain`: words that begin with a letter, a digit or `_` and have no blank, quote or pattern character in them, with blanks between.
 * `path`: an absolute path (`$PWD`, `mktemp`). `program`: the path of what a name finds in `PATH`, or the name of a built-in. `temp`: an absolute path of a fresh file or folder below the temporary folder.
 * But for `number`, each may also be empty.
 */
export type Form = "any" | "number" | "count" | "counts" | "plain" | "path" | "program" | "temp";

/** A word as the program gets it. No pieces is the empty string. */
export interface WordFact {
  readonly pieces: readonly Piece[];
  readonly place: Place;
}

/** The folders that the command may run in: the exact candidates, or unknown. */
export type Cwd = { readonly kind: "dirs"; readonly dirs: readonly string[] } | { readonly kind: "unknown"; readonly why: string };

/** `value` is undefined where it is unknown or an array. */
export interface AssignmentFact {
  readonly name: string;
  readonly value: WordFact | undefined;
  readonly place: Place;
}

/** Where a command's standard input comes from. `text` is a here-document or here-string; `pipe` is the output of the command before, and `form` what is known of it. */
export type Stdin =
  | { readonly kind: "inherit" }
  | { readonly kind: "pipe"; readonly form?: Form }
  | { readonly kind: "file"; readonly target: WordFact }
  | { readonly kind: "text"; readonly content: WordFact };

/** A descriptor that is open for reading, and what it gives; `descriptor` is undefined where its number isn't known. */
export interface Input {
  readonly descriptor: number | undefined;
  readonly from: Stdin;
}

/** One simple command that would run, after functions were followed and brace lists and short loops were written out. */
export interface CommandFact {
  readonly kind: "command";
  /** At least one word: the program's name, then its arguments. */
  readonly argv: readonly WordFact[];
  /** Variables that the program finds in its environment because this text put them there: prefix assignments and exports. */
  readonly env: readonly AssignmentFact[];
  readonly cwd: Cwd;
  readonly stdin: Stdin;
  /** What redirections opened for reading, here or around it; absent where they opened nothing. */
  readonly inputs?: readonly Input[];
  /** It runs in the background, and nothing after it waits for a job or ends one. */
  readonly left?: true;
  readonly place: Place;
}

/** A redirection that opens a file, with or without a command. Copies of descriptors are no facts. */
export interface RedirectFact {
  readonly kind: "redirect";
  readonly access: "read" | "write" | "append" | "read-write";
  readonly target: WordFact;
  readonly cwd: Cwd;
  readonly place: Place;
  /** There is no command: the file is opened, and nothing is written. */
  readonly alone?: true;
}

/** A stretch that can't be judged: a parse error, an unknown node, a name made at run time, a limit. */
interface OpaqueFact {
  readonly kind: "opaque";
  readonly why: string;
  readonly place: Place;
}

export type ShellFact = CommandFact | RedirectFact | OpaqueFact;

/** What the walk may take for granted about the shell that will run the text. */
export interface ShellStart {
  /** Absolute; undefined where it isn't known. */
  readonly cwd: string | undefined;
  /** Value of `$HOME`; undefined when nothing is known. */
  readonly home: string | undefined;
  /** Names of the variables that the shell inherits: assigning one of them changes the environment of later commands. */
  readonly inherited: (name: string) => boolean;
  /** Positional parameters, `$0` first, as in `bash -c TEXT NAME ARGS`. */
  readonly arguments?: readonly WordFact[];
  /** Exported assignments that a surrounding script had in force. */
  readonly exported?: readonly AssignmentFact[];
  /** What the walk may cost; shared with the other texts of the call. Without it the text has one of its own. */
  readonly budget?: Budget;
  /** How deep this text is nested in other scripts; the walk stops at a fixed depth. */
  readonly depth?: number;
}
