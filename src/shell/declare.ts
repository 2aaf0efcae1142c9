// Assignments, alone, in front of a command and as arguments of `declare` and its family.

import { arithmeticRisk } from "./arithmetic.ts";
import { type Invocation, type Outcome, opaque, placeOf, type Walk, wordOf } from "./context.ts";
import { expandArithmeticWord, expandSingle, expandWord } from "./expand.ts";
import type { AssignmentFact, Piece, Place, WordFact } from "./facts.ts";
import { joinValues } from "./join.ts";
import { subscript } from "./parameter.ts";
import type { Assignment, Word } from "./parse.ts";
import { append, known, type Pieces, soleValue, unknown, whole } from "./pieces.ts";
import { type State, setVariable, type Value } from "./state.ts";
import { assign, exportVariable, isInteger, mayBeSet, readVariable, scalar, unset } from "./variables.ts";

const DECLARATIONS = new Set(["declare", "typeset", "local", "export", "readonly"]);

export function isDeclaration(name: string | undefined): boolean {
  return name !== undefined && DECLARATIONS.has(name);
}

/** Performs `name=value`. The fact is what a command would find in its environment; arrays aren't passed on. `exported`: it stands in front of a command. */
export function performAssignment(walk: Walk, state: State, node: Assignment, exported?: true): AssignmentFact | undefined {
  const place = placeOf(walk, node);
  const value = assignedValue(walk, state, node);
  assign(walk, state, node.name, value, place, { exported });
  // In front of a command even the name of an array gets a plain value.
  if (value.kind !== "scalar")
    return node.index || node.value.type === "ArrayValue" ? undefined : { name: node.name, value: undefined, place };
  return { name: node.name, value: wordOf(whole(value.pieces), placeOf(walk, node.value)), place };
}

function assignedValue(walk: Walk, state: State, node: Assignment, declared = false): Value {
  const before = valueBefore(walk, state, node.name);
  const associative = declared || (before?.kind === "array" && before.associative);
  if (node.index && declared) expandArithmeticWord(walk, state, node.index);
  else if (node.index) subscript(walk, state, node.name, node.index, (word) => expandArithmeticWord(walk, state, word));
  if (node.value.type === "ArrayValue") {
    const elements = elementsOf(walk, state, node.value.elements, associative);
    if (isInteger(state, node.name)) evaluatesAll(walk, state, elements, placeOf(walk, node));
    const earlier =
      before?.kind === "array"
        ? before.elements
        : before?.kind === "unset" || !before
          ? []
          : before.kind === "scalar"
            ? [before.pieces]
            : undefined;
    const all = node.append ? earlier && elements && [...earlier, ...elements] : elements;
    return { kind: "array", elements: associative ? undefined : all, associative };
  }
  const pieces = expandSingle(walk, state, node.value, "value");
  if (isInteger(state, node.name)) evaluates(walk, state, pieces, placeOf(walk, node.value));
  if (node.index) return { kind: "array", elements: undefined, associative };
  if (before?.kind === "array")
    return node.append || before.associative
      ? { ...before, elements: undefined }
      : { ...before, elements: before.elements && [pieces, ...before.elements.slice(1)] };
  if (isInteger(state, node.name)) return scalar([unknown("an integer", "number")]);
  if (!node.append) return scalar(pieces);
  const joined: Piece[] = [];
  for (const piece of [...(before?.kind === "scalar" ? before.pieces : []), ...pieces]) append(joined, piece);
  return scalar(joined);
}

/** What `+=` adds to; undefined for a variable that can't hold anything yet. */
function valueBefore(walk: Walk, state: State, name: string): Value | undefined {
  return state.vars.has(name) || mayBeSet(walk, state, name) ? readVariable(walk, state, name) : undefined;
}

