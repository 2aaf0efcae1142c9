// What the tripwire adds to a call: in a repository of 5,000 files, clean and with 50 changed files, with git and without it.
// Run it with `npm run bench:tripwire` on a quiet machine. Nothing is asserted; under 20 ms a call is the aim.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changesIn } from "../extensions/tool-guard/tripped.ts";
import { createTripwire } from "../extensions/tool-guard/tripwire.ts";
import { createWorktree } from "../extensions/tool-guard/worktree.ts";
import { judge } from "../src/judge.ts";
import { MODES } from "../src/policy/modes.ts";
import { MODE_ENTRY } from "../src/session/entries.ts";
import { rebuild, shareStore } from "../src/session/store.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";

const FILES = 5000;
const PER_FOLDER = 50;
const ROUNDS = 60;

const folder = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-bench-")));

function fill(root: string): void {
  for (let index = 0; index < FILES; index += 1) {
    const below = join(root, `part${Math.floor(index / PER_FOLDER / 10)}`, `of${Math.floor(index / PER_FOLDER)}`);
    if (index % PER_FOLDER === 0) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `file${index}.ts`), `export const value = ${index};\n`);
  }
}

function commit(root: string): void {
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=Bench", "-c", "user.email=bench@example.invalid", "commit", "--quiet", "--message=Begin");
}

function median(times: readonly number[], part = 0.5): string {
  return ([...times].sort((a, b) => a - b)[Math.floor(times.length * part)] ?? 0).toFixed(1);
}

/** Milliseconds that a call waits, when the model takes 100 ms to write it (or the call comes at once). */
async function wait(root: string, ahead: number): Promise<readonly number[]> {
  const { store } = shareStore({ emit: () => {}, on: () => () => {} }, "tool-guard");
  rebuild(store, [{ type: "custom", customType: MODE_ENTRY, id: "1", data: { v: 1, mode: "plan", by: "user" } }]);
  const tripwire = createTripwire({ appendEntry: () => {} }, store);
  const verdict = judge({ tool: "bash", input: { command: "cat a.ts" } }, nodeWorkspace({ cwd: root }), MODES.plan);
  const context = { cwd: root };
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (ahead > 0) {
      tripwire.foresee({ assistantMessageEvent: { type: "toolcall_start" } }, context);
      await new Promise((resolve) => setTimeout(resolve, ahead));
    }
    const began = performance.now();
    await tripwire.before({ toolCallId: String(round), toolName: "bash" }, verdict, "cat a.ts", context);
    times.push(performance.now() - began);
    tripwire.settle();
    await tripwire.flush();
  }
  return times;
}

/** Milliseconds of one look, and of the two looks and the comparison that a call leads to; the second look is taken while the model reads the result. */
async function measure(name: string, root: string): Promise<void> {
  const worktree = createWorktree(nodeWorkspace({ cwd: root, home: join(folder, "home") }), join(folder, "agent"));
  const [one, call]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const before = await worktree.look();
    one.push(performance.now() - began);
    const after = await worktree.look();
    changesIn(before, after, "everything", MODES.plan);
    call.push(performance.now() - began);
  }
  const git = (await worktree.look()).git ? "git" : "stamps";
  console.log(
    `${name.padEnd(24)} added to a call: ${median(await wait(root, 100))} ms, ${median(await wait(root, 0))} ms without looking ahead; by ${git}: one look ${median(one)} ms, two looks and the comparison ${median(call)} ms (90 % under ${median(call, 0.9)} ms)`,
  );
}

try {
  const [plain, clean] = [join(folder, "plain"), join(folder, "clean")];
  for (const root of [plain, clean]) fill(root);
  commit(clean);
  await measure("no repository", plain);
  await measure("5,000 files, clean", clean);
  for (let index = 0; index < 50; index += 1) writeFileSync(join(clean, `part0/of0/file${index}.ts`), "// changed\n");
  await measure("5,000 files, 50 changed", clean);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
