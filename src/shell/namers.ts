// Builtins that take the names of variables as words. A name like `a[$(cmd)]` is evaluated, and a name that is made at
// run time could be one; so names must be literal and hold nothing that expands.

import { arithmeticRisk, assignedIn, assignNumbers, identifiers } from "./arithmetic.ts";
import { charge, type Invocation, type Outcome, opaque, type Walk } from "./context.ts";
import type { WordFact } from "./facts.ts";
import { allValues, known, soleValue, unknown } from "./pieces.ts";
import { type State, setFunction, type Value } from "./state.ts";
import { assign, scalar, unset } from "./variables.ts";

const ANY: Value = scalar([unknown("read at run time")]);
const LIST: Value = { kind: "array", elements: undefined, associative: false };

function same(state: State): Outcome {
  return { ok: state, bad: state };
}

/** Assigns the variable that the word names; opaque where the word could make bash run something. */
function name(walk: Walk, state: State, word: WordFact, value: Value): void {
  const text = nameOf(word);
  const match = text === undefined ? undefined : /^([A-Za-z_]\w*)(\[[^$`]*\])?$/.exec(text);
  if (match?.[1] === undefined) {
    // Bash refuses what isn't a name, unless it has a subscript.
    if (text === undefined || /[[$`]/.test(text)) opaque(walk, "a variable is named at run time", word.place);
    return;
  }
  if (match[2] !== undefined) subscriptRisk(walk, state, match[1], match[2], word);
  assign(walk, state, match[1], match[2] === undefined ? value : LIST, word.place);
}

function subscriptRisk(walk: Walk, state: State, array: string, subscript: string, word: WordFact): void {
  const value = state.vars.get(array)?.value;
  if (subscript === "[@]" || subscript === "[*]" || (value?.kind === "array" && value.associative)) return;
  const risk = arithmeticRisk(walk, state, [{ kind: "text", text: subscript }]);
  if (risk !== undefined) opaque(walk, risk, word.place);
}

/** A name with a plain subscript is also a pattern; the files that it could match have harmless names. */
function nameOf(word: WordFact): string | undefined {
  return soleValue(
    word.pieces.map((piece) => (piece.kind === "glob" && /^\[\w+\]$/.test(piece.pattern) ? { kind: "text", text: piece.pattern } : piece)),
  );
}

interface Split {
  readonly options: readonly { readonly letter: string; readonly value: WordFact | undefined }[];
  readonly operands: readonly WordFact[];
}

/** Splits options off; undefined where a word that isn't literal could be one. `taking` names the options with an argument. */
function split(words: readonly WordFact[], taking: string): Split | undefined {
  const options: Split["options"][number][] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const text = word && soleValue(word.pieces);
    if (text === undefined) return undefined;
    if (text === "--") return { options, operands: words.slice(index + 1) };
    if (!/^-./.test(text)) return { options, operands: words.slice(index) };
    for (let at = 1; at < text.length; at += 1) {
      const letter = text[at] ?? "";
      if (!taking.includes(letter)) options.push({ letter, value: undefined });
      else {
        const rest = text.slice(at + 1);
        if (rest === "") index += 1;
        const value = rest === "" ? words[index] : word && { ...word, pieces: [{ kind: "text" as const, text: rest }] };
        options.push({ letter, value });
        break;
      }
    }
  }
  return { options, operands: [] };
}

function runtimeName(walk: Walk, state: State, { place }: Invocation): Outcome {
  opaque(walk, "a variable is named at run time", place);
  return same(state);
}

