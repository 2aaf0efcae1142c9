// `pi-modes replay`: past sessions judged under the policy of today, and under a proposed one. Status: 0 fine, 1 a file or a line can't be
// read, 2 no session was named.

import type { Workspace } from "../effects/workspace.ts";
import { STRICTEST_MODE } from "../policy/modes.ts";
import { clean } from "../policy/wording.ts";
import { createTally } from "../replay/figures.ts";
import { createJudge, createPlaces, type PolicyIn } from "../replay/judging.ts";
import { reportJson, reportLines } from "../replay/report.ts";
import { type ModeEntries, readSession } from "../replay/session.ts";
import { decodeModeEntry, MODE_ENTRY } from "../session/entries.ts";

export interface ReplayRequest {
  /** Session files; the lines are read one file after the other. A file that can't be read throws while its lines are read. */
  readonly sessions: readonly { readonly name: string; readonly lines: () => AsyncIterable<string> }[];
  readonly policyIn: PolicyIn;
  readonly proposedIn?: PolicyIn;
  /** Instead of the modes that the sessions were in. */
  readonly mode?: string;
  /** Where a session starts that says nothing else. */
  readonly defaultMode: string;
  readonly workspaceIn: (cwd: string) => Workspace;
  /** For sessions that name no folder. */
  readonly cwd: string;
  readonly json: boolean;
}

export interface CommandResult {
  readonly lines: readonly string[];
  /** For standard error. */
  readonly errors: readonly string[];
  readonly status: 0 | 1 | 2;
}

export async function replay(request: ReplayRequest): Promise<CommandResult> {
  if (request.sessions.length === 0) return { lines: [], errors: ["replay needs at least one session file."], status: 2 };
  const places = createPlaces(request.workspaceIn);
  const judge = createJudge(places, request.policyIn);
  const tally = createTally(judge, request.proposedIn && createJudge(places, request.proposedIn), request.cwd);
  const errors: string[] = [];
  for (const { name, lines } of request.sessions) {
    try {
      tally.add(name, await readSession(lines(), modesOf(request)));
    } catch (error) {
      errors.push(clean(`${name} can't be read (${error instanceof Error ? error.message : String(error)}).`));
    }
  }
  const figures = tally.figures();
  return {
    lines: request.json ? [reportJson(figures)] : reportLines(figures),
    errors,
    status: errors.length > 0 || figures.total.damaged > 0 ? 1 : 0,
  };
}

function modesOf({ mode, defaultMode }: ReplayRequest): ModeEntries {
  if (mode !== undefined) return { type: MODE_ENTRY, read: () => mode, first: mode };
  return { type: MODE_ENTRY, read: (data) => decodeModeEntry(data)?.mode ?? STRICTEST_MODE, first: defaultMode };
}
