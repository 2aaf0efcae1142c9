// The effects that build tools and task runners share.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";

const LOOKS = new Set(["--version", "-v", "-V", "-version", "--help", "-h", "-help"]);

export function looksOnly(call: Call): boolean {
  return call.args.length === 1 && LOOKS.has(literal(call.args[0]) ?? "");
}

export function check(call: Call, word?: WordFact): Effect {
  return call.effect({ kind: "execute", what: "check", why: `${call.program} checks or builds the project` }, word);
}

export function project(call: Call, word?: WordFact): Effect {
  return call.effect({ kind: "execute", what: "project", why: `${call.program} runs code of the project` }, word);
}

export function here(call: Call): readonly Effect[] {
  return call.write(textWord(".", call.fact.place));
}
