// What a stretch of text may assign when it runs, read off the syntax alone: before a loop's body is walked, all of
// that is unknown, since the body may have run before. Too much is fine, too little is not.

import { assignedIn, identifiers, takeApart } from "./arithmetic.ts";
import { literalWord, operands } from "./literal.ts";
import { givesNumber } from "./outputs.ts";
import { type Command, childrenOf, type SyntaxNode, type Word } from "./parse.ts";
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
  /** Functions that may be defined. */
  readonly functions: Set<string>;
  /** The current folder may change, outside subshells. */
  folder: boolean;
  /** The same, with what happens in subshells. */
  folderAnywhere: boolean;
}

interface Scan {
  readonly found: Assigned;
  readonly functions: ReadonlyMap<string, Functions>;
  readonly seen: Set<SyntaxNode>;
}

const NESTED_LIMIT = 50;
/** Options of `read` and its like that take a word. */
const TAKES_WORD: Readonly<Record<string, string>> = { read: "dnNptiu", mapfile: "dnOsuCc", readarray: "dnOsuCc", wait: "" };

/** Scans nodes, and the bodies of the functions that they call. */
export function assignedBy(nodes: readonly (SyntaxNode | undefined)[], functions: ReadonlyMap<string, Functions>): Assigned {
  const scan: Scan = {
    found: {
      names: new Map(),
      functions: new Set(),
      exports: new Set(),
      allexport: false,
      all: false,
      folder: false,
      folderAnywhere: false,
    },
    functions,
    seen: new Set(),
  };
  for (const node of nodes) if (node) visit(scan, node, false, false);
  return scan.found;
}

function note(scan: Scan, name: string, numbers: boolean, repeated: boolean): void {
  const before = scan.found.names.get(name);
  scan.found.names.set(name, { places: (before?.places ?? 0) + (repeated ? 2 : 1), numbers: numbers && before?.numbers !== false });
}

function visit(scan: Scan, node: SyntaxNode, apart: boolean, repeated: boolean): void {
  switch (node.type) {
    case "Assignment":
      note(
        scan,
        node.name,
        givesNumber(node, (name) => scan.functions.has(name)),
        repeated,
      );
      break;
    case "For":
    case "Select":
      note(scan, node.name.value, false, true);
      if (node.type === "Select") note(scan, "REPLY", false, true);
      visitAll(scan, childrenOf(node), apart, true);
      return;
    case "While":
    case "ArithmeticFor":
    case "Function":
      if (node.type === "Function") scan.found.functions.add(node.name.value);
      if (node.type === "ArithmeticFor")
        for (const part of [node.initialize, node.test, node.update]) if (part) arithmetic(scan, takeApart(part).assigned, true);
      visitAll(scan, childrenOf(node), apart, true);
      return;
    case "Coproc":
      note(scan, node.name?.value ?? "COPROC", false, repeated);
      visitAll(scan, childrenOf(node), true, repeated);
      return;
    case "ArithmeticCommand":
    case "ArithmeticExpansion":
      if (node.expression) arithmetic(scan, takeApart(node.expression).assigned, repeated);
      break;
    case "ParameterExpansion":
      if (node.operation?.type === "Default" && node.operation.operator.endsWith("=")) note(scan, node.parameter, false, repeated);
      if (node.index) arithmetic(scan, assignedIn(node.index.text), repeated);
      if (node.operation?.type === "Slice")
        for (const word of [node.operation.offset, node.operation.length]) if (word) arithmetic(scan, assignedIn(word.text), repeated);
      break;
    case "FileDescriptorVariable":
      note(scan, node.name, true, repeated);
      break;
    case "Subshell":
    case "CommandExpansion":
    case "ProcessSubstitution":
    case "ArithmeticCommandExpansion":
      visitAll(scan, childrenOf(node), true, repeated);
      return;
    case "Pipeline":
      visitAll(scan, childrenOf(node), apart || node.commands.length > 1, repeated);
      return;
    case "Statement":
      visitAll(scan, childrenOf(node), apart || node.background === true, repeated);
      return;
    case "TestBinary":
      for (const word of [node.left, node.right]) arithmetic(scan, assignedIn(word.text), repeated);
      break;
    case "Command":
      command(scan, node, apart, repeated);
      break;
    default:
      break;
  }
  visitAll(scan, childrenOf(node), apart, repeated);
}

function visitAll(scan: Scan, nodes: readonly SyntaxNode[], apart: boolean, repeated: boolean): void {
  for (const node of nodes) visit(scan, node, apart, repeated);
}

function arithmetic(scan: Scan, names: readonly string[], repeated: boolean): void {
  for (const name of names) note(scan, name, true, repeated);
}

function command(scan: Scan, node: Command, apart: boolean, repeated: boolean): void {
  const words = [...(node.name ? [node.name] : []), ...node.args.filter((word): word is Word => word.type === "Word")];
  const argv = words.map(literalWord);
  while (argv.length > 1 && /^(command|builtin|exec)$/.test(argv[0] ?? "")) {
    argv.shift();
    while (argv[0]?.startsWith("-")) argv.shift();
  }
  const [name, ...args] = argv;
  // A name that is made at run time is no builtin that changes the shell: see `dispatch`.
  const bodies = name === undefined ? undefined : scan.functions.get(name)?.bodies;
  for (const body of bodies ?? []) {
    if (scan.seen.has(body.node)) continue;
    scan.seen.add(body.node);
    visit(scan, body.node.body, apart, true);
  }
  // A trap that assigns is opaque, or runs at the very end.
  switch (name) {
    case "cd":
    case "pushd":
    case "popd":
      folder(scan, apart);
      return;
    case "eval":
      nestedText(scan, args, apart);
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
      note(scan, name === "read" ? "REPLY" : "MAPFILE", false, repeated);
      names(scan, operands(args, TAKES_WORD[name] ?? ""), false, repeated);
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
      exportNames(scan, node, name === "export");
      names(
        scan,
        args.filter((word) => word === undefined || word.includes("=")),
        false,
        repeated,
      );
      return;
    case "set":
      scan.found.allexport ||= args.some((word) => word === undefined || word === "allexport" || /^-\w*a/.test(word));
      return;
    case "declare":
    case "typeset":
    case "local":
    case "unset":
      exportNames(
        scan,
        node,
        args.some((word) => word === undefined || /^-\w*x/.test(word)),
      );
      names(
        scan,
        args.filter((word) => word === undefined || !/^[-+]/.test(word)),
        false,
        repeated,
      );
      return;
    default:
  }
}

/** `export` and `declare -x`: the names of the words and of the assignments. */
function exportNames(scan: Scan, node: Command, exporting: boolean): void {
  if (!exporting) return;
  for (const item of node.args) {
    const name = item.type === "Assignment" ? item.name : /^\w+/.exec(literalWord(item) ?? "")?.[0];
    if (name !== undefined) scan.found.exports.add(name);
  }
}

function folder(scan: Scan, apart: boolean): void {
  scan.found.folder ||= !apart;
  scan.found.folderAnywhere = true;
}

/** A text that is run as well. */
function nestedText(scan: Scan, words: readonly (string | undefined)[], apart: boolean): void {
  const reading = words.includes(undefined) ? undefined : read(words.join(" "));
  if (reading?.kind === "script" && scan.seen.size < NESTED_LIMIT) {
    scan.seen.add(reading.script);
    visit(scan, reading.script, apart, true);
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
