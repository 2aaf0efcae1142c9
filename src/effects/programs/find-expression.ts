// The expression language of `find`. Law: every word of it is known by name and by how many words it takes, or the whole is not understood.

import type { WordFact } from "../../shell/facts.ts";
import { couldBeOption, couldSplit, literal } from "../../shell/word.ts";
import { hasLiteralName } from "../globs.ts";
import { ALONE, RUNS, TEXT, WRITES } from "./find-words.ts";

export type FindAction =
  | { readonly kind: "run"; readonly argv: readonly WordFact[]; readonly many: boolean; readonly inFolder: boolean }
  | { readonly kind: "delete" }
  | { readonly kind: "write"; readonly file: WordFact };

/** What limits the files that reach an action; `names`: one of these globs is the base name, undefined: any. */
export interface Limits {
  readonly names: readonly string[] | undefined;
  /** No folder is among them. */
  readonly onlyFiles: boolean;
  /** Nothing that holds anything is among them. */
  readonly onlyEmpty: boolean;
}

export interface FoundAction {
  readonly action: FindAction;
  readonly limits: Limits;
}

export interface Expression {
  readonly actions: readonly FoundAction[];
  readonly reads: readonly WordFact[];
  readonly minDepth: number;
  readonly maxDepth: number;
  readonly follows: boolean;
  /** Where understanding ended; what was read up to there counts all the same. */
  readonly doubt: Doubt | undefined;
}

interface Doubt {
  readonly why: string;
  readonly word: WordFact | undefined;
}

const NESTING_LIMIT = 64;
const ANY: Limits = { names: undefined, onlyFiles: false, onlyEmpty: false };

interface Reader {
  readonly words: readonly WordFact[];
  at: number;
  depth: number;
  stopped: Doubt | undefined;
  readonly actions: FoundAction[];
  readonly reads: WordFact[];
  minDepth: number;
  maxDepth: number;
  follows: boolean;
}

/** Reads the words after the starting points. */
export function readExpression(words: readonly WordFact[]): Expression {
  const reader: Reader = {
    words,
    at: 0,
    depth: 0,
    stopped: undefined,
    actions: [],
    reads: [],
    minDepth: 0,
    maxDepth: Number.POSITIVE_INFINITY,
    follows: false,
  };
  if (words.length > 0) list(reader, ANY);
  if (!reader.stopped && reader.at < words.length) stop(reader, "does not fit here");
  const { actions, reads, minDepth, maxDepth, follows, stopped } = reader;
  return { actions, reads, minDepth, maxDepth, follows, doubt: stopped };
}

function stop(reader: Reader, why: string): void {
  reader.stopped ??= { why, word: reader.words[reader.at] ?? reader.words.at(-1) };
}

function peek(reader: Reader): string | undefined {
  return reader.stopped ? undefined : literal(reader.words[reader.at]);
}

/** `expr , expr`: each part starts anew. */
function list(reader: Reader, incoming: Limits): Limits {
  let last = either(reader, incoming);
  while (peek(reader) === ",") {
    reader.at += 1;
    last = either(reader, incoming);
  }
  return last;
}

function either(reader: Reader, incoming: Limits): Limits {
  let result = both(reader, incoming);
  while (peek(reader) === "-o" || peek(reader) === "-or") {
    reader.at += 1;
    const other = both(reader, incoming);
    const names = result.names && other.names ? [...result.names, ...other.names] : undefined;
    result = { names, onlyFiles: result.onlyFiles && other.onlyFiles, onlyEmpty: result.onlyEmpty && other.onlyEmpty };
  }
  return result;
}

function both(reader: Reader, incoming: Limits): Limits {
  let limits = one(reader, incoming);
  while (!reader.stopped && reader.at < reader.words.length) {
    const next = peek(reader);
    if (next === ")" || next === "," || next === "-o" || next === "-or") break;
    if (next === "-a" || next === "-and") reader.at += 1;
    limits = one(reader, limits);
  }
  return limits;
}

function one(reader: Reader, limits: Limits): Limits {
  const name = peek(reader);
  if (name === undefined) {
    stop(reader, "is not known, and may be any action");
    return limits;
  }
  reader.depth += 1;
  const result = reader.depth > NESTING_LIMIT ? tooDeep(reader, limits) : factor(reader, name, limits);
  reader.depth -= 1;
  return result;
}

