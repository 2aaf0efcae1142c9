// Loops. A body is walked once, in a state that stands for every round: whatever the body may assign is unknown.

import { assignedBy } from "./assigned.ts";
import type { Assigned } from "./assigning.ts";
import { take } from "./budget.ts";
import { type Outcome, opaque, placeOf, spend, type Walk } from "./context.ts";
import { runsAway } from "./endless.ts";
import { expandArithmetic } from "./expand.ts";
import type { Place } from "./facts.ts";
import { join } from "./join.ts";
import type { CompoundList, PipelineNode, SyntaxNode } from "./parse.ts";
import { become, type Feed, forget, fork, type State, setExport, setFunction, setVariable, UNKNOWN_CWD } from "./state.ts";
import { blur } from "./variables.ts";

const NOWHERE: Place = { offset: 0, end: 0, text: "" };

/** Makes everything unknown that the nodes may change. */
export function widen(walk: Walk, state: State, nodes: readonly (SyntaxNode | undefined)[]): void {
  widenBy(walk, state, assignedBy(nodes, state.functions, walk.shared.budget));
}

/** Makes unknown what was found to be assigned. */
export function widenBy(walk: Walk, state: State, assigned: Assigned): void {
  const { names, functions, exports, integers, allexport, all, options } = assigned;
  if (all) {
    forget(state);
    return;
  }
  take(state.budget, names.size + functions.size + exports.size);
  for (const [name, { numbers }] of names) blur(walk, state, name, numbers);
  for (const name of exports) exportLater(walk, state, name);
  for (const name of assigned.arrays) {
    const variable = state.vars.get(name);
    if (variable && variable.value.kind !== "array")
      setVariable(state, name, { ...variable, value: { kind: "array", elements: undefined, associative: false } });
  }
  // What was assigned before it was declared an integer is text, what comes after is a number.
  for (const name of integers) {
    if (!state.vars.has(name)) blur(walk, state, name, false);
    const variable = state.vars.get(name);
    if (variable) setVariable(state, name, { ...variable, integer: true, fixed: true });
  }
  state.allexport ||= allexport;
  if (allexport) for (const name of names.keys()) exportLater(walk, state, name);
  // With `lastpipe` the end of a pipeline may change the folder.
  if (assigned.folder || (options && assigned.folderAnywhere)) {
    state.cwd = UNKNOWN_CWD;
    state.previous = UNKNOWN_CWD;
    state.folders = undefined;
  }
  if (assigned.arguments) state.args = undefined;
  if (names.has("CDPATH")) state.cdpath = true;
  if (options) {
    state.errexit = false;
    state.lastpipe = true;
  }
  if (assigned.inputs) Object.assign(state, anyInput());
  // A function that the body defines may be the one that is called in the next round.
  for (const name of functions) setFunction(state, name, { bodies: state.functions.get(name)?.bodies ?? [], certain: false });
}

/** What commands find on their descriptors where nothing is known of it. */
export function anyInput(): Feed {
  return { stdin: { kind: "pipe" }, inputs: [{ descriptor: undefined, from: { kind: "pipe" } }] };
}

/** A variable that a round before may have exported; an inherited one is in the environment already. */
function exportLater(walk: Walk, state: State, name: string): void {
  if (!state.vars.has(name) && !walk.shared.start.inherited(name)) blur(walk, state, name, false);
  const variable = state.vars.get(name);
  if (!variable || variable.exported) return;
  setVariable(state, name, { ...variable, exported: true });
  setExport(state, name, { name, value: undefined, place: NOWHERE });
}

/** Walks a loop's body in a state that was widened; returns the state after any number of rounds. */
export function walkBody(walk: Walk, body: CompoundList, state: State, before: State): State {
  return walkRounds(inLoop(walk), body, state, before);
}

/** The context of what a loop repeats: its body, and the condition of `while`. */
export function inLoop(walk: Walk): Walk {
  return { ...walk, repeated: true, frame: { ...walk.frame, loops: [...walk.frame.loops, []] } };
}

/** The same as `walkBody` in a context that `inLoop` made. */
export function walkRounds(inside: Walk, body: CompoundList, state: State, before: State): State {
  inside.shared.hooks.script(inside, { type: "Script", pos: body.pos, end: body.end, shebang: undefined, commands: body.commands }, state);
  let after = join(before, state);
  for (const left of inside.frame.loops.at(-1) ?? []) {
    if (!spend(inside, body)) break;
    after = join(after, left);
  }
  return after;
}

/** `for ((...))`. */
export function arithmeticFor(walk: Walk, node: Extract<PipelineNode, { type: "ArithmeticFor" }>, state: State): Outcome {
  const away = runsAway(node);
  if (away !== undefined) opaque(walk, away, placeOf(walk, node));
  expandArithmetic(walk, state, node.initialize, node);
  widen(walk, state, [node]);
  expandArithmetic(walk, state, node.test, node);
  const round = fork(state);
  const after = walkBody(walk, node.body, round, state);
  const updated = fork(after);
  expandArithmetic(walk, updated, node.update, node);
  become(state, join(after, updated));
  return { ok: state, bad: state };
}
