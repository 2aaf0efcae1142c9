// Texts in a program's own language, as far as their words are known. Law: a stretch that isn't known makes the text unknown,
// but for a number, which can't change how a text is read where digits stand alone.

import type { WordFact } from "../../shell/facts.ts";
import { isNumber, textWord, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";

const STAND_INS = ["1", "23", "-4"] as const;
const LIMIT = 16;

/** Every text that the word can be, a number that isn't known replaced by stand-ins; undefined where there are others. */
function textsOf(word: WordFact): readonly string[] | undefined {
  if (!word.pieces.some(isNumber)) return few(valuesOf(word));
  const variants = STAND_INS.map((number) =>
    valuesOf({
      ...word,
      pieces: word.pieces.map((piece) => (isNumber(piece) ? { kind: "text", text: number } : piece)),
    }),
  );
  return few(variants.every((values) => values !== undefined) ? variants.flat() : undefined);
}

/** All ways to take one text of each word, joined by newlines. */
export function joinedTexts(words: readonly WordFact[]): readonly string[] | undefined {
  let joined: readonly string[] | undefined;
  for (const word of words) {
    const texts = textsOf(word);
    if (!texts) return undefined;
    joined = few(joined ? joined.flatMap((start) => texts.map((text) => `${start}\n${text}`)) : texts);
    if (!joined) return undefined;
  }
  return joined;
}

/** A word for a text found inside another word. */
export function wordOf(text: string, call: Call): WordFact {
  return textWord(text, call.fact.place);
}

/** The word without its first characters, which must be known; undefined where they aren't. */
export function afterPrefix(word: WordFact, prefix: string): WordFact | undefined {
  const [first, ...rest] = word.pieces;
  if (first?.kind !== "text" || !first.text.startsWith(prefix)) return undefined;
  const text = first.text.slice(prefix.length);
  return { ...word, pieces: text === "" ? rest : [{ kind: "text", text }, ...rest] };
}

function few(texts: readonly string[] | undefined): readonly string[] | undefined {
  return texts && texts.length <= LIMIT ? texts : undefined;
}
