// Simple commands: words, assignments, redirections, then what the name means: a function of the text, a builtin that
// changes the shell, or a program. A name that isn't known is opaque, since nothing can be said about what runs.

import { builtinOf } from "./builtins.ts";
import { charge, type Invocation, type Outcome, opaque, placeOf, reportCommand, spend, type Walk } from "./context.ts";
import { assignmentWord, isDeclaration, performAssignment } from "./declare.ts";
import { expandWord } from "./expand.ts";
import type { AssignmentFact, Piece, WordFact } from "./facts.ts";
import { join, joinExports, joinValues, joinVariables } from "./join.ts";
import { literalWord } from "./literal.ts";
import type { Assignment, Command, Redirection } from "./parse.ts";
import { allValues, known, soleValue, unknown } from "./pieces.ts";
import { mayFail, redirect } from "./redirect.ts";
import {
  become,
  dropVariable,
  type Feed,
  type Functions,
  fork,
  type State,
  setExport,
  setVariable,
  unfeed,
  type Value,
  type Variable,
} from "./state.ts";

const COMBINATIONS = 16;
const CALL_LIMIT = 50;

export function walkCommand(walk: Walk, node: Command, state: State): Outcome {
  const place = placeOf(walk, node);
  const prefix = node.prefix.filter((item): item is Assignment => item.type === "Assignment");
  const argv = node.name ? expandWord(walk, state, node.name).slice() : [];
  const program = argv[0] && soleValue(argv[0].pieces);
  const declares = isDeclaration(program) || program === "alias";
  const associative = node.suffix.some((item) => item.type === "Word" && /^-\w*A/.test(item.text));
  for (const item of node.suffix) {
    if (item.type === "Word") argv.push(...expandWord(walk, state, item));
    else if (item.type === "Assignment") argv.push(assignmentWord(walk, state, item, declares, associative));
  }
  if (!spend(walk, node, argv.length >> 1)) return { ok: state, bad: state };
  const redirections: readonly Redirection[] = node.redirects;
  const [name] = argv;
  if (!name) {
    if (redirections.length > 0) redirect(walk, state, redirections, state, true);
    // Also when the words vanished: `x=1 $empty` assigns.
    const untouched = prefix.length > 0 && mayFail(redirections) ? fork(state) : undefined;
    for (const item of prefix) performAssignment(walk, state, item);
    return { ok: state, bad: untouched ? join(fork(state), untouched) : state };
  }
  if (soleValue(name.pieces) === undefined && !choosable(name)) {
    redirect(walk, state, redirections, state);
    for (const item of prefix) performAssignment(walk, fork(state), item, true);
    opaque(walk, "the program's name is made at run time", place);
    return { ok: state, bad: state };
  }
  // `x=1 cmd > $((x=2))` passes the second value on.
  const reassigns = redirections.some((item) => mayAssign((item.type === "HereDoc" ? item.body : item.target)?.text ?? ""));
  if (prefix.length > 1 && prefix.some(({ value }) => value.type === "ArrayValue")) opaque(walk, "a list in front of a command", place);
  // Bash binds them one after the other, visible to each other and to nothing else.
  const inner = prefix.length > 0 ? fork(state) : state;
  const env = prefix
    .map((item, index) => {
      if (/\$\(|`/.test(item.value.type === "Word" ? item.value.text : "$(")) doubt(inner, state, prefix.slice(0, index));
      return performAssignment(walk, inner, item, true);
    })
    .filter((fact) => fact !== undefined)
    .map((fact) => (reassigns ? { ...fact, value: undefined } : fact));
  const before: Feed = { stdin: state.stdin, inputs: state.inputs };
  const called = soleValue(name.pieces);
  const untouched = mayFail(redirections) && changesShell(state, called) ? fork(state) : undefined;
  const during = redirect(walk, state, redirections, before);
  Object.assign(state, during);
  const made = node.name !== undefined && literalWord(node.name) === undefined;
  const ownText = redirections.some(({ type }) => type !== "Redirect");
  const outcome = choose(walk, { argv, env, place, made, ownText, skipFunctions: false }, state);
  // `exec < file` alone keeps what it opened.
  if (!(soleValue(name.pieces) === "exec" && argv.length === 1)) {
    unfeed(outcome.ok, before, during);
    unfeed(outcome.bad, before, during);
  }
  if (!untouched) return outcome;
  const { ok, bad } = outcome;
  return { ok, bad: join(ok === bad ? fork(bad) : bad, untouched) };
}

/** In a substitution bash forgets what stands in front of its command as soon as it starts a further process. */
function doubt(inner: State, outer: State, earlier: readonly Assignment[]): void {
  for (const { name } of earlier) setVariable(inner, name, joinVariables(outer.vars.get(name), inner.vars.get(name)));
}

const ASKED_LENGTH = 1_000;

/** True for a text whose expansion could assign. */
function mayAssign(text: string): boolean {
  return text.includes("$") && (text.length > ASKED_LENGTH || /\$\(\(|\$\[|\$\{[^}]*[=+-]/.test(text));
}

function changesShell(state: State, program: string | undefined): boolean {
  return program === undefined || state.functions.has(program) || (builtinOf(program) !== undefined && program !== "exec");
}

function choosable(name: WordFact): boolean {
  const values = allValues(name.pieces);
  return values !== undefined && values.length <= COMBINATIONS;
}

/** Runs the command once for each combination of the values that its words may have. */
function choose(walk: Walk, invocation: Invocation, state: State): Outcome {
  const lists = new Set<readonly string[]>();
  for (const word of invocation.argv) for (const piece of word.pieces) if (piece.kind === "choice") lists.add(piece.values);
  if (lists.size === 0) return dispatch(walk, invocation, state);
  let combinations: readonly ReadonlyMap<readonly string[], string>[] = [new Map()];
  // The name's own lists come first: it must be literal whatever the operands are.
  for (const list of lists) {
    if (combinations.length * list.length > COMBINATIONS) continue;
    combinations = combinations.flatMap((combination) => list.map((value) => new Map(combination).set(list, value)));
  }
  const ends: Outcome[] = [];
  for (const combination of combinations) {
    if (!charge(walk, invocation.place, 1 + (invocation.argv.length >> 2))) break;
    const argv = invocation.argv.map((word) => ({ ...word, pieces: word.pieces.flatMap((piece) => chosen(piece, combination)) }));
    ends.push(dispatch(walk, { ...invocation, argv }, fork(state)));
  }
  const ok = ends.map((end) => end.ok).reduce(join);
  const bad = ends.every((end) => end.ok === end.bad) ? ok : ends.map((end) => end.bad).reduce(join);
  become(state, ok);
  return { ok: state, bad: bad === ok ? state : bad };
}

function chosen(piece: Piece, combination: ReadonlyMap<readonly string[], string>): readonly Piece[] {
  const value = piece.kind === "choice" ? combination.get(piece.values) : undefined;
  return value === undefined ? [piece] : known(value);
}

/** Runs one command whose name is known. */
export function dispatch(walk: Walk, invocation: Invocation, state: State): Outcome {
  const [first] = invocation.argv;
  const name = first && soleValue(first.pieces);
  if (name === undefined) {
    opaque(walk, "the program's name is made at run time", invocation.place);
    return { ok: state, bad: state };
  }
  const functions = invocation.skipFunctions ? undefined : state.functions.get(name);
  const builtin = builtinOf(name);
  if (invocation.made && (functions || builtin)) {
    opaque(walk, "the name of a function or builtin is made at run time", invocation.place);
    return { ok: state, bad: state };
  }
  if (functions) return call(walk, name, functions, invocation, state);
  if (builtin) return builtin(walk, invocation, state);
  emit(walk, invocation, state);
  return { ok: state, bad: state };
}

/** Reports a command as it would start, with its environment. */
function emit(walk: Walk, invocation: Invocation, state: State): void {
  if (!charge(walk, invocation.place, state.exports.size >> 3)) return;
  reportCommand(walk, invocation, state, environment(state));
}

function environment(state: State): readonly AssignmentFact[] {
  return state.exports.size === 0 ? [] : [...state.exports.values()];
}

function call(walk: Walk, name: string, functions: Functions, invocation: Invocation, state: State): Outcome {
  const before = functions.certain ? undefined : fork(state);
  const ends: State[] = [];
  for (const body of functions.bodies) {
    walk.shared.calls += 1;
    if (walk.calling.includes(body.node)) opaque(walk, `the function ${name} calls itself`, invocation.place);
    else if (walk.shared.calls > CALL_LIMIT) opaque(walk, "too many function calls to follow", invocation.place);
    else ends.push(runBody(walk, body, invocation, fork(state)));
  }
  if (before) {
    const outcome = dispatch(walk, { ...invocation, skipFunctions: true }, fork(before));
    ends.push(outcome.ok, outcome.bad, before);
  }
  const [first = state, ...others] = ends;
  become(state, others.reduce(join, first));
  return { ok: state, bad: state };
}

function runBody(walk: Walk, body: Functions["bodies"][number], invocation: Invocation, state: State): State {
  // One that a loop defines is walked once more at the end, for the calls that came before it.
  if (!body.repeated) walk.shared.called.add(body.node);
  const { argv, env } = invocation;
  const args = argv.slice(1);
  const outer = { args: state.args, vars: state.vars, exports: state.exports };
  const splits = args.some((word) => word.pieces.some((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits)));
  state.args = splits ? undefined : args.map((word) => word.pieces);
  const returns: State[] = [];
  const owner = {};
  const locals = new Map<string, Variable | undefined>();
  for (const fact of env) {
    const before = outer.vars.get(fact.name);
    const value: Value = { kind: "scalar", pieces: fact.value?.pieces ?? [unknown("a value that isn't known")] };
    locals.set(fact.name, before);
    setVariable(state, fact.name, {
      value: before?.fixed ? joinValues(before.value, value) : value,
      exported: true,
      integer: false,
      fixed: false,
      local: owner,
    });
    setExport(state, fact.name, fact);
  }
  const inside: Walk = {
    ...walk,
    source: body.source,
    nested: walk.nested ?? body.nested,
    frame: { returns, loops: [], owner, locals, passed: new Set(env.map((fact) => fact.name)) },
    calling: [...walk.calling, body.node],
    depth: walk.depth + 1,
  };
  const { body: code } = body.node;
  let end = state;
  if (code.type === "CompoundList")
    inside.shared.hooks.script(
      inside,
      { type: "Script", pos: code.pos, end: code.end, shebang: undefined, commands: code.commands },
      state,
    );
  else {
    const outcome = inside.shared.hooks.node(inside, code, state);
    end = join(outcome.ok, outcome.bad);
  }
  for (const left of returns) end = join(end, left);
  const after = fork(end);
  after.args = outer.args;
  after.stdin = state.stdin;
  restore(after, owner, locals, outer.exports);
  return after;
}

/** Takes back what `local` and the call's own assignments hid; where `local` may not have run, either value may be left. */
function restore(state: State, owner: object, locals: ReadonlyMap<string, Variable | undefined>, exports: State["exports"]): void {
  for (const [name, variable] of locals) {
    const now = state.vars.get(name);
    if (now && now.local !== owner) {
      setVariable(state, name, { ...joinVariables(variable, now), local: variable?.local });
      setExport(state, name, joinExports(exports.get(name), state.exports.get(name)));
      continue;
    }
    if (variable) setVariable(state, name, variable);
    else dropVariable(state, name);
    setExport(state, name, exports.get(name));
  }
}
