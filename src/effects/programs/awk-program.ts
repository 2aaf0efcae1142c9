// What an awk program opens and runs. Law: everything that could be a redirection or a pipe counts as one, unless the grammar rules it out.

import { type AwkToken, awkTokens } from "./awk-tokens.ts";

/** `target` and `line` are absent where they are made while the program runs. */
export type AwkAct =
  | { readonly kind: "read" | "write"; readonly target?: string }
  | { readonly kind: "run"; readonly line?: string }
  /** A variable of the environment; all of them where `name` is absent. */
  | { readonly kind: "environment"; readonly name?: string };

/** The acts of a program, or undefined where it can't be read with certainty. Where awks read a pattern differently, those of either reading. */
export function readAwkProgram(text: string): readonly AwkAct[] | undefined {
  const most = awkTokens(text, true);
  const others = awkTokens(text, false);
  if (!most || !others) return undefined;
  return [...new Map([...actsOf(most), ...actsOf(others)].map((act) => [JSON.stringify(act), act])).values()];
}

function actsOf(tokens: readonly AwkToken[]): readonly AwkAct[] {
  const acts: AwkAct[] = [];
  let printing: number | undefined;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (token.kind === "newline" || isMark(token, ";", "{", "}")) {
      // Inside parentheses, and after a word that wants more, a statement goes on.
      const goesOn = token.kind === "newline" && (depth > 0 || isMark(before, ",", "&&", "||", "?", ":") || isName(before, "do", "else"));
      if (!goesOn) printing = undefined;
      if (!goesOn && token.kind !== "newline") depth = 0;
    } else if (isMark(token, "(")) depth++;
    else if (isMark(token, ")")) depth--;
    else if (isName(token, "print", "printf")) printing = depth;
    else acts.push(...actsAt(tokens, index, printing !== undefined && depth <= printing));
  }
  return acts;
}

function actsAt(tokens: readonly AwkToken[], index: number, redirects: boolean): readonly AwkAct[] {
  const token = tokens[index];
  if (isMark(token, "|", "|&")) return [piped(tokens, index)];
  if (isMark(token, ">", ">>") && redirects) return [withTarget("write", wholeString(tokens, index + 1, OUTPUT_ENDS))];
  if (isMark(token, "<")) return readsAt(tokens, index);
  if (isName(token, "system")) return [systemAt(tokens, index)];
  if (isName(token, "ENVIRON")) return [environmentAt(tokens, index)];
  // Names of files that the program makes itself, and files of functions.
  if (isName(token, "ARGV", "PROCINFO", "SYMTAB", "FUNCTAB"))
    return isName(token, "ARGV", "PROCINFO") ? argumentAct(tokens, index) : [{ kind: "run" }];
  return [];
}

const OUTPUT_ENDS = [";", "}"] as const;
const VALUE_STARTS = ["{", ";", "(", "&&", "||", "!", "}", ","] as const;
const VALUE_ENDS = [";", "}", ")", ">", ">=", "==", "!=", "&&", "||", "<", "<="] as const;

/** `print … | "command"` and `"command" | getline`. */
function piped(tokens: readonly AwkToken[], index: number): AwkAct {
  if (!isName(tokens[index + 1], "getline")) return run(wholeString(tokens, index + 1, OUTPUT_ENDS));
  const start = tokens[index - 2];
  const command = tokens[index - 1];
  const alone = start === undefined || start.kind === "newline" || isMark(start, ...VALUE_STARTS);
  return run(alone && command?.kind === "string" ? command.value : undefined);
}

function systemAt(tokens: readonly AwkToken[], index: number): AwkAct {
  return run(isMark(tokens[index + 1], "(") ? wholeString(tokens, index + 2, [")"]) : undefined);
}

function readsAt(tokens: readonly AwkToken[], index: number): readonly AwkAct[] {
  // Only `getline` reads a file; its variable may stand between it and `<`.
  const start = tokens.slice(0, index).findLastIndex((token) => token.kind === "newline" || isMark(token, ";", "{", "}"));
  const reads = tokens.slice(start + 1, index).some((token) => isName(token, "getline"));
  if (!reads || tokens[index + 1]?.kind === "number") return [];
  return [withTarget("read", wholeString(tokens, index + 1, VALUE_ENDS))];
}

function environmentAt(tokens: readonly AwkToken[], index: number): AwkAct {
  const name = isMark(tokens[index + 1], "[") ? wholeString(tokens, index + 2, ["]"]) : undefined;
  return name === undefined ? { kind: "environment" } : { kind: "environment", name };
}

/** Assigning to `ARGV` chooses another file to read. */
function argumentAct(tokens: readonly AwkToken[], index: number): readonly AwkAct[] {
  return isName(tokens[index], "ARGV") && isMark(tokens[index + 1], "[") ? [{ kind: "read" }] : [];
}

/** The value of a string that is the whole operand. */
function wholeString(tokens: readonly AwkToken[], index: number, ends: readonly string[]): string | undefined {
  const token = tokens[index];
  const next = tokens[index + 1];
  const ended = next === undefined || next.kind === "newline" || isMark(next, ...ends);
  return ended && token?.kind === "string" ? token.value : undefined;
}

function withTarget(kind: "read" | "write", target: string | undefined): AwkAct {
  return target === undefined ? { kind } : { kind, target };
}

function run(line: string | undefined): AwkAct {
  return line === undefined ? { kind: "run" } : { kind: "run", line };
}

function isMark(token: AwkToken | undefined, ...texts: readonly string[]): boolean {
  return token?.kind === "mark" && texts.includes(token.text);
}

function isName(token: AwkToken | undefined, ...texts: readonly string[]): boolean {
  return token?.kind === "name" && texts.includes(token.text);
}
