// A pattern for the words of a command. Law: it is matched with parsed words, never with the text; a word that isn't known fits for certain
// only where the pattern takes any words at all.

import { Minimatch } from "minimatch";

/** One word of the pattern: any number of any words, or one word that fits a glob. */
type PatternWord =
  | { readonly kind: "any" }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "glob"; readonly text: string; readonly glob: Minimatch };

export interface CommandPattern {
  readonly words: readonly PatternWord[];
  /** The program, where the pattern names a single one. */
  readonly program: string | undefined;
}

const GLOB_OPTIONS = { dot: true, nonegate: true, nocomment: true, noext: true } as const;
const WORD_LIMIT = 200;
const LENGTH_LIMIT = 500;

/** `git push *`: words separated by spaces, or a list of words. `*` stands for anything in a word, as the last word for any number of them, `**` for any number anywhere. */
export function compileCommand(pattern: string | readonly string[]): CommandPattern {
  const texts = typeof pattern === "string" ? pattern.split(/\s+/).filter((word) => word !== "") : pattern;
  const words = texts.map((text, index): PatternWord => {
    if (text === "**" || (text === "*" && index > 0 && index === texts.length - 1)) return { kind: "any" };
    return /[*?[\]{}\\]/.test(text) ? { kind: "glob", text, glob: new Minimatch(masked(text), GLOB_OPTIONS) } : { kind: "literal", text };
  });
  const [first] = words;
  return { words, program: first?.kind === "literal" ? first.text : undefined };
}

/** A slash is a character like any other here, and no word is empty or a folder's dots: a glob for paths wouldn't match those. */
function masked(text: string): string {
  return `\uE002${text.replaceAll("/", "\uE001")}`;
}

/** True when every command that these words may turn out as fits. Undefined words are unknown, any number of them. */
export function fitsForCertain(pattern: CommandPattern, argv: readonly (string | undefined)[]): boolean {
  return fits(pattern, argv, false);
}

/** True when some command that these words may turn out as fits. */
export function mayFit(pattern: CommandPattern, argv: readonly (string | undefined)[]): boolean {
  return fits(pattern, argv, true);
}

/** The same for what its program and subcommand are, however they were spelled: a folder in front, options between. */
export function mayFitSpelled(pattern: CommandPattern, { argv, canonical }: Spelled): boolean {
  return mayFit(pattern, argv) || variants({ argv, canonical }).some((words) => mayFit(pattern, words));
}

/** A command, and the same without what its spelling adds. */
interface Spelled {
  readonly argv: readonly (string | undefined)[];
  readonly canonical?: readonly (string | undefined)[] | undefined;
}

/** Other ways to write the command, beside the words themselves. */
function variants({ argv, canonical }: Spelled): readonly (readonly (string | undefined)[])[] {
  const [program, ...rest] = argv;
  const short = program === undefined ? undefined : baseOf(program);
  return [...(short === undefined || short === program ? [] : [[short, ...rest]]), ...(canonical ? [canonical] : [])];
}

/** The programs that a rule may name to mean this command. */
export function programsOf(command: Spelled): ReadonlySet<string> {
  return new Set([command.argv, ...variants(command)].flatMap(([program]) => program ?? []));
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Goes through the words once and keeps every place of the pattern that may be reached. */
function fits({ words }: CommandPattern, argv: readonly (string | undefined)[], unknownFits: boolean): boolean {
  // What is too long to be looked at fits where that is the careful answer.
  if (argv.length > WORD_LIMIT) return unknownFits;
  let places = closed(new Set([0]), words);
  for (const text of argv) {
    const next = new Set<number>();
    for (const place of places) {
      const word = words[place];
      if (word?.kind === "any") next.add(place);
      else if (text === undefined) {
        if (unknownFits) for (let further = place; further <= words.length; further += 1) next.add(further);
      } else if (word && isFitting(word, text, unknownFits)) next.add(place + 1);
    }
    places = closed(next, words);
  }
  return places.has(words.length);
}

/** A word fits what is written just like it, brackets and all. Wildcards take their time over long words, so those are answered with care. */
function isFitting(word: Exclude<PatternWord, { kind: "any" }>, text: string, unknownFits: boolean): boolean {
  if (word.text === text) return true;
  if (word.kind === "literal") return false;
  return text.length > LENGTH_LIMIT ? unknownFits : word.glob.match(masked(text));
}

/** With the places behind words that may stand for nothing. */
function closed(places: Set<number>, words: readonly PatternWord[]): Set<number> {
  for (const place of places) if (words[place]?.kind === "any") places.add(place + 1);
  return places;
}
