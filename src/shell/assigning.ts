// The side of `assigned` that knows builtins: which words of a command are names of variables that it sets.

import { identifiers } from "./arithmetic.ts";
import type { Budget } from "./budget.ts";
import { literalWord, operands } from "./literal.ts";
import type { Command, SyntaxNode, Word } from "./parse.ts";
import { read } from "./read.ts";
import type { Functions } from "./state.ts";

export interface Assigned {
  /** For each name the number of places that assign it, and whether all of them give numbers. A place in a loop or function counts twice. */
  readonly names: Map<string, { readonly places: number; readonly numbers: boolean }>;
  /** Some name is made at run time: any variable may be assigned. */
  all: boolean;
  /** Variables that may be exported, and whether all that are assigned may be. */
  readonly exports: Set<string>;
  allexport: boolean;
  /** Variables in front of a command, which may be a function's call: what it runs gets them, traps too. */
  readonly passed: Set<string>;
  /** Variables that may be declared integers. */
  readonly integers: Set<string>;
  /** Variables that may become lists. */
  readonly arrays: Set<string>;
  /** Functions that may be defined. */
  readonly functions: Set<string>;
  /** The current folder may change, outside subshells. */
  folder: boolean;
  /** The same, with what happens in subshells. */
  folderAnywhere: boolean;
  /** The positional parameters may change. */
  arguments: boolean;
  /** Options of the shell may be set or taken back. */
  options: boolean;
  /** `exec` may open other files for what follows. */
  inputs: boolean;
}

export interface Scan {
  readonly found: Assigned;
  readonly functions: ReadonlyMap<string, Functions>;
  /** Closes the circle: a function's body holds nodes of all kinds. */
  readonly visit: (scan: Scan, node: SyntaxNode, apart: boolean, repeated: boolean) => void;
  readonly seen: Set<SyntaxNode>;
  readonly budget: Budget;
}

const NESTED_LIMIT = 50;
/** Options of `read` and its like that take a word. */
const TAKES_WORD: Readonly<Record<string, string>> = { read: "dnNptiu", mapfile: "dnOsuCc", readarray: "dnOsuCc" };

/** Notes one assignment. */
export function note(scan: Scan, name: string, numbers: boolean, repeated: boolean): void {
  const before = scan.found.names.get(name);
  scan.found.names.set(name, { places: (before?.places ?? 0) + (repeated ? 2 : 1), numbers: numbers && before?.numbers !== false });
}

/** Notes what arithmetic assigns. */
export function arithmetic(scan: Scan, assigned: readonly string[], repeated: boolean): void {
  for (const name of assigned) note(scan, name, true, repeated);
}

/** Notes what a command may assign, and what the function does that it calls. */
export function command(scan: Scan, node: Command, apart: boolean, repeated: boolean): void {
  const words = [...(node.name ? [node.name] : []), ...node.args.filter((word): word is Word => word.type === "Word")];
  const argv = words.map(literalWord);
  scan.found.inputs ||= argv.includes("exec");
  while (argv.length > 1 && /^(command|builtin|exec)$/.test(argv[0] ?? "")) {
    argv.shift();
    while (argv[0]?.startsWith("-")) argv.shift();
  }
  const [name, ...args] = argv;
  // A name that is made at run time is no builtin that changes the shell: see `dispatch`.
  if (name !== undefined) called(scan, node, name, apart);
  // A trap that assigns is opaque, or runs at the very end.
  switch (name) {
    case "cd":
    case "pushd":
    case "popd":
      folder(scan, apart);
      return;
    case "eval":
      nestedText(scan, args[0] === "--" ? args.slice(1) : args, apart);
      return;
    case "source":
    case ".":
      scan.found.all = true;
      folder(scan, apart);
      return;
    case "read":
    case "mapfile":
    case "readarray":
    case "wait":
      reads(scan, name, args, repeated);
      return;
    case "getopts":
      note(scan, "OPTARG", false, repeated);
      names(scan, args.slice(1, 2), false, repeated);
      return;
    case "printf": {
      const at = args.findIndex((word) => word?.startsWith("-v") === true);
      if (at >= 0) names(scan, args[at] === "-v" ? args.slice(at + 1, at + 2) : [args[at]?.slice(2)], false, repeated);
      return;
    }
    case "let":
      for (const word of words.slice(1)) arithmetic(scan, identifiers(word.text), repeated);
      return;
    case "export":
    case "readonly":
      if (name === "export") declared(node, scan.found.exports);
      else if (flagged(args, /^-\w*[aA]/)) declared(node, scan.found.arrays);
      names(
        scan,
        args.filter((word) => word === undefined || word.includes("=")),
        false,
        repeated,
      );
      return;
    case "set":
      scan.found.arguments = true;
      scan.found.options = true;
      scan.found.allexport ||= flagged(args, /^allexport$|^-\w*a/);
      return;
    case "shift":
      scan.found.arguments = true;
      return;
    case "shopt":
      scan.found.options = true;
      return;
    case "unset":
      unset(scan, args, repeated);
      return;
    case "declare":
    case "typeset":
    case "local":
      if (flagged(args, /^-\w*x/)) declared(node, scan.found.exports);
      if (flagged(args, /^-\w*i/)) declared(node, scan.found.integers);
      if (flagged(args, /^-\w*[aA]/)) declared(node, scan.found.arrays);
      names(scan, withoutOptions(args), false, repeated);
      return;
    default:
  }
}

