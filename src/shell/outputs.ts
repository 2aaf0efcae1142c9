// What a command substitution certainly prints. Only the form is read off the syntax tree; a name that is a function
// counts for nothing.

import type { Form } from "./facts.ts";
import { literalWords } from "./literal.ts";
import type { Assignment, Command, CommandNode, Pipeline, Script, Word } from "./parse.ts";
import { isNumeric } from "./pieces.ts";
import { formPrinted, passesLines } from "./printed.ts";

/** What is known about the output of a script: its form, or that it is what this `echo` or `printf` is given. */
export type Output =
  | { readonly kind: "form"; readonly form: Form }
  /** `single`: only as long as they are one word. */
  | { readonly kind: "words"; readonly words: readonly Word[]; readonly single: boolean }
  | { readonly kind: "folder"; readonly of: "dirname" | "basename"; readonly word: Word }
  | { readonly kind: "cwd" }
  | { readonly kind: "template"; readonly text: string };

const ANY: Output = { kind: "form", form: "any" };

/** What the script prints, as far as its last command tells. */
export function outputOf(script: Script, isFunction: (name: string) => boolean): Output {
  const [statement] = script.commands;
  if (script.commands.length !== 1 || !statement || statement.background) return ANY;
  const node = statement.command;
  if (node.type === "Pipeline")
    return { kind: "form", form: node.prefixes.length > 0 ? "any" : formOfPipe(node, node.commands.length, isFunction) };
  if (node.type !== "Command") return ANY;
  const form = formOfStages([node], isFunction);
  if (form !== "any") return { kind: "form", form };
  const argv = literalWords(node);
  return argv?.[0] === undefined || isFunction(argv[0]) || !isPlain(node) ? ANY : special(node, argv);
}

/** The form of what the first `count` stages of a pipe hand on. */
export function formOfPipe({ commands, operators }: Pipeline, count: number, isFunction: (name: string) => boolean): Form {
  // `|&` hands on messages as well.
  return operators.includes("|&") ? "any" : formOfStages(commands.slice(Math.max(0, count - STAGES), count), isFunction, count > STAGES);
}

/** Longer rows of filters are not followed. */
const STAGES = 6;

/** The last stages may only pass lines on; what prints them stands before. `fed`: the first of them gets the output of another. */
function formOfStages(stages: readonly CommandNode[], isFunction: (name: string) => boolean, fed = false): Form {
  for (let index = stages.length - 1; index >= 0; index -= 1) {
    const stage = stages[index];
    const argv = stage?.type === "Command" ? literalWords(stage) : undefined;
    const name = argv?.[0];
    if (stage?.type !== "Command" || !argv || name === undefined || isFunction(name) || !isPlain(stage)) return "any";
    const form = formPrinted(argv, fed || index > 0 || stage.redirects.some(feeds));
    if (form !== undefined) return form;
    if (!passesLines(argv)) return "any";
  }
  return "any";
}

/** Without redirections and assignments that could change what comes out. */
function isPlain(command: Command): boolean {
  return (
    // Messages among the output could be anything.
    command.redirects.every((redirect) => redirect.type !== "Redirect" || redirect.operator === "<" || redirect.operator === ">") &&
    command.prefix.every((item) => item.type !== "Assignment" || item.name === "LC_ALL" || item.name === "LANG")
  );
}

function feeds(redirect: Command["redirects"][number]): boolean {
  return redirect.type !== "Redirect" || redirect.operator === "<";
}

function special(command: Command, argv: readonly (string | undefined)[]): Output {
  const words = command.args.filter((word): word is Word => word.type === "Word");
  if (words.length !== command.args.length || (command.redirects.length > 0 && argv[0] !== "git" && argv[0] !== "mktemp")) return ANY;
  const [first, second] = words;
  switch (argv[0]) {
    case "echo":
      return { kind: "words", words, single: false };
    case "printf":
      if (argv[1] === "%s" || argv[1] === "%s\\n")
        return words.length === 2 && second ? { kind: "words", words: [second], single: true } : ANY;
      return words.length === 1 && argv[1] !== undefined && !/[%\\]/.test(argv[1]) ? { kind: "words", words, single: true } : ANY;
    case "dirname":
    case "basename":
      return words.length === 1 && first ? { kind: "folder", of: argv[0], word: first } : ANY;
    case "pwd":
      return words.length === 0 || (words.length === 1 && argv[1] === "-L") ? { kind: "cwd" } : ANY;
    case "mktemp":
      return temporary(argv.slice(1));
    case "git":
      return words.length === 2 && argv[1] === "rev-parse" && argv[2] === "--show-toplevel" ? { kind: "form", form: "path" } : ANY;
    case "realpath":
      return words.length === 1 && argv[1] !== undefined && !argv[1].startsWith("-") ? { kind: "form", form: "path" } : ANY;
    default:
      return ANY;
  }
}

function temporary(args: readonly (string | undefined)[]): Output {
  const [last] = args.slice(-1);
  const options = args.filter((word) => word !== undefined && /^-[dqu]+$|^--(directory|quiet|dry-run)$/.test(word));
  if (options.length === args.length) return { kind: "form", form: "temp" };
  const template = options.length === args.length - 1 && last !== undefined && !last.startsWith("-");
  return template ? { kind: "template", text: last } : ANY;
}

const NUMBER_VALUE = /^-?\d+$/;

/** True when the assignment certainly gives a number. */
export function givesNumber({ value, index }: Assignment, isFunction: (name: string) => boolean): boolean {
  if (value.type !== "Word" || index) return false;
  if (!value.parts) return NUMBER_VALUE.test(value.value);
  const outer = value.parts.length === 1 ? value.parts[0] : undefined;
  const part = outer?.type === "DoubleQuoted" && outer.parts.length === 1 ? outer.parts[0] : outer;
  if (part?.type === "ArithmeticExpansion") return true;
  if (part?.type === "Literal" || part?.type === "SingleQuoted") return NUMBER_VALUE.test(part.value);
  if (part?.type !== "CommandExpansion" || !part.script) return false;
  const output = outputOf(part.script, isFunction);
  return output.kind === "form" && isNumeric(output.form);
}
