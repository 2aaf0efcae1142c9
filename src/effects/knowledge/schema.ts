// The shape of the knowledge tables. A program is added by adding data; code is needed only where a program has a language of its own.

/** An effect that a program has whatever its operands are. `write:cwd` is the current folder as a whole, `write:temp` a temporary file, `write:home` a file below the home folder. */
export type EffectTag =
  | "execute:check"
  | "execute:project"
  | "execute:inline"
  | "execute:installed"
  | "network:fetch"
  | "network:send"
  | "network:own-remote"
  | "network:loopback"
  | "install:declared"
  | "install:new"
  | "vcs:local"
  | "vcs:discard"
  | "vcs:rewrite"
  | "vcs:publish"
  | "system"
  | "reset"
  | "destroy"
  | "opaque"
  | "read:cwd"
  | "write:cwd"
  | "write:temp"
  | "write:home"
  | "write:unknown"
  | "delete:cwd";

/**
 * What operands mean, in order, words separated by spaces:
 * `text` nothing · `read` a path that is read · `write` a path that is written · `delete` a path that is removed ·
 * `url` an address that is fetched from · `command` the first word of a command that is run, with all words after it · `script` a shell text that is run.
 * `?` after one makes it optional; `...` after one takes any number (also none), and fixed ones may follow it (`read... write`).
 * More operands than the plan has, or fewer than it needs, make the call opaque (fewer: harmless when `lax`).
 */
type OperandPlan = string;

/** Lists of options are words separated by spaces, each written with its dashes: `-n --line-number`. */
export interface ProgramKnowledge {
  /** Version of the program that the entry was checked against. */
  readonly checked?: string;
  /**
   * `gnu` (default): options anywhere, clusters, `--long=value`, unambiguous abbreviations of long options, `--` ends them.
   * `posix`: the same, but the first operand ends the options. `single`: long options with one or two dashes, `-opt value` or `-opt=value`, no clusters, no abbreviations, first operand doesn't end them.
   * `none`: every word is an operand.
   */
  readonly syntax?: "gnu" | "posix" | "single" | "none";
  /** No option of this program, listed or not, has an effect: words that could become options are fine. Say it only after reading the manual. */
  readonly safe?: true;
  /** Options without an argument and without an effect. */
  readonly flags?: string;
  /** Options with a required argument that has no effect. */
  readonly values?: string;
  /** Options with an optional attached argument (`--color`, `--color=never`, `-U5`). */
  readonly optional?: string;
  /** Options with a required argument: a path that is read / written. `-` and the standard streams are free. */
  readonly reads?: string;
  readonly writes?: string;
  /** Options with a required argument: a shell text that is run. */
  readonly runs?: string;
  /** `-20` is a count. */
  readonly numeric?: true;
  readonly operands?: OperandPlan;
  /** Effects whenever the program runs. */
  readonly effects?: readonly EffectTag[];
  /** Files and folders that the program makes where they are missing and the folder around them is there, words separated by spaces. `~` is the home folder, `$USER` the user's name. */
  readonly creates?: string;
  /** What changes when one of `options` is present. The option must be listed in one of the lists above as well. The first match that has `operands` decides the plan; `effects` of all matches add up. */
  readonly when?: readonly Condition[];
  /** Keyed by the first operand; the string form names another key of the same table. Options before it are this level's own; options after it are those of the subcommand, then this level's. An operand that isn't listed is unknown. */
  readonly subcommands?: Readonly<Record<string, ProgramKnowledge | string>>;
  /** Words that print the help of a subcommand and do nothing else, where one stands alone after it. It holds for all levels below, until one has its own; empty: none does. */
  readonly help?: string;
  /** Effects when there are subcommands and none is given. Absent: opaque. */
  readonly bare?: readonly EffectTag[];
  /** A module of ours that reads the arguments instead, or after the options were split (`programs/`). */
  readonly handler?: string;
  /** Commands that must come out without any effect but reads, and commands that must have another effect. Run by the tests. */
  readonly harmless?: readonly string[];
  readonly effectful?: readonly string[];
}

export interface Condition {
  readonly options: string;
  /** The condition isn't met when one of these is given as well: where the last of several modes wins. */
  readonly unless?: string;
  /** The condition is met only when nothing but these options is given: `--version` beside an option that loads code doesn't only look. */
  readonly alone?: true;
  readonly operands?: OperandPlan;
  readonly effects?: readonly EffectTag[];
  /** The entry's own `effects` don't count: `--dry-run`, `--version`, `--help`. */
  readonly instead?: true;
  /** Deletes and writes reach into folders. */
  readonly recursive?: true;
}

/** One JSON file: a family of programs. The string form is another name of the same program. */
export type KnowledgeFile = Readonly<Record<string, ProgramKnowledge | string>>;
