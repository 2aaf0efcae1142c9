// Arguments of the command line tool. Wrong ones give a sentence, never a guess.

import { parseArgs } from "node:util";
import { nearest } from "../policy/nearest.ts";

const COMMANDS = ["explain", "check", "validate", "replay", "import", "help"] as const;
type CommandName = (typeof COMMANDS)[number];

export interface Arguments {
  readonly command: CommandName;
  /** Absent: every mode, or the command's own default. */
  readonly mode: string | undefined;
  readonly cwd: string | undefined;
  readonly tool: string;
  readonly json: boolean;
  /** A config file in the place of those that the guard would read; "none": the policy that ships. */
  readonly config: string | undefined;
  readonly proposed: string | undefined;
  readonly as: string | undefined;
  /** Judge as on a machine with a sandbox. */
  readonly sandbox: boolean;
  readonly operands: readonly string[];
}

export type ParsedCommandLine = { readonly kind: "ok"; readonly value: Arguments } | { readonly kind: "wrong"; readonly why: string };

export const USAGE = `pi-modes explain [--mode MODE] [--cwd DIR] [--config FILE] [--json] -- 'COMMAND'
    Shows what a shell command does and what each mode says to it.
pi-modes check [--mode MODE] [--cwd DIR] [--config FILE] [--tool NAME] [--sandbox]
    Reads JSON lines {"id","command"} or {"id","tool","input"} and writes one line
    {"id","decision","effects","reason"} for each, in order. --mode is plan unless given.
    --sandbox: what would run in the sandbox is "allow" with "sandbox": true, not "ask".
pi-modes validate [--as user|project|administrator] [--cwd DIR] FILE
    Checks a config file and the examples of its rules.
pi-modes replay [--config FILE] [--proposed FILE] [--mode MODE] [--json] SESSION.jsonl...
    Judges the calls of past sessions: how often it would ask, which rule would save
    most questions, what would be refused now, and what a proposed file would change.
pi-modes import FILE
    Turns the permissions of Claude Code's settings.json or of opencode.json into rules.
The policy is that of your own config file, of the project in DIR and of the administrator,
as a session would read them; --config FILE takes that file alone, --config none the policy
that ships. Exit status: 0 fine, 1 problems, 2 wrong usage.`;

const OPTIONS = {
  mode: { type: "string" },
  cwd: { type: "string" },
  tool: { type: "string" },
  json: { type: "boolean" },
  config: { type: "string" },
  proposed: { type: "string" },
  as: { type: "string" },
  sandbox: { type: "boolean" },
} as const;

type OptionName = keyof typeof OPTIONS;

/** What each command takes, and how many operands. */
const TAKES: Readonly<
  Record<CommandName, { readonly options: readonly OptionName[]; readonly operands: string; readonly fits: (count: number) => boolean }>
> = {
  explain: { options: ["mode", "cwd", "tool", "json", "config"], operands: "one command, in quotes", fits: (count) => count === 1 },
  check: {
    options: ["mode", "cwd", "tool", "config", "sandbox"],
    operands: "no operands: it reads standard input",
    fits: (count) => count === 0,
  },
  validate: { options: ["as", "cwd"], operands: "one file", fits: (count) => count === 1 },
  replay: { options: ["config", "proposed", "mode", "json"], operands: "one session file or more", fits: (count) => count > 0 },
  import: { options: [], operands: "one file", fits: (count) => count === 1 },
  help: { options: [], operands: "anything", fits: () => true },
};

export function parseArguments(argv: readonly string[]): ParsedCommandLine {
  const [given, ...rest] = argv;
  if (given === undefined || given === "--help" || given === "-h") return ok({ ...DEFAULTS, command: "help" });
  const command = COMMANDS.find((name) => name === given);
  if (!command) return wrong(`There is no command "${given}".${meant(given)}`);
  if (command === "help" || rest.includes("--help")) return ok({ ...DEFAULTS, command: "help" });
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options: OPTIONS, allowPositionals: true });
    const takes = TAKES[command];
    const foreign = Object.keys(values).find((name) => !takes.options.some((option) => option === name));
    if (foreign !== undefined) return wrong(`${command} doesn't take --${foreign}.`);
    if (!takes.fits(positionals.length)) return wrong(`${command} takes ${takes.operands}.`);
    const { mode, cwd, tool = DEFAULTS.tool, json = false, config, proposed, as, sandbox = false } = values;
    return ok({ command, mode, cwd, tool, json, config, proposed, as, sandbox, operands: positionals });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function meant(given: string): string {
  const near = nearest(given, COMMANDS);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

const DEFAULTS = {
  command: "help",
  mode: undefined,
  cwd: undefined,
  tool: "bash",
  json: false,
  config: undefined,
  proposed: undefined,
  as: undefined,
  sandbox: false,
  operands: [],
} as const satisfies Arguments;

function ok(value: Arguments): ParsedCommandLine {
  return { kind: "ok", value };
}

function wrong(why: string): ParsedCommandLine {
  return { kind: "wrong", why };
}
