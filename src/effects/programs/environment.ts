// Programs and built-ins that print the environment, or take a variable out of it. Law: printing all of it, or a variable whose name speaks of a key, reads a secret.

import type { WordFact } from "../../shell/facts.ts";
import { valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { reliedVariables } from "../environment.ts";
import { wordOf } from "./texts.ts";

const SECRET =
  /(^|_)(TOKEN|SECRET|PASS|PASSWD|PASSWORD|PASSPHRASE|CREDENTIALS?|KEY|PAT|APIKEY|AUTH)(_|$|\d)|SECRET|TOKEN|PASSWORD|APIKEY|API_KEY|PRIVATE_KEY/i;

/** True when a variable of that name is likely to hold a key or a password. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/** Reading the environment as a whole. */
export function environmentRead(call: Call, word?: WordFact): readonly Effect[] {
  return call.read(word ? { ...word, pieces: wordOf("/proc/self/environ", call).pieces } : wordOf("/proc/self/environ", call));
}

/** `printenv`, `export`, `declare`, `set`: which of the variables they print. */
export function environment(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  const prints = options.some((option) => option.name === "-p");
  switch (call.program) {
    case "printenv":
      return operands.length === 0 ? environmentRead(call) : named(operands, call);
    case "set":
      return call.args.length === 0 ? environmentRead(call) : [];
    case "declare":
    case "typeset":
    case "export":
      if (options.some((option) => option.name === "-f" || option.name === "-F")) return [];
      if (operands.length === 0) return environmentRead(call);
      if (options.some((option) => option.name === "-n")) return withoutRelied(operands, call);
      return prints ? named(operands, call) : [];
    case "unset":
      return withoutRelied(call.args, call);
    default:
      return [call.opaque(`what ${call.program} prints is not known`)];
  }
}

function withoutRelied(words: readonly WordFact[], call: Call): readonly Effect[] {
  const relied = words.filter((word) => valuesOf(word)?.some((name) => reliedVariables().includes(name)));
  return relied.map((word) => call.opaque("programs would write although they only look", word));
}

function named(words: readonly WordFact[], call: Call): readonly Effect[] {
  return words.flatMap((word) => {
    const names = valuesOf(word);
    return !names || names.some(isSecretName) ? environmentRead(call, word) : [];
  });
}
