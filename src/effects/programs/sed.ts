// sed: what the script does and whether files are edited in place. Law: a script that can't be read is opaque.

import type { WordFact } from "../../shell/facts.ts";
import { literal } from "../../shell/word.ts";
import type { Call, GivenOption } from "../call.ts";
import type { Effect } from "../effect.ts";
import { emptied } from "../ruin.ts";
import { readSedScript, type SedAct } from "./sed-script.ts";
import { joinedTexts, wordOf } from "./texts.ts";

export function sed(call: Call): readonly Effect[] {
  const { options, operands, unexplained } = call.parse();
  // A number that isn't known may be negative, but sed has no option that is a digit.
  const unclear = unexplained.filter(({ word }) => word.pieces[0]?.kind !== "unknown" || word.pieces[0].form !== "number");
  const effects: Effect[] = unclear.map(({ word, why }) => call.opaque(`sed: ${why}`, word));
  if (options.some((option) => option.name === "--help" || option.name === "--version")) return effects;
  const given = options.filter((option) => ["-e", "--expression", "-f", "--file"].includes(option.name));
  const script = given.length > 0 ? given.map((option) => scriptWord(option, call)) : operands.slice(0, 1);
  const files = given.length > 0 ? operands : operands.slice(1);
  const inPlace = options.some((option) => option.name === "-i" || option.name === "--in-place");
  const sandbox = options.some((option) => option.name === "--sandbox");
  if (script.length === 0 && effects.length === 0) effects.push(call.opaque("sed has no script"));
  // In its sandbox sed refuses every script that could do more than edit.
  if (!sandbox) effects.push(...scriptEffects(script, call));
  const quiet = options.some((option) => ["-n", "--quiet", "--silent"].includes(option.name));
  const nothing = inPlace && leavesNothing(script, quiet);
  for (const file of files) {
    const touched = inPlace ? call.write(file) : call.read(file);
    effects.push(...(nothing ? emptied(touched, call.workspace) : touched));
  }
  if (inPlace && files.length === 0) effects.push(call.opaque("sed edits files that are not named"));
  return effects;
}

/** A script that deletes every line, or, where lines aren't printed by themselves, prints none. */
function leavesNothing(words: readonly (WordFact | undefined)[], quiet: boolean): boolean {
  return words.some((word) => {
    const text = literal(word)?.trim();
    if (text === undefined) return false;
    if (quiet && !/[pPwWiac=lrR]/.test(text)) return true;
    return /^s(.)\^?\.\*\$?\1\1g?$/.test(text) || /^(?:(?:[01],\$|\/(?:\^|\$|\^?\.\*\$?)\/)\s*)?[dD]\s*;?$/.test(text);
  });
}

/** The words of a script; a script file is known only where its text stands in the command. */
function scriptWord(option: GivenOption, call: Call): WordFact | undefined {
  if (option.name === "-e" || option.name === "--expression") return option.value;
  const file = literal(option.value);
  const { stdin } = call.fact;
  return stdin.kind === "text" && (file === "-" || file === "/dev/stdin") ? stdin.content : undefined;
}

function scriptEffects(words: readonly (WordFact | undefined)[], call: Call): readonly Effect[] {
  const known = words.filter((word) => word !== undefined);
  if (known.length < words.length) return [call.opaque("the script of sed is in a file")];
  const texts = joinedTexts(known);
  if (!texts) return [call.opaque("the script of sed is not known", known[0])];
  return texts.flatMap((text) => {
    const acts = readSedScript(text);
    return acts ? acts.flatMap((act) => actEffects(act, call)) : [call.opaque("the script of sed can't be read", known[0])];
  });
}

function actEffects(act: SedAct, call: Call): readonly Effect[] {
  switch (act.kind) {
    case "read":
      return call.read(wordOf(act.file, call));
    case "write":
      return call.write(wordOf(act.file, call));
    case "run":
      if (act.line !== undefined) return call.script(wordOf(act.line, call));
      return [call.opaque("sed runs the lines that it makes as commands")];
    default:
      return act satisfies never;
  }
}
