// Compound commands: conditions, loops over lists, cases and tests.

import { arithmeticRisk } from "./arithmetic.ts";
import { type Outcome, opaque, placeOf, spend, type Walk } from "./context.ts";
import { runsAway } from "./endless.ts";
import { expandArithmeticWord, expandSingle, expandWord } from "./expand.ts";
import type { Piece, WordFact } from "./facts.ts";
import { join } from "./join.ts";
import { inLoop, walkBody, walkRounds, widen } from "./loop.ts";
import type { Case, CompoundList, For, If, Script, Select, TestExpression, While, Word } from "./parse.ts";
import { allValues, choiceOf, joinPieces, type Pieces, unknown } from "./pieces.ts";
import { become, fork, type State } from "./state.ts";
import { assign, scalar } from "./variables.ts";

/** Walks a list that decides something, and splits its outcome. */
function condition(walk: Walk, list: CompoundList, state: State): Outcome {
  const group = { type: "BraceGroup" as const, pos: list.pos, end: list.end, body: list };
  const outcome = walk.shared.hooks.node({ ...walk, conditional: true }, group, state);
  return outcome.ok === outcome.bad ? { ok: outcome.ok, bad: fork(outcome.ok) } : outcome;
}

function body(walk: Walk, list: CompoundList, state: State): void {
  walk.shared.hooks.script(walk, scriptOf(list), state);
}

function scriptOf(list: CompoundList): Script {
  return { type: "Script", pos: list.pos, end: list.end, shebang: undefined, commands: list.commands };
}

export function walkIf(walk: Walk, node: If, state: State): Outcome {
  const ends: State[] = [];
  let { ok, bad } = condition(walk, node.clause, state);
  body(walk, node.then, ok);
  ends.push(ok);
  for (const branch of node.elif) {
    ({ ok, bad } = condition(walk, branch.clause, bad));
    body(walk, branch.then, ok);
    ends.push(ok);
  }
  if (node.else) body(walk, node.else, bad);
  become(state, joinAll(walk, node, bad, ends));
  return { ok: state, bad: state };
}

function joinAll(walk: Walk, node: { readonly pos: number; readonly end: number }, first: State, others: readonly State[]): State {
  let joined = first;
  for (const other of others) {
    if (!spend(walk, node)) return joined;
    joined = join(joined, other);
  }
  return joined;
}

/** The list of a `for`, as one value for the variable. */
function eachOf(words: readonly WordFact[]): Pieces {
  const values = words.map((word) => allValues(word.pieces));
  if (values.every((value) => value !== undefined)) return words.length === 0 ? [] : choiceOf(values.flat());
  const [first] = words;
  if (words.length === 1 && first)
    return first.pieces.length > 1 && first.pieces.some((piece) => piece.kind === "unknown" && piece.splits)
      ? [unknown("one of several words")]
      : first.pieces.map(oneOf);
  return words.reduce<Pieces>((joined, word) => joinPieces(joined, word.pieces), first?.pieces ?? []);
}

/** A piece of one of the words that it splits into. */
function oneOf(piece: Piece): Piece {
  return piece.kind === "unknown" && piece.form === "counts" ? { ...piece, form: "count", splits: false } : piece;
}

export function walkFor(walk: Walk, node: For, state: State): Outcome {
  const words = node.wordlist
    ? node.wordlist.flatMap((word) => expandWord(walk, state, word))
    : state.args?.map((pieces) => ({ pieces, place: placeOf(walk, node.name) }));
  widen(walk, state, [node.body]);
  const round = fork(state);
  assign(walk, round, node.name.value, scalar(words ? eachOf(words) : [unknown("one of the arguments")]), placeOf(walk, node.name));
  become(state, walkBody(walk, node.body, round, state));
  return { ok: state, bad: state };
}

export function walkSelect(walk: Walk, node: Select, state: State): Outcome {
  for (const word of node.wordlist ?? []) expandWord(walk, state, word);
  widen(walk, state, [node.body]);
  const round = fork(state);
  assign(walk, round, node.name.value, scalar([unknown("what the user selects")]), placeOf(walk, node.name));
  assign(walk, round, "REPLY", scalar([unknown("what the user types")]), placeOf(walk, node.name));
  become(state, walkBody(walk, node.body, round, state));
  return { ok: state, bad: state };
}

export function walkLoop(walk: Walk, node: While, state: State): Outcome {
  const away = runsAway(node);
  if (away !== undefined) opaque(walk, away, placeOf(walk, node));
  widen(walk, state, [node.clause, node.body]);
  const inside = inLoop(walk);
  const { ok, bad } = condition(inside, node.clause, state);
  const [round, after] = node.kind === "while" ? [ok, bad] : [bad, ok];
  become(state, walkRounds(inside, node.body, round, after));
  return { ok: state, bad: state };
}

export function walkCase(walk: Walk, node: Case, state: State): Outcome {
  expandSingle(walk, state, node.word, "start");
  const ends: State[] = [];
  let through: State | undefined;
  for (const item of node.items) {
    if (!spend(walk, item)) break;
    for (const pattern of item.pattern) expandSingle(walk, state, pattern, "start");
    const start = fork(state);
    const entered = through ? join(start, through) : start;
    body(walk, item.body, entered);
    through = item.terminator === ";&" || item.terminator === ";;&" ? fork(entered) : undefined;
    // Falling through a case may run patterns in the state that it left.
    ends.push(entered);
  }
  become(state, joinAll(walk, node, state, ends));
  return { ok: state, bad: state };
}

const NUMERIC = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);

/** `[[ ... ]]`. */
export function walkTest(walk: Walk, expression: TestExpression, state: State): void {
  const stack: TestExpression[] = [expression];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!spend(walk, node)) return;
    switch (node.type) {
      case "TestUnary":
        if (node.operator === "-v" || node.operator === "-R") evaluated(walk, state, node.operand);
        else expandSingle(walk, state, node.operand, "start");
        break;
      case "TestBinary":
        for (const word of [node.left, node.right]) {
          if (NUMERIC.has(node.operator)) evaluated(walk, state, word);
          else expandSingle(walk, state, word, "start");
        }
        break;
      case "TestLogical":
        stack.push(...node.operands.toReversed());
        break;
      case "TestNot":
        stack.push(node.operand);
        break;
      case "TestGroup":
        stack.push(node.expression);
        break;
      default:
        opaque(walk, "a test of a kind that isn't known", placeOf(walk, node));
        node satisfies never;
    }
  }
}

function evaluated(walk: Walk, state: State, word: Word): void {
  // Quotes do protect from expansion here, but what they hold is evaluated.
  const text = word.parts ? expandSingle({ ...walk, evaluating: true }, state, word) : expandArithmeticWord(walk, state, word);
  const risk = arithmeticRisk(walk, state, text);
  if (risk !== undefined) opaque(walk, risk, placeOf(walk, word));
}
