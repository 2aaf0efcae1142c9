// The adapter to the parser, and the only module that knows its name. It never throws: what the parser can't
// take (it recurses, so long chains overflow its stack) comes back as undefined.

import { forEachChild, type ParsedScript, parse, type SyntaxNode } from "unbash";

export type {
  ArithmeticExpression,
  Assignment,
  Case,
  Command,
  CommandNode,
  CompoundList,
  For,
  Function as FunctionNode,
  HereDoc,
  If,
  ParameterExpansionPart,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirect,
  Redirection,
  Script,
  Select,
  Statement,
  SyntaxNode,
  TestExpression,
  While,
  Word,
  WordPart,
} from "unbash";

/** The syntax tree, or undefined where the parser gave up. The tree may hold errors: see `read`. */
export function parseText(text: string): ParsedScript | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** The direct children of a node. Nested scripts are parsed when their node is asked, so this can throw on a hostile depth. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  forEachChild(node, (child) => children.push(child));
  return children;
}
