// Statements in the order in which bash runs them. Each node is walked once, in the state that the nodes before it
// left; where bash may go one way or the other both ways are walked and joined. A node that isn't known is opaque.

import { walkCommand } from "./command.ts";
import { walkCase, walkFor, walkIf, walkLoop, walkSelect, walkTest } from "./compound.ts";
import { deeper, type Outcome, opaque, placeOf, spend, subshell, type Walk } from "./context.ts";
import { expandArithmetic, expandSingle } from "./expand.ts";
import { join } from "./join.ts";
import { arithmeticFor } from "./loop.ts";
import { formOfPipe } from "./outputs.ts";
import type { CommandNode, FunctionNode, Pipeline, PipelineNode, Script, Statement } from "./parse.ts";
import { type Pieces, unknown } from "./pieces.ts";
import { mayFail, redirect } from "./redirect.ts";
import { become, type Feed, type FunctionBody, fork, type State, setFunction, unfeed } from "./state.ts";
import { assign } from "./variables.ts";

const PIPE_END: Pieces = [unknown("a descriptor of a coprocess", "number")];

/** Walks the statements of a script or list; `state` is what they leave. */
function walkStatements(walk: Walk, statements: readonly Statement[], state: State): void {
  for (const [index, statement] of statements.entries()) {
    if (!spend(walk, statement)) return;
    if (statement.background) {
      const left = !statements.slice(index + 1).some(looksAfterJobs);
      walk.shared.hooks.node({ ...subshell(walk), left: walk.left || left }, commandOf(statement), fork(state));
      state.job = true;
    } else settle(state, walkList(walk, statement, state));
  }
}

/** True for `wait`, `kill` and their like, alone or at the end of a list. */
function looksAfterJobs({ command }: Statement): boolean {
  const nodes = command.type === "AndOr" ? command.commands : [command];
  return nodes.some((node) => node.type === "Command" && /^(?:wait|kill|fg)$/.test(node.name?.text ?? ""));
}

function settle(state: State, outcome: Outcome): void {
  become(state, join(outcome.ok, outcome.bad));
}

/** A list in the background has no single node; its first command stands for it, the rest is walked by `walkList`. */
function commandOf(statement: Statement): PipelineNode {
  return {
    type: "BraceGroup",
    pos: statement.pos,
    end: statement.end,
    body: {
      type: "CompoundList",
      pos: statement.pos,
      end: statement.end,
      commands: [{ ...statement, command: statement.command, background: false }],
    },
  };
}

/** The outcome of a statement. With `set -e` a failure of its last command doesn't go on. */
function walkList(walk: Walk, statement: Statement, state: State): Outcome {
  const { command } = statement;
  const strict = (at: State): boolean => at.errexit && !walk.conditional;
  if (command.type !== "AndOr") {
    const outcome = walkNode(walk, command, state);
    const negated = command.type === "Pipeline" && command.prefixes.some((prefix) => prefix.type === "Negation");
    return outcome.ok !== outcome.bad && !negated && strict(outcome.bad) ? { ok: outcome.ok, bad: outcome.ok } : outcome;
  }
  let outcome: Outcome = { ok: state, bad: state };
  for (const [index, node] of command.commands.entries()) {
    if (!spend(walk, node)) break;
    const last = index === command.commands.length - 1;
    const here = last ? walk : { ...walk, conditional: true };
    const operator = index === 0 ? undefined : command.operators[index - 1];
    if (operator === undefined) outcome = walkNode(here, node, state);
    else {
      const kept = operator === "&&" ? outcome.bad : outcome.ok;
      const start = operator === "&&" ? outcome.ok : outcome.bad;
      const next = walkNode(here, node, fork(start));
      const bad = last && next.ok !== next.bad && strict(next.bad) ? next.ok : next.bad;
      outcome = operator === "&&" ? { ok: next.ok, bad: join(kept, bad) } : { ok: join(kept, next.ok), bad };
    }
  }
  return outcome;
}

/** Walks one command or pipeline. The outcome may be `state` itself, changed. */
export function walkNode(walk: Walk, node: PipelineNode, state: State): Outcome {
  const inside = deeper(walk, node);
  if (!inside) return same(state);
  return node.type === "Pipeline" ? walkPipeline(inside, node, state) : walkOne(inside, node, state);
}

function same(state: State): Outcome {
  return { ok: state, bad: state };
}