function elementsOf(walk: Walk, state: State, words: readonly Word[], associative: boolean): readonly Pieces[] | undefined {
  const elements: Pieces[] = [];
  let certain = true;
  for (const word of words) {
    if (/^\[/.test(word.text) && /\]\+?=/.test(word.text)) {
      certain = false;
      const text = expandArithmeticWord(walk, state, word);
      if (!associative) keyRisk(walk, state, text, word);
      continue;
    }
    for (const fact of expandWord(walk, state, word)) {
      if (fact.pieces.some((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits))) certain = false;
      elements.push(fact.pieces);
    }
  }
  return certain ? elements : undefined;
}

/** `[key]=value` inside an array: the key is evaluated. Only the text before the first `]=` can be one. */
function keyRisk(walk: Walk, state: State, text: Pieces, word: Word): void {
  const key = /^\[([^\]]*)\]\+?=/.exec(word.text)?.[1];
  if (key !== undefined && !/[$`'"\\]/.test(key)) {
    evaluates(walk, state, known(key), placeOf(walk, word));
    return;
  }
  const risk = arithmeticRisk(walk, state, text.slice(0, -1).length > 0 ? text : text);
  if (risk !== undefined) opaque(walk, risk, placeOf(walk, word));
}

function evaluates(walk: Walk, state: State, pieces: Pieces, place: Place): void {
  const risk = arithmeticRisk(walk, state, pieces);
  if (risk !== undefined) opaque(walk, risk, place);
}

function evaluatesAll(walk: Walk, state: State, elements: readonly Pieces[] | undefined, place: Place): void {
  if (!elements) opaque(walk, "a value made at run time is evaluated as arithmetic", place);
  for (const element of elements ?? []) evaluates(walk, state, element, place);
}

/** An assignment among the arguments, as the word that the builtin gets. The builtin itself performs it: see `declaration`. */
export function assignmentWord(walk: Walk, state: State, node: Assignment, declares: boolean, associative: boolean): WordFact {
  // A place of its own: in a nested text all nodes share one.
  const place = { ...placeOf(walk, node) };
  const name = node.index ? `${node.name}[${node.index.text}]` : node.name;
  const head = `${name}${node.append ? "+=" : "="}`;
  const evaluated = assignedValue(walk, state, node, associative);
  // Unlike a plain assignment this is a word, in which braces expand.
  const braces = node.value.type === "Word" && node.value.parts?.some((part) => part.type === "BraceExpansion");
  const value = braces ? scalar([unknown("a brace list")]) : evaluated;
  if (!declares) return wordOf([{ kind: "unknown", splits: true, form: "any", why: "an assignment as an argument" }], place);
  const tail: Pieces = value.kind === "scalar" && !node.index ? whole(value.pieces) : [unknown("a list")];
  pending.set(place, value);
  return wordOf([...known(head), ...tail], place);
}

/** What was computed for the assignments among the arguments, until the builtin runs. */
const pending = new WeakMap<Place, Value>();

/** `declare`, `typeset`, `local`, `export`, `readonly`. */
export function declaration(walk: Walk, invocation: Invocation, state: State): Outcome {
  const [name, ...words] = invocation.argv;
  const kind = name ? soleValue(name.pieces) : undefined;
  let options = "";
  let ended = false;
  for (const word of words) {
    const text = soleValue(word.pieces);
    if (text === "--" && !ended) ended = true;
    else if (text !== undefined && /^[-+]/.test(text) && !ended) options += text;
    else declareOne(walk, state, word, kind ?? "", options);
  }
  return { ok: state, bad: state };
}

function declareOne(walk: Walk, state: State, word: WordFact, kind: string, options: string): void {
  if (/-\w*f/i.test(options)) {
    if (kind === "export" || /x/.test(options)) opaque(walk, "an exported function changes what a name means in other shells", word.place);
    return;
  }
  if (/-\w*n/.test(options) && kind !== "export") {
    opaque(walk, "a variable that stands for another", word.place);
    return;
  }
  const found = pending.get(word.place);
  const [head] = word.pieces;
  const text = head?.kind === "text" ? head.text : "";
  const match = /^([A-Za-z_]\w*)(\[[^\]]*\])?(\+?=)?/.exec(text);
  const name = match?.[1];
  const whole = match?.[3] !== undefined || (word.pieces.length === 1 && match?.[0].length === text.length);
  if (name === undefined || !whole) {
    opaque(walk, "a variable is named at run time", word.place);
    return;
  }
  if (match?.[2] !== undefined && /[$`]/.test(match[2]))
    opaque(walk, "a text with an expansion in it is evaluated as arithmetic", word.place);
  if (/-\w*[ulc]/.test(options)) opaque(walk, "a variable that changes what is assigned to it", word.place);
  if (/-\w*g/.test(options) && state.vars.get(name)?.local !== undefined) opaque(walk, "a global variable behind a local one", word.place);
  const integer = /-\w*i/.test(options) ? true : undefined;
  const local =
    kind === "local" || (kind !== "export" && kind !== "readonly" && !/-\w*g/.test(options)) ? hide(walk, state, name) : undefined;
  const exported = kind === "export" ? !/-\w*n/.test(options) : /-\w*x/.test(options) ? true : /\+\w*x/.test(options) ? false : undefined;
  const associative = /-\w*A/.test(options);
  const fixed = kind === "readonly" || /-\w*r/.test(options) ? true : undefined;
  const flags = { integer, local, exported, fixed };
  const place = word.place;
  if (match?.[3] === undefined) {
    declareBare(walk, state, name, { ...flags, array: /-\w*a/i.test(options), associative }, place);
    return;
  }
  let value: Value = found ?? scalar([...known(text.slice(match[0].length)), ...word.pieces.slice(1)]);
  if (!found && match[3] === "+=") value = scalar([unknown("something is added")]);
  if (!found && /^\(/.test(text.slice(match[0].length))) value = { kind: "array", elements: undefined, associative };
  if (value.kind === "array" && associative) value = { ...value, elements: undefined, associative };
  if (value.kind === "array" && integer) evaluatesAll(walk, state, value.elements, place);
  if (value.kind === "scalar" && (integer || isInteger(state, name))) {
    evaluates(walk, state, value.pieces, place);
    value = scalar([unknown("an integer", "number")]);
  }
  // Outside functions `local` fails; a trap may run inside one.
  if (kind === "local" && !walk.frame.returns) value = joinValues(state.vars.get(name)?.value, value);
  assign(walk, state, name, value, place, flags);
}