/** Notes what a function of that name does. */
function called(scan: Scan, node: Command, name: string, apart: boolean): void {
  // The name may be a function's that a subshell defines.
  for (const item of node.prefix) if (item.type === "Assignment") scan.found.passed.add(item.name);
  const bodies = scan.functions.get(name)?.bodies;
  if (!bodies) return;
  for (const body of bodies) {
    if (scan.seen.has(body.node)) continue;
    scan.seen.add(body.node);
    scan.visit(scan, body.node.body, apart, true);
  }
}

type Args = readonly (string | undefined)[];

/** True where an option is given, or may be. */
function flagged(args: Args, option: RegExp): boolean {
  return args.some((word) => word === undefined || option.test(word));
}

function withoutOptions(args: Args): Args {
  return args.filter((word) => word === undefined || !/^[-+]/.test(word));
}

/** `read`, `mapfile`, `readarray` and `wait`. */
function reads(scan: Scan, name: string, args: Args, repeated: boolean): void {
  note(scan, name === "read" ? "REPLY" : "MAPFILE", false, repeated);
  // Which of the words names the list isn't told apart.
  if (name !== "read" || flagged(args, /^-\w*a/))
    for (const word of args) if (word !== undefined) scan.found.arrays.add(word.replace(/^-\w*a/, ""));
  names(scan, operands(args, TAKES_WORD[name] ?? ""), false, repeated);
}

/** `unset name` also takes a function. */
function unset(scan: Scan, args: readonly (string | undefined)[], repeated: boolean): void {
  const words = withoutOptions(args);
  for (const word of words) if (word !== undefined && scan.functions.has(word)) scan.found.functions.add(word);
  names(scan, words, false, repeated);
}

/** The names of the words and of the assignments. */
function declared(node: Command, into: Set<string>): void {
  for (const item of node.args) {
    const name = item.type === "Assignment" ? item.name : /^\w+/.exec(literalWord(item) ?? "")?.[0];
    if (name !== undefined) into.add(name);
  }
}

function folder(scan: Scan, apart: boolean): void {
  scan.found.folder ||= !apart;
  scan.found.folderAnywhere = true;
}

/** A text that is run as well. */
function nestedText(scan: Scan, words: readonly (string | undefined)[], apart: boolean): void {
  const reading = words.includes(undefined) ? undefined : read(words.join(" "), scan.budget);
  if (reading?.kind === "script" && scan.seen.size < NESTED_LIMIT) {
    scan.seen.add(reading.script);
    scan.visit(scan, reading.script, apart, true);
    return;
  }
  scan.found.all = true;
  folder(scan, apart);
}

function names(scan: Scan, words: readonly (string | undefined)[], numbers: boolean, repeated: boolean): void {
  for (const word of words) {
    const name = word === undefined ? undefined : /^[A-Za-z_]\w*/.exec(word)?.[0];
    if (name !== undefined) note(scan, name, numbers, repeated);
    else if (word === undefined) scan.found.all = true;
  }
}
