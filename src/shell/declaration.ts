// `declare`, `typeset`, `local`, `export`, `readonly`: what they say of a variable beside its value.

import { type Invocation, type Outcome, opaque, type Walk } from "./context.ts";
import { elementsBefore, evaluates, evaluatesAll, pending, valueBefore } from "./declare.ts";
import type { AssignmentFact, Place, WordFact } from "./facts.ts";
import { joinValues } from "./join.ts";
import { allValues, known, type Pieces, soleValue, unknown } from "./pieces.ts";
import { type State, setExport, setVariable, type Value } from "./state.ts";
import { assign, exportVariable, INTEGER, isInteger, readVariable, scalar, setByBash, unset } from "./variables.ts";

const OPTIONS = /^(?:[-+][aAfFgiIlnprtux]+)*$/;

/** `declare`, `typeset`, `local`, `export`, `readonly`. */
export function declaration(walk: Walk, invocation: Invocation, state: State): Outcome {
  const [name, ...words] = invocation.argv;
  const kind = name ? soleValue(name.pieces) : undefined;
  let options = "";
  let ended = false;
  for (const word of words) {
    const text = soleValue(word.pieces);
    if (text === "--" && !ended) ended = true;
    else if (text !== undefined && /^[-+]/.test(text) && !ended) options += text;
    else declareOne(walk, state, word, { kind: kind ?? "", options, env: invocation.env });
  }
  // With a wrong option bash declares nothing.
  if (!OPTIONS.test(options)) opaque(walk, `${kind ?? "declare"} gets an option that isn't known`, invocation.place);
  return { ok: state, bad: state };
}

/** What one word of a declaration says: `name`, `name[subscript]`, with `=value` or `+=value` behind it. */
interface Declared {
  readonly name: string;
  readonly subscript: string | undefined;
  readonly operator: string | undefined;
  /** The word behind the operator. */
  readonly rest: Pieces;
}

function read(word: WordFact): Declared | undefined {
  const [head] = word.pieces;
  const text = head?.kind === "text" ? head.text : "";
  const match = /^([A-Za-z_]\w*)(\[[^\]]*\])?(\+?=)?/.exec(text);
  const name = match?.[1];
  const whole = match?.[3] !== undefined || (word.pieces.length === 1 && match?.[0].length === text.length);
  if (!match || name === undefined || !whole) return undefined;
  return { name, subscript: match[2], operator: match[3], rest: [...known(text.slice(match[0].length)), ...word.pieces.slice(1)] };
}

/** What the options say of the variable; undefined where they leave it as it is. */
interface Options {
  readonly kind: string;
  readonly integer: true | undefined;
  readonly exported: boolean | undefined;
  readonly fixed: true | undefined;
  readonly array: boolean;
  readonly associative: boolean;
  /** In a function the variable is the function's own. */
  readonly local: boolean;
}

function optionsOf(kind: string, options: string): Options {
  return {
    kind,
    integer: /-\w*i/.test(options) ? true : undefined,
    exported: kind === "export" ? !/-\w*n/.test(options) : /-\w*x/.test(options) ? true : /\+\w*x/.test(options) ? false : undefined,
    fixed: kind === "readonly" || /-\w*r/.test(options) ? true : undefined,
    array: /-\w*a/i.test(options),
    associative: /-\w*A/.test(options),
    local: kind === "local" || (kind !== "export" && kind !== "readonly" && !/-\w*g/.test(options)),
  };
}

interface Command {
  readonly kind: string;
  readonly options: string;
  readonly env: readonly AssignmentFact[];
}

