// The options in front of a program's first operand, for readers whose language the tables can't express.
// Law: reading stops at the first word that isn't known to be an option, and says so.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal, textWord } from "../../shell/word.ts";

export interface LeadingOption {
  /** `--name` without its `=value`; short options as written. */
  readonly name: string;
  /** What is attached, or the next word where the option takes one. Undefined where it isn't known. */
  readonly value: WordFact | undefined;
  readonly word: WordFact;
}

export interface LeadingOptions {
  readonly options: readonly LeadingOption[];
  /** Index of the word after them; the number of words where nothing follows. */
  readonly next: number;
  /** The word that can't be told, where one ended the reading. */
  readonly unknown: WordFact | undefined;
}

/** Reads up to the first operand, `--`, or an option for which `ends` holds. */
export function leadingOptions(
  args: readonly WordFact[],
  takesValue: (name: string) => boolean,
  ends: (name: string) => boolean = () => false,
): LeadingOptions {
  const options: LeadingOption[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index];
    if (!word) break;
    const text = literal(word) ?? knownPrefix(word);
    const name = nameOf(text);
    if (literal(word) === undefined && name === text) return { options, next: index, unknown: word };
    if (text === "--") return { options, next: index + 1, unknown: undefined };
    if (!text.startsWith("-") || text === "-") return { options, next: index, unknown: undefined };
    const separate = name === text && takesValue(name);
    const value = name !== text ? attached(word, text, name) : separate ? args[index + 1] : undefined;
    options.push({ name, value, word });
    if (separate) index += 1;
    if (ends(name)) return { options, next: Math.min(index + 1, args.length), unknown: undefined };
  }
  return { options, next: args.length, unknown: undefined };
}

function nameOf(text: string): string {
  const equals = text.startsWith("--") ? text.indexOf("=") : -1;
  return equals < 0 ? text : text.slice(0, equals);
}

function attached(word: WordFact, text: string, name: string): WordFact | undefined {
  return literal(word) === undefined ? undefined : textWord(text.slice(name.length + 1), word.place);
}
