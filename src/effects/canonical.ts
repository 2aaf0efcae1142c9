// A command without what its spelling may add. Law: the program is named by itself and its subcommands follow it, whatever options stand
// between; where it isn't clear which word is the subcommand, words are left out as unknown ones.

import type { WordFact } from "../shell/facts.ts";
import { literal } from "../shell/word.ts";
import { lookup, own } from "./knowledge/load.ts";
import type { ProgramKnowledge } from "./knowledge/schema.ts";
import { parseOptions } from "./options.ts";
import { baseName } from "./scopes.ts";

const ALIAS_LIMIT = 4;
const LEVEL_LIMIT = 8;

type Words = readonly (string | undefined)[];

/** Base name, subcommands, arguments; undefined where these are the words as they stand, or the program isn't known. */
export function canonicalWords([first, ...args]: readonly WordFact[]): Words | undefined {
  const path = literal(first);
  const name = path === undefined ? "" : baseName(path);
  if (path === undefined || name === "") return undefined;
  const entry = lookup(name);
  // `cargo +nightly` chooses a tool chain and is no subcommand.
  const given = name === "cargo" && literal(args[0])?.startsWith("+") ? args.slice(1) : args;
  const read = { words: [], rest: given };
  const { words, rest } = entry?.subcommands ? subcommandsIn(entry, given) : VERBAL.has(name) ? verbsIn(given) : read;
  const canonical = [name, ...words, ...rest.map((word) => literal(word))];
  return path === name && canonical.length === args.length + 1 ? undefined : canonical;
}

/** Programs whose subcommands no table lists. */
const VERBAL: ReadonlySet<string> = new Set(["aws", "az", "gcloud", "gh", "terraform", "tofu"]);
/** Their options that take no value. */
const ALONE = /^(?:--no-.*|--debug|--quiet|-q|--help|-h|--version|-v|--verbose|--log-http|--cli-auto-prompt)$/;

/** Options in front of the first word and in front of the second are left out, each with its value. */
function verbsIn(args: readonly WordFact[]): Read {
  const words: (string | undefined)[] = [];
  let index = 0;
  while (index < args.length && words.length < 2) {
    const text = literal(args[index]);
    if (text === undefined || !text.startsWith("-")) words.push(text);
    else if (!text.includes("=") && !ALONE.test(text)) index += 1;
    index += 1;
  }
  return { words, rest: args.slice(index) };
}

interface Read {
  readonly words: Words;
  readonly rest: readonly WordFact[];
}

function subcommandsIn(entry: ProgramKnowledge, args: readonly WordFact[]): Read {
  const words: (string | undefined)[] = [];
  let levels: readonly [ProgramKnowledge, ...ProgramKnowledge[]] = [entry];
  let rest = args;
  for (let level = 0; level < LEVEL_LIMIT && levels[0].subcommands; level += 1) {
    const parsed = parseOptions(rest, levels, "operand");
    const at = subcommandAt(levels[0].subcommands, parsed.rest, parsed.unexplained.length > 0);
    const name = literal(parsed.rest[at]);
    const next = name === undefined ? undefined : subcommandOf(levels[0].subcommands, name);
    if (name === undefined || !next) {
      // An alias, a plug-in, or a word that isn't known: it still is what the options stand in front of.
      rest = parsed.rest;
      break;
    }
    // Either of two may be meant, so the first is one that isn't known.
    if (at > 0 && isKnown(levels[0].subcommands, parsed.rest[0])) words.push(undefined);
    words.push(name);
    rest = parsed.rest.slice(at + 1);
    levels = [next, ...levels];
  }
  return { words, rest };
}

/** Behind an option that isn't known the first word may be its value. */
function subcommandAt(subcommands: Subcommands, words: readonly WordFact[], doubtful: boolean): number {
  return doubtful && isKnown(subcommands, words[1]) ? 1 : 0;
}

function isKnown(subcommands: Subcommands, word: WordFact | undefined): boolean {
  return subcommandOf(subcommands, literal(word) ?? "") !== undefined;
}

type Subcommands = NonNullable<ProgramKnowledge["subcommands"]>;

/** The entry of a subcommand, aliases followed. */
export function subcommandOf(subcommands: Subcommands, name: string): ProgramKnowledge | undefined {
  let entry = own(subcommands, name);
  for (let hop = 0; hop < ALIAS_LIMIT && typeof entry === "string"; hop++) entry = own(subcommands, entry);
  return typeof entry === "string" ? undefined : entry;
}
