// What the sandbox adds to a command, against the same command without it; and what it takes to look up what has to be hidden, which is done
// while the model is at work; in a workspace of some 50 and of 5,000 files. Run it with `npm run bench:sandbox` on a quiet machine. Nothing is asserted; the aim is 30 ms.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { layoutOf, type SandboxLevel } from "../src/sandbox/layout.ts";
import { sandboxScript } from "../src/sandbox/script.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { findGround } from "../src/workspace/sandbox-ground.ts";
import { findPrograms } from "../src/workspace/sandbox-programs.ts";
import { furnish, placeIn, trySandbox } from "../src/workspace/sandbox-trial.ts";

const ROUNDS = 60;
const PER_FOLDER = 25;

const found = findPrograms();
if (found.kind === "missing") throw new Error(found.why);
const { programs } = found;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-bench-")));
const place = placeIn(folder);
furnish(place);
mkdirSync(place.mount);
const home = join(folder, "home");

function workspaceOf(files: number) {
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

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

console.log(`load ${loadavg()[0]?.toFixed(1)}; milliseconds, medians of ${ROUNDS} pairs of \`true\` in bash`);
for (const files of [50, 5000]) {
  const workspace = workspaceOf(files);
  const look = () => findGround({ workspace, agentDir: join(home, ".pi", "agent") });
  for (const level of ["overlay", "read-only"] as const satisfies readonly SandboxLevel[]) {
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
      if (!layout) throw new Error("the workspace can't be shown");
      const { status } = spawnSync(programs.shell, ["-c", sandboxScript("true", layout, programs, place, join(folder, "changes"))]);
      if (status !== 0) throw new Error(`status ${status}`);
      const end = performance.now();
      times.bare.push(bare - start);
      times.look.push(looked - bare);
      times.added.push(end - looked - (bare - start));
    }
    if (level === "overlay") readFileSync(join(folder, "changes"));
    const [bare, looked, added] = [times.bare, times.look, times.added].map((all) => median(all).toFixed(1));
    console.log(
      `${files} files, ${level}: bare ${bare}, added ${added}; looking, while the model is at work, ${looked}; the trial, once a session: ${trial.toFixed(0)}`,
    );
  }
}
rmSync(folder, { recursive: true, force: true });