function declareOne(walk: Walk, state: State, word: WordFact, { kind, options, env }: Command): void {
  const { place } = word;
  if (/-\w*f/i.test(options)) {
    if (kind === "export" || /x/.test(options)) opaque(walk, "an exported function changes what a name means in other shells", place);
    return;
  }
  if (/-\w*n/.test(options) && kind !== "export") {
    opaque(walk, "a variable that stands for another", place);
    return;
  }
  const declared = read(word);
  if (!declared) {
    opaque(walk, "a variable is named at run time", place);
    return;
  }
  const { name, subscript, operator } = declared;
  if (subscript !== undefined && /[$`]/.test(subscript)) opaque(walk, "a text with an expansion in it is evaluated as arithmetic", place);
  if (/-\w*[ulc]/.test(options)) opaque(walk, "a variable that changes what is assigned to it", place);
  if (/-\w*g/.test(options) && state.vars.get(name)?.local !== undefined) opaque(walk, "a global variable behind a local one", place);
  const wanted = optionsOf(kind, options);
  if (wanted.integer && setByBash(name)) opaque(walk, `what bash assigns to ${name} is evaluated as arithmetic`, place);
  // What stands in front of a command, or of a function's call, outlives it once it is exported or readonly.
  const inFront = env.some((assignment) => assignment.name === name);
  const passed = inFront || walk.frame.passed.has(name);
  // In front of `local` it makes the new variable one that is passed on.
  if (passed && (wanted.exported === true || wanted.fixed || (inFront && wanted.local)))
    opaque(walk, "a variable in front of a command is kept", place);
  // What bash 5.2 then passes on is neither the list nor the value before it.
  if (wanted.array && state.exports.has(name)) opaque(walk, "a list hides a variable that is passed on", place);
  const local = wanted.local ? hide(walk, state, name) : undefined;
  if (operator === undefined) declareBare(walk, state, name, { ...wanted, local }, place);
  else {
    if ((wanted.array || setByBash(name) || state.vars.get(name)?.value.kind === "array") && mayBecomeList(word, declared.rest))
      opaque(walk, "a text in brackets becomes a list, and what it holds is evaluated", place);
    const value = declaredValue(walk, state, declared, wanted, word);
    assign(walk, state, name, value, place, { integer: wanted.integer, local, exported: wanted.exported, fixed: wanted.fixed });
  }
}

function declaredValue(walk: Walk, state: State, { name, operator, rest }: Declared, wanted: Options, { place }: WordFact): Value {
  const { integer, associative } = wanted;
  let value = pending.get(place)?.value ?? textValue(operator, rest, associative);
  if (value.kind === "array" && associative) value = { ...value, elements: undefined, associative };
  if (value.kind === "array" && integer) evaluatesAll(walk, state, value.elements, place);
  if (value.kind === "scalar" && (integer || isInteger(state, name))) {
    evaluates(walk, state, value.pieces, place);
    value = INTEGER;
  }
  // Outside functions `local` fails; a trap may run inside one.
  return wanted.kind === "local" && !walk.frame.returns ? joinValues(state.vars.get(name)?.value, value) : value;
}

/** True where the value for a list isn't written as one, and may be a text that bash reads as one. */
function mayBecomeList({ place }: WordFact, rest: Pieces): boolean {
  const made = pending.get(place);
  if (made?.isList) return false;
  if (made?.value.kind === "unset") return false;
  // Of a list that is there already it becomes the first element.
  const pieces = made?.value.kind === "array" ? made.value.elements?.[0] : (made?.value.pieces ?? rest);
  return !pieces || !isPlain(pieces);
}

/** True for a value that certainly doesn't begin with a bracket, or has only plain words between brackets. */
function isPlain(pieces: Pieces): boolean {
  const [first] = pieces;
  if (first?.kind === "unknown") return pieces.length === 1 && first.form !== "any";
  if (first?.kind === "text" && !first.text.startsWith("(")) return true;
  return allValues(pieces)?.every((value) => !value.startsWith("(") || /^\([\w\s./:,+-]*\)$/.test(value)) === true;
}

/** Of an assignment that was a plain word in the text, as in `declare "a=$x"`. */
function textValue(operator: string | undefined, rest: Pieces, associative: boolean): Value {
  const [head] = rest;
  if (head?.kind === "text" && head.text.startsWith("(")) return { kind: "array", elements: undefined, associative };
  return scalar(operator === "+=" ? [unknown("something is added")] : rest);
}

/** Notes that the variable is local from here on, with what it was. */
function hide(walk: Walk, state: State, name: string): object | undefined {
  const { locals, owner, returns } = walk.frame;
  if (!returns) return undefined;
  if (!locals.has(name)) locals.set(name, state.vars.get(name));
  return owner;
}

type Bare = Omit<Options, "local"> & { readonly local: object | undefined };

function declareBare(
  walk: Walk,
  state: State,
  name: string,
  { integer, local, exported, fixed, array, associative }: Bare,
  place: Place,
): void {
  const before = state.vars.get(name);
  // Where it may be readonly `local` may have failed.
  if (local !== undefined && before?.local !== local) {
    const passed = state.exports.get(name);
    unset(state, name);
    setExport(state, name, passed);
  }
  const value: Value = array
    ? { kind: "array", elements: elementsBefore(valueBefore(walk, state, name)), associative }
    : readVariable(walk, state, name);
  const variable = {
    value,
    exported: exported ?? before?.exported === true,
    integer: integer ?? before?.integer === true,
    local: local ?? before?.local,
    fixed: fixed ?? before?.fixed === true,
  };
  // `export NAME` of an inherited variable changes nothing; of another it reaches what is assigned later. The folder
  // is tracked by itself.
  const later = exported === true && !walk.shared.start.inherited(name) && name !== "PWD" && name !== "OLDPWD";
  if (before || local !== undefined || array || integer !== undefined || fixed !== undefined || later) setVariable(state, name, variable);
  if (exported === true && before) exportVariable(state, name, variable, place);
}
