// Reading and writing variables, with those that bash itself sets and those that have power over it.

import { opaque, type Walk } from "./context.ts";
import type { Cwd, Place, ShellStart } from "./facts.ts";
import { joinValues } from "./join.ts";
import { choiceOf, formOf, isNumeric, known, mayBeEmpty, type Pieces, soleValue, unknown, vanishing, whole } from "./pieces.ts";
import { dropVariable, type State, setExport, setVariable, type Value, type Variable } from "./state.ts";

const NUMBERS = new Set(
  "RANDOM SRANDOM SECONDS LINENO UID EUID PPID BASHPID SHLVL OPTIND OPTERR COLUMNS LINES EPOCHSECONDS BASH_SUBSHELL HISTCMD COMP_POINT".split(
    " ",
  ),
);
/** Set by bash from what the text handles, whether or not it names them. */
const SET_BY_BASH = new Set(
  "_ REPLY MAPFILE BASH_REMATCH BASH_COMMAND BASH_EXECUTION_STRING BASH_SOURCE BASH_ARGV BASH_ARGC BASH_ARGV0 FUNCNAME PIPESTATUS DIRSTACK GROUPS COPROC OPTARG PWD OLDPWD HOME BASH_ALIASES BASH_CMDS READLINE_LINE COMP_LINE COMP_WORDS".split(
    " ",
  ),
);
/** What is assigned to these is evaluated as arithmetic, or may be. */
const INTEGERS = new Set("RANDOM SRANDOM SECONDS LINENO OPTIND HISTCMD BASHPID EPOCHSECONDS BASH_SUBSHELL".split(" "));
/** Assigning these makes bash run something, read other files or read the text in another way. */
const POWERFUL = new Set(
  "PROMPT_COMMAND BASH_ALIASES BASH_CMDS BASH_XTRACEFD HISTFILE BASH_COMPAT POSIXLY_CORRECT BASH_LOADABLES_PATH SHELLOPTS BASHOPTS PS0".split(
    " ",
  ),
);

/** The folder as a value. */
export function folderPieces(cwd: Cwd): Pieces {
  return cwd.kind === "dirs" ? choiceOf(cwd.dirs) : [unknown(cwd.why, "path")];
}

/** The value of a variable that was assigned, or what is known of one that wasn't. */
export function readVariable(walk: Walk, state: State, name: string): Value {
  const variable = state.vars.get(name);
  if (variable) return variable.value;
  if (NUMBERS.has(name)) return scalar([unknown(`$${name}`, "number")]);
  if (name === "PWD") return scalar(folderPieces(state.cwd));
  if (name === "OLDPWD") return scalar(state.previous.kind === "dirs" ? folderPieces(state.previous) : [unknown("$OLDPWD")]);
  const { home } = walk.shared.start;
  if (name === "HOME" && home !== undefined && !state.foreign) return scalar(known(home));
  if (walk.evaluating && !mayBeSet(walk, state, name)) return scalar([]);
  return scalar([unknown(`$${name} isn't set in the text`)]);
}

export function scalar(pieces: Pieces): Value {
  return { kind: "scalar", pieces };
}

/** What a state takes for set from the beginning; see `mayBeSet`. */
export function presetOf(start: ShellStart): (name: string) => boolean {
  return (name) => NUMBERS.has(name) || SET_BY_BASH.has(name) || start.inherited(name);
}

/** True when a variable that this text didn't assign may hold something all the same. */
export function mayBeSet(walk: Walk, state: State, name: string): boolean {
  if (NUMBERS.has(name)) return false;
  return state.foreign || SET_BY_BASH.has(name) || walk.shared.start.inherited(name);
}

/** True for a variable that bash assigns without being told its name. */
export function setByBash(name: string): boolean {
  return SET_BY_BASH.has(name);
}

export function isInteger(state: State, name: string): boolean {
  return INTEGERS.has(name) || state.vars.get(name)?.integer === true;
}

/** What a variable holds that may be an integer, or may not, or can't be assigned. */
export const DOUBTFUL = { kind: "scalar", pieces: [unknown("an integer, or not")] } as const satisfies Value;
/** What an integer variable holds after any assignment. */
export const INTEGER = { kind: "scalar", pieces: [unknown("an integer", "number")] } as const satisfies Value;

export interface Flags {
  readonly exported?: boolean | undefined;
  readonly integer?: boolean | undefined;
  readonly local?: object | undefined;
  readonly fixed?: boolean | undefined;
}

const NOWHERE: Place = { offset: 0, end: 0, text: "" };

/** True when an assignment to the name reaches later commands. */
function exportsAlways(walk: Walk, state: State, name: string, before: Variable | undefined): boolean {
  return before?.exported === true || name === "PATH" || state.allexport || state.foreign || walk.shared.start.inherited(name);
}