export function readNames(walk: Walk, invocation: Invocation, state: State): Outcome {
  const found = split(invocation.argv.slice(1), "adinNptu");
  if (!found) return runtimeName(walk, state, invocation);
  for (const { letter, value } of found.options) if (letter === "a" && value) name(walk, state, value, LIST);
  const plain = found.options.every(({ letter }) => letter === "r");
  // At a word that can't be assigned bash stops, and the rest keep what they had.
  const assignable = found.operands.every((word) => isAssignable(state, nameOf(word)));
  const values = plain && assignable && invocation.ownText ? readLine(state, invocation, found.operands.length) : undefined;
  for (const [index, word] of found.operands.entries()) name(walk, state, word, values ? scalar(known(values[index] ?? "")) : ANY);
  if (found.operands.length === 0) assign(walk, state, "REPLY", ANY, invocation.place);
  return same(state);
}

function isAssignable(state: State, text: string | undefined): boolean {
  return text !== undefined && /^[A-Za-z_]\w*$/.test(text) && state.vars.get(text)?.fixed !== true;
}

/** The fields of a literal line, where it is certain how bash takes it apart. */
function readLine(state: State, { env }: Invocation, count: number): readonly string[] | undefined {
  const { stdin } = state;
  const line = stdin.kind === "text" ? soleValue(stdin.content.pieces)?.split("\n")[0] : undefined;
  const given = env.find((assignment) => assignment.name === "IFS");
  const separators = given ? given.value && soleValue(given.value.pieces) : state.ifs ? " \t\n" : undefined;
  if (line === undefined || separators === undefined || /[\\\t]/.test(line)) return undefined;
  const blank = separators === " \t\n" || separators === " ";
  if (!blank && !/^[^\s]$/.test(separators)) return separators === "" && count === 1 ? [line] : undefined;
  const fields = blank ? line.trim().split(/[ \t]+/) : line.split(separators);
  // What is left over keeps its separators.
  return fields.length <= count ? fields : undefined;
}

export function mapFile(walk: Walk, invocation: Invocation, state: State): Outcome {
  const found = split(invocation.argv.slice(1), "dnOsuCc");
  if (!found) return runtimeName(walk, state, invocation);
  if (found.options.some(({ letter }) => letter === "C")) opaque(walk, "mapfile -C runs a command for each line", invocation.place);
  const [array] = found.operands;
  if (array) name(walk, state, array, LIST);
  else assign(walk, state, "MAPFILE", LIST, invocation.place);
  return same(state);
}

export function printTo(walk: Walk, invocation: Invocation, state: State): Outcome {
  const [first, second] = invocation.argv.slice(1);
  const text = first && soleValue(first.pieces);
  if (!first || (text !== undefined && !text.startsWith("-v"))) return same(state);
  if (text === undefined) {
    const start = first.pieces[0];
    const could =
      start?.kind === "unknown"
        ? start.form === "any"
        : start?.kind === "choice" || (start?.kind === "text" && start.text.startsWith("-v"));
    return could && invocation.argv.length > 2 ? runtimeName(walk, state, invocation) : same(state);
  }
  const target = text === "-v" ? second : { ...first, pieces: [{ kind: "text" as const, text: text.slice(2) }] };
  if (target) name(walk, state, target, ANY);
  return same(state);
}

export function getOptions(walk: Walk, { argv, place }: Invocation, state: State): Outcome {
  const target = argv[2];
  if (target) name(walk, state, target, ANY);
  assign(walk, state, "OPTARG", ANY, place);
  return same(state);
}

export function waitFor(walk: Walk, invocation: Invocation, state: State): Outcome {
  for (const [index, word] of invocation.argv.entries()) {
    const text = soleValue(word.pieces);
    const target = invocation.argv[index + 1];
    if (text === "-p" && target) name(walk, state, target, scalar([unknown("a process", "number")]));
    else if (text !== undefined && /^-\w*p/.test(text) && text !== "-p")
      opaque(walk, "a variable is named in an unusual way", invocation.place);
    else if (
      text === undefined &&
      word.pieces[0]?.kind === "unknown" &&
      word.pieces[0].form === "any" &&
      index < invocation.argv.length - 1
    )
      return runtimeName(walk, state, invocation);
  }
  return same(state);
}

