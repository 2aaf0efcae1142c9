// Arithmetic evaluates what variables *hold*: in `(( v ))` the value `a[$(cmd)]` runs cmd. So every name in an
// expression must hold a number, or a text in which nothing can hide.

import { take } from "./budget.ts";
import type { Walk } from "./context.ts";
import type { Place } from "./facts.ts";
import type { ArithmeticExpression } from "./parse.ts";
import { allValues, isNumeric, joinPieces, type Pieces, unknown, vanishing } from "./pieces.ts";
import type { State } from "./state.ts";
import { assign, mayBeSet, scalar } from "./variables.ts";

const INDIRECTION_LIMIT = 8;
const ASSIGNING = new Set("= += -= *= /= %= <<= >>= &= ^= |=".split(" "));

/** Why evaluating the text could run a command, or undefined. */
export function arithmeticRisk(walk: Walk, state: State, pieces: Pieces): string | undefined {
  return risk(walk, state, pieces, 0, new Set());
}

/** `seen`: names that were looked at already, or are being looked at. */
function risk(walk: Walk, state: State, pieces: Pieces, depth: number, seen: Set<string>): string | undefined {
  if (depth > INDIRECTION_LIMIT) return "arithmetic goes through too many variables";
  const plain: Pieces = pieces.map((piece) => (piece.kind === "unknown" && isNumeric(piece.form) ? { kind: "text", text: "1" } : piece));
  const values = allValues(plain);
  if (!values) return "a value made at run time is evaluated as arithmetic";
  for (const value of values) {
    if (/[$`]/.test(value)) return "a text with an expansion in it is evaluated as arithmetic";
    take(walk.shared.budget, value.length >> 5);
    for (const name of identifiers(value)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const found = riskOfName(walk, state, name, depth, seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function riskOfName(walk: Walk, state: State, name: string, depth: number, seen: Set<string>): string | undefined {
  const variable = state.vars.get(name);
  if (!variable) return mayBeSet(walk, state, name) ? `$${name} is evaluated as arithmetic` : undefined;
  const { value } = variable;
  if (value.kind === "unset") return undefined;
  if (value.kind === "scalar") return risk(walk, state, value.pieces, depth + 1, seen);
  if (!value.elements) return `$${name} is evaluated as arithmetic`;
  for (const element of value.elements) {
    const found = risk(walk, state, element, depth + 1, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The variable names in an expression; digits of `0xff` and `16#ff` may come along, which does no harm. */
export function identifiers(text: string): readonly string[] {
  return text.match(/[A-Za-z_]\w*/g) ?? [];
}

/** The words of an expression, and the names that it assigns. */
export interface Expression {
  readonly words: readonly Extract<ArithmeticExpression, { type: "ArithmeticWord" | "ArithmeticCommandExpansion" }>[];
  readonly assigned: readonly string[];
}

/** Takes an expression apart without recursion: chains of thousands of terms are fine. */
export function takeApart(expression: ArithmeticExpression): Expression {
  const words: Expression["words"][number][] = [];
  const assigned: string[] = [];
  const stack: ArithmeticExpression[] = [expression];
  const target = (node: ArithmeticExpression): void => {
    if (node.type === "ArithmeticGroup") {
      target(node.expression);
      return;
    }
    const name = node.type === "ArithmeticWord" ? /^[A-Za-z_]\w*/.exec(node.value)?.[0] : undefined;
    if (name !== undefined) assigned.push(name);
  };
  for (let node = stack.pop(); node; node = stack.pop()) {
    switch (node.type) {
      case "ArithmeticWord":
        words.push(node);
        // What bash stops at as a mistake may stand behind an assignment.
        assigned.push(...assignedIn(node.value));
        break;
      case "ArithmeticCommandExpansion":
        words.push(node);
        break;
      case "ArithmeticBinary":
        if (ASSIGNING.has(node.operator)) target(node.left);
        stack.push(node.right, node.left);
        break;
      case "ArithmeticUnary":
        if (node.operator === "++" || node.operator === "--") target(node.operand);
        stack.push(node.operand);
        break;
      case "ArithmeticTernary":
        stack.push(node.alternate, node.consequent, node.test);
        break;
      case "ArithmeticGroup":
        stack.push(node.expression);
        break;
      default:
        node satisfies never;
    }
  }
  return { words, assigned };
}

/** Names that a text assigns when it is evaluated (`let`, subscripts). */
export function assignedIn(text: string): readonly string[] {
  return /\+\+|--|(^|[^=!<>])=([^=]|$)|<<=|>>=/.test(text) ? identifiers(text) : [];
}

/** After arithmetic that may have assigned them, the names hold numbers or what they held: nothing, for those that held nothing and aren't among `certain`. */
export function assignNumbers(
  walk: Walk,
  state: State,
  names: readonly string[],
  place: Place,
  certain: ReadonlySet<string> = new Set(),
): void {
  const number = unknown("the result of arithmetic", "number");
  for (const name of names) {
    const before = state.vars.get(name)?.value;
    const fresh: Pieces = [certain.has(name) ? number : vanishing(number)];
    if (before?.kind === "array") assign(walk, state, name, { ...before, elements: undefined }, place);
    else if (before?.kind !== "scalar" || before.pieces.length === 0) assign(walk, state, name, scalar(fresh), place);
    else assign(walk, state, name, scalar(joinPieces(before.pieces, [number])), place);
  }
}

const ALWAYS_WORKS = new Set("= += -= *=".split(" "));

/** Names that the expression assigns in any case: nothing that could fail, or that decides whether it comes to that, stands before. */
export function certainlyAssigned(expression: ArithmeticExpression): ReadonlySet<string> {
  const names = new Set<string>();
  const stack: ArithmeticExpression[] = [expression];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === "ArithmeticGroup") stack.push(node.expression);
    else if (node.type === "ArithmeticBinary" && node.operator === ",") stack.push(node.right, node.left);
    else {
      const name = certainName(node);
      if (name === undefined) break;
      names.add(name);
    }
  }
  return names;
}

function certainName(node: ArithmeticExpression): string | undefined {
  const target =
    node.type === "ArithmeticUnary" && (node.operator === "++" || node.operator === "--")
      ? node.operand
      : node.type === "ArithmeticBinary" && ALWAYS_WORKS.has(node.operator) && constant(node.right, () => undefined) !== undefined
        ? node.left
        : undefined;
  return target?.type === "ArithmeticWord" && target.parts === undefined && /^[A-Za-z_]\w*$/.test(target.value) ? target.value : undefined;
}

/** The value of constant arithmetic with `+ - *`, or undefined. `lookup` gives the text of a name. */
export function constant(
  node: ArithmeticExpression | undefined,
  lookup: (name: string) => string | undefined,
  depth = 0,
): number | undefined {
  if (!node || depth > 20) return undefined;
  switch (node.type) {
    case "ArithmeticWord": {
      const text = node.parts === undefined && /^[A-Za-z_]/.test(node.value) ? lookup(node.value) : node.value;
      return text !== undefined && /^(0|-?[1-9]\d{0,8})$/.test(text) ? Number(text) : undefined;
    }
    case "ArithmeticGroup":
      return constant(node.expression, lookup, depth + 1);
    case "ArithmeticBinary": {
      const left = constant(node.left, lookup, depth + 1);
      const right = constant(node.right, lookup, depth + 1);
      if (left === undefined || right === undefined) return undefined;
      const result =
        node.operator === "+" ? left + right : node.operator === "-" ? left - right : node.operator === "*" ? left * right : undefined;
      return result !== undefined && Math.abs(result) < 1e9 ? result : undefined;
    }
    default:
      return undefined;
  }
}
