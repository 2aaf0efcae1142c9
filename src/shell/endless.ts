// Loops that nothing in them ends, and that start processes or write more in every round. Read off the syntax alone;
// a loop that waits, reads or may leave is an ordinary one.

import { literalWord } from "./literal.ts";
import { type CompoundList, childrenOf, type PipelineNode, type SyntaxNode, type While } from "./parse.ts";

/** A loop with more in it than this is no bomb. */
const NODE_LIMIT = 500;

const LEAVES = /^(?:break|exit|return|exec|wait|read|sleep|kill|fg|inotifywait)$/;

/** Why the loop can't be left to itself, or undefined. */
export function runsAway(node: While | Extract<PipelineNode, { type: "ArithmeticFor" }>): string | undefined {
  const endless = node.type === "ArithmeticFor" ? node.test === undefined : isAlways(node.clause, node.kind);
  if (!endless) return undefined;
  let reason: string | undefined;
  const stack: SyntaxNode[] = [node.body];
  for (let seen = 0; stack.length > 0; seen += 1) {
    const next = stack.pop();
    if (!next || seen > NODE_LIMIT) return undefined;
    if (next.type === "Command" && LEAVES.test((next.name && literalWord(next.name)) ?? "")) return undefined;
    if (next.type === "Statement" && next.background) {
      // What runs beside the loop doesn't hold it up.
      reason = "a loop without an end starts processes";
      continue;
    }
    if (next.type === "Redirect" && /^(?:&?>>?|>\|)$/.test(next.operator) && !/^(?:[012]|\/dev\/\w+)$/.test(next.target?.text ?? ""))
      reason ??= "a loop without an end writes a file";
    stack.push(...childrenOf(next));
  }
  return reason;
}

/** `while true`, `while :`, `until false`. */
function isAlways(list: CompoundList, kind: "while" | "until"): boolean {
  const [statement] = list.commands;
  const command = statement?.command;
  if (list.commands.length !== 1 || command?.type !== "Command" || !command.name || command.args.length > 0) return false;
  return (kind === "while" ? /^(?:true|:)$/ : /^false$/).test(literalWord(command.name) ?? "");
}
