// Bash text to facts: everything that bash 5.2 would run or open, and every stretch for which that can't be said.
// Total and bounded for every input. Whoever reads the facts may rely on this: what isn't in them doesn't run.

import { assignedBy } from "./assigned.ts";
import type { Assigned } from "./assigning.ts";
import { newBudget, SPENT } from "./budget.ts";
import { dispatch } from "./command.ts";
import { type Deferred, opaque, placeOf, shorten, startWalk, topFrame, type Walk } from "./context.ts";
import type { Place, ShellFact, ShellStart } from "./facts.ts";
import { anyInput, widenBy } from "./loop.ts";
import { unmarked } from "./marks.ts";
import { walkText } from "./nested.ts";
import type { Script } from "./parse.ts";
import { read } from "./read.ts";
import { type FunctionBody, fork, type State, setExport, setFunction, setVariable, startState, UNKNOWN_CWD } from "./state.ts";
import { presetOf } from "./variables.ts";
import { walkNode, walkScript } from "./walk.ts";

const DEPTH_LIMIT = 8;
const LATER_LIMIT = 100;

/** What bash would do with the text, in order. A text that can't be read is one opaque fact. */
export function analyse(text: string, start: ShellStart): readonly ShellFact[] {
  const whole: Place = { offset: 0, end: text.length, text: shorten(text) };
  if ((start.depth ?? 0) > DEPTH_LIMIT) return [{ kind: "opaque", why: "scripts are nested too deep", place: whole }];
  const budget = start.budget ?? newBudget();
  const reading = read(text, budget);
  if (reading.kind === "problem") {
    const { why, offset, end, limit } = reading;
    const place = { offset, end, text: shorten(text.slice(offset, Math.max(end, offset + 20))) };
    return [{ kind: "opaque", why, place }, ...(limit ? beginning(text, start) : [])];
  }
  const walk = startWalk(text, start.budget ? start : { ...start, budget }, { script: walkScript, node: walkNode, dispatch });
  try {
    const state = startState(walk.shared.start, presetOf(start));
    walkScript(walk, reading.script, state);
    walkLater(walk, reading.script, state);
  } catch (error) {
    // The only known way here is a stack that is too small; whatever it is, the text isn't understood.
    return [{ kind: "opaque", why: error instanceof RangeError ? "nested too deep" : "the text can't be followed", place: whole }];
  }
  if (budget.steps < 0 && !walk.shared.stopped) walk.shared.facts.push({ kind: "opaque", why: SPENT, place: whole });
  return walk.shared.facts;
}

const BEGINNING = { length: 2_000, steps: 3_000 } as const;

/** What the first lines of a text do that is too much as a whole: padding doesn't hide it. */
function beginning(text: string, start: ShellStart): readonly ShellFact[] {
  const head = text.slice(0, BEGINNING.length);
  const end = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(";"));
  const cut = head.slice(0, end);
  // A text that fits was looked at already.
  if (end < 0 || text.length <= BEGINNING.length || (start.depth ?? 0) > 0) return [];
  return analyse(cut, { ...start, budget: newBudget(BEGINNING.steps) });
}

/** Traps, and functions that nothing called: they may run at any point, in any state that the text can make. */
function walkLater(walk: Walk, script: Script, end: State): void {
  const { deferred, defined, called } = walk.shared;
  if (deferred.length === 0 && [...defined.values()].every((bodies) => bodies.every(({ node }) => called.has(node)))) return;
  const seen = new Set<string>();
  const assigned = assignedBy([script], end.functions, walk.shared.budget);
  for (let round = 0; round < LATER_LIMIT && !walk.shared.stopped; round += 1) {
    const trap = deferred.shift();
    if (trap) {
      // A trap that sets itself again comes from the same place.
      const { text, values } = trap.script;
      const key = `${trap.place.offset} ${text}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (!trap.last) reportAssigning(walk, trap);
      const { facts } = walk.shared;
      const from = facts.length;
      walkText({ ...walk, frame: topFrame(), depth: trap.depth }, text, trap, laterState(walk, assigned, end, trap));
      for (const fact of facts.splice(from)) facts.push(unmarked(fact, values));
      continue;
    }
    const body = [...defined.values()].flat().find(({ node }) => !called.has(node));
    if (!body) return;
    called.add(body.node);
    walkUncalled(walk, body, laterState(walk, assigned, end, undefined, body.repeated ? placeOf(walk, body.node) : undefined));
  }
  if (!walk.shared.stopped)
    walk.shared.facts.push({ kind: "opaque", why: SPENT, place: { offset: script.pos, end: script.end, text: "" } });
}

/** A trap for a signal or for each command may run between any two commands; what it assigns would hold from there on. */
function reportAssigning(walk: Walk, { script, place }: Deferred): void {
  const reading = read(script.text, walk.shared.budget);
  const functions = new Map([...walk.shared.defined].map(([name, bodies]) => [name, { bodies, certain: false }]));
  const found = reading.kind === "script" ? assignedBy([reading.script], functions, walk.shared.budget) : undefined;
  if (!found) return;
  const { all, folder, allexport, options, inputs } = found;
  if (all || folder || allexport || options || inputs || found.arguments || found.names.size > 0 || found.functions.size > 0)
    opaque(walk, "a trap changes the shell while the text runs", place);
}

function walkUncalled(walk: Walk, body: FunctionBody, state: State): void {
  state.args = undefined;
  Object.assign(state, anyInput());
  const inside: Walk = {
    ...walk,
    source: body.source,
    nested: body.nested,
    frame: { ...topFrame(), returns: [] },
    calling: [body.node],
  };
  walkScript(
    inside,
    {
      type: "Script",
      pos: body.node.pos,
      end: body.node.end,
      shebang: undefined,
      commands: [{ type: "Statement", pos: body.node.pos, end: body.node.end, background: undefined, command: bodyOf(body) }],
    },
    state,
  );
}

function bodyOf({ node }: FunctionBody): Script["commands"][number]["command"] {
  return node.body.type === "CompoundList" ? { type: "BraceGroup", pos: node.pos, end: node.end, body: node.body } : node.body;
}

/** A state for code that runs at some unknown point: what is assigned anywhere is unknown, but for what is assigned once and for all. */
function laterState(walk: Walk, assigned: Assigned, end: State, trap: Deferred | undefined, place?: Place): State {
  const state = fork(end);
  const at = trap?.state;
  widenBy(walk, state, assigned);
  const { names, all } = assigned;
  if (assigned.folderAnywhere) state.cwd = UNKNOWN_CWD;
  for (const [name, { places }] of all || !at ? [] : names) {
    const then = at?.vars.get(name);
    if (places === 1 && then) setVariable(state, name, then);
  }
  // A trap, or a function that an earlier round of its loop defined, runs with what stands in front of a call.
  const passing = trap ? trap.place : place;
  if (passing) for (const name of assigned.passed) setExport(state, name, { name, value: undefined, place: passing });
  for (const [name, bodies] of walk.shared.defined) {
    const certain = at?.functions.get(name)?.certain === true || end.functions.get(name)?.certain === true;
    setFunction(state, name, { bodies, certain });
  }
  state.args = undefined;
  state.ended = false;
  state.errexit = false;
  return state;
}
