// Words read off the syntax alone, where no state is at hand: literal, or not.

import type { Command, Word } from "./parse.ts";

/** Stands for a word that may become several; no program takes it. */
export const SEVERAL = "\0";

/** The words as written; one that isn't literal is undefined in its place, but the name must be. */
export function literalWords(command: Command): readonly (string | undefined)[] | undefined {
  const words = [command.name, ...command.args].map((word) => (word?.type !== "Word" || splitsApart(word) ? SEVERAL : literalWord(word)));
  return words[0] === undefined ? undefined : words;
}

/** True when the word may become several, or none. */
function splitsApart(word: Word): boolean {
  return (
    literalWord(word) === undefined &&
    !(word.parts ?? []).every((part) => /^(Literal|SingleQuoted|DoubleQuoted|AnsiCQuoted|ArithmeticExpansion)$/.test(part.type))
  );
}

/** The word's value where nothing in it expands. */
export function literalWord(word: Word): string | undefined {
  // A tilde elsewhere and braces without a list stand for themselves.
  if (!word.parts) return /^~|[:=]~|\{[^}]*(?:,|\.\.)/.test(word.text) ? undefined : word.value;
  let value = "";
  for (const part of word.parts) {
    if (part.type === "Literal" || part.type === "SingleQuoted" || part.type === "AnsiCQuoted") value += part.value;
    else if (part.type === "DoubleQuoted" && part.parts.every((inner) => inner.type === "Literal"))
      value += part.parts.map((inner) => (inner.type === "Literal" ? inner.value : "")).join("");
    else return undefined;
  }
  return value;
}

/** The words behind the options, with `-a NAME` among them. */
export function operands(args: readonly (string | undefined)[], taking: string): readonly (string | undefined)[] {
  const rest = [...args];
  const found: (string | undefined)[] = [];
  while (rest[0]?.startsWith("-") === true && rest[0].length > 1) {
    const option = rest.shift() ?? "";
    if (option === "--") break;
    const last = option.at(-1) ?? "";
    if (taking.includes(last)) rest.shift();
    else if (last === "a" || last === "p") found.push(rest.shift());
    else if (/^-[a-zA-Z]*a./.test(option)) found.push(option.slice(option.indexOf("a") + 1));
  }
  return [...found, ...rest];
}
