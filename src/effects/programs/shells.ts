// Shells inside the shell. Law: only a text that bash reads as this shell does is followed; everything else is opaque.

import type { Piece, Stdin, WordFact } from "../../shell/facts.ts";
import { couldSplit, literal, valuesOf } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import { behind } from "../descriptors.ts";
import type { Effect } from "../effect.ts";
import { isWithin } from "../scopes.ts";
import { FOUND } from "./composed.ts";

interface Started {
  readonly letters: ReadonlySet<string>;
  readonly operands: readonly WordFact[];
  readonly opaque: readonly { readonly word: WordFact; readonly why: string }[];
  readonly shows: boolean;
}

/** `set -o` names that change no reading of a text. */
const HARMLESS_SET = new Set(["pipefail", "errexit", "nounset", "noclobber", "verbose", "xtrace", "errtrace", "functrace", "noglob"]);

/** Short options that change no reading of a text. */
const HARMLESS_LETTERS = "ceuxvnfhbmCETlsp";

function start(args: readonly WordFact[]): Started {
  const letters = new Set<string>();
  const opaque: { word: WordFact; why: string }[] = [];
  let shows = false;
  let index = 0;
  for (; index < args.length; index++) {
    const word = args[index];
    const text = word ? literal(word) : undefined;
    if (!word) break;
    if (text === undefined) {
      // A dynamic word is the first operand, unless it is an option.
      if (/^[^-+]/.test(firstText(word))) break;
      opaque.push({ word, why: "could turn into an option" });
      break;
    }
    if (text === "--" || text === "-") {
      index++;
      break;
    }
    if (/^--(version|help)$/.test(text)) shows = true;
    else if (text === "--login") letters.add("l");
    else if (/^--(noprofile|norc|posix|verbose)$/.test(text)) continue;
    else if (text.startsWith("--")) opaque.push({ word, why: `the option ${text} is not known` });
    else if (/^[-+]./.test(text)) index += takeLetters(text, args[index + 1], word, letters, opaque);
    else break;
  }
  return { letters, operands: args.slice(index), opaque, shows };
}

function firstText(word: WordFact): string {
  const [first] = word.pieces;
  return first?.kind === "text" ? first.text : "";
}

/** How many further words the cluster takes. */
function takeLetters(
  text: string,
  next: WordFact | undefined,
  word: WordFact,
  letters: Set<string>,
  opaque: { word: WordFact; why: string }[],
): number {
  let taken = 0;
  if (text.startsWith("+")) opaque.push({ word, why: "switches an option off again" });
  for (const letter of text.slice(1)) {
    if (letter === "o" || letter === "O") {
      taken += 1;
      const name = literal(next);
      if (letter === "O" || name === undefined || taken > 1 || !HARMLESS_SET.has(name))
        opaque.push({ word, why: "sets an option that changes how text is read" });
    } else if (HARMLESS_LETTERS.includes(letter)) {
      if (text.startsWith("-")) letters.add(letter);
    } else opaque.push({ word, why: `-${letter} changes what the shell does` });
  }
  return taken;
}

function shell(dialect: "bash" | "posix"): Handler {
  return (call) => {
    const { letters, operands, opaque, shows } = start(call.args);
    const doubts = opaque.map(({ word, why }) => call.opaque(`${call.program}: ${why}`, word));
    if (shows && doubts.length === 0) return [];
    const login: readonly Effect[] = letters.has("l")
      ? [call.effect({ kind: "execute", what: "installed", why: "a login shell runs the user's profile" })]
      : [];
    const [first, ...rest] = operands;
    if (letters.has("c")) {
      if (!first) return [...doubts, ...login, call.opaque(`${call.program} -c lacks its text`)];
      if (letters.has("n")) return [...doubts, ...login];
      return [...doubts, ...login, ...text(call, first, rest, dialect)];
    }
    if (first && !letters.has("s")) return [...doubts, ...login, ...scriptFile(call, first, letters.has("n"), operands, dialect)];
    return [
      ...doubts,
      ...login,
      ...fromInput(
        call,
        letters.has("n"),
        [call.fact.argv[0], ...operands].filter((word) => word !== undefined),
        dialect,
      ),
    ];
  };
}

function text(call: Call, script: WordFact, args: readonly WordFact[], dialect: Exclude<Dialect, "other">): readonly Effect[] {
  // Where a plain shell may read the text in another way, what bash makes of it still counts.
  const doubtful = dialect === "posix" && valuesOf(script)?.some(readsOtherwise);
  const doubts = doubtful ? [call.opaque(`${call.program} may read this text otherwise than bash`, script)] : [];
  // Words that may be several make every parameter unknown.
  const counted = args.every((word) => !couldSplit(word) || word.place.text === FOUND);
  const zero = call.fact.argv[0];
  const effects = call.script(script, counted ? (args.length > 0 ? args.map(asParameter) : zero ? [zero] : []) : undefined);
  return [...doubts, ...effects];
}

