// Splits a program's words into options and operands. Law: a word is an option only where the entry explains it whole;
// anything else that could be one is unexplained, never an operand that nobody looks at.

import type { Piece, WordFact } from "../shell/facts.ts";
import { couldBeOption, couldSplit, isNumber, knownPrefix, literal, textWord, valuesOf } from "../shell/word.ts";
import type { GivenOption, ParsedArguments } from "./call.ts";
import type { ProgramKnowledge } from "./knowledge/schema.ts";
import { type KnownOption, type OptionTable, optionTable } from "./option-table.ts";

/** A given option with the entry that explains it. */
export interface ExplainedOption extends GivenOption {
  readonly known: KnownOption;
}

export interface Parsed extends ParsedArguments {
  readonly options: readonly ExplainedOption[];
  /** Words from the first operand on, for a program that hands them on. */
  readonly rest: readonly WordFact[];
}

interface State {
  readonly table: OptionTable;
  readonly options: ExplainedOption[];
  readonly operands: WordFact[];
  readonly unexplained: { readonly word: WordFact; readonly why: string }[];
}

/** What one word is; `takes`: it wants the next word as its value. */
type Reading =
  | { readonly kind: "options"; readonly options: readonly ExplainedOption[]; readonly takes?: KnownOption }
  | { readonly kind: "operand" }
  | { readonly kind: "unexplained"; readonly why: string };

/** `levels`: the entry and those around it, innermost first. `until`: stop at the first operand, whatever the syntax. */
export function parseOptions(args: readonly WordFact[], levels: readonly ProgramKnowledge[], until: "end" | "operand" = "end"): Parsed {
  const state: State = { table: optionTable(levels), options: [], operands: [], unexplained: [] };
  const stops = until === "operand" || state.table.syntax === "posix";
  let index = 0;
  let rest = args.length;
  for (; index < args.length; index++) {
    const word = args[index];
    if (!word) break;
    if (state.table.syntax === "none") state.operands.push(word);
    else if (literal(word) === "--") {
      state.operands.push(...args.slice(index + 1));
      rest = index + 1;
      break;
    } else {
      const taken = readWord(state, word, args[index + 1]);
      if (taken === "operand" && stops) {
        state.operands.push(...args.slice(index + 1));
        rest = index;
        break;
      }
      if (taken === "two") index++;
    }
  }
  if (state.table.syntax === "none") rest = 0;
  return { options: state.options, operands: state.operands, unexplained: state.unexplained, rest: args.slice(rest) };
}

function readWord(state: State, word: WordFact, next: WordFact | undefined): "operand" | "one" | "two" {
  const reading = readingOf(word, state.table);
  switch (reading.kind) {
    case "operand":
      state.operands.push(word);
      return "operand";
    case "unexplained":
      state.unexplained.push({ word, why: reading.why });
      // A word that isn't known yet may as well be an operand.
      if (literal(word) === undefined) state.operands.push(word);
      return "one";
    case "options":
      state.options.push(...reading.options);
      return reading.takes ? takeValue(state, reading.takes, word, next) : "one";
    default:
      return reading satisfies never;
  }
}

function takeValue(state: State, known: KnownOption, word: WordFact, value: WordFact | undefined): "one" | "two" {
  state.options.push({ name: known.name, value, word, known });
  if (!value) {
    state.unexplained.push({ word, why: `${known.name} lacks its value` });
    return "one";
  }
  if (couldSplit(value)) {
    // Its first part is the value; what follows it is an operand, or an option.
    state.operands.push(value);
    if (couldBeOption(value) || value.pieces.some((piece) => piece.kind === "unknown" && piece.splits && piece.form === "any")) {
      state.unexplained.push({ word: value, why: "may turn into several words" });
    }
  }
  return "two";
}

function readingOf(word: WordFact, table: OptionTable): Reading {
  const values = valuesOf(word);
  if (!values) return readingOfPartlyKnown(word, table);
  const readings = values.map((value) => readingOfText(value, word, table));
  const first = readings[0];
  if (!first) return { kind: "unexplained", why: "is not known" };
  if (readings.length === 1) return first;
  if (readings.every((reading) => reading.kind === "operand")) return first;
  // Several values: fine only where each is an option that stands alone.
  const options: ExplainedOption[] = [];
  for (const reading of readings) {
    if (reading.kind !== "options" || reading.takes) return { kind: "unexplained", why: "may be an option" };
    options.push(...reading.options);
  }
  return { kind: "options", options };
}

function readingOfText(text: string, word: WordFact, table: OptionTable): Reading {
  if (!text.startsWith("-") || text === "-") return { kind: "operand" };
  const whole = exact(text, table);
  if (whole) return alone(whole, word);
  const equals = text.indexOf("=");
  if (equals > 0 && (text.startsWith("--") || table.syntax === "single")) {
    return attached(text.slice(0, equals), textWord(text.slice(equals + 1), word.place), word, table);
  }
  if (table.numeric && /^-\d+$/.test(text)) return { kind: "options", options: [given("-0", undefined, word)] };
  if (text.startsWith("--")) return longReading(text, word, table);
  if (table.syntax === "single") return { kind: "unexplained", why: `the option ${text} is not known` };
  return cluster(text.slice(1), [], word, table);
}

