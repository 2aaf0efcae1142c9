// What the sandbox adds to a command, against the same command without it; and what it takes to look up what has to be hidden, which is done
// while the model is at work; in a workspace of some 50 and of 5,000 files.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layoutOf, type SandboxLevel } from "../src/sandbox/layout.ts";
import { sandboxScript } from "../src/sandbox/script.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { findGround } from "../src/workspace/sandbox-ground.ts";
import { findPrograms } from "../src/workspace/sandbox-programs.ts";
import { furnish, placeIn, trySandbox } from "../src/workspace/sandbox-trial.ts";
import { type Bench, figure } from "./kit/report.ts";
import { median } from "./kit/stats.ts";

const ROUNDS = 60;
const PER_FOLDER = 25;

/** A project with so many files in a home of its own. */
function workspaceOf(files: number, home: string) {
  const root = join(home, `project-${files}`);
  for (let index = 0; index < files; index += 1) {
    const below = join(root, `part${Math.floor(index / PER_FOLDER)}`);
    if (index % PER_FOLDER === 0) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `file${index}.ts`), "export {};\n");
  }
  mkdirSync(join(root, ".git"));
  writeFileSync(join(root, ".env"), "KEY=x\n");
  return nodeWorkspace({ cwd: root, home });
}

interface Times {
  readonly bare: number;
  readonly added: number;
  readonly look: number;
  readonly trial: number;
}

async function measured(files: number, level: SandboxLevel, workspace: ReturnType<typeof workspaceOf>, folder: string): Promise<Times> {
  const found = findPrograms();
  if (found.kind === "missing") throw new Error(found.why);
  const { programs } = found;
  const place = placeIn(folder);
  const look = () => findGround({ workspace, agentDir: join(workspace.home, ".pi", "agent") });
  const begin = performance.now();
  const first = await look();
  if (first.kind !== "found") throw new Error(first.why);
  const fault = await trySandbox(first.ground, level, programs, place, folder);
  if (fault !== undefined) throw new Error(fault);
  const trial = performance.now() - begin;
  const times = { bare: [] as number[], look: [] as number[], added: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    spawnSync(programs.shell, ["-c", "true"], { cwd: workspace.cwd });
    const bare = performance.now();
    const ground = await look();
    const looked = performance.now();
    const layout = ground.kind === "found" ? layoutOf(ground.ground, level, place) : undefined;
    if (!layout) throw new Error(`the workspace of ${files} files can't be shown`);
    const { status } = spawnSync(programs.shell, ["-c", sandboxScript("true", layout, programs, place, join(folder, "changes"))]);
    if (status !== 0) throw new Error(`status ${status}`);
    times.bare.push(bare - start);
    times.look.push(looked - bare);
    times.added.push(performance.now() - looked - (bare - start));
  }
  // What was changed was written down.
  if (level === "overlay") readFileSync(join(folder, "changes"));
  return { bare: median(times.bare), added: median(times.added), look: median(times.look), trial };
}

export const bench: Bench = async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-bench-")));
  try {
    const place = placeIn(folder);
    furnish(place);
    mkdirSync(place.mount);
    const rows: (readonly string[])[] = [];
    const added: number[] = [];
    for (const files of [50, 5000]) {
      const workspace = workspaceOf(files, join(folder, "home"));
      for (const level of ["overlay", "read-only"] as const) {
        const times = await measured(files, level, workspace, folder);
        added.push(times.added);
        rows.push([`${files.toLocaleString("en")} files, ${level}`, ...[times.bare, times.added, times.look, times.trial].map(figure)]);
      }
    }
    const most = Math.max(...added);
    return {
      title: "The sandbox",
      about: [
        `Milliseconds, medians of ${ROUNDS} pairs of \`true\` in bash: bare, and what the sandbox adds. The look at what has to be hidden is taken while the model is at work; the trial, once a session.`,
      ],
      targets: [{ what: "added to a command", aim: "under 30 ms", seen: `${figure(most)} ms`, met: most < 30 }],
      tables: [{ head: ["", "bare", "added", "looking", "the trial"], rows }],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