function tooDeep(reader: Reader, limits: Limits): Limits {
  stop(reader, "is nested too deep");
  return limits;
}

function factor(reader: Reader, name: string, limits: Limits): Limits {
  if (name === "!" || name === "-not") {
    reader.at += 1;
    one(reader, limits);
    return limits;
  }
  if (name === "(") {
    reader.at += 1;
    const inner = list(reader, limits);
    if (peek(reader) !== ")") stop(reader, "a parenthesis is left open");
    reader.at += 1;
    return inner;
  }
  if (RUNS.has(name)) runAction(reader, name, limits);
  else if (name === "-delete") {
    reader.at += 1;
    reader.actions.push({ action: { kind: "delete" }, limits });
  } else return test(reader, name, limits);
  return limits;
}

function test(reader: Reader, name: string, limits: Limits): Limits {
  reader.at += 1;
  const writes = WRITES.get(name);
  if (writes !== undefined) {
    const file = argument(reader, name);
    if (writes > 1) argument(reader, name);
    if (file) reader.actions.push({ action: { kind: "write", file }, limits });
    return limits;
  }
  if (name === "-empty") return { ...limits, onlyEmpty: true };
  if (name === "-follow") reader.follows = true;
  else if (name === "-name" || name === "-iname") return named(limits, argument(reader, name));
  else if (name === "-type") return { ...limits, onlyFiles: limits.onlyFiles || literal(argument(reader, name)) === "f" };
  else if (name === "-mindepth" || name === "-maxdepth") depthOption(reader, name, argument(reader, name));
  else if (name === "-files0-from") {
    const file = argument(reader, name);
    if (file) reader.reads.push(file);
  } else if (TEXT.has(name) || /^-newer[aBcm][aBcmt]$/.test(name)) argument(reader, name);
  else if (!ALONE.has(name)) {
    reader.at -= 1;
    stop(reader, `the test ${name} is not known`);
  }
  return limits;
}

/** The one word that a test takes. It may not turn into more words of the expression. */
function argument(reader: Reader, name: string): WordFact | undefined {
  const word = reader.words[reader.at];
  if (!word) {
    stop(reader, `${name} lacks its value`);
    return undefined;
  }
  // An unquoted `*.ts` may become several words, but none that is the name of an action.
  const last = word.pieces.at(-1);
  const inert = last?.kind === "text" && /[.\d]/.test(last.text);
  if (couldSplit(word) && couldBeOption(word) && !(inert && word.pieces.every((piece) => piece.kind !== "unknown"))) {
    stop(reader, "may turn into several words");
    return undefined;
  }
  reader.at += 1;
  return word;
}

function named(limits: Limits, word: WordFact | undefined): Limits {
  const name = word ? literal(word) : undefined;
  if (limits.names || name === undefined || name.includes("/") || !hasLiteralName(name)) return limits;
  return { ...limits, names: [name] };
}

function depthOption(reader: Reader, name: string, word: WordFact | undefined): void {
  const text = literal(word) ?? "";
  if (!/^\d{1,4}$/.test(text)) return;
  if (name === "-mindepth") reader.minDepth = Math.max(reader.minDepth, Number(text));
  else reader.maxDepth = Math.min(reader.maxDepth, Number(text));
}

/** `-exec command ;` or `-exec command {} +`. */
function runAction(reader: Reader, name: string, limits: Limits): void {
  reader.at += 1;
  const argv: WordFact[] = [];
  let open = false;
  for (; reader.at < reader.words.length; reader.at++) {
    const word = reader.words[reader.at];
    if (!word) break;
    const text = literal(word);
    if (text === undefined && word.pieces.some((piece) => piece.kind === "unknown" && piece.splits && piece.form === "any")) open = true;
    const many = text === "+" && literal(argv.at(-1)) === "{}";
    if (text === ";" || many) {
      reader.at += 1;
      if (argv.length === 0) stop(reader, `${name} has no command`);
      else reader.actions.push({ action: { kind: "run", argv, many, inFolder: name.endsWith("dir") }, limits });
      // What it most likely means still counts.
      if (open) stop(reader, "may end the command and start another action");
      return;
    }
    argv.push(word);
  }
  stop(reader, `${name} has no end`);
}
