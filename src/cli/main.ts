// The command line tool: the guard's own judgement without pi. All input and output comes in as functions.

import type { Workspace } from "../effects/workspace.ts";
import { parseArguments, USAGE } from "./arguments.ts";
import { checkLine } from "./check.ts";
import { explain } from "./explain.ts";

export interface Terminal {
  /** Writes one line; resolves when more may be written. */
  readonly out: (text: string) => Promise<void>;
  readonly error: (text: string) => void;
  readonly lines: () => AsyncIterable<string>;
  readonly cwd: string;
  readonly workspace: (cwd: string) => Workspace;
}

/** Runs one command and returns its exit status. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parseArguments(argv);
  if (parsed.kind === "wrong") {
    terminal.error(`pi-modes: ${parsed.why}\n\n${USAGE}`);
    return 2;
  }
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
      await terminal.out(explain(value.operands[0] ?? "", value, workspace));
      return 0;
    case "check":
      return check(value.mode ?? "plan", value.tool, workspace, terminal);
    default:
      return value.command satisfies never;
  }
}

async function check(mode: Parameters<typeof checkLine>[1], tool: string, workspace: Workspace, terminal: Terminal): Promise<number> {
  let status = 0;
  let number = 0;
  for await (const line of terminal.lines()) {
    number += 1;
    if (line.trim() === "") continue;
    const answer = checkLine(line, mode, tool, workspace, number);
    if (answer.problem) status = 1;
    await terminal.out(JSON.stringify(answer.output));
  }
  return status;
}
