// The second opinion on the parser. Every `$(`, backtick, `${`, `$[`, `<(`, `>(` of the raw text must be a node that
// the tree claims, or stand where bash certainly takes it as text. Words that touch, redirections without a target and
// the few forms that bash reads differently from the tree are refused. What this finds is never "probably fine".

import { type Budget, SPENT, take } from "./budget.ts";
import { childrenOf, type ParsedScript, type Redirection, type Script, type SyntaxNode } from "./parse.ts";
import {
  ARITHMETIC,
  DOUBLE,
  findEscapedOperators,
  findLostSeparators,
  findUnclaimed,
  GAP,
  INERT,
  markComments,
  type Problem,
  type Reading,
  refuse,
  WORD,
} from "./unclaimed.ts";

interface Surroundings {
  readonly double: boolean;
  readonly arithmetic: boolean;
  readonly operand: boolean;
}

interface Inspection extends Reading {
  readonly root: Script;
  /** Scripts with a decoded text of their own. */
  readonly nested: Script[];
  readonly stack: { readonly node: SyntaxNode; readonly around: Surroundings }[];
}

const PLAIN: Surroundings = { double: false, arithmetic: false, operand: false };
const IN_ARITHMETIC: Surroundings = { double: false, arithmetic: true, operand: false };
const DEPTH_LIMIT = 100;

/** The first reason not to trust the tree of `text`. Throws only where the parser does (see `childrenOf`). */
export function coverProblem(script: ParsedScript, text: string, budget: Budget): Problem | undefined {
  let scripts: { readonly script: Script; readonly text: string }[] = [{ script, text }];
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
    findEscapedOperators(inspection);
  }
  return inspection;
}

function paint(inspection: Inspection, node: { readonly pos: number; readonly end: number }, reading: number): void {
  inspection.reading.fill(reading, node.pos, node.end);
}

function descend(inspection: Inspection, nodes: readonly (SyntaxNode | undefined)[], around: Surroundings): void {
  for (const node of nodes) if (node) inspection.stack.push({ node, around });
}

function visit(inspection: Inspection, node: SyntaxNode, around: Surroundings): void {
  const inner = around.arithmetic ? ARITHMETIC : around.double ? DOUBLE : WORD;
  switch (node.type) {
    case "Script": {
      const error = "errors" in node ? node.errors?.[0] : undefined;
      if (error) {
        refuse(inspection, `syntax error: ${error.message}`, { pos: error.pos, end: error.pos });
        return;
      }
      if (node !== inspection.root) {
        if (node.source !== undefined) return void inspection.nested.push(node);
        paint(inspection, node, GAP);
      }
      descend(inspection, node.commands, PLAIN);
      return;
    }
    case "Word":
      paint(inspection, node, inner);
      break;
    case "Assignment":
      paint(inspection, node, WORD);
      if (node.index) arithmeticRange(inspection, node.index);
      descend(inspection, [node.value], around);
      return;
    case "Redirect":
    case "HereString":
    case "HereDoc":
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
      break;
    case "ParameterExpansion":
      inspection.claimed.add(node.pos);
      paint(inspection, node, inner);
      if (!/^([A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(node.parameter)) refuse(inspection, "an expansion of a kind that isn't known", node);
      if (node.index) arithmeticRange(inspection, node.index);
      // The parser cuts a pattern at its first slash, also at one inside a substitution.
      if (node.operation?.type === "Replace" && /`|[$<>]\(/.test(node.text))
        refuse(inspection, "a substitution inside a replacement", node);
      if (node.operation?.type === "Slice") {
        arithmeticRange(inspection, node.operation.offset);
        if (node.operation.length) arithmeticRange(inspection, node.operation.length);
      } else descend(inspection, [node.operation], { ...around, operand: true });
      return;
    case "Unknown":
      refuse(inspection, "an expansion of a kind that isn't known", node);
      return;
    case "ArithmeticExpansion":
      inspection.claimed.add(node.pos);
      paint(inspection, node, ARITHMETIC);
      if (node.expression === undefined && /[^\s$()[\]]/.test(node.text)) refuse(inspection, "arithmetic that can't be read", node);
      descend(inspection, [node.expression], IN_ARITHMETIC);
      return;
    case "ArithmeticCommand":
      paint(inspection, node, ARITHMETIC);
      if (node.expression === undefined && /\S/.test(node.body)) refuse(inspection, "arithmetic that can't be read", node);
      descend(inspection, [node.expression], IN_ARITHMETIC);
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
    case "Command": {
      const items = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix];
      for (const [index, item] of items.entries()) {
        const touching = index > 0 && items[index - 1]?.end === item.pos;
        if (touching && item.type !== "Redirect" && item.type !== "HereString" && item.type !== "HereDoc")
          refuse(inspection, "two words touch without a separator", item);
      }
      break;
    }
    default:
      break;
  }
  descend(inspection, childrenOf(node), around);
}

/** In a subscript or slice no quote protects, and neither does the tree's word structure. */
function arithmeticRange(inspection: Inspection, word: Extract<SyntaxNode, { type: "Word" }>): void {
  paint(inspection, word, ARITHMETIC);
  descend(inspection, childrenOf(word), IN_ARITHMETIC);
}

function inspectRedirection(inspection: Inspection, node: Redirection): void {
  paint(inspection, node.type === "HereDoc" ? { pos: node.pos, end: node.delimiter?.end ?? node.pos + 2 } : node, WORD);
  const target = node.type === "HereDoc" ? node.delimiter : node.target;
  if (!target) {
    refuse(inspection, "a redirection without a target", node);
    return;
  }
  const copies = node.type === "Redirect" && (node.operator === ">&" || node.operator === "<&");
  // A plain variable is fine when it holds a number: `redirect` sees to that.
  if (copies && !/^(\d+-?|-|[\w./][\w./-]*|"?\$(\w+|\{\w+(\[\d\])?\})"?)$/.test(target.text))
    refuse(inspection, "a copied descriptor that isn't literal (bash expands it twice)", node);
}

function inspectSubstitution(
  inspection: Inspection,
  node: Extract<SyntaxNode, { type: "CommandExpansion" | "ProcessSubstitution" | "ArithmeticCommandExpansion" }>,
  around: Surroundings,
): void {
  inspection.claimed.add(node.pos);
  if (around.operand && node.type === "ProcessSubstitution")
    refuse(inspection, "a process substitution inside a parameter expansion", node);
  if (!node.script) {
    refuse(inspection, "a substitution that can't be read", node);
    return;
  }
  if (node.text.startsWith("${")) refuse(inspection, "a substitution in the form of bash 5.3", node);
  if (node.text.startsWith("$((") && node.text.includes("<<")) refuse(inspection, "a here-document inside ((", node);
  // The brace expansion takes these quotes in another way, and may write the whole word out twice.
  if (node.text.startsWith("`") && node.text.includes("{") && /\\\\["']/.test(node.text))
    refuse(inspection, "braces and escaped quotes in backticks", node);
  if (!node.text.startsWith("`")) inspection.substitutions.push(node);
  else {
    inspection.closing.add(node.end - 1);
    // The decoded text is inspected by itself; its raw form says nothing.
    if (node.script.source !== undefined) paint(inspection, node, INERT);
  }
}