/** Notes that the variable is local from here on, with what it was. */
function hide(walk: Walk, state: State, name: string): object | undefined {
  const { locals, returns } = walk.frame;
  if (!returns) return undefined;
  if (!locals.has(name)) locals.set(name, state.vars.get(name));
  return locals;
}

interface Bare {
  readonly integer: boolean | undefined;
  readonly local: object | undefined;
  readonly exported: boolean | undefined;
  readonly fixed: boolean | undefined;
  readonly array: boolean;
  readonly associative: boolean;
}

function declareBare(
  walk: Walk,
  state: State,
  name: string,
  { integer, local, exported, fixed, array, associative }: Bare,
  place: Place,
): void {
  const before = state.vars.get(name);
  if (local !== undefined && before?.local !== local) unset(state, name);
  const value: Value = array
    ? { kind: "array", elements: before?.value.kind === "array" ? before.value.elements : [], associative }
    : local !== undefined && before?.local !== local
      ? { kind: "unset" }
      : readVariable(walk, state, name);
  const variable = {
    value,
    exported: exported ?? before?.exported === true,
    integer: integer ?? before?.integer === true,
    local: local ?? before?.local,
    fixed: fixed ?? before?.fixed === true,
  };
  // `export NAME` of an inherited variable changes nothing; of another it reaches what is assigned later. The folder
  // is tracked by itself.
  const later = exported === true && !walk.shared.start.inherited(name) && name !== "PWD" && name !== "OLDPWD";
  if (before || local !== undefined || array || integer !== undefined || fixed !== undefined || later) setVariable(state, name, variable);
  if (exported === true && before) exportVariable(state, name, variable, place);
}
