// Joining the states of two branches: what they don't agree on becomes a choice, then unknown.

import { take } from "./budget.ts";
import type { AssignmentFact, Cwd, Input } from "./facts.ts";
import { formOf, isNumeric, joinPieces, known, type Pieces, unknown, vanishing } from "./pieces.ts";
import { type Functions, type State, UNKNOWN_CWD, type Value, type Variable } from "./state.ts";

const CWD_LIMIT = 4;

/** The state after one of two branches. A branch that certainly left doesn't count. */
export function join(a: State, b: State): State {
  // Where the budget is spent all is opaque already.
  if (a === b || b.ended || a.budget.steps < 0) return a;
  if (a.ended) return b;
  take(a.budget, joining(a.vars, b.vars) + joining(a.functions, b.functions) + joining(a.exports, b.exports));
  return {
    vars: joinMaps(a.vars, b.vars, (left, right, name) =>
      (left && right) || a.foreign || b.foreign || a.preset(name) ? joinVariables(left, right) : joinUnset(left ?? right),
    ),
    functions: joinMaps(a.functions, b.functions, joinFunctions),
    exports: joinMaps(a.exports, b.exports, (left, right) => (left === right ? left : joinExports(left ?? right, right ?? left))),
    owned: { vars: a.vars !== b.vars, functions: a.functions !== b.functions, exports: a.exports !== b.exports },
    cwd: joinCwd(a.cwd, b.cwd),
    previous: joinCwd(a.previous, b.previous),
    folders: a.folders === b.folders ? a.folders : undefined,
    args: a.args === b.args ? a.args : joinArguments(a.args, b.args),
    stdin: a.stdin === b.stdin ? a.stdin : { kind: "pipe" },
    inputs: a.inputs === b.inputs ? a.inputs : joinInputs(a.inputs, b.inputs),
    errexit: a.errexit && b.errexit,
    allexport: a.allexport || b.allexport,
    ifs: a.ifs && b.ifs,
    foreign: a.foreign || b.foreign,
    cdpath: a.cdpath || b.cdpath,
    lastpipe: a.lastpipe || b.lastpipe,
    job: a.job && b.job,
    budget: a.budget,
    preset: a.preset,
    ended: false,
  };
}

/** What is open in one branch may be open. */
function joinInputs(a: readonly Input[], b: readonly Input[]): readonly Input[] {
  const joined = new Map(a.map((input) => [input.descriptor, input]));
  for (const input of b) {
    const other = joined.get(input.descriptor);
    joined.set(input.descriptor, other && other.from !== input.from ? { ...input, from: { kind: "pipe" } } : input);
  }
  return [...joined.values()];
}

function joining<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): number {
  return a === b ? 0 : (a.size + b.size) >> 2;
}

function joinMaps<T>(
  a: Map<string, T>,
  b: Map<string, T>,
  merge: (left: T | undefined, right: T | undefined, name: string) => T | undefined,
): Map<string, T> {
  if (a === b) return a;
  const joined = new Map<string, T>();
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const left = a.get(name);
    const right = b.get(name);
    const merged = left === right ? left : merge(left, right, name);
    if (merged !== undefined) joined.set(name, merged);
  }
  return joined;
}

const ANY: Pieces = [{ kind: "unknown", splits: false, form: "any", why: "set in one branch only" }];

export function joinVariables(a: Variable | undefined, b: Variable | undefined): Variable {
  return {
    value: joinValues(a?.value, b?.value),
    exported: a?.exported === true || b?.exported === true,
    integer: a?.integer === true || b?.integer === true,
    // What may be an integer, or may not, is as uncertain as what may be readonly.
    fixed: a?.fixed === true || b?.fixed === true || (a?.integer === true) !== (b?.integer === true),
    local: a?.local === b?.local ? a?.local : undefined,
  };
}

/** With a branch in which nothing can have set the variable: a number may then be empty. */
function joinUnset(variable: Variable | undefined): Variable {
  const joined = joinVariables(variable, undefined);
  const numeric = variable?.value.kind === "scalar" && isNumeric(formOf(variable.value.pieces));
  return numeric ? { ...joined, value: { kind: "scalar", pieces: [vanishing(unknown("a number or nothing", "number"))] } } : joined;
}

export function joinValues(a: Value | undefined, b: Value | undefined): Value {
  if (!a || !b) return { kind: "scalar", pieces: ANY };
  if (a.kind === "array" || b.kind === "array")
    return a === b
      ? a
      : { kind: "array", elements: undefined, associative: a.kind === "array" && b.kind === "array" && a.associative && b.associative };
  const left = a.kind === "scalar" ? a.pieces : known("");
  const right = b.kind === "scalar" ? b.pieces : known("");
  return { kind: "scalar", pieces: joinPieces(left, right) };
}

function joinFunctions(a: Functions | undefined, b: Functions | undefined): Functions {
  return {
    bodies: [...new Set([...(a?.bodies ?? []), ...(b?.bodies ?? [])])],
    certain: a?.certain === true && b?.certain === true,
  };
}

/** What is passed on in one branch may be. */
export function joinExports(a: AssignmentFact | undefined, b: AssignmentFact | undefined): AssignmentFact | undefined {
  if (!a || !b || a === b) return a ?? b;
  const value = a.value && b.value ? { pieces: joinPieces(a.value.pieces, b.value.pieces), place: a.value.place } : undefined;
  return { name: a.name, value, place: a.place };
}

function joinArguments(a: readonly Pieces[] | undefined, b: readonly Pieces[] | undefined): readonly Pieces[] | undefined {
  if (!a || !b || a.length !== b.length) return undefined;
  return a.map((pieces, index) => joinPieces(pieces, b[index] ?? []));
}

export function joinCwd(a: Cwd, b: Cwd): Cwd {
  if (a === b) return a;
  if (a.kind === "unknown" || b.kind === "unknown") return UNKNOWN_CWD;
  const dirs = [...new Set([...a.dirs, ...b.dirs])];
  return dirs.length > CWD_LIMIT ? UNKNOWN_CWD : { kind: "dirs", dirs };
}
