// A pattern for the text of a command as one for its words. Law: what opens fits no more than the text did, what closes fits no less; where
// neither can be had the answer says why.

export type Translated =
  | { readonly kind: "ok"; readonly pattern: string; readonly wider: boolean }
  | { readonly kind: "no"; readonly why: string };

/** Characters that a shell, or a pattern for words, takes for more than themselves. */
const ACTIVE = /["'`$\\!{}[\]?]|^[~#]/;
const JOINING = /[|&;<>()\n\r]/;

/** `text`: `*` in it stands for any text. Not for patterns that fit every command. */
export function commandPattern(text: string, opens: boolean): Translated {
  if (JOINING.test(text)) return no("it is about several commands or a redirection, which are judged one by one here");
  const words = text
    .trim()
    .replace(/\*+/g, "*")
    .split(/[ \t]+/);
  const [first = ""] = words;
  if (first === "") return no("it is empty");
  if (first.includes("=")) return no("it begins with a variable");
  return opens ? opening(words) : closing(words);
}

/** A star spans words in the text; between two words there is at least one word then. */
function opening(words: readonly string[]): Translated {
  if (words[0]?.startsWith("*")) return no("it names no program");
  const active = words.find((word) => ACTIVE.test(word));
  if (active !== undefined) return no(`${active} means more to a shell than its letters`);
  const stars = words.join(" ").split("*").length - 1;
  const out = words.flatMap((word, index) => {
    const last = index === words.length - 1;
    if (word === "*") return last && stars === 1 ? ["*"] : ["*", "**"];
    return last && word.endsWith("*") ? [word, "*"] : [word];
  });
  return { kind: "ok", pattern: out.join(" "), wider: false };
}

/** Cut off at the first word that can't be said: what is left fits more. */
function closing(words: readonly string[]): Translated {
  const out: string[] = [];
  for (const [index, word] of words.entries()) {
    const last = index === words.length - 1;
    if (ACTIVE.test(word)) return cut(out);
    const inner = word.slice(1, -1).includes("*") || (word.length > 1 && word.startsWith("*") && word.endsWith("*"));
    if (word === "*") out.push(last && index > 0 ? "*" : "**");
    else if (inner) return cut([...out, ...(word.startsWith("*") ? [] : [`${word.slice(0, word.indexOf("*"))}*`])]);
    else if (word.startsWith("*")) out.push("**", word);
    else if (word.endsWith("*")) out.push(word, last ? "*" : "**");
    else out.push(word);
  }
  return { kind: "ok", pattern: out.join(" "), wider: false };
}

function cut(words: readonly string[]): Translated {
  if (words.length === 0) return no("its first word can't be said as a pattern for words");
  return { kind: "ok", pattern: [...words, "**"].join(" "), wider: true };
}

function no(why: string): Translated {
  return { kind: "no", why };
}

/** True for patterns that fit every command. */
export function fitsAll(text: string): boolean {
  return /^[*\s]*$/.test(text);
}
