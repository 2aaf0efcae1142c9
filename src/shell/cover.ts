// The second opinion on the parser. Every `$(`, backtick, `${`, `$[`, `<(`, `>(` of the raw text must be a node that
// the tree claims, or stand where bash certainly takes it as text. Words that touch, redirections without a target and
// the few forms that bash reads differently from the tree are refused. What this finds is never "probably fine".

import { type Budget, SPENT, take } from "./budget.ts";
import {
  arithmeticRange,
  descend,
  IN_ARITHMETIC,
  type Inspection,
  inspectArithmetic,
  inspectCommand,
  inspectName,
  inspectParameter,
  inspectRedirection,
  inspectScript,
  inspectSubstitution,
  inspectWords,
  PLAIN,
  paint,
  type Surroundings,
} from "./inspect.ts";
import { childrenOf, type ParsedScript, type Script, type SyntaxNode } from "./parse.ts";
import {
  ARITHMETIC,
  DOUBLE,
  findEscapedOperators,
  findLostSeparators,
  findOpenDocuments,
  findUnclaimed,
  INERT,
  markComments,
  type Problem,
  refuse,
  WORD,
} from "./unclaimed.ts";

const DEPTH_LIMIT = 100;

/** The first reason not to trust the tree of `text`. Throws only where the parser does (see `childrenOf`). */
export function coverProblem(script: ParsedScript, text: string, budget: Budget): Problem | undefined {
  let scripts: { readonly script: Script; readonly text: string }[] = [{ script, text }];
  // In a file bash drops it, on the command line it is a character.
  if (/(?<!\\)(?:\\\\)*\\$/.test(text)) return { why: "the text ends with a backslash", offset: text.length - 1, end: text.length };
  for (let depth = 0; scripts.length > 0; depth += 1) {
    if (depth > DEPTH_LIMIT)
      return { why: "the text is nested too deep to be read: write it flat, or split the command", offset: 0, end: text.length };
    const next: typeof scripts = [];
    for (const part of scripts) {
      const inspection = inspect(part.script, part.text, budget);
      const { problem } = inspection;
      if (problem) return depth === 0 ? problem : { why: problem.why, offset: 0, end: text.length };
      for (const nested of inspection.nested) next.push({ script: nested, text: nested.source ?? "" });
    }
    scripts = next;
  }
  return undefined;
}

function inspect(root: Script, text: string, budget: Budget): Inspection {
  const stack = [{ node: root, around: PLAIN }];
  const inspection: Inspection = {
    root,
    text,
    reading: new Uint8Array(text.length),
    claimed: new Set(),
    closing: new Set(),
    substitutions: [],
    documents: [],
    hereDocuments: [],
    lists: [],
    nested: [],
    stack,
    problem: undefined,
  };
  for (let next = inspection.stack.pop(); next && !inspection.problem; next = inspection.stack.pop()) {
    const { pos, end } = next.node;
    if (!take(budget, 1 + ((end - pos) >> 8))) refuse(inspection, SPENT, root);
    visit(inspection, next.node, next.around);
  }
  if (!inspection.problem) {
    markComments(inspection);
    findUnclaimed(inspection);
    findLostSeparators(inspection);
    findOpenDocuments(inspection);
    findEscapedOperators(inspection);
  }
  return inspection;
}

function visit(inspection: Inspection, node: SyntaxNode, around: Surroundings): void {
  const inner = around.arithmetic ? ARITHMETIC : around.double ? DOUBLE : WORD;
  switch (node.type) {
    case "Script":
      inspectScript(inspection, node);
      return;
    case "Word":
      paint(inspection, node, inner);
      break;
    case "Assignment":
      paint(inspection, node, WORD);
      if (node.index) arithmeticRange(inspection, node.index);
      // With text behind its list bash takes the whole word for a plain value and removes the quotes; the tree keeps them.
      if (node.value.type === "Word" && inspection.text[node.value.pos] === "(") refuse(inspection, "a list with text behind it", node);
      descend(inspection, [node.value], around);
      return;
    case "Redirect":
    case "HereString":
      inspectRedirection(inspection, node);
      break;
    case "HereDoc":
      inspection.hereDocuments.push({ pos: node.pos, end: node.closing?.end ?? Infinity });
      inspectRedirection(inspection, node);
      break;
    case "HereDocDelimiter":
      paint(inspection, node, INERT);
      if (/[$`]/.test(node.text)) refuse(inspection, "a here-document's delimiter holds an expansion", node);
      break;
    case "HereDocBody":
      inspection.documents.push(node);
      paint(inspection, node, node.parts === undefined ? INERT : DOUBLE);
      descend(inspection, node.parts ?? [], { ...PLAIN, double: true });
      return;
    case "ArrayValue":
      inspection.lists.push(node);
      inspectWords(inspection, node.elements);
      break;
    case "SingleQuoted":
    case "AnsiCQuoted":
      if (!around.arithmetic) paint(inspection, node, INERT);
      break;
    case "DoubleQuoted":
    case "LocaleString":
      paint(inspection, node, around.arithmetic ? ARITHMETIC : DOUBLE);
      descend(inspection, node.parts, { ...around, double: true });
      return;
    case "SimpleExpansion":
      inspection.claimed.add(node.pos);
      inspectName(inspection, node);
      break;
    case "ParameterExpansion":
      paint(inspection, node, inner);
      inspectParameter(inspection, node, around);
      return;
    case "Unknown":
      refuse(inspection, "an expansion of a kind that isn't known", node);
      return;
    case "ArithmeticExpansion":
      inspection.claimed.add(node.pos);
      inspectArithmetic(inspection, node, /[^\s$()[\]]/.test(node.text));
      return;
    case "ArithmeticCommand":
      inspectArithmetic(inspection, node, /\S/.test(node.body));
      return;
    case "ArithmeticFor":
      paint(inspection, { pos: node.pos, end: node.body.pos }, ARITHMETIC);
      descend(inspection, [node.initialize, node.test, node.update], IN_ARITHMETIC);
      descend(inspection, [node.body], PLAIN);
      return;
    case "CommandExpansion":
    case "ProcessSubstitution":
    case "ArithmeticCommandExpansion":
      inspectSubstitution(inspection, node, around);
      break;
    case "Subshell":
      if (inspection.text.startsWith("((", node.pos) && inspection.text.slice(node.pos, node.end).includes("<<"))
        refuse(inspection, "a here-document inside ((", node);
      break;
    case "Command":
      inspectCommand(inspection, node);
      break;
    default:
      break;
  }
  descend(inspection, childrenOf(node), around);
}