/** A parameter is no pattern any more: without quotes bash would split the name that it holds. */
function asParameter(word: WordFact): WordFact {
  const pieces = word.pieces.map(
    (piece): Piece => (piece.kind === "glob" ? { kind: "unknown", splits: false, form: "any", why: "a file name" } : piece),
  );
  return { ...word, pieces };
}

/** Spellings that a plain POSIX shell takes for other commands than bash does. */
function readsOtherwise(script: string): boolean {
  return /&>|>&\s*[^\d\s&-]|\$['"]|\[\[|\(\(|\{\w+\}[<>]|\bfunction\b|\bcoproc\b|<<<|\|&|[<>]\(/.test(script);
}

type Dialect = "bash" | "posix" | "other";

/** `args`: the words from the file on, which the script finds as its parameters. */
function scriptFile(
  call: Call,
  file: WordFact,
  onlyReads: boolean,
  args: readonly WordFact[] = [],
  dialect: Dialect = "other",
): readonly Effect[] {
  const read = call.read(file);
  if (onlyReads) return read;
  const given = behind(file, call.fact);
  if (given.kind === "input") return [...read, ...fromStream(call, given.from, args, dialect)];
  const values = valuesOf(file);
  if (given.kind === "unknown" || !values || values.some((value) => value === "-" || isSystemFile(value)) || read.some(touchesSystem)) {
    return [...read, call.opaque(`which script ${call.program} runs is not known`, file)];
  }
  const inProject = read.some(
    (effect) => effect.kind === "read" && (effect.target.kind !== "exact" || isWithin(effect.target.path, call.workspace.root)),
  );
  return [
    ...read,
    call.effect(
      { kind: "execute", what: inProject ? "project" : "installed", why: `${call.program} runs the script ${file.place.text}` },
      file,
    ),
  ];
}

function isSystemFile(path: string): boolean {
  return /^\/(?:dev|proc)\//.test(path);
}

/** A link may lead to a descriptor. */
function touchesSystem(effect: Effect): boolean {
  return effect.kind === "read" && effect.target.kind === "exact" && isSystemFile(effect.target.path);
}

function fromInput(call: Call, onlyReads: boolean, args: readonly WordFact[], dialect: Dialect): readonly Effect[] {
  return onlyReads ? [] : fromStream(call, call.fact.stdin, args, dialect);
}

/** A script that comes through a descriptor. */
function fromStream(call: Call, from: Stdin, args: readonly WordFact[], dialect: Dialect): readonly Effect[] {
  const unknown = (): readonly Effect[] => [call.opaque(`${call.program} runs what its input says`)];
  switch (from.kind) {
    case "text":
      return dialect === "other" ? unknown() : text(call, from.content, args, dialect);
    case "file":
      // A descriptor behind a descriptor is followed no further.
      return behind(from.target, call.fact).kind === "file" ? scriptFile(call, from.target, false) : unknown();
    case "pipe":
    case "inherit":
      return unknown();
    default:
      return from satisfies never;
  }
}

/** `source FILE`: a file of the project, or a text that is made on the way. That one finds this shell's functions and variables. */
const source: Handler = (call) => {
  const operands = literal(call.args[0]) === "--" ? call.args.slice(1) : call.args;
  const plain = call.with({ args: operands }).table();
  const [file, ...rest] = operands;
  if (!file) return plain;
  const given = behind(file, call.fact);
  if (given.kind === "file") return call.read(file).some(touchesSystem) ? [...plain, unseen(call, file)] : plain;
  if (given.kind === "unknown") return [unseen(call, file)];
  if (given.from.kind === "file") return [...plain, ...fromStream(call, given.from, rest, "bash")];
  return [...fromStream(call, given.from, [file, ...rest], "bash"), unseen(call, file)];
};

function unseen(call: Call, file: WordFact): Effect {
  return call.opaque(`what ${call.program} runs in this shell is not known`, file);
}

/** Shells of another language. */
const otherShell: Handler = (call) => {
  const [first] = call.args;
  const word = first ? literal(first) : undefined;
  if (call.args.length === 1 && word !== undefined && /^--(version|help)$/.test(word)) return [];
  if (first && word !== undefined && !/^[-+]/.test(word)) return scriptFile(call, first, false);
  return [call.opaque(`the language of ${call.program} is not read`)];
};

export const shellHandlers: Readonly<Record<string, Handler>> = { bash: shell("bash"), posixShell: shell("posix"), otherShell, source };
