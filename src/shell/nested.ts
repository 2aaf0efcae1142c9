// Builtins that run something else: a text (`eval`, `trap`), a file (`source`), another command (`command`, `exec`);
// and those that leave (`exit`, `return`, `break`).

import { charge, type Invocation, type Outcome, opaque, reportCommand, shorten, type Walk } from "./context.ts";
import { marked } from "./marks.ts";
import { soleValue } from "./pieces.ts";
import { read } from "./read.ts";
import { forget, fork, type State } from "./state.ts";

function same(state: State): Outcome {
  return { ok: state, bad: state };
}

/** Walks another text in the given state; a problem in it is opaque. */
export function walkText(walk: Walk, text: string, invocation: Pick<Invocation, "place">, state: State): void {
  const { place } = invocation;
  if (walk.depth > 20) {
    opaque(walk, "nested too deep", place);
    return;
  }
  const reading = read(text, walk.shared.budget);
  if (reading.kind === "problem") {
    opaque(walk, reading.why, place);
    return;
  }
  const nested = walk.nested ?? { ...place, text: shorten(place.text) };
  walk.shared.hooks.script({ ...walk, source: text, nested, depth: walk.depth + 4 }, reading.script, state);
}

export function evaluateText(walk: Walk, invocation: Invocation, state: State): Outcome {
  const words = invocation.argv.slice(1).map((word) => soleValue(word.pieces));
  const texts = words[0] === "--" ? words.slice(1) : words;
  if (texts.some((text) => text === undefined) || invocation.env.length > 0) {
    opaque(walk, "eval gets a text that is made at run time", invocation.place);
    forget(state);
  } else walkText(walk, texts.join(" "), invocation, state);
  return same(state);
}

/** The file may do anything to this shell. The command itself is reported; what it runs is judged there. */
export function runSource(_walk: Walk, _invocation: Invocation, state: State): Outcome {
  const bad = fork(state);
  forget(state);
  forget(bad);
  return { ok: state, bad };
}

export function setTrap(walk: Walk, { argv, place }: Invocation, state: State): Outcome {
  let words = argv.slice(1);
  if (words[0] && soleValue(words[0].pieces) === "--") words = words.slice(1);
  const [first] = words;
  if (!first || words.length < 2) return same(state);
  const script = marked(first.pieces);
  const text = script?.text;
  if (!script || text === undefined) opaque(walk, "a trap keeps a text that is made at run time", place);
  else if (text !== "" && text !== "-" && !/^-[lp]+$/.test(text) && !/^\d+$/.test(text))
    walk.shared.deferred.push({
      script,
      last: words.slice(1).every((word) => /^(EXIT|0)$/i.test(soleValue(word.pieces) ?? "")),
      place,
      state: fork(state),
      depth: walk.depth,
    });
  return same(state);
}

/** `command`, `builtin`, `exec`: the inner command, for which functions don't count. */
export function unwrap(walk: Walk, invocation: Invocation, state: State): Outcome {
  const { argv } = invocation;
  const name = argv[0] ? soleValue(argv[0].pieces) : undefined;
  let index = 1;
  for (; index < argv.length; index += 1) {
    const text = soleValue(argv[index]?.pieces ?? []);
    if (text === undefined || !/^-./.test(text)) break;
    if (text === "--") {
      index += 1;
      break;
    }
    if (name === "command" && /^-p?[vV]p?$/.test(text)) return inspected(walk, invocation, state);
    if (name === "exec" && text === "-a") index += 1;
    else if (!(name === "command" && text === "-p") && !(name === "exec" && /^-[cl]+$/.test(text))) {
      opaque(walk, `${name ?? "a wrapper"} gets an option that isn't known`, invocation.place);
      return same(state);
    }
  }
  if (!charge(walk, invocation.place, 1 + (argv.length >> 4))) return same(state);
  const inner = argv.slice(index);
  if (inner.length === 0) return inspected(walk, invocation, state);
  return walk.shared.hooks.dispatch(walk, { ...invocation, argv: inner, skipFunctions: true }, state);
}

/** Reported as it stands: it runs nothing. */
function inspected(walk: Walk, invocation: Invocation, state: State): Outcome {
  reportCommand(walk, invocation, state);
  return same(state);
}

/** Control leaves, where the words leave no doubt. `return` outside a function goes on, and so does `exit` with two words. */
export function leave(walk: Walk, { argv }: Invocation, state: State): Outcome {
  const [head, code] = argv;
  const name = head ? soleValue(head.pieces) : undefined;
  const form = code?.pieces[0];
  const value = code && soleValue(code.pieces);
  const plain =
    argv.length === 1 ||
    (argv.length === 2 &&
      ((value !== undefined && /^\d+$/.test(value)) ||
        (code?.pieces.length === 1 && form?.kind === "unknown" && (form.form === "number" || form.form === "count"))));
  const { returns, loops } = walk.frame;
  if (!plain) return same(state);
  if (name === "return") {
    if (!returns) return same(state);
    returns.push(fork(state));
  } else if (name === "break" || name === "continue") {
    if (loops.length === 0) return same(state);
    for (const loop of loops) loop.push(fork(state));
  }
  state.ended = true;
  return same(state);
}