export function letExpression(walk: Walk, { argv }: Invocation, state: State): Outcome {
  for (const word of argv.slice(1)) {
    const risk = arithmeticRisk(walk, state, word.pieces);
    if (risk !== undefined) opaque(walk, risk, word.place);
    for (const value of allValues(word.pieces) ?? []) assignNumbers(walk, state, assignedIn(value), word.place);
    if (!allValues(word.pieces)) assignNumbers(walk, state, identifiers(word.place.text), word.place);
  }
  return same(state);
}

export function unsetNames(walk: Walk, invocation: Invocation, state: State): Outcome {
  const words = invocation.argv.slice(1);
  // With a wrong option bash unsets nothing.
  if (words.some((word) => /^-./.test(soleValue(word.pieces) ?? "") && !/^-[fvn]$/.test(soleValue(word.pieces) ?? "")))
    opaque(walk, "unset gets an option that isn't known", invocation.place);
  const functions = words.some((word) => /^-\w*f/.test(soleValue(word.pieces) ?? ""));
  for (const word of words) {
    const text = nameOf(word);
    if (text?.startsWith("-")) continue;
    const match = text === undefined ? undefined : /^([A-Za-z_]\w*)(\[[^$`]*\])?$/.exec(text);
    // `unset name` also takes a function, where there is no such variable.
    if (text === undefined) charge(walk, word.place, state.functions.size);
    for (const value of text === undefined ? [...state.functions.keys()] : [text]) {
      const entry = state.functions.get(value);
      if (entry && (functions || !state.vars.has(value))) setFunction(state, value, { ...entry, certain: false });
    }
    if (functions) continue;
    if (match?.[1] === undefined) {
      if (text === undefined || /[[$`]/.test(text)) opaque(walk, "a variable is named at run time", word.place);
    } else if (match[2] === undefined) unsetOne(walk, state, match[1], word);
    else {
      subscriptRisk(walk, state, match[1], match[2], word);
      assign(walk, state, match[1], { kind: "array", elements: undefined, associative: isAssociative(state, match[1]) }, word.place);
    }
  }
  return same(state);
}

/** A function that unsets a variable of its caller brings back what the caller hid. */
function unsetOne(walk: Walk, state: State, variable: string, word: WordFact): void {
  const local = state.vars.get(variable)?.local;
  if (local === undefined || local === walk.frame.owner) unset(state, variable);
  else assign(walk, state, variable, ANY, word.place);
}

function isAssociative(state: State, array: string): boolean {
  const value = state.vars.get(array)?.value;
  return value?.kind === "array" && value.associative;
}

/** `test` and `[`: `-v NAME` evaluates a subscript. Words that split could bring that operator along. */
export function testWords(walk: Walk, { argv, place }: Invocation, state: State): Outcome {
  const words = argv.slice(1).filter((word, index, all) => !(index === all.length - 1 && soleValue(word.pieces) === "]"));
  for (const [index, word] of words.entries()) {
    const splits = word.pieces.some((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits && piece.form === "any"));
    if (splits && word.pieces.some((piece) => piece.kind === "unknown")) opaque(walk, "a test gets words that are made at run time", place);
    const next = words[index + 1];
    const text = soleValue(word.pieces);
    const operator = text === "-v" || text === "-R" || (text === undefined && words.length === 2 && !/^!/.test(text ?? ""));
    if (operator && next) testName(walk, state, next);
  }
  return same(state);
}

function testName(walk: Walk, state: State, word: WordFact): void {
  const text = nameOf(word);
  const values = text === undefined ? allValues(word.pieces) : [text];
  if (!values || values.some((value) => /[$`]/.test(value))) {
    opaque(walk, "a variable is named at run time", word.place);
    return;
  }
  for (const value of values) {
    const match = /^([A-Za-z_]\w*)(\[.*\])$/s.exec(value);
    if (match?.[1] !== undefined && match[2] !== undefined) subscriptRisk(walk, state, match[1], match[2], word);
  }
}
