// What the cover check asks of one node of the tree: how its characters are read, and whether bash could read it otherwise.

import {
  type Command,
  childrenOf,
  type ParameterExpansionPart,
  type ParsedScript,
  type Redirection,
  type Script,
  type SyntaxNode,
} from "./parse.ts";
import { ARITHMETIC, GAP, hidesDescriptor, INERT, type Reading, refuse, touches, WORD } from "./unclaimed.ts";

/** What stands around a node, as far as it changes how its characters are read. */
export interface Surroundings {
  readonly double: boolean;
  readonly arithmetic: boolean;
  readonly operand: boolean;
}

export interface Inspection extends Reading {
  readonly root: Script;
  /** Scripts with a decoded text of their own. */
  readonly nested: Script[];
  readonly stack: { readonly node: SyntaxNode; readonly around: Surroundings }[];
}

export const PLAIN: Surroundings = { double: false, arithmetic: false, operand: false };
export const IN_ARITHMETIC: Surroundings = { double: false, arithmetic: true, operand: false };
/** Says how the node's characters are read. */
export function paint(inspection: Inspection, node: { readonly pos: number; readonly end: number }, reading: number): void {
  inspection.reading.fill(reading, node.pos, node.end);
}

/** Has the nodes visited. */
export function descend(inspection: Inspection, nodes: readonly (SyntaxNode | undefined)[], around: Surroundings): void {
  for (const node of nodes) if (node) inspection.stack.push({ node, around });
}

/** A syntax error, or a text of its own, or one that stands in this text. */
export function inspectScript(inspection: Inspection, node: Script | ParsedScript): void {
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
}

export function inspectParameter(inspection: Inspection, node: ParameterExpansionPart, around: Surroundings): void {
  const { operation } = node;
  inspection.claimed.add(node.pos);
  if (!/^([A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(node.parameter)) refuse(inspection, "an expansion of a kind that isn't known", node);
  if (node.index) arithmeticRange(inspection, node.index);
  // The parser cuts a pattern at its first slash, also at one inside a substitution.
  if (operation?.type === "Replace" && /`|[$<>]\(/.test(node.text)) refuse(inspection, "a substitution inside a replacement", node);
  // Braces expand before all else, and with quotes around them bash takes those of an operand for a list.
  if (/(^|[^$])\{[\s\S]*(,|\.\.)/.test(node.text) && /["'\\]/.test(node.text))
    refuse(inspection, "braces and quotes in an expansion", node);
  if (operation?.type === "Slice") {
    arithmeticRange(inspection, operation.offset);
    if (operation.length) arithmeticRange(inspection, operation.length);
  } else descend(inspection, [operation], { ...around, operand: true });
}

/** To bash `$x\⏎y` is `$xy`. */
export function inspectName(inspection: Inspection, node: Extract<SyntaxNode, { type: "SimpleExpansion" }>): void {
  if (/^\$(\\\n)*[A-Za-z_]/.test(node.text) && /^(\\\n)+\w/.test(inspection.text.slice(node.end, node.end + 20)))
    refuse(inspection, "a name that goes on in the next line", node);
}

/** `filled`: there is something that should have been read. */
export function inspectArithmetic(
  inspection: Inspection,
  node: Extract<SyntaxNode, { type: "ArithmeticExpansion" | "ArithmeticCommand" }>,
  filled: boolean,
): void {
  paint(inspection, node, ARITHMETIC);
  if (node.expression === undefined && filled) refuse(inspection, "arithmetic that can't be read", node);
  descend(inspection, [node.expression], IN_ARITHMETIC);
}

export function inspectCommand(inspection: Inspection, node: Command): void {
  inspectWords(inspection, [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix]);
}

/** Words, and what stands between them. */
export function inspectWords(inspection: Inspection, items: readonly SyntaxNode[]): void {
  for (const [index, item] of items.entries())
    if (!isRedirection(item) && touches(inspection, items[index - 1], item))
      refuse(inspection, "two words touch without a separator", item);
}

function isRedirection({ type }: SyntaxNode): boolean {
  return type === "Redirect" || type === "HereString" || type === "HereDoc";
}

/** In a subscript or slice no quote protects, and neither does the tree's word structure. */
export function arithmeticRange(inspection: Inspection, word: Extract<SyntaxNode, { type: "Word" }>): void {
  paint(inspection, word, ARITHMETIC);
  descend(inspection, childrenOf(word), IN_ARITHMETIC);
}

/** Refuses what bash expands twice, and what has no target. */
export function inspectRedirection(inspection: Inspection, node: Redirection): void {
  paint(inspection, node.type === "HereDoc" ? { pos: node.pos, end: node.delimiter?.end ?? node.pos + 2 } : node, WORD);
  if (hidesDescriptor(inspection, node)) refuse(inspection, "a descriptor on the line before", node);
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

/** Refuses the substitutions that bash reads otherwise than the tree. */
export function inspectSubstitution(
  inspection: Inspection,
  node: Extract<SyntaxNode, { type: "CommandExpansion" | "ProcessSubstitution" | "ArithmeticCommandExpansion" }>,
  around: Surroundings,
): void {
  inspection.claimed.add(node.pos);
  if (around.operand && node.type === "ProcessSubstitution")
    refuse(inspection, "a process substitution inside a parameter expansion", node);
  // To bash that is more of the word, to the parser a comment.
  if (node.type === "ProcessSubstitution" && /^(\\\n)*#/.test(inspection.text.slice(node.end, node.end + 20)))
    refuse(inspection, "a process substitution with a # behind it", node);
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
