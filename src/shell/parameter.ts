// `$x`, `${x...}`: what is known of the result, and what evaluating it does (`${x:=v}` assigns, subscripts and slices
// are arithmetic, `${x@P}` and `${!x}` evaluate what x holds).

import { arithmeticRisk, assignedIn, assignNumbers } from "./arithmetic.ts";
import { SPENT } from "./budget.ts";
import { opaque, placeOf, spend, type Walk } from "./context.ts";
import type { ParameterExpansionPart, Word } from "./parse.ts";
import { allValues, choiceOf, formOf, isNumeric, joinPieces, known, type Pieces, soleValue, unknown } from "./pieces.ts";
import type { State, Value } from "./state.ts";
import { cutPieces, trim } from "./trim.ts";
import { assign, readVariable, scalar } from "./variables.ts";

export type Expansion =
  | { readonly kind: "pieces"; readonly pieces: Pieces }
  | { readonly kind: "list"; readonly list: readonly Pieces[] }
  | { readonly kind: "unknown-list"; readonly why: string };

/** How the operand words of `${x:-word}` are expanded; given by `expand`, which comes after this module. */
export type ExpandOperand = (word: Word, arithmetic: boolean) => Pieces;

function pieces(list: Pieces): Expansion {
  return { kind: "pieces", pieces: list };
}

const any = (why: string): Expansion => pieces([unknown(why)]);
const number = (why: string): Expansion => pieces([unknown(why, "number")]);

/** `$name`, where name may be a digit or a special sign. */
export function parameterValue(walk: Walk, state: State, name: string): Expansion {
  if (/^[1-9]\d*$/.test(name)) {
    const index = Number(name) - 1;
    return state.args ? pieces(state.args[index] ?? []) : any(`$${name} isn't known`);
  }
  switch (name) {
    case "@":
    case "*":
      return state.args ? { kind: "list", list: state.args } : { kind: "unknown-list", why: `$${name} isn't known` };
    case "#":
      return state.args ? pieces(known(String(state.args.length))) : number("$#");
    case "?":
    case "$":
      return number(`$${name}`);
    case "!":
      return state.job ? number("$!") : any("$! may be empty");
    case "0":
      return pieces(walk.shared.start.arguments?.[0]?.pieces ?? [unknown("$0")]);
    case "-":
      return any("$-");
    default:
      return ofValue(readVariable(walk, state, name), name);
  }
}

function ofValue(value: Value, name: string): Expansion {
  switch (value.kind) {
    case "scalar":
      return pieces(value.pieces);
    case "unset":
      return pieces([]);
    case "array":
      return value.elements && !value.associative ? pieces(value.elements[0] ?? []) : any(`$${name} is a list`);
    default:
      return value satisfies never;
  }
}

/** `${...}`. Every word inside is expanded, whether or not its value is used. */
export function expandParameter(walk: Walk, state: State, part: ParameterExpansionPart, operand: ExpandOperand): Expansion {
  const { parameter, operation } = part;
  const whole = part.index !== undefined && (part.index.text === "@" || part.index.text === "*");
  const index = part.index && !whole ? subscript(walk, state, parameter, part.index, operand) : undefined;
  if (operation?.type === "Transform" && !/^[QUuLEAKak]$/.test(operation.operand.text))
    opaque(walk, `\${${parameter}@...} evaluates what the variable holds`, placeOf(walk, part));
  if (part.prefix === "!" && operation?.type !== "Names" && !whole) return indirect(walk, state, part, operand);
  const base = part.prefix === "!" ? any("names of variables") : element(walk, state, parameter, index, whole);
  if (part.prefix === "#") return length(base);
  if (!operation) return part.prefix === "!" ? { kind: "unknown-list", why: "names or subscripts" } : base;
  switch (operation.type) {
    case "Default":
      return withDefault(walk, state, part, base, operand(operation.operand, false));
    case "Remove":
      return trimmed(walk, part, base, operation, operand(operation.operand, false));
    case "Replace":
      operand(operation.pattern, false);
      operand(operation.replacement, false);
      return changed(base, "a value with replacements");
    case "CaseModification":
      if (operation.operand) operand(operation.operand, false);
      return changed(base, "a value in another case");
    case "Slice":
      for (const word of [operation.offset, operation.length]) if (word) evaluate(walk, state, word, operand);
      return changed(base, "a part of a value");
    case "Transform":
    case "Names":
      return changed(base, "a transformed value");
    case "Unknown":
      opaque(walk, "an expansion of a kind that isn't known", placeOf(walk, part));
      return any("an unknown expansion");
    default:
      return operation satisfies never;
  }
}

function element(walk: Walk, state: State, name: string, index: Pieces | undefined, whole: boolean): Expansion {
  if (!whole && index === undefined) return parameterValue(walk, state, name);
  const value = readVariable(walk, state, name);
  if (value.kind === "unset") return whole ? { kind: "list", list: [] } : pieces([]);
  const elements = value.kind === "array" && !value.associative ? value.elements : undefined;
  if (!elements) return whole ? { kind: "unknown-list", why: `the elements of ${name}` } : any(`an element of ${name}`);
  if (whole) return { kind: "list", list: elements };
  const at = soleValue(index ?? []);
  return at !== undefined && /^\d{1,4}$/.test(at) ? pieces(elements[Number(at)] ?? []) : any(`an element of ${name}`);
}

