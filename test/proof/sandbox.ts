// The place where commands are run for real: own file system (overlays), processes, users and network, nothing of it shared.
// Built on Linux' namespaces: `unshare` and overlayfs for the files, bubblewrap for the rest, strace to see attempts to connect.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { MODES } from "../../src/policy/modes.ts";
import { type Change, changesIn } from "./changes.ts";
import { addressesIn, service } from "./trace.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const CHECKOUT = realpathSync(join(HERE, "../.."));
const HOME = "/home/dev";
export const PROJECT = `${HOME}/proj`;

export interface Outcome {
  readonly changes: readonly Change[];
  /** Addresses that the command tried to reach. */
  readonly connections: readonly string[];
  /** Sockets of services on the same machine, such as a container engine's, that it tried to ask. */
  readonly services: readonly string[];
  /** Command lines of processes that were still there. */
  readonly running: readonly string[];
  /** Absent: it did not end in time. */
  readonly status: number | undefined;
}

/** What a run changed, kept as ground for others. */
export type Layer = string;

export interface Sandbox {
  /** Runs a text as bash does and keeps what it changed. Throws if it fails: the ground must be as it says. */
  build(text: string, layers: readonly Layer[], cwd: string): Promise<Layer>;
  run(text: string, layers: readonly Layer[]): Promise<Outcome>;
  /** Runs the package's command line tool inside, with `input`, and gives its output. */
  tool(args: readonly string[], input: string, layers: readonly Layer[]): Promise<string>;
  remove(): void;
}

const ENVIRONMENT = {
  HOME,
  USER: "dev",
  LOGNAME: "dev",
  SHELL: "/bin/bash",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  TERM: "dumb",
  ...MODES.plan.environment,
};

/** Seconds. */
const LIMIT = 4;

/** `folder`: the package, somewhere in this checkout. Throws an Error that says what is missing on this machine. */
export function openSandbox(folder: string): Sandbox {
  for (const program of ["bwrap", "strace", "unshare", "git", "python3"])
    if (spawnSync("which", [program]).status !== 0)
      throw new Error(`The proof needs ${program}. On Debian: apt-get install bubblewrap strace util-linux git python3`);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-proof-")));
  const skeleton = join(root, "skeleton");
  for (const folder of ["usr", "etc", "var", "opt", "proc", "dev", "run", "tmp", "root", "srv", "mnt", "home/dev", "work"])
    mkdirSync(join(skeleton, folder), { recursive: true });
  for (const link of ["bin", "sbin", "lib", "lib64"]) spawnSync("ln", ["-s", `usr/${link}`, join(skeleton, link)]);
  let count = 0;

  const prepare = () => {
    count += 1;
    const run = join(root, `run-${count}`);
    for (const folder of ["upper", "work", "merged", "proof"]) mkdirSync(join(run, folder), { recursive: true });
    return run;
  };
  const enter = (run: string, layers: readonly Layer[], cwd: string, more: readonly string[]): ChildProcess => {
    const bwrap = [
      ...["--dev", "/dev", "--proc", "/proc", "--bind", join(run, "proof"), "/run/proof"],
      ...[
        "--unshare-user",
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--unshare-net",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--hostname",
        "localhost",
      ],
      ...["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", "--chdir", cwd],
      ...Object.entries(ENVIRONMENT).flatMap(([name, value]) => ["--setenv", name, value]),
    ];
    const isRoot = process.getuid?.() === 0;
    const unshare = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
    return spawn("unshare", [...unshare, "bash", join(HERE, "enter.sh"), run, layers.join(":"), ...bwrap, ...more], {
      env: { PATH: process.env.PATH ?? "", ...(isRoot ? {} : { PROOF_USER_NAMESPACE: "1" }) },
      stdio: ["pipe", "pipe", "pipe"],
    });
  };
  const discard = (run: string) => {
    // overlayfs leaves a folder without any permission.
    for (const area of readdirSync(join(run, "work"))) {
      const inner = join(run, "work", area, "work");
      if (existsSync(inner)) chmodSync(inner, 0o700);
    }
    rmSync(run, { recursive: true, force: true });
  };

  return {
    async build(text, layers, cwd) {
      const run = prepare();
      const done = await finished(enter(run, layers, cwd, ["bash", "-c", text]), "", 60);
      if (done.code !== 0) throw new Error(`The ground for a command could not be made (status ${done.code}): ${done.stderr.slice(-2000)}`);
      return join(run, "upper");
    },
    async run(text, layers) {
      const run = prepare();
      const trace = [
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        "trace=socket,connect,sendto,sendmsg,sendmmsg",
        "-e",
        "signal=none",
        "-o",
        "/run/proof/net",
      ];
      const script = readFileSync(join(HERE, "command.sh"), "utf8");
      await finished(enter(run, layers, PROJECT, ["strace", ...trace, "bash", "-c", script, "command.sh", text]), "", LIMIT);
      const note = (name: string) => (existsSync(join(run, "proof", name)) ? readFileSync(join(run, "proof", name), "utf8") : "");
      const lines = (name: string) =>
        note(name)
          .split("\n")
          .filter((line) => line !== "");
      const status = note("status").trim();
      const elsewhere = lines("elsewhere").map((path): Change => ({ kind: "created", path }));
      const outcome: Outcome = {
        changes: [...changesIn(join(run, "upper"), layers, skeleton), ...elsewhere],
        connections: addressesIn(lines("net")),
        services: lines("net").flatMap(service),
        running: lines("running"),
        status: status === "" ? undefined : Number(status),
      };
      discard(run);
      return outcome;
    },
    async tool(args, input, layers) {
      const run = prepare();
      const program = join("/run/checkout", relative(CHECKOUT, realpathSync(folder)), "bin/pi-modes.mjs");
      const more = ["--ro-bind", CHECKOUT, "/run/checkout", "node", program, ...args];
      const done = await finished(enter(run, layers, PROJECT, more), input, 600);
      discard(run);
      if (done.code !== 0) throw new Error(`pi-modes ${args.join(" ")} ended with status ${done.code}: ${done.stderr.slice(-2000)}`);
      return done.stdout;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

interface Finished {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** More output than this is not kept: a command may print without end. */
const KEPT = 1 << 26;

function finished(child: ChildProcess, input: string, seconds: number): Promise<Finished> {
  return new Promise((done, failed) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      if (stdout.length < KEPT) stdout += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      if (stderr.length < KEPT) stderr += chunk.toString();
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.on("error", failed);
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ code: code ?? undefined, stdout, stderr });
    });
  });
}
