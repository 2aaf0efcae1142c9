// Judges commands and runs them: those that plan mode allows, to see that they change nothing and reach nobody, and on request those that it stops,
// to see which of them would have been harmless.

import { layoutOf } from "../../src/sandbox/layout.ts";
import { sandboxScript } from "../../src/sandbox/script.ts";
import { findPrograms } from "../../src/workspace/sandbox-programs.ts";
import type { Row } from "./rows.ts";
import { type Layer, type Outcome, PROJECT, type Sandbox } from "./sandbox.ts";

export interface Result {
  readonly row: Row;
  readonly decision: "allow" | "ask" | "deny";
  readonly reason: string;
  /** Absent: it was stopped and not run. */
  readonly outcome: Outcome | undefined;
  /** It ran as a session runs what it can't judge. */
  readonly sandboxed: boolean;
}

export interface Options {
  readonly jobs: number;
  /** Run what was stopped too. */
  readonly stopped: boolean;
  /** What a session would run in the package's own sandbox counts as allowed, and runs in it. */
  readonly sandbox: boolean;
  readonly progress: (done: number, all: number) => void;
}

/** A folder that every world has and no command uses: where the package's sandbox is put together. */
const SANDBOX_PLACE = "/mnt";

export async function prove(sandbox: Sandbox, world: Layer, rows: readonly Row[], options: Options): Promise<readonly Result[]> {
  const grounds = await groundsOf(sandbox, world, rows);
  const answers = await judgeAll(sandbox, rows, (row) => grounds.get(row.setup) ?? [], options.sandbox);
  const results: Result[] = [];
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let at = next++; at < rows.length; at = next++) {
      const row = rows[at];
      const answer = answers[at];
      if (row === undefined || answer === undefined) return;
      const mustRun = answer.decision === "allow" || options.stopped;
      const outcome = mustRun
        ? await sandbox.run(answer.sandboxed ? inSandbox(row.command) : row.command, grounds.get(row.setup) ?? [])
        : undefined;
      results[at] = { row, ...answer, outcome };
      done += 1;
      options.progress(done, rows.length);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return results;
}

/** The layers that a row's setup needs, the nearest first. Rows without one share the world. */
async function groundsOf(sandbox: Sandbox, world: Layer, rows: readonly Row[]): Promise<ReadonlyMap<string, readonly Layer[]>> {
  const grounds = new Map<string, readonly Layer[]>([["", [world]]]);
  for (const { setup } of rows) if (!grounds.has(setup)) grounds.set(setup, [await sandbox.build(setup, [world], PROJECT), world]);
  return grounds;
}

interface Answer {
  readonly decision: Result["decision"];
  readonly reason: string;
  readonly sandboxed: boolean;
}

/** The package's own sandbox, inside the one in which everything is looked at. Nothing is hidden in it: here it is about changes. */
function inSandbox(command: string): string {
  const found = findPrograms();
  if (found.kind === "missing") throw new Error(found.why);
  const place = { mount: SANDBOX_PLACE, hidden: "/dev/null", hiddenJson: "/dev/null" };
  const ground = {
    ...{ cwd: PROJECT, root: PROJECT, home: "/home/dev", scratch: ["/tmp", "/var/tmp"], mounts: [] },
    ...{ hiddenFolders: [], hiddenFiles: [], shown: [], variables: [], uid: 1000, gid: 1000 },
  };
  const layout = layoutOf(ground, "overlay", place);
  if (!layout) throw new Error("The project can't be shown in the sandbox.");
  return sandboxScript(command, layout, found.programs, place, "/dev/null");
}

async function judgeAll(
  sandbox: Sandbox,
  rows: readonly Row[],
  ground: (row: Row) => readonly Layer[],
  contained: boolean,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const setup of new Set(rows.map((row) => row.setup))) {
    const group = rows.flatMap((row, at) => (row.setup === setup ? [{ row, at }] : []));
    const input = group.map(({ row, at }) => JSON.stringify({ id: at, command: row.command })).join("\n");
    const first = group[0];
    if (first === undefined) continue;
    const output = await sandbox.tool(["check", "--mode", "plan", ...(contained ? ["--sandbox"] : [])], input, ground(first.row));
    for (const line of output.split("\n").filter((text) => text !== "")) {
      const { id, answer } = readAnswer(line);
      answers[id] = answer;
    }
  }
  const missing = rows.findIndex((_, at) => answers[at] === undefined);
  if (missing !== -1) throw new Error(`No verdict came for ${JSON.stringify(rows[missing]?.command)}.`);
  return answers;
}

function readAnswer(line: string): { readonly id: number; readonly answer: Answer } {
  const data: unknown = JSON.parse(line);
  if (typeof data === "object" && data !== null && "id" in data && "decision" in data && "reason" in data) {
    const { id, decision, reason } = data;
    if (typeof id === "number" && (decision === "allow" || decision === "ask" || decision === "deny"))
      return { id, answer: { decision, reason: String(reason), sandboxed: "sandbox" in data } };
  }
  throw new Error(`This is no verdict: ${line}`);
}

/** It was run, and the world isn't what it was, or it tried to reach somebody. */
export function hadEffect(outcome: Outcome): boolean {
  return outcome.changes.length > 0 || outcome.connections.length > 0 || outcome.running.length > 0;
}
