// Small programs whose meaning hangs on a word that the tables can't weigh. Each states the rule it adds to its table.

import type { WordFact } from "../../shell/facts.ts";
import { couldBeOption, couldSplit, knownPrefix, literal, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { wordOf } from "./texts.ts";

/** An operand without `+` sets the clock. */
export function date(call: Call): readonly Effect[] {
  const operands = call.parse().operands.filter((word) => !knownPrefix(word).startsWith("+"));
  return [...call.table(), ...operands.map((word) => call.effect({ kind: "system", why: "date sets the clock" }, word))];
}

/** Any operand is a new value for the system. */
export function operandsChange(call: Call): readonly Effect[] {
  const [word] = call.parse().operands;
  return [...call.table(), ...(word ? [call.effect({ kind: "system", why: `${call.program} changes the system` }, word)] : [])];
}

/** With one operand the link is made in the current folder. */
export function ln(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  if (options.some((option) => ["--help", "--version", "-t", "--target-directory"].includes(option.name))) return call.table();
  return operands.length === 1 ? [...call.read(operands[0] ?? wordOf(".", call)), ...call.write(wordOf(".", call))] : call.table();
}

/** A dry run makes nothing, wherever it would. */
export function mktemp(call: Call): readonly Effect[] {
  const { options, unexplained } = call.parse();
  const dry = options.some((option) => ["-u", "--dry-run", "--help", "--version", "-V"].includes(option.name));
  return dry && unexplained.length === 0 ? [] : call.table();
}

const XXD_VALUES = new Set([
  "-c",
  "-cols",
  "-g",
  "-group",
  "-groupsize",
  "-l",
  "-len",
  "-n",
  "-name",
  "-o",
  "-offset",
  "-s",
  "-seek",
  "-skip",
  "-R",
]);

/** A second operand is the file that is written; options never group. */
export function xxd(call: Call): readonly Effect[] {
  const operands: WordFact[] = [];
  for (let index = 0; index < call.args.length; index++) {
    const word = call.args[index];
    if (!word) break;
    const text = literal(word);
    if (text === undefined && (couldBeOption(word) || couldSplit(word))) return [call.opaque("xxd gets a word that is not known", word)];
    if (text?.startsWith("-") && text !== "-") {
      if (XXD_VALUES.has(text.replace(/^--(?=.)/, "-"))) index++;
    } else operands.push(word);
  }
  const [input, output, ...more] = operands;
  if (more.length > 0) return [call.opaque("xxd has more operands than are known")];
  return [...(input ? call.read(input) : []), ...(output ? call.write(output) : [])];
}

/** `init` and `reset` run the program that the terminal's description names. */
export function tput(call: Call): readonly Effect[] {
  const runs = call.parse().operands.filter((word) => valuesOf(word)?.every((name) => name !== "init" && name !== "reset") !== true);
  const why = "a terminal's description may name a program to run";
  return [...call.table(), ...runs.map((word) => call.effect({ kind: "execute", what: "installed", why }, word))];
}

/** A first command such as `+!touch x` is run; moving and searching is fine. */
export function pager(call: Call): readonly Effect[] {
  const commands = call.args.filter((word) => {
    const text = literal(word);
    const plus = knownPrefix(word).startsWith("+") || (text === undefined && knownPrefix(word) === "" && couldBeOption(word));
    return plus && !(text !== undefined && /^\+(\d*[GgpF]?|[/?][^\n\r]*)$/.test(text));
  });
  // A pattern to start at is typed for the user, so a newline would end it and begin a command.
  const patterns = call.parse().options.flatMap(({ name, value }) => (value && ["-p", "--pattern"].includes(name) ? [value] : []));
  const typed = patterns.filter((word) => valuesOf(word)?.every((text) => !/[\n\r]/.test(text)) !== true);
  return [...call.table(), ...[...commands, ...typed].map((word) => call.opaque(`${call.program} is told what to do first`, word))];
}
