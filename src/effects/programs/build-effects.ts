// The effects that build tools and task runners share.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { own } from "../knowledge/load.ts";

const LOOKS = "--version --help";
/** What only looks, where it isn't just the long forms: `-v` is "verbose" for many, and then the work is done. Empty: these load the project, or fetch themselves, before they say anything. */
const LOOKS_OF: Readonly<Record<string, string>> = {
  ...named("make gmake remake mingw32-make", `${LOOKS} -v -h`),
  ...named("ninja nx turbo nox task", `${LOOKS} -h`),
  ...named("gradle", `${LOOKS} -v -h -?`),
  ...named("mvn mvnd lerna gulp npm-run-all npm-run-all2 run-s run-p concurrently", `${LOOKS} -v -h`),
  ...named("ant", "-version -h -help"),
  ...named("just moon invoke inv pyinvoke", `${LOOKS} -V -h`),
  ...named("grunt", "--version -V"),
  ...named("scons doit", "--version"),
  ...named("waf xmake bmake mage rebar3 lein boot mill bloop bleep sbt melos fastlane tox gradlew mvnw", ""),
};

function named(programs: string, looks: string): Readonly<Record<string, string>> {
  return Object.fromEntries(programs.split(" ").map((program) => [program, looks]));
}

/** True when the one word of a build tool or task runner only makes it tell about itself. */
export function looksOnly(call: Call): boolean {
  const [word, ...rest] = call.args;
  return rest.length === 0 && (own(LOOKS_OF, call.program) ?? LOOKS).split(" ").includes(literal(word) ?? "?");
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
