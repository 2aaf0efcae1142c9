// Words that an entry doesn't explain, where its other options are harmless. Law: what may be a listed option counts as that option.

import type { WordFact } from "../shell/facts.ts";
import { knownPrefix, literal, textWord } from "../shell/word.ts";

/** True when the word may stand for one of the options: `--fix=true`, `-iu`, `--fi`, `--update-snapshot` for `--updateSnapshot`. */
export function mayStandFor(word: WordFact, options: readonly string[]): boolean {
  const text = literal(word) ?? knownPrefix(word);
  const [name = ""] = text.split("=");
  return options.some((option) => {
    if (/^-[A-Za-z]$/.test(option)) return /^-[A-Za-z]{2,}$/.test(name) && name.includes(option.charAt(1));
    return /^--?[A-Za-z]/.test(name) && option.startsWith("--") && name.startsWith("--") && plain(option).startsWith(plain(name));
  });
}

/** The value of `--coverage-directory=DIR` where `--coverageDirectory` is listed. */
export function attachedFile(word: WordFact, options: readonly string[]): WordFact | undefined {
  const text = literal(word);
  const at = text?.indexOf("=") ?? -1;
  return text !== undefined && at > 0 && mayStandFor(word, options) ? textWord(text.slice(at + 1), word.place) : undefined;
}

function plain(option: string): string {
  return option.replaceAll("-", "").toLowerCase();
}