function walkPipeline(walk: Walk, node: Pipeline, state: State): Outcome {
  const negated = node.prefixes.filter((prefix) => prefix.type === "Negation").length % 2 === 1;
  const [only] = node.commands;
  if (node.commands.length === 1 && only) {
    const outcome = walkOne(negated ? { ...walk, conditional: true } : walk, only, state);
    return negated ? { ok: outcome.bad, bad: outcome.ok } : outcome;
  }
  const before = fork(state);
  for (const [index, stage] of node.commands.entries()) {
    if (!spend(walk, stage)) break;
    const inner = fork(before);
    if (index > 0) inner.stdin = { kind: "pipe", form: formOfPipe(node, index, (name) => before.foreign || before.functions.has(name)) };
    const outcome = walkOne(subshell(walk), stage, inner);
    if (index === node.commands.length - 1 && state.lastpipe)
      become(state, join(state, { ...join(outcome.ok, outcome.bad), stdin: state.stdin, ended: false }));
  }
  return same(state);
}

function walkOne(walk: Walk, node: CommandNode, state: State): Outcome {
  switch (node.type) {
    case "Command":
      return walkCommand(walk, node, state);
    case "Redirected": {
      const before: Feed = { stdin: state.stdin, inputs: state.inputs };
      const untouched = mayFail(node.redirects) ? fork(state) : undefined;
      const during = redirect(walk, state, node.redirects, before);
      Object.assign(state, during);
      const { ok, bad } = walkOne(walk, node.command, state);
      unfeed(ok, before, during);
      unfeed(bad, before, during);
      // Where a redirection fails the command doesn't run at all.
      return untouched ? { ok, bad: join(ok === bad ? fork(bad) : bad, untouched) } : { ok, bad };
    }
    case "Subshell":
      walkStatements(subshell(walk), node.body.commands, fork(state));
      return same(state);
    case "BraceGroup":
      return walkGroup(walk, node.body.commands, state);
    case "If":
      return walkIf(walk, node, state);
    case "For":
      return walkFor(walk, node, state);
    case "Select":
      return walkSelect(walk, node, state);
    case "While":
      return walkLoop(walk, node, state);
    case "ArithmeticFor":
      return arithmeticFor(walk, node, state);
    case "Case":
      return walkCase(walk, node, state);
    case "TestCommand":
      walkTest(walk, node.expression, state);
      return same(state);
    case "ArithmeticCommand":
      expandArithmetic(walk, state, node.expression, node);
      return same(state);
    case "Function":
      define(walk, node, state);
      return same(state);
    case "Coproc": {
      const name = node.name?.value ?? "COPROC";
      if (node.name?.parts) {
        expandSingle(walk, state, node.name);
        opaque(walk, "a coprocess is named at run time", placeOf(walk, node));
      }
      const inner = fork(state);
      inner.stdin = { kind: "pipe" };
      if (node.body.type === "CompoundList") walkStatements(subshell(walk), node.body.commands, inner);
      else walkOne(subshell(walk), node.body, inner);
      assign(walk, state, name, { kind: "array", elements: [PIPE_END, PIPE_END], associative: false }, placeOf(walk, node));
      state.job = true;
      return same(state);
    }
    default:
      opaque(walk, "a command of a kind that isn't known", placeOf(walk, node));
      node satisfies never;
      return same(state);
  }
}

/** A group is as good as its last statement. */
function walkGroup(walk: Walk, statements: readonly Statement[], state: State): Outcome {
  const last = statements.at(-1);
  if (!last || last.background) {
    walkStatements(walk, statements, state);
    return same(state);
  }
  walkStatements(walk, statements.slice(0, -1), state);
  return spend(walk, last) ? walkList(walk, last, state) : same(state);
}

function define(walk: Walk, node: FunctionNode, state: State): void {
  const name = node.name.value;
  if (node.name.parts) opaque(walk, "a function is named at run time", placeOf(walk, node));
  if (name === "command_not_found_handle") opaque(walk, "this function is called for every command that isn't found", placeOf(walk, node));
  const body: FunctionBody = { node, source: walk.source, nested: walk.nested, repeated: walk.repeated };
  const { defined } = walk.shared;
  defined.set(name, [...(defined.get(name) ?? []), body]);
  setFunction(state, name, { bodies: [body], certain: true });
}

/** The statements of a script. */
export function walkScript(walk: Walk, script: Script, state: State): void {
  walkStatements(walk, script.commands, state);
}
