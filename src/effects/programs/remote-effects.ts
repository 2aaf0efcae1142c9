// The effects that tools of other machines share, and how their words are told apart.

import type { WordFact } from "../../shell/facts.ts";
import { couldSplit, literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";

export function fetches(call: Call, word?: WordFact): Effect {
  return call.effect({ kind: "network", direction: "fetch", peer: "elsewhere" }, word);
}
export function sends(call: Call, word?: WordFact): Effect {
  return call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, word);
}
export function destroys(call: Call, why: string, word?: WordFact): Effect {
  return call.effect({ kind: "destroy", why }, word);
}
export function homeWrite(call: Call, word?: WordFact): Effect {
  const { home } = call.workspace;
  return call.effect({ kind: "write", target: { kind: "pattern", path: `${home}/*`, base: home, scope: "home", marks: [] } }, word);
}

/** Options that the entry doesn't list. Words that aren't known are left out: they could turn only into options of this entry. */
export function unknownOptions(call: Call): readonly Effect[] {
  return call
    .parse()
    .unexplained.filter(({ word }) => literal(word) !== undefined)
    .map(({ word, why }) => call.opaque(`${call.program}: ${why}`, word));
}

/** A subcommand that only looks, none of whose options does more: for entries that are `safe`. */
export const look: Handler = (call) => [...call.table(), ...unknownOptions(call)];

/** Stands among the operands for a word that isn't known: no command is called so. */
export const UNKNOWN_OPERAND = "\uFFFD";

/** A program that keeps settings, caches or logs of its own below the home folder while it looks. */
export function ownFiles(call: Call, word?: WordFact): Effect {
  return call.effect(
    { kind: "execute", what: "installed", why: `${baseProgram(call)} keeps files of its own below the home folder` },
    word,
  );
}

/** The program's name without its subcommands. */
export function baseProgram(call: Call): string {
  return call.program.split(" ")[0] ?? call.program;
}

export interface Words {
  readonly operands: readonly string[];
  readonly options: readonly string[];
  readonly unknown: WordFact | undefined;
}

/** A word that isn't known may be the verb, or bring one: then what the other words say decides nothing. `verbWords`: how many words name the verb. */
export function withKnownWords(handler: Handler, verbWords: number): Handler {
  return (call) => {
    const effects = handler(call);
    const unknown = call.args.find(
      (word, index) => literal(word) === undefined && (effects.length === 0 || index < verbWords || couldSplit(word)),
    );
    return unknown ? [...effects, call.opaque(`what ${call.program} does depends on a word that isn't known`, unknown)] : effects;
  };
}

/** Operands and option names; values of options are dropped where they are written apart. */
export function wordsOf(call: Call, flags: ReadonlySet<string>): Words {
  const operands: string[] = [];
  const options: string[] = [];
  let unknown: WordFact | undefined;
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index];
    const text = literal(word);
    if (!word) break;
    if (text === undefined) {
      unknown ??= word;
      operands.push(UNKNOWN_OPERAND);
    } else if (text.startsWith("-") && text !== "-" && text !== "--") {
      options.push(text);
      const next = literal(call.args[index + 1]);
      if (!text.includes("=") && !flags.has(text) && (next === undefined || !next.startsWith("-"))) index += 1;
    } else operands.push(text);
  }
  return { operands, options, unknown };
}
