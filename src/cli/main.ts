// The command line tool: the guard's own judgement without pi. All input and output comes in as functions.

import type { SourceText } from "../config/policy.ts";
import type { Workspace } from "../effects/workspace.ts";
import { nearest } from "../policy/nearest.ts";
import { type Arguments, parseArguments, USAGE } from "./arguments.ts";
import { type CheckOptions, checkLine } from "./check.ts";
import { explain } from "./explain.ts";
import { type Ground, groundIn, type StandingPolicy } from "./ground.ts";
import { importRules } from "./import.ts";
import { type CommandResult, replay } from "./replay.ts";
import { validate } from "./validate.ts";

export interface Terminal {
  /** Writes one line; resolves when more may be written. */
  readonly out: (text: string) => Promise<void>;
  readonly error: (text: string) => void;
  readonly lines: () => AsyncIterable<string>;
  readonly linesOf: (file: string) => AsyncIterable<string>;
  readonly readConfig: (file: string) => SourceText;
  readonly cwd: string;
  readonly workspace: (cwd: string) => Workspace;
  readonly standing: StandingPolicy;
}

/** Runs one command and returns its exit status. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parseArguments(argv);
  if (parsed.kind === "wrong") return usage(parsed.why, terminal);
  const { value } = parsed;
  const cwd = value.cwd ?? terminal.cwd;
  const workspace = terminal.workspace(cwd);
  if (workspace.kind(workspace.realPath("/", cwd) ?? cwd) !== "directory") {
    terminal.error(`pi-modes: --cwd ${cwd} is not a folder.`);
    return 2;
  }
  switch (value.command) {
    case "help":
      await terminal.out(USAGE);
      return 0;
    case "explain":
    case "check":
      return onGround(value, groundIn(workspace, { ...terminal, config: value.config }), terminal);
    case "validate": {
      const [file = ""] = value.operands;
      const { lines, status } = validate({ file, given: terminal.readConfig(file), as: value.as, workspace });
      return written({ lines, errors: [], status }, terminal);
    }
    case "replay":
      return written(await replayed(value, terminal), terminal);
    case "import":
      return written(imported(value.operands[0] ?? "", terminal), terminal);
    default:
      return value.command satisfies never;
  }
}

function usage(why: string, terminal: Terminal): number {
  terminal.error(`pi-modes: ${why}\n\n${USAGE}`);
  return 2;
}

async function written({ lines, errors, status }: CommandResult, terminal: Terminal): Promise<number> {
  for (const line of lines) await terminal.out(line);
  for (const line of errors) terminal.error(line);
  return status;
}

/** A config with a mistake is said, and every mode is judged as the strictest one. */
async function onGround({ command, mode, tool, json, sandbox, operands }: Arguments, ground: Ground, terminal: Terminal): Promise<number> {
  if (mode !== undefined && !ground.held && !ground.policy.modes.has(mode)) return usage(noMode(mode, ground), terminal);
  for (const problem of ground.problems) terminal.error(problem);
  const status = ground.problems.length > 0 ? 1 : 0;
  if (command === "check") return Math.max(status, await check({ mode: mode ?? "plan", tool, sandbox }, ground, terminal));
  await terminal.out(explain(operands[0] ?? "", { mode, tool, json }, ground));
  return status;
}

function noMode(mode: string, { policy }: Ground): string {
  const names = [...policy.modes.keys()];
  const near = nearest(mode, names);
  return `There is no mode "${mode}".${near === undefined ? "" : ` Did you mean ${near}?`} The modes are ${names.join(", ")}.`;
}

async function check(how: CheckOptions, ground: Ground, terminal: Terminal): Promise<number> {
  let status = 0;
  let number = 0;
  for await (const line of terminal.lines()) {
    number += 1;
    if (line.trim() === "") continue;
    const answer = checkLine(line, how, ground, number);
    if (answer.problem) status = 1;
    await terminal.out(JSON.stringify(answer.output));
  }
  return status;
}

function imported(file: string, terminal: Terminal): CommandResult {
  const given = terminal.readConfig(file);
  if (given.kind === "text") return importRules(file, given.text);
  return { lines: [], errors: [`${file} can't be read: ${given.kind === "absent" ? "there is no such file" : given.why}.`], status: 2 };
}

function replayed({ operands, config, proposed, mode, json }: Arguments, terminal: Terminal): Promise<CommandResult> {
  const policyIn = (file: string | undefined) => (workspace: Workspace) => groundIn(workspace, { ...terminal, config: file }).policy;
  return replay({
    sessions: operands.map((name) => ({ name, lines: () => terminal.linesOf(name) })),
    policyIn: policyIn(config),
    ...(proposed === undefined ? {} : { proposedIn: policyIn(proposed) }),
    ...(mode === undefined ? {} : { mode }),
    defaultMode: "execute",
    workspaceIn: terminal.workspace,
    cwd: terminal.cwd,
    json,
  });
}
