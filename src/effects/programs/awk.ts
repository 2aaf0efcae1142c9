// awk, gawk, mawk: what the program does and which files the options write. Law: a program that can't be read is opaque.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal } from "../../shell/word.ts";
import type { Call, GivenOption } from "../call.ts";
import type { Effect } from "../effect.ts";
import { type AwkAct, readAwkProgram } from "./awk-program.ts";
import { environmentRead, isSecretName } from "./environment.ts";
import { joinedTexts, wordOf } from "./texts.ts";

const PROGRAM = ["-e", "--source", "-f", "--file"];
/** Options that write a file, `awkprof.out` and the like where they name none. */
const DUMPS = ["-d", "--dump-variables", "-o", "--pretty-print", "-p", "--profile"];
const SHOWS = ["-h", "--help", "-V", "--version", "-C", "--copyright"];

export function awk(call: Call): readonly Effect[] {
  const { options, operands, unexplained } = call.parse();
  const effects: Effect[] = unexplained.map(({ word, why }) => call.opaque(`${call.program}: ${why}`, word));
  if (options.some((option) => SHOWS.includes(option.name))) return effects;
  const given = options.filter((option) => PROGRAM.includes(option.name));
  const program = given.length > 0 ? given.map((option) => programWord(option, call)) : operands.slice(0, 1);
  effects.push(...options.flatMap((option) => optionEffects(option, call)));
  if (program.length === 0 && effects.length === 0) effects.push(call.opaque(`${call.program} has no program`));
  effects.push(...programEffects(program, call));
  for (const file of given.length > 0 ? operands : operands.slice(1)) effects.push(...fileEffects(file, call));
  return effects;
}

/** The words of a program; a file with one is known only where its text stands in the command. */
function programWord(option: GivenOption, call: Call): WordFact | undefined {
  if (option.name === "-e" || option.name === "--source") return option.value;
  const file = literal(option.value);
  const { stdin } = call.fact;
  return stdin.kind === "text" && (file === "-" || file === "/dev/stdin") ? stdin.content : undefined;
}

function optionEffects(option: GivenOption, call: Call): readonly Effect[] {
  if (!DUMPS.includes(option.name)) return [];
  return call.write(option.value ?? wordOf("awkvars.out", call));
}

function programEffects(words: readonly (WordFact | undefined)[], call: Call): readonly Effect[] {
  const known = words.filter((word) => word !== undefined);
  if (known.length < words.length) return [call.opaque(`the program of ${call.program} is in a file`)];
  const texts = joinedTexts(known) ?? [];
  if (texts.length === 0 && known.length > 0) return [call.opaque(`the program of ${call.program} is not known`, known[0])];
  return texts.flatMap((text) => {
    const acts = readAwkProgram(text);
    return acts ? acts.flatMap((act) => actEffects(act, call)) : [call.opaque(`the program of ${call.program} can't be read`, known[0])];
  });
}

function actEffects(act: AwkAct, call: Call): readonly Effect[] {
  switch (act.kind) {
    case "read":
      if (act.target === undefined) return [call.opaque(`${call.program} chooses what it reads`)];
      return fileEffects(wordOf(act.target, call), call);
    case "write": {
      if (act.target !== undefined) return call.write(wordOf(act.target, call));
      return [call.effect({ kind: "write", target: { kind: "unknown", why: `${call.program} makes the name while it runs` } })];
    }
    case "run":
      return act.line === undefined ? [call.opaque(`${call.program} runs a command that it makes`)] : call.script(wordOf(act.line, call));
    case "environment":
      return act.name === undefined || isSecretName(act.name) ? environmentRead(call) : [];
    default:
      return act satisfies never;
  }
}

/** gawk opens a connection for names below `/inet`. */
function fileEffects(file: WordFact, call: Call): readonly Effect[] {
  if (/^\/+inet/.test(knownPrefix(file))) return [call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, file)];
  return call.read(file);
}
