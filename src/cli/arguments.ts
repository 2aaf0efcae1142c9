// Arguments of the command line tool. Wrong ones give a sentence, never a guess.

import { parseArgs } from "node:util";
import { isModeName, MODE_NAMES, type ModeName } from "../policy/modes.ts";

interface Arguments {
  readonly command: "explain" | "check" | "help";
  /** Absent: every mode. */
  readonly mode: ModeName | undefined;
  readonly cwd: string | undefined;
  readonly tool: string;
  readonly json: boolean;
  readonly operands: readonly string[];
}

export type ParsedCommandLine = { readonly kind: "ok"; readonly value: Arguments } | { readonly kind: "wrong"; readonly why: string };

export const USAGE = `pi-modes explain [--mode ${MODE_NAMES.join("|")}] [--cwd DIR] [--json] -- 'COMMAND'
    Shows what a shell command does and what each mode says to it.
pi-modes check [--mode ${MODE_NAMES.join("|")}] [--cwd DIR] [--tool NAME]
    Reads JSON lines {"id","command"} or {"id","tool","input"} and writes one line
    {"id","decision","effects","reason"} for each, in order. --mode is plan unless given.
Exit status: 0 fine, 1 a line could not be read, 2 wrong usage.`;

export function parseArguments(argv: readonly string[]): ParsedCommandLine {
  const [command, ...rest] = argv;
  if (command === undefined || command === "help" || command === "--help" || command === "-h") return ok({ ...DEFAULTS, command: "help" });
  if (command !== "explain" && command !== "check") return wrong(`There is no command "${command}".`);
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options: OPTIONS, allowPositionals: true });
    const { mode, cwd, tool = DEFAULTS.tool, json = false } = values;
    if (mode !== undefined && !isModeName(mode)) return wrong(`There is no mode "${mode}". The modes are ${MODE_NAMES.join(", ")}.`);
    if (command === "explain" && positionals.length !== 1) return wrong("explain takes one command, in quotes.");
    if (command === "check" && positionals.length > 0) return wrong("check reads standard input and takes no operands.");
    return ok({ command, mode, cwd, tool, json, operands: positionals });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

const OPTIONS = { mode: { type: "string" }, cwd: { type: "string" }, tool: { type: "string" }, json: { type: "boolean" } } as const;

const DEFAULTS = { command: "help", mode: undefined, cwd: undefined, tool: "bash", json: false, operands: [] } as const satisfies Arguments;

function ok(value: Arguments): ParsedCommandLine {
  return { kind: "ok", value };
}

function wrong(why: string): ParsedCommandLine {
  return { kind: "wrong", why };
}
