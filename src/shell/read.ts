// Text to a tree that may be trusted. A text is taken whole or not at all: too long, a control character that a
// person can't see, a parse error in any nested script, a stretch that no node claims, and the answer is a problem.

import { type Budget, SPENT, take } from "./budget.ts";
import { coverProblem } from "./cover.ts";
import { type ParsedScript, parseText } from "./parse.ts";

/** `limit`: nothing is wrong with the text but that there is too much of it. */
export type Reading =
  | { readonly kind: "script"; readonly script: ParsedScript }
  | { readonly kind: "problem"; readonly why: string; readonly offset: number; readonly end: number; readonly limit: boolean };

const TOO_DEEP = "the text is nested too deep to be read: write it flat, or split the command";
const TEXT_LIMIT = 32 * 1024;
// A here-document costs the parser a scan of all that follow on its line; more than this isn't written by hand.
const HEREDOC_LIMIT = 100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point.
const HIDDEN = /[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/;

/** The tree of a text, or the first reason why it can't be read. Total; time is bounded by the length limit. */
export function read(text: string, budget: Budget): Reading {
  if (text.length > TEXT_LIMIT)
    return problem("the text is too long to be read: split the command, or put the text into a file", 0, text.length, true);
  const hidden = HIDDEN.exec(text);
  if (hidden) return problem("a control character is hidden in the text", hidden.index, hidden.index + 1);
  if (tooMany(text, "<<", HEREDOC_LIMIT) || tooMany(text, "()", HEREDOC_LIMIT))
    return problem("the text is too intricate to be read: split the command", 0, text.length, true);
  // Parsing costs less than a step for each word.
  if (!take(budget, 1 + (text.length >> 4))) return problem(SPENT, 0, text.length, true);
  const script = parseText(text);
  if (!script) return problem(TOO_DEEP, 0, text.length);
  try {
    const found = coverProblem(script, text, budget);
    return found ? problem(found.why, found.offset, found.end, budget.steps < 0) : { kind: "script", script };
  } catch {
    // Nested scripts are parsed on demand; this is the parser's stack overflow again.
    return problem(TOO_DEEP, 0, text.length);
  }
}

function problem(why: string, offset: number, end: number, limit = false): Reading {
  return { kind: "problem", why, offset, end, limit };
}

function tooMany(text: string, needle: string, limit: number): boolean {
  let count = 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    count += 1;
    if (count > limit) return true;
  }
  return false;
}
