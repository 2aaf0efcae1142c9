// What a walk carries along: the facts found so far, the budgets that keep it bounded, and where it stands.
// The parts of the walk call each other in circles (a word holds a script, a script holds words); the circle closes here.

import { type Budget, newBudget, SPENT, take } from "./budget.ts";
import type { AssignmentFact, Place, ShellFact, ShellStart, WordFact } from "./facts.ts";
import type { Marked } from "./marks.ts";
import type { PipelineNode, Script } from "./parse.ts";
import type { Pieces } from "./pieces.ts";
import type { FunctionBody, State, Variable } from "./state.ts";

/** The states after success and after failure; the same object where it makes no difference. */
export interface Outcome {
  readonly ok: State;
  readonly bad: State;
}

export interface Invocation {
  readonly argv: readonly WordFact[];
  /** Assignments in front of the command. */
  readonly env: readonly AssignmentFact[];
  readonly place: Place;
  /** The name isn't literal in the text, though its value is known. */
  readonly made: boolean;
  /** It has a here-string or here-document of its own. */
  readonly ownText: boolean;
  /** Set behind `command`, `builtin` and `exec`. */
  readonly skipFunctions: boolean;
}

export interface Hooks {
  /** Walks a script's statements in the given state, which it changes. */
  readonly script: (walk: Walk, script: Script, state: State) => void;
  readonly node: (walk: Walk, node: PipelineNode, state: State) => Outcome;
  readonly dispatch: (walk: Walk, invocation: Invocation, state: State) => Outcome;
}

/** A text that runs at some later point: a trap. */
export interface Deferred {
  readonly script: Marked;
  /** It runs only when the shell ends. */
  readonly last: boolean;
  readonly place: Place;
  readonly state: State;
  readonly depth: number;
}

/** Where `return` and `break` lead. */
export interface Frame {
  /** The states at each `return`; undefined outside functions. */
  readonly returns: State[] | undefined;
  /** The states at each `break` and `continue`, per enclosing loop of this shell. */
  readonly loops: readonly State[][];
  /** Which call local variables belong to: one object for the call and its subshells. */
  readonly owner: object;
  /** The variables that `local` hid in this shell, with what they were. */
  readonly locals: Map<string, Variable | undefined>;
  /** The variables in front of the call. */
  readonly passed: ReadonlySet<string>;
}

interface Shared {
  readonly facts: ShellFact[];
  readonly hooks: Hooks;
  readonly start: ShellStart;
  /** Every function that was defined anywhere, and those whose body was walked. */
  readonly defined: Map<string, FunctionBody[]>;
  readonly called: Set<FunctionBody["node"]>;
  readonly deferred: Deferred[];
  readonly budget: Budget;
  calls: number;
  stopped: boolean;
}

export interface Walk {
  readonly shared: Shared;
  readonly source: string;
  /** The place that stands for everything in a nested text; undefined in the outermost. */
  readonly nested: Place | undefined;
  readonly frame: Frame;
  /** A word that is evaluated as arithmetic: a variable that nothing can have set is empty. */
  readonly evaluating: boolean;
  /** `set -e` is without effect: a condition, or all but the last of `&&`. */
  readonly conditional: boolean;
  /** Inside a loop, also one of the caller. */
  readonly repeated: boolean;
  /** In a job that is left running. */
  readonly left: boolean;
  /** Bodies that are being walked, to notice recursion. */
  readonly calling: readonly FunctionBody["node"][];
  readonly depth: number;
}

const SHOWN_LIMIT = 200;
const FACT_LIMIT = 1_000;
const DEPTH_LIMIT = 60;

/** The context at the start of a text. */
export function startWalk(text: string, start: ShellStart, hooks: Hooks, nested?: Place): Walk {
  return {
    shared: {
      facts: [],
      hooks,
      start,
      defined: new Map(),
      called: new Set(),
      deferred: [],
      budget: start.budget ?? newBudget(),
      calls: 0,
      stopped: false,
    },
    source: text,
    nested,
    frame: topFrame(),
    evaluating: false,
    conditional: false,
    repeated: false,
    left: false,
    calling: [],
    depth: 0,
  };
}

export function topFrame(): Frame {
  return { returns: undefined, loops: [], owner: {}, locals: new Map(), passed: new Set() };
}

/** The frame inside a subshell: leaving it leads nowhere else. */
export function subshell(walk: Walk): Walk {
  return {
    ...walk,
    frame: { ...walk.frame, returns: walk.frame.returns && [], loops: walk.frame.loops.map(() => []), locals: new Map() },
  };
}

/** Reports a command as it would start. `exported`: what it finds in its environment beside its own assignments. */
export function reportCommand(
  walk: Walk,
  { argv, env, place }: Invocation,
  state: State,
  exported: readonly AssignmentFact[] = [...state.exports.values()],
): void {
  const { cwd, stdin, inputs } = state;
  const fact = { kind: "command", argv, env: exported.length > 0 ? [...exported, ...env] : env, cwd, stdin, place } as const;
  // Nearly all commands are as plain as that, and copying is what costs here.
  if (inputs.length === 0 && !walk.left) report(walk, fact);
  else report(walk, { ...fact, ...(inputs.length > 0 ? { inputs } : {}), ...(walk.left ? { left: true } : {}) });
}

export function placeOf(walk: Walk, node: { readonly pos: number; readonly end: number }): Place {
  if (walk.nested) return walk.nested;
  return { offset: node.pos, end: node.end, text: shorten(walk.source.slice(node.pos, node.end)) };
}

export function shorten(text: string): string {
  return text.length > SHOWN_LIMIT ? `${text.slice(0, SHOWN_LIMIT)}…` : text;
}

export function report(walk: Walk, fact: ShellFact): void {
  const { shared } = walk;
  if (shared.stopped) return;
  if (shared.facts.length >= FACT_LIMIT) stop(walk, fact.place);
  else shared.facts.push(fact);
}

export function opaque(walk: Walk, why: string, place: Place): void {
  report(walk, { kind: "opaque", why, place });
}

/** One step of work, or `cost` of them. False when the budget is spent: the caller returns. */
export function spend(walk: Walk, node: { readonly pos: number; readonly end: number }, cost = 1): boolean {
  const { shared } = walk;
  if (!take(shared.budget, cost) && !shared.stopped) stop(walk, placeOf(walk, node));
  return !shared.stopped;
}

/** The same where there is no node at hand: work in proportion to what is handed on. */
export function charge(walk: Walk, place: Place, cost: number): boolean {
  return spend(walk, { pos: place.offset, end: place.end }, cost);
}

/** The context one level deeper, or undefined (and an opaque fact) at the limit. */
export function deeper(walk: Walk, node: { readonly pos: number; readonly end: number }): Walk | undefined {
  if (!spend(walk, node)) return undefined;
  if (walk.depth >= DEPTH_LIMIT) {
    opaque(walk, "nested too deep to follow: write it flat, or split the command", placeOf(walk, node));
    return undefined;
  }
  return { ...walk, depth: walk.depth + 1 };
}

function stop(walk: Walk, place: Place): void {
  walk.shared.facts.push({ kind: "opaque", why: SPENT, place });
  walk.shared.stopped = true;
}

/** A word fact from pieces. */
export function wordOf(pieces: Pieces, place: Place): WordFact {
  return { pieces, place };
}