/** Expands a subscript; unless the array is associative it is evaluated. */
export function subscript(walk: Walk, state: State, name: string, index: Word, operand: ExpandOperand): Pieces {
  const value = state.vars.get(name)?.value;
  if (value?.kind === "array" && value.associative) return operand(index, true);
  return evaluate(walk, state, index, operand);
}

/** A word that bash evaluates as arithmetic. */
function evaluate(walk: Walk, state: State, word: Word, operand: ExpandOperand): Pieces {
  const text = operand(word, true);
  const risk = arithmeticRisk(walk, state, text);
  if (risk !== undefined) opaque(walk, risk, placeOf(walk, word));
  assignNumbers(walk, state, assignedIn(word.text), placeOf(walk, word));
  return text;
}

function indirect(walk: Walk, state: State, part: ParameterExpansionPart, operand: ExpandOperand): Expansion {
  const base = parameterValue(walk, state, part.parameter);
  const target = base.kind === "pieces" ? base.pieces : undefined;
  const name = target && soleValue(target);
  if (part.operation && part.operation.type !== "Default") opaque(walk, "a variable is named at run time", placeOf(walk, part));
  if (part.operation?.type === "Default") operand(part.operation.operand, false);
  if (name !== undefined && /^[A-Za-z_]\w*$/.test(name) && !part.operation && !part.index) return parameterValue(walk, state, name);
  const harmless =
    target !== undefined && (isNumeric(formOf(target)) || allValues(target)?.every((value) => /^(\w+)?$/.test(value)) === true);
  if (!harmless || part.operation?.type === "Default") opaque(walk, "a variable is named at run time", placeOf(walk, part));
  return any(`the variable that ${part.parameter} names`);
}

function length(base: Expansion): Expansion {
  if (base.kind === "list") return pieces(known(String(base.list.length)));
  const value = base.kind === "pieces" ? soleValue(base.pieces) : undefined;
  return value !== undefined && /^[\x20-\x7e]*$/.test(value) ? pieces(known(String(value.length))) : number("a length");
}

function withDefault(walk: Walk, state: State, part: ParameterExpansionPart, base: Expansion, fallback: Pieces): Expansion {
  const operator = part.operation?.type === "Default" ? part.operation.operator : ":-";
  const values = base.kind === "pieces" ? allValues(base.pieces) : undefined;
  const set =
    !/^[A-Za-z_]/.test(part.parameter) || (state.vars.has(part.parameter) && state.vars.get(part.parameter)?.value.kind !== "unset");
  // Without the colon an empty value counts as one; whether a variable is set at all isn't tracked so finely.
  const certain =
    values === undefined || (!operator.startsWith(":") && values.includes("")) || !set ? undefined : values.every((value) => value !== "");
  const certainlyEmpty = values?.every((value) => value === "") === true && operator.startsWith(":");
  switch (operator) {
    case ":=":
    case "=": {
      const result = certain === true && base.kind === "pieces" ? base.pieces : certainlyEmpty ? fallback : either(base, fallback);
      if (/^[A-Za-z_]/.test(part.parameter) && certain !== true)
        assign(
          walk,
          state,
          part.parameter,
          part.index ? { kind: "array", elements: undefined, associative: false } : scalar(result),
          placeOf(walk, part),
        );
      return pieces(result);
    }
    case ":+":
    case "+":
      return certain === true ? pieces(fallback) : certainlyEmpty ? pieces([]) : pieces(joinPieces(fallback, []));
    case ":?":
    case "?":
      return base;
    case ":-":
    case "-":
      return certain === true ? base : certainlyEmpty ? pieces(fallback) : pieces(either(base, fallback));
    default:
      return operator satisfies never;
  }
}

function either(base: Expansion, fallback: Pieces): Pieces {
  return base.kind === "pieces" ? joinPieces(base.pieces, fallback) : [unknown("a list or its default")];
}

type Removal = Extract<ParameterExpansionPart["operation"], { readonly type: "Remove" }>;

/** `${x%pat}` and `${x#pat}` of known values with a simple pattern. */
function trimmed(walk: Walk, part: ParameterExpansionPart, base: Expansion, { operator, operand }: Removal, pattern: Pieces): Expansion {
  const values = base.kind === "pieces" ? allValues(base.pieces) : undefined;
  const text = soleValue(pattern);
  // A star in quotes is only a star; the text no longer tells which one was.
  const glob = text?.includes("*") && /[\\'"]/.test(operand.text) ? undefined : text;
  const cut = !values && base.kind === "pieces" && glob !== undefined ? cutPieces(base.pieces, operator, glob) : undefined;
  if (cut) return pieces(cut);
  if (
    !values ||
    glob === undefined ||
    !/^[\w./ *-]{1,40}$/.test(glob) ||
    (glob.match(/\*/g) ?? []).length > 1 ||
    values.some((value) => value.length > 500)
  )
    return changed(base, "a part of a value");
  if (!spend(walk, part, values.join("").length >> 3)) return changed(base, SPENT);
  return pieces(choiceOf(values.map((value) => trim(value, operator, glob))));
}

function changed(base: Expansion, why: string): Expansion {
  return base.kind === "pieces" ? any(why) : { kind: "unknown-list", why };
}

/** The value of an expansion that isn't a list. */
export function single(expansion: Expansion): Pieces {
  return expansion.kind === "pieces" ? expansion.pieces : [unknown("a list")];
}
