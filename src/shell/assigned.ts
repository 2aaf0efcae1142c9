// What a stretch of text may assign when it runs, read off the syntax alone: before a loop's body is walked, all of
// that is unknown, since the body may have run before. Too much is fine, too little is not.

import { assignedIn, takeApart } from "./arithmetic.ts";
import { type Assigned, arithmetic, command, note, type Scan } from "./assigning.ts";
import { type Budget, take } from "./budget.ts";
import { literalWord } from "./literal.ts";
import { givesNumber } from "./outputs.ts";
import { childrenOf, type SyntaxNode } from "./parse.ts";
import type { Functions } from "./state.ts";

/** Scans nodes, and the bodies of the functions that they call. */
export function assignedBy(
  nodes: readonly (SyntaxNode | undefined)[],
  functions: ReadonlyMap<string, Functions>,
  budget: Budget,
): Assigned {
  const nothing = { allexport: false, all: false, folder: false, folderAnywhere: false };
  const found = {
    names: new Map(),
    functions: new Set<string>(),
    exports: new Set<string>(),
    passed: new Set<string>(),
    integers: new Set<string>(),
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
      // In front of a command an assignment doesn't last, unless the command's name may vanish.
      if (!node.name || literalWord(node.name) === undefined) break;
      for (const child of childrenOf(node))
        visitAll(scan, child.type === "Assignment" && node.prefix.includes(child) ? childrenOf(child) : [child], apart, repeated);
      return;
    default:
      break;
  }
  visitAll(scan, childrenOf(node), apart, repeated);
}

function visitAll(scan: Scan, nodes: readonly SyntaxNode[], apart: boolean, repeated: boolean): void {
  for (const node of nodes) visit(scan, node, apart, repeated);
}
