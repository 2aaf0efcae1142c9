// What a program's handler gets to work with. Handlers live in `programs/`, one file a program or family.

import type { AssignmentFact, CommandFact, Cwd, Stdin, WordFact } from "../shell/facts.ts";
import type { Effect, EffectKind } from "./effect.ts";
import type { ProgramKnowledge } from "./knowledge/schema.ts";
import type { Workspace } from "./workspace.ts";

/** One option as it was given; `name` is written as the table has it (`--regexp`), also for an abbreviation or a cluster. */
export interface GivenOption {
  readonly name: string;
  readonly value: WordFact | undefined;
  readonly word: WordFact;
}

export interface ParsedArguments {
  readonly options: readonly GivenOption[];
  readonly operands: readonly WordFact[];
  /** Words that the table doesn't explain: unknown options, and words that could become options. */
  readonly unexplained: readonly { readonly word: WordFact; readonly why: string }[];
}

/** How an inner command runs, where that differs from the outer one. */
export interface RunHow {
  readonly stdin?: Stdin;
  /** Further words, which nobody knows yet, will be appended. */
  readonly open?: boolean;
  readonly cwd?: Cwd;
  /** Variables set on top of those that the outer command has. */
  readonly env?: readonly AssignmentFact[];
}

/** A program about to run. Every method is total. */
export interface Call {
  readonly program: string;
  /** The words after the program's name, or after the subcommand. */
  readonly args: readonly WordFact[];
  readonly knowledge: ProgramKnowledge;
  readonly fact: CommandFact;
  readonly workspace: Workspace;

  /** Splits `args` by the entry's lists. */
  parse(): ParsedArguments;
  /** The effects that the entry alone gives, handler left out. */
  table(): readonly Effect[];

  effect(kind: EffectKind, word?: WordFact): Effect;
  opaque(why: string, word?: WordFact): Effect;
  /** `-` and the standard streams give nothing. A word that is a glob or partly known gives a pattern. */
  read(word: WordFact): readonly Effect[];
  write(word: WordFact): readonly Effect[];
  remove(word: WordFact, recursive: boolean): readonly Effect[];
  /** A request to the address in the word (`host`, `host:port` or a URL). */
  network(direction: "fetch" | "send", word: WordFact): readonly Effect[];

  /** Judges another command as if it were written here. */
  run(argv: readonly WordFact[], how?: RunHow): readonly Effect[];
  /** Judges a shell text; `args` are its positional parameters, `$0` first. An unknown text is opaque. */
  script(text: WordFact, args?: readonly WordFact[]): readonly Effect[];
  /** The folder that a word names, for options like `-C DIR`. */
  folder(word: WordFact): Cwd;
  /** The same call in another folder, or with other arguments: for options that move a program or that only a handler can read. */
  with(change: { readonly cwd?: Cwd; readonly args?: readonly WordFact[] }): Call;
}

export type Handler = (call: Call) => readonly Effect[];
