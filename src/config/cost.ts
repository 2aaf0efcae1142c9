// How long a pattern may take to match. Law: a file that somebody else wrote can't make the guard slow. Each wildcard in one word multiplies
// the ways to try, each pair of braces the patterns to make, and a repeated group has no bound at all.

/** Of `**` in one pattern. */
const DEEP = 3;
/** Of one pattern; and of all patterns of a file. */
const CHOICES = 64;
export const CHOICES_OF_FILE = 10_000;

/** Why a glob is too costly; undefined where it isn't. `wildcards`: how many one part may have. */
export function costlyPattern(text: string, wildcards = 2): string | undefined {
  if (/\{[^}]*\.\.[^}]*\}/.test(text)) return "it has a range in braces";
  if (choicesOf(text) > CHOICES) return `its braces give more than ${CHOICES} choices`;
  if (/[*+]\(/.test(text)) return "it has a repetition, *(...) or +(...)";
  const parts = text.split(/[\s/]+/);
  if (parts.filter((part) => part === "**").length > DEEP) return `it has ** more than ${DEEP} times`;
  const crowded = parts.find((part) => part !== "**" && count(part, /\*+|[@!?]\(/g) > wildcards);
  return crowded === undefined ? undefined : `a part of it has more than ${wildcards} wildcards`;
}

/** How many patterns a pattern stands for, at most: what its braces give, each pair with what is inside it. */
export function choicesOf(text: string): number {
  const open: number[] = [];
  let choices = 1;
  for (const character of text) {
    if (character === "{") open.push(1);
    else if (character === "," && open.length > 0) open.push((open.pop() ?? 0) + 1);
    else if (character === "}") choices *= open.pop() ?? 1;
  }
  // Braces without an end hold nothing, but nobody needs to rely on that.
  return open.reduce((product, one) => product * one, choices);
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
