// What a command substitution certainly prints. Only the form is read off the syntax tree; a name that is a function
// counts for nothing.

import { literalWords, SEVERAL } from "./literal.ts";
import type { Assignment, Command, Script, Statement, Word } from "./parse.ts";
import type { Form } from "./pieces.ts";

/** What is known about the output of a script: its form, or that it is what this `echo` or `printf` is given. */
export type Output =
  | { readonly kind: "form"; readonly form: Form }
  | { readonly kind: "words"; readonly words: readonly Word[] }
  | { readonly kind: "folder"; readonly of: "dirname" | "basename"; readonly word: Word }
  | { readonly kind: "cwd" }
  | { readonly kind: "template"; readonly text: string };

const ANY: Output = { kind: "form", form: "any" };
const NUMBER: Output = { kind: "form", form: "number" };

/** What the script prints, as far as its last command tells. */
export function outputOf(script: Script, isFunction: (name: string) => boolean): Output {
  const [statement] = script.commands;
  if (script.commands.length !== 1 || !statement || statement.background) return ANY;
  const commands = stages(statement);
  const last = commands?.at(-1);
  if (!commands || !last) return ANY;
  const argv = literalWords(last);
  const name = argv?.[0];
  if (!argv || name === undefined || isFunction(name)) return ANY;
  const piped = commands.length > 1 || last.redirects.some((redirect) => redirect.type !== "Redirect" || redirect.operator === "<");
  if (
    last.redirects.some(
      (redirect) => redirect.type === "Redirect" && redirect.operator !== "<" && redirect.operator !== ">" && redirect.operator !== ">&",
    )
  )
    return ANY;
  if (last.prefix.some((item) => item.type === "Assignment" && item.name !== "LC_ALL" && item.name !== "LANG")) return ANY;
  if (prints(argv, piped)) return NUMBER;
  if (commands.length > 1) {
    const before = commands[commands.length - 2];
    const words = before && literalWords(before);
    const trims = (name === "tr" && argv.length === 3 && argv[1] === "-d") || (name === "xargs" && argv.length === 1);
    const feeds =
      trims &&
      words !== undefined &&
      !isFunction(words[0] ?? "") &&
      prints(words, commands.length > 2 || (before?.redirects.length ?? 0) > 0);
    return feeds ? NUMBER : ANY;
  }
  return special(last, argv);
}

function stages(statement: Statement): readonly Command[] | undefined {
  const node = statement.command;
  const nodes = node.type === "Pipeline" && node.prefixes.length === 0 ? node.commands : [node];
  const commands = nodes.filter((stage): stage is Command => stage.type === "Command");
  return commands.length === nodes.length && commands.every((command) => command.name) ? commands : undefined;
}

function prints(argv: readonly (string | undefined)[], piped: boolean): boolean {
  const [name, ...args] = argv;
  const [first, second] = args;
  if (args.includes(SEVERAL)) return false;
  switch (name) {
    case "wc":
      return args.length === 1 && piped && first !== undefined && /^-[clmwL]$|^--(bytes|chars|lines|words)$/.test(first);
    case "grep":
    case "egrep":
    case "fgrep": {
      const flags = args.filter((word) => word?.startsWith("-"));
      const operands = args.length - flags.length;
      return (
        first !== undefined &&
        flags.every((flag) => /^-[cEFGivwxP]+$/.test(flag ?? "")) &&
        /c/.test(flags.join("")) &&
        operands >= 1 &&
        operands <= (piped ? 1 : 2) &&
        args.slice(0, flags.length).every((word) => word?.startsWith("-"))
      );
    }
    case "date":
      return args.length === 1 && first !== undefined && /^\+(%[sYmdHMSjNuy])+$/.test(first);
    case "nproc":
      return args.length === 0 || (args.length === 1 && first === "--all");
    case "id":
      return args.length === 1 && (first === "-u" || first === "-g");
    case "stat":
      return args.length === 3 && first === "-c" && second !== undefined && /^%[sYXZWaugih]$/.test(second);
    case "git":
      return args.length === 3 && first === "rev-list" && second === "--count";
    case "expr":
      return args.length === 3 && second !== undefined && /^[-+*/%]$/.test(second);
    default:
      return false;
  }
}

function special(command: Command, argv: readonly (string | undefined)[]): Output {
  const words = command.args.filter((word): word is Word => word.type === "Word");
  if (words.length !== command.args.length || (command.redirects.length > 0 && argv[0] !== "git" && argv[0] !== "mktemp")) return ANY;
  const [first, second] = words;
  switch (argv[0]) {
    case "echo":
      return { kind: "words", words };
    case "printf":
      if (argv[1] === "%s" || argv[1] === "%s\\n") return words.length === 2 && second ? { kind: "words", words: [second] } : ANY;
      return words.length === 1 && argv[1] !== undefined && !/[%\\]/.test(argv[1]) ? { kind: "words", words } : ANY;
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
  return output.kind === "form" && output.form === "number";
}