/** Assigns, exports where it must, and reports a name that has power over the shell. */
export function assign(walk: Walk, state: State, name: string, given: Value, place: Place, flags?: Flags): void {
  const before = state.vars.get(name);
  const value = flags?.integer === true || isInteger(state, name) ? evaluated(walk, given, place, before?.fixed === true) : given;
  const exported = flags?.exported ?? exportsAlways(walk, state, name, before);
  // Where the name may be readonly the old value may stay.
  const variable: Variable = {
    value: before?.fixed ? joinValues(before.value, value) : value,
    exported,
    integer: flags?.integer ?? before?.integer === true,
    fixed: flags?.fixed ?? before?.fixed === true,
    local: flags?.local ?? before?.local,
  };
  setVariable(state, name, variable);
  if (exported || state.exports.has(name)) exportVariable(state, name, variable, place);
  reportPower(walk, name, value, place);
  if (name === "IFS") state.ifs = false;
  if (name === "CDPATH") state.cdpath = true;
}

/**
 * What bash makes of a value for an integer variable, whoever assigns it: it evaluates the text, and with it each command in a subscript.
 * `doubtful`: as in `DOUBTFUL`.
 */
function evaluated(walk: Walk, value: Value, place: Place, doubtful: boolean): Value {
  if (value.kind === "unset") return value;
  const texts = value.kind === "scalar" ? [value.pieces] : value.elements;
  if (!texts?.every(isNumber)) opaque(walk, "a value for an integer variable is evaluated as arithmetic", place);
  if (value.kind === "scalar") return doubtful ? DOUBTFUL : INTEGER;
  return { ...value, elements: doubtful ? undefined : value.elements?.map(() => INTEGER.pieces) };
}

/** Puts a variable as it is now into the environment of later commands. */
export function exportVariable(state: State, name: string, variable: Variable, place: Place): void {
  if (variable.value.kind === "unset") {
    // What a local variable hides is passed on until it has a value.
    if (variable.local === undefined) setExport(state, name, undefined);
    return;
  }
  const pieces = variable.value.kind === "scalar" ? variable.value.pieces : undefined;
  setExport(state, name, { name, value: pieces && { pieces: whole(pieces), place }, place });
}

/** Some names are an opaque fact by themselves. */
function reportPower(walk: Walk, name: string, value: Value, place: Place): void {
  if (POWERFUL.has(name)) {
    opaque(walk, `${name} has power over the shell`, place);
    return;
  }
  if (name !== "PS4") return;
  const text = value.kind === "scalar" ? soleValue(value.pieces) : undefined;
  if (text === undefined || /[$`\\]/.test(text)) opaque(walk, "PS4 is expanded before every traced command", place);
}

export function unset(state: State, name: string): void {
  const before = state.vars.get(name);
  setVariable(state, name, {
    value: before?.fixed ? scalar([unknown("it may be readonly")]) : { kind: "unset" },
    exported: before?.exported === true,
    integer: false,
    fixed: before?.fixed === true,
    local: before?.local,
  });
  const passed = state.exports.get(name);
  setExport(state, name, before?.local !== undefined && passed ? { ...passed, value: undefined } : undefined);
  if (name === "IFS") state.ifs = false;
}

/** The value isn't known any more; a number stays one where `number` says that only numbers are assigned. */
export function blur(walk: Walk, state: State, name: string, number: boolean): void {
  const before = state.vars.get(name);
  const wasNumber = before
    ? before.value.kind === "unset" || (before.value.kind === "scalar" && isNumber(before.value.pieces))
    : !mayBeSet(walk, state, name);
  const plain = unknown(`$${name} is assigned in several places`, number && wasNumber ? "number" : "any");
  const piece =
    before?.value.kind === "scalar" && before.value.pieces.length > 0 && !mayBeEmpty(before.value.pieces) ? plain : vanishing(plain);
  const value: Value =
    before?.value.kind === "array"
      ? { kind: "array", elements: undefined, associative: before.value.associative }
      : { kind: "scalar", pieces: [piece] };
  setVariable(state, name, {
    value,
    exported: before?.exported === true,
    integer: before?.integer === true,
    fixed: before?.fixed === true,
    local: before?.local,
  });
  const place = state.exports.get(name)?.place ?? NOWHERE;
  if (place !== NOWHERE || exportsAlways(walk, state, name, before)) setExport(state, name, { name, value: undefined, place });
  if (name === "IFS") state.ifs = false;
  if (name === "PWD" || name === "OLDPWD") dropVariable(state, name);
}

function isNumber(pieces: Pieces): boolean {
  return pieces.length === 0 || isNumeric(formOf(pieces));
}
