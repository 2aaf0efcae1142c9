// What a stretch of text may assign when it runs, read off the syntax alone: before a loop's body is walked, all of
// that is unknown, since the body may have run before. Too much is fine, too little is not.

import { assignedIn, takeApart } from "./arithmetic.ts";
import { type Assigned, arithmetic, command, note, type Scan } from "./assigning.ts";
import { type Budget, take } from "./budget.ts";
import { literalWord } from "./literal.ts";
import { givesNumber } from "./outputs.ts";
import { childrenOf, type ParameterExpansionPart, type SyntaxNode } from "./parse.ts";
import type { Functions } from "./state.ts";

/** Scans nodes, and the bodies of the functions that they call. */
export function assignedBy(
  nodes: readonly (SyntaxNode | undefined)[],
  functions: ReadonlyMap<string, Functions>,
  budget: Budget,
): Assigned {
  const nothing = { allexport: false, all: false, folder: false, folderAnywhere: false, arguments: false, options: false, inputs: false };
  const found = {
    names: new Map(),
    functions: new Set<string>(),
    exports: new Set<string>(),
    passed: new Set<string>(),
    integers: new Set<string>(),
    arrays: new Set<string>(),
    ...nothing,
  };
  const scan: Scan = {
    found,
    visit,
    functions,
    seen: new Set(),
    budget,
  };
  visitAll(
    scan,
    nodes.filter((node) => node !== undefined),
    false,
    false,
  );
  return scan.found;
}

function visit(scan: Scan, node: SyntaxNode, apart: boolean, repeated: boolean): void {
  if (!take(scan.budget, 1)) {
    // Too much to look at: anything may be assigned. The walk ends at its next step anyway.
    scan.found.all = true;
    scan.found.folder = true;
    scan.found.folderAnywhere = true;
    return;
  }
  noteNode(scan, node, apart, repeated);
  const [inApart, inRepeated] = around(node, apart, repeated);
  visitAll(scan, runningIn(node), inApart, inRepeated);
}

/** What the node itself assigns. */
function noteNode(scan: Scan, node: SyntaxNode, apart: boolean, repeated: boolean): void {
  switch (node.type) {
    case "Assignment": {
      const numbers = givesNumber(node, (name) => scan.functions.has(name));
      note(scan, node.name, numbers, repeated);
      if (node.index || node.value.type === "ArrayValue") scan.found.arrays.add(node.name);
      return;
    }
    case "For":
    case "Select":
      note(scan, node.name.value, false, true);
      if (node.type === "Select") note(scan, "REPLY", false, true);
      return;
    case "Function":
      scan.found.functions.add(node.name.value);
      return;
    case "ArithmeticFor":
      for (const part of [node.initialize, node.test, node.update]) if (part) arithmetic(scan, takeApart(part).assigned, true);
      return;
    case "Coproc":
      note(scan, node.name?.value ?? "COPROC", false, repeated);
      return;
    case "ArithmeticCommand":
    case "ArithmeticExpansion":
      if (node.expression) arithmetic(scan, takeApart(node.expression).assigned, repeated);
      return;
    case "ParameterExpansion":
      noteParameter(scan, node, repeated);
      return;
    case "FileDescriptorVariable":
      note(scan, node.name, true, repeated);
      return;
    case "TestBinary":
      for (const word of [node.left, node.right]) arithmetic(scan, assignedIn(word.text), repeated);
      return;
    case "Command":
      command(scan, node, apart, repeated);
      return;
    default:
  }
}

function noteParameter(scan: Scan, { operation, parameter, index }: ParameterExpansionPart, repeated: boolean): void {
  if (operation?.type === "Default" && operation.operator.endsWith("=")) note(scan, parameter, false, repeated);
  if (index) arithmetic(scan, assignedIn(index.text), repeated);
  if (operation?.type === "Slice")
    for (const word of [operation.offset, operation.length]) if (word) arithmetic(scan, assignedIn(word.text), repeated);
}

/** Whether what the node holds runs in a shell apart, and more than once. */
function around(node: SyntaxNode, apart: boolean, repeated: boolean): readonly [apart: boolean, repeated: boolean] {
  switch (node.type) {
    case "For":
    case "Select":
    case "While":
    case "ArithmeticFor":
    case "Function":
      return [apart, true];
    case "Coproc":
    case "Subshell":
    case "CommandExpansion":
    case "ProcessSubstitution":
    case "ArithmeticCommandExpansion":
      return [true, repeated];
    case "Pipeline":
      return [apart || node.commands.length > 1, repeated];
    case "Statement":
      return [apart || node.background === true, repeated];
    default:
      return [apart, repeated];
  }
}

/** The children. In front of a command an assignment doesn't last, unless the command's name may vanish. */
function runningIn(node: SyntaxNode): readonly SyntaxNode[] {
  const children = childrenOf(node);
  if (node.type !== "Command" || !node.name || literalWord(node.name) === undefined) return children;
  return children.flatMap((child) => (child.type === "Assignment" && node.prefix.includes(child) ? childrenOf(child) : [child]));
}

function visitAll(scan: Scan, nodes: readonly SyntaxNode[], apart: boolean, repeated: boolean): void {
  for (const node of nodes) visit(scan, node, apart, repeated);
}
