// A pattern for the words of a command. Law: it is matched with parsed words, never with the text; a word that isn't known fits for certain
// only where the pattern takes any words at all.

import { Minimatch } from "minimatch";

/** One word of the pattern: any number of any words, or one word that fits a glob. */
type PatternWord =
  | { readonly kind: "any" }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "glob"; readonly glob: Minimatch };

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
    return /[*?[\]{}\\]/.test(text) ? { kind: "glob", glob: new Minimatch(masked(text), GLOB_OPTIONS) } : { kind: "literal", text };
  });
  const [first] = words;
  return { words, program: first?.kind === "literal" ? first.text : undefined };
}

/** A slash is a character like any other here. */
function masked(text: string): string {
  return text.replaceAll("/", "\uE001");
}

/** True when every command that these words may turn out as fits. Undefined words are unknown, any number of them. */
export function fitsForCertain(pattern: CommandPattern, argv: readonly (string | undefined)[]): boolean {
  return fits(pattern, argv, false);
}

/** True when some command that these words may turn out as fits. */
export function mayFit(pattern: CommandPattern, argv: readonly (string | undefined)[]): boolean {
  return fits(pattern, argv, true);
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

/** Wildcards take their time over long words, so those are answered with care instead. */
function isFitting(word: Exclude<PatternWord, { kind: "any" }>, text: string, unknownFits: boolean): boolean {
  if (word.kind === "literal") return word.text === text;
  return text.length > LENGTH_LIMIT ? unknownFits : word.glob.match(masked(text));
}

/** With the places behind words that may stand for nothing. */
function closed(places: Set<number>, words: readonly PatternWord[]): Set<number> {
  for (const place of places) if (words[place]?.kind === "any") places.add(place + 1);
  return places;
}