/** `-20` and the like: a flag of its own that no entry lists. */
function given(name: string, value: WordFact | undefined, word: WordFact, known?: KnownOption): ExplainedOption {
  return { name, value, word, known: known ?? { name, kind: "flag", owner: {} } };
}

function exact(text: string, table: OptionTable): KnownOption | undefined {
  return table.byName.get(text) ?? (table.syntax === "single" ? table.byName.get(text.replace(/^--?/, "")) : undefined);
}

function alone(known: KnownOption, word: WordFact): Reading {
  const takes = known.kind !== "flag" && known.kind !== "optional";
  return takes ? { kind: "options", options: [], takes: known } : { kind: "options", options: [given(known.name, undefined, word, known)] };
}

function longReading(name: string, word: WordFact, table: OptionTable): Reading {
  const known = longOption(name, table);
  return typeof known === "string" ? { kind: "unexplained", why: known } : alone(known, word);
}

/** `--name=value`. */
function attached(name: string, value: WordFact, word: WordFact, table: OptionTable): Reading {
  const known = longOption(name, table);
  if (typeof known === "string") return { kind: "unexplained", why: known };
  if (known.kind === "flag" && table.syntax !== "single") return { kind: "unexplained", why: `${known.name} takes no value` };
  return { kind: "options", options: [given(known.name, value, word, known)] };
}

/** The option that a long name or an abbreviation of one stands for, or why it stands for none. */
function longOption(name: string, table: OptionTable): KnownOption | string {
  const whole = exact(name, table);
  if (whole) return whole;
  if (table.syntax === "single" || name === "--") return `the option ${name} is not known`;
  const [first, ...more] = table.longNames.filter((candidate) => candidate.startsWith(name));
  if (first === undefined) return `the option ${name} is not known`;
  if (more.length > 0) return `the option ${name} could be ${[first, ...more].slice(0, 3).join(" or ")}`;
  return table.byName.get(first) ?? `the option ${name} is not known`;
}

/** Short options in one word; `tail` is what follows the known letters. */
function cluster(letters: string, tail: readonly Piece[], word: WordFact, table: OptionTable): Reading {
  const options: ExplainedOption[] = [];
  const characters = [...letters];
  for (const [index, letter] of characters.entries()) {
    const known = table.byName.get(`-${letter}`);
    if (!known) {
      if (table.numeric && /^\d+$/.test(characters.slice(index).join("")) && tail.length === 0) break;
      return { kind: "unexplained", why: `the option -${letter} is not known` };
    }
    if (known.kind === "flag") {
      options.push(given(known.name, undefined, word, known));
      continue;
    }
    const text = characters.slice(index + 1).join("");
    if (text === "" && tail.length === 0) {
      if (known.kind === "optional") return { kind: "options", options: [...options, given(known.name, undefined, word, known)] };
      return { kind: "options", options, takes: known };
    }
    const value: WordFact = { pieces: text === "" ? tail : [{ kind: "text", text }, ...tail], place: word.place };
    return { kind: "options", options: [...options, given(known.name, value, word, known)] };
  }
  return tail.length === 0 ? { kind: "options", options } : { kind: "unexplained", why: "is not known to its end" };
}

/** A word with a glob or an unknown stretch: an option only if its name is whole and takes a value. */
function readingOfPartlyKnown(word: WordFact, table: OptionTable): Reading {
  const splits = word.pieces.some((piece) => piece.kind === "unknown" && piece.splits && piece.form === "any");
  const prefix = knownPrefix(word);
  if (!splits && prefix.startsWith("-") && prefix.length > 1) {
    const tail = tailOf(word, prefix);
    const equals = prefix.indexOf("=");
    if (equals > 0 && (prefix.startsWith("--") || table.syntax === "single")) {
      const text = prefix.slice(equals + 1);
      const value: WordFact = { pieces: text === "" ? tail : [{ kind: "text", text }, ...tail], place: word.place };
      return attached(prefix.slice(0, equals), value, word, table);
    }
    if (!prefix.startsWith("--") && table.syntax !== "single") return cluster(prefix.slice(1), tail, word, table);
  }
  if (table.numeric && isCount(word)) return { kind: "options", options: [given("-0", undefined, word)] };
  return couldBeOption(word) ? { kind: "unexplained", why: "could turn into an option" } : { kind: "operand" };
}

function tailOf(word: WordFact, prefix: string): readonly Piece[] {
  let left = prefix.length;
  return word.pieces.filter((piece) => {
    if (left === 0 && !(piece.kind === "text" && piece.text === "")) return true;
    left -= piece.kind === "text" ? piece.text.length : piece.kind === "choice" ? (piece.values[0]?.length ?? 0) : 0;
    return false;
  });
}

/** `-` and a number that isn't known. */
function isCount(word: WordFact): boolean {
  const [dash, number, ...more] = word.pieces;
  return dash?.kind === "text" && dash.text === "-" && number !== undefined && isNumber(number) && more.length === 0;
}
