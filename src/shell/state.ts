// What is certain about the shell at one point of the text. A state is copied at each branch (its maps are shared
// until one side writes) and joined afterwards; what the branches don't agree on becomes a choice, then unknown.

import { type Budget, newBudget, take } from "./budget.ts";
import type { AssignmentFact, Cwd, Input, Place, ShellStart, Stdin } from "./facts.ts";
import type { FunctionNode } from "./parse.ts";
import type { Pieces } from "./pieces.ts";

export type Value =
  | { readonly kind: "scalar"; readonly pieces: Pieces }
  /** `elements` in order from index 0, or undefined where they aren't known. */
  | { readonly kind: "array"; readonly elements: readonly Pieces[] | undefined; readonly associative: boolean }
  | { readonly kind: "unset" };

export interface Variable {
  readonly value: Value;
  readonly exported: boolean;
  /** What is assigned is evaluated as arithmetic. */
  readonly integer: boolean;
  /** It may be readonly: an assignment may fail. */
  readonly fixed: boolean;
  /** The function call that it is local to. */
  readonly local: object | undefined;
}

export interface FunctionBody {
  readonly node: FunctionNode;
  /** The text that the node's offsets index, and the place that stands for it when it is a nested one. */
  readonly source: string;
  readonly nested: Place | undefined;
  /** Defined in a loop, so that it may be called before it is defined. */
  readonly repeated: boolean;
}

export interface Functions {
  readonly bodies: readonly FunctionBody[];
  /** False when the name may still be a program. */
  readonly certain: boolean;
}

export interface State {
  vars: Map<string, Variable>;
  functions: Map<string, Functions>;
  exports: Map<string, AssignmentFact>;
  /** True where a map belongs to this state alone. */
  owned: { vars: boolean; functions: boolean; exports: boolean };
  cwd: Cwd;
  previous: Cwd;
  /** The stack of `pushd`; undefined when unknown. */
  folders: readonly Cwd[] | undefined;
  /** Positional parameters from `$1` on; undefined when unknown. */
  args: readonly Pieces[] | undefined;
  stdin: Stdin;
  /** What redirections opened for reading, standard input as well: one for each descriptor. */
  inputs: readonly Input[];
  /** `set -e` is certainly on. */
  errexit: boolean;
  /** `set -a` may be on. */
  allexport: boolean;
  /** `IFS` is certainly untouched, so that known values split at blanks. */
  ifs: boolean;
  /** Code that can't be seen may have set any variable or function. */
  foreign: boolean;
  /** `cd` may look elsewhere. */
  cdpath: boolean;
  /** The last stage of a pipeline may run in this shell. */
  lastpipe: boolean;
  /** A job was certainly started, so `$!` isn't empty. */
  job: boolean;
  /** Copying and joining states is work as well. */
  readonly budget: Budget;
  /** Names that hold something although the text doesn't assign them. */
  readonly preset: (name: string) => boolean;
  /** Control certainly doesn't get here. */
  ended: boolean;
}

const UNKNOWN_CWD: Cwd = { kind: "unknown", why: "the folder was changed to an unknown one" };

export function startState(start: ShellStart, preset: (name: string) => boolean): State {
  const exports = new Map<string, AssignmentFact>();
  for (const assignment of start.exported ?? []) exports.set(assignment.name, assignment);
  return {
    vars: new Map(),
    functions: new Map(),
    exports,
    owned: { vars: true, functions: true, exports: true },
    cwd:
      start.cwd === undefined
        ? { kind: "unknown", why: "the folder that the command runs in is not known" }
        : { kind: "dirs", dirs: [start.cwd] },
    previous: { kind: "unknown", why: "OLDPWD isn't set here" },
    folders: [],
    args: start.arguments?.slice(1).map((word) => word.pieces),
    stdin: { kind: "inherit" },
    inputs: [],
    errexit: false,
    allexport: false,
    ifs: !start.inherited("IFS"),
    foreign: false,
    cdpath: start.inherited("CDPATH"),
    lastpipe: start.inherited("BASHOPTS"),
    job: false,
    budget: start.budget ?? newBudget(),
    preset,
    ended: false,
  };
}

/** What commands find on their descriptors. */
export type Feed = Pick<State, "stdin" | "inputs">;

/** Takes back what a command's own redirections opened. What `exec` opened meanwhile stays, and those with it. */
export function unfeed(state: State, before: Feed, during: Feed): void {
  state.stdin = before.stdin;
  if (state.inputs === during.inputs) state.inputs = before.inputs;
}

/** A state that can be written without changing this one. */
export function fork(state: State): State {
  state.owned = { vars: false, functions: false, exports: false };
  return { ...state, owned: { vars: false, functions: false, exports: false } };
}

/** Turns `state` into `other`, which may still be kept somewhere. */
export function become(state: State, other: State): void {
  if (state === other) return;
  Object.assign(state, other);
  other.owned = { vars: false, functions: false, exports: false };
}

function ownVariables(state: State): void {
  if (state.owned.vars) return;
  take(state.budget, copying(state.vars));
  state.vars = new Map(state.vars);
  state.owned.vars = true;
}

/** The cost of copying a map. */
function copying(map: ReadonlyMap<string, unknown>): number {
  return map.size >> 3;
}

export function setVariable(state: State, name: string, variable: Variable): void {
  ownVariables(state);
  state.vars.set(name, variable);
}

export function dropVariable(state: State, name: string): void {
  if (!state.vars.has(name)) return;
  ownVariables(state);
  state.vars.delete(name);
}

export function setFunction(state: State, name: string, functions: Functions | undefined): void {
  if (!state.owned.functions) {
    take(state.budget, copying(state.functions));
    state.functions = new Map(state.functions);
  }
  state.owned.functions = true;
  if (functions) state.functions.set(name, functions);
  else state.functions.delete(name);
}

export function setExport(state: State, name: string, assignment: AssignmentFact | undefined): void {
  if (!assignment && !state.exports.has(name)) return;
  if (!state.owned.exports) {
    take(state.budget, copying(state.exports));
    state.exports = new Map(state.exports);
  }
  state.owned.exports = true;
  if (assignment) state.exports.set(name, assignment);
  else state.exports.delete(name);
}

/** Takes back everything that is known: code ran that can't be seen. */
export function forget(state: State): void {
  state.vars = new Map();
  state.owned.vars = true;
  state.functions = new Map([...state.functions].map(([name, { bodies }]) => [name, { bodies, certain: false }]));
  state.owned.functions = true;
  state.cwd = UNKNOWN_CWD;
  state.previous = UNKNOWN_CWD;
  state.folders = undefined;
  state.args = undefined;
  state.errexit = false;
  state.ifs = false;
  state.foreign = true;
  state.cdpath = true;
  state.lastpipe = true;
}

export { UNKNOWN_CWD };
