// Trying the sandbox before anything relies on it: a script inside attempts what must not be possible, and whether it was is looked at from
// outside. Law: whatever can't be shown to hold doesn't count as holding.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { layoutOf, type SandboxGround, type SandboxLevel, type SandboxPlace } from "../sandbox/layout.ts";
import { quoted, type SandboxPrograms, sandboxScript } from "../sandbox/script.ts";

/** `undefined`: everything held. */
type Fault = string | undefined;

const LIMIT_MS = 10_000;
/** Every machine has one of them, and nobody's program needs to read it here: it proves that a file can be hidden. */
const HIDDEN_FOR_TRIAL = ["/etc/hostname", "/etc/passwd"];

/** A variable that must not arrive inside. */
const VARIABLE = "PI_MODES_TRIAL_TOKEN";

/** What went wrong in a sandbox of that level, in words. `folder`: ours, below a temporary folder. */
export async function trySandbox(
  ground: SandboxGround,
  level: SandboxLevel,
  programs: SandboxPrograms,
  place: SandboxPlace,
  folder: string,
): Promise<Fault> {
  const planted = HIDDEN_FOR_TRIAL.find((path) => existsSync(path) && !ground.hiddenFiles.includes(path));
  const tried = {
    ...ground,
    hiddenFiles: [...ground.hiddenFiles, ...(planted === undefined ? [] : [planted])],
    variables: [...ground.variables, VARIABLE],
  };
  const layout = layoutOf(tried, level, place);
  if (!layout) return "The workspace lies in a folder that has to be hidden.";
  const mark = `.pi-modes-trial-${randomBytes(6).toString("hex")}`;
  const server = await listening();
  try {
    const marks = [...new Set([ground.root, ground.home])].map((path) => `${path}/${mark}`);
    const outside = [...marks, `${folder}/${mark}`];
    const script = trialScript({ port: server.port, marks, folder, mark, masks: layout.masks, writes: level === "overlay" });
    const changes = `${folder}/trial-changes`;
    const { status, output, error } = await run(programs.shell, sandboxScript(script, layout, programs, place, changes), ground.cwd);
    const left = outside.filter((path) => existsSync(path));
    for (const path of left) rmSync(path, { force: true });
    if (left.length > 0) return `In a trial it could write ${left.join(", ")}.`;
    if (server.connections() > 0) return "In a trial it could connect to a port of this machine.";
    if (status !== 0 || output !== "done\n") return `A trial failed: ${(output || error).trim().split("\n")[0] ?? `status ${status}`}`;
    if (level === "overlay" && !readFileSync(changes, "utf8").includes(mark)) return "A trial could not tell what was changed.";
    return undefined;
  } catch (error) {
    return `A trial failed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    server.close();
  }
}

interface Trial {
  readonly port: number;
  /** In the folders that are shown. */
  readonly marks: readonly string[];
  readonly folder: string;
  readonly mark: string;
  readonly masks: readonly { readonly path: string; readonly by: string }[];
  /** Writing below the workspace works, into the layer that is thrown away. */
  readonly writes: boolean;
}

/** Bash, without any other program: it says the first thing that shouldn't have been possible, or `done`. */
function trialScript({ port, marks, folder, mark, masks, writes }: Trial): string {
  const firstLine = (path: string): string => readFileSync(path, "utf8").split("\n")[0] ?? "";
  return [
    'fail() { echo "$1"; exit 1; }',
    ...marks.map((path) =>
      writes && path === marks[0]
        ? `echo x 2>/dev/null >${quoted(path)} || fail 'the layer that takes writes takes none'`
        : `{ echo x >${quoted(path)}; } 2>/dev/null`,
    ),
    `{ echo x >${quoted(`${folder}/${mark}`)}; } 2>/dev/null`,
    `{ exec 9<>/dev/tcp/127.0.0.1/${port}; } 2>/dev/null && fail 'it could connect to a port of this machine'`,
    // By its words, since around this sandbox there may be another, whose first process is a bwrap too.
    `while IFS= read -r -d '' word; do [[ $word == *${quoted(mark)}* ]] && own=yes; done </proc/1/cmdline`,
    "read -r name </proc/1/comm; [ \"$name$own\" = bwrapyes ] || fail 'it could see other processes'",
    `[ -z "\${${VARIABLE}+x}" ] || fail 'it was given a secret of the environment'`,
    ...masks.map(
      ({ path, by }) =>
        `{ IFS= read -r line <${quoted(path)}; } 2>/dev/null && [ "$line" != ${quoted(firstLine(by))} ] && fail 'it could read a hidden file'`,
    ),
    ...masks.map(({ path }) => `[ -S ${quoted(path)} ] && fail 'it could see a socket'`),
    "echo done",
    "exit 0",
  ].join("\n");
}

interface Listening {
  readonly port: number;
  readonly connections: () => number;
  readonly close: () => void;
}

function listening(): Promise<Listening> {
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address !== "object" || address === null) return reject(new Error("no port to listen at"));
      server.unref();
      resolve({ port: address.port, connections: () => count, close: () => void server.close() });
    });
  });
}

interface Ran {
  readonly status: number | null;
  readonly output: string;
  readonly error: string;
}

function run(shell: string, script: string, cwd: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, [VARIABLE]: "x" };
    const child = spawn(shell, ["-c", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].on("data", (data: Buffer) => {
        text[name] += data.toString("utf8");
      });
    const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("close", (status) => {
      clearTimeout(timer);
      resolve({ status, output: text.stdout, error: text.stderr });
    });
  });
}

/** The texts that stand for hidden files, and the mount point, in a folder of ours that is there. */
export function placeIn(folder: string): SandboxPlace {
  return { mount: `${folder}/m`, hidden: `${folder}/hidden`, hiddenJson: `${folder}/hidden.json` };
}

export function furnish({ hidden, hiddenJson }: SandboxPlace): void {
  writeFileSync(hidden, "# This file is hidden: pi-modes runs this command in a sandbox without secrets.\n", { mode: 0o444 });
  writeFileSync(hiddenJson, '{ "hidden": "pi-modes runs this command in a sandbox without secrets." }\n', { mode: 0o444 });
}
