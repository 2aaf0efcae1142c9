// Assignments, alone, in front of a command and as arguments of `declare` and its family.

import { arithmeticRisk } from "./arithmetic.ts";
import { opaque, placeOf, type Walk, wordOf } from "./context.ts";
import { expandArithmeticWord, expandSingle, expandWord } from "./expand.ts";
import type { AssignmentFact, Piece, Place, WordFact } from "./facts.ts";
import { subscript } from "./parameter.ts";
import type { Assignment, Word } from "./parse.ts";
import { append, known, type Pieces, soleValue, unknown, whole } from "./pieces.ts";
import type { State, Value } from "./state.ts";
import { assign, DOUBTFUL, INTEGER, isInteger, mayBeSet, readVariable, scalar } from "./variables.ts";

const DECLARATIONS = new Set(["declare", "typeset", "local", "export", "readonly"]);

export function isDeclaration(name: string | undefined): boolean {
  return name !== undefined && DECLARATIONS.has(name);
}

/** Performs `name=value`. The fact is what a command would find in its environment; arrays aren't passed on. `exported`: it stands in front of a command. */
export function performAssignment(walk: Walk, state: State, node: Assignment, exported?: true): AssignmentFact | undefined {
  const place = placeOf(walk, node);
  const value = assignedValue(walk, state, node);
  assign(walk, state, node.name, value, place, { exported });
  // In front of a command even the name of an array gets a plain value, and a list is passed on as it is written.
  if (value.kind !== "scalar") return node.index ? undefined : { name: node.name, value: undefined, place };
  const isDoubtful = value === INTEGER && state.vars.get(node.name)?.fixed === true;
  return { name: node.name, value: wordOf(whole(isDoubtful ? DOUBTFUL.pieces : value.pieces), placeOf(walk, node.value)), place };
}

function assignedValue(walk: Walk, state: State, node: Assignment, declared = false): Value {
  const before = valueBefore(walk, state, node.name);
  const associative = declared || (before?.kind === "array" && before.associative);
  if (node.index && declared) expandArithmeticWord(walk, state, node.index);
  else if (node.index) subscript(walk, state, node.name, node.index, (word) => expandArithmeticWord(walk, state, word));
  if (node.value.type === "ArrayValue") {
    const elements = elementsOf(walk, state, node.value.elements, associative);
    if (isInteger(state, node.name)) evaluatesAll(walk, state, elements, placeOf(walk, node));
    const earlier = elementsBefore(before);
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
  if (isInteger(state, node.name)) return INTEGER;
  if (!node.append) return scalar(pieces);
  const joined: Piece[] = [];
  for (const piece of [...(before?.kind === "scalar" ? before.pieces : []), ...pieces]) append(joined, piece);
  return scalar(joined);
}

/** What `+=` adds to; undefined for a variable that can't hold anything yet. */
export function valueBefore(walk: Walk, state: State, name: string): Value | undefined {
  return state.vars.has(name) || mayBeSet(walk, state, name) ? readVariable(walk, state, name) : undefined;
}

/** What a list is added to; undefined where it isn't known, or where the variable may not be set. */
export function elementsBefore(before: Value | undefined): readonly Pieces[] | undefined {
  if (before?.kind === "array") return before.elements;
  if (before?.kind !== "scalar") return [];
  return soleValue(before.pieces) ? [before.pieces] : undefined;
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
      // Only as the argument of a command a tilde behind `=` stands for a home.
      const isTilde = /^\w+\+?=.*~/.test(word.text);
      if (isTilde || fact.pieces.some((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits))) certain = false;
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

/** Opaque where evaluating the text could run a command. */
export function evaluates(walk: Walk, state: State, pieces: Pieces, place: Place): void {
  const risk = arithmeticRisk(walk, state, pieces);
  if (risk !== undefined) opaque(walk, risk, place);
}

/** Opaque where evaluating one of the elements could run a command. */
export function evaluatesAll(walk: Walk, state: State, elements: readonly Pieces[] | undefined, place: Place): void {
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
  pending.set(place, { value, isList: node.value.type === "ArrayValue" });
  return wordOf([...known(head), ...tail], place);
}

/** What was computed for the assignments among the arguments, until the builtin runs. */
export const pending = new WeakMap<Place, { readonly value: Value; readonly isList: boolean }>();
