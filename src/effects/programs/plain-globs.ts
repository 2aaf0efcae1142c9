// Patterns such as `*.log` in front of programs whose options can do no more than their operands. Law: a name that begins with a dash and ends in
// a dot and letters is no cluster of such a program, and as a value it names a file in the same folder.

import type { WordFact } from "../../shell/facts.ts";
import type { Call } from "../call.ts";

/** The same call, with each such pattern read as file names only. */
export function withPlainGlobs(call: Call): Call {
  return call.args.some(isPlain) ? call.with({ args: call.args.map((word) => (isPlain(word) ? asFile(word) : word)) }) : call;
}

function isPlain(word: WordFact): boolean {
  const [first] = word.pieces;
  const last = word.pieces.at(-1);
  if (first?.kind !== "glob" || !first.pattern.startsWith("*") || word.pieces.some((piece) => piece.kind === "unknown")) return false;
  const end = last?.kind === "text" ? last.text : last?.kind === "glob" ? last.pattern : "";
  return /\.[a-z0-9]+$/i.test(end);
}

function asFile(word: WordFact): WordFact {
  return { ...word, pieces: [{ kind: "text", text: "./" }, ...word.pieces] };
}
