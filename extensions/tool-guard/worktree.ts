// A cheap look at the work tree. Laws: looking changes nothing and runs nothing of the repository's (no hook, no monitor, no filter); where
// its configuration could, or git is slow, git isn't started and only stamps are taken. Never throws.

import { spawn } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findRepository, type Repository, repositoryRisk } from "../../src/effects/programs/git-repository.ts";
import type { Workspace } from "../../src/effects/workspace.ts";
import { type FileState, type Fingerprint, parseStatus } from "../../src/session/fingerprint.ts";
import { isTheUsers, settingsStamp } from "./settings-stamp.ts";

const TIME_LIMIT_MS = 2000;
const OUTPUT_LIMIT = 4 * 1024 * 1024;
/** A work tree that is too large so often is too large for the rest of the session. */
const PATIENCE = 2;
/** Files whose stamps are taken; of the rest only git's word counts. */
const STAMPED_FILES = 1000;
const FOLDER_ENTRIES = 1000;
const FOLDER_DEPTH = 3;

export interface Worktree {
  /** Absolute. */
  readonly root: string;
  readonly look: () => Promise<Fingerprint>;
  /** Gives these tracked files the content that the index has. False: git was not started, or refused. */
  readonly checkout: (paths: readonly string[]) => Promise<boolean>;
  /** Of one file below the folder; undefined where there is none. */
  readonly stamp: (path: string) => string | undefined;
}

/** `workspace`: asked anew at every look; `agentDir`: pi's agent directory. Both absolute. */
export function createWorktree(workspace: Workspace, agentDir: string): Worktree {
  const { root } = workspace;
  let tooSlow = 0;

  const look: Worktree["look"] = async () => {
    const repository = repositoryOf(workspace);
    const started = tooSlow < PATIENCE && repository && isSafe(workspace, repository) ? git(root, STATUS) : undefined;
    // While git works.
    const guarded = guardedStamps(root, repository, agentDir);
    const answer = await started;
    if (answer) tooSlow = answer.kind === "gave-up" ? tooSlow + 1 : 0;
    const status = answer?.kind === "done" ? parseStatus(answer.text) : undefined;
    if (!status) return { git: undefined, guarded, entries: entryStamps(workspace) };
    const files = new Map<string, FileState>();
    for (const [path, line] of status.lines) {
      files.set(path, { line, stamp: files.size < STAMPED_FILES ? stampOf(join(root, path)) : "" });
    }
    return { git: { head: status.head, files }, guarded, entries: undefined };
  };
  const checkout: Worktree["checkout"] = async (paths) => {
    const repository = repositoryOf(workspace);
    if (paths.length === 0 || !repository || !isSafe(workspace, repository)) return false;
    return (await git(root, ["--literal-pathspecs", "checkout", "--quiet", "--", ...paths])).kind === "done";
  };
  return { root, look, checkout, stamp: (path) => stampOf(join(root, path)) };
}

const STATUS = [
  "--no-optional-locks",
  ...["status", "--porcelain=v2", "--branch", "--no-ahead-behind", "-z", "--no-renames", "--untracked-files=all"],
  // Looking into a submodule would run another git there.
  "--ignore-submodules=dirty",
] as const;

/** The repository whose work tree the folder is. */
function repositoryOf(workspace: Workspace): Repository | undefined {
  try {
    const repository = findRepository(workspace, workspace.root);
    return repository?.top === workspace.root && repository.gitDir !== workspace.root ? repository : undefined;
  } catch {
    return undefined;
  }
}

function isSafe(workspace: Workspace, repository: Repository): boolean {
  try {
    return !workspace.shadowed("git") && repositoryRisk(workspace, repository, { subcommand: "status", network: false }) === undefined;
  } catch {
    return false;
  }
}

type Answer = { readonly kind: "done"; readonly text: string } | { readonly kind: "failed" | "gave-up" };

/** `gave-up`: it took too long or said too much. Only its output is connected: each pipe more holds pi up. */
function git(root: string, args: readonly string[]): Promise<Answer> {
  const config = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const env = { ...withoutGit(process.env), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  return new Promise((resolve) => {
    try {
      const child = spawn("git", [`--work-tree=${root}`, ...config, ...args], {
        cwd: root,
        env,
        stdio: ["ignore", "pipe", "ignore"],
        windowsHide: true,
      });
      const chunks: Buffer[] = [];
      let size = 0;
      const kill = (): void => void child.kill("SIGKILL");
      // A git that hangs wouldn't end with pi.
      process.once("exit", kill);
      const giveUp = (): void => {
        resolve({ kind: "gave-up" });
        kill();
      };
      const timer = setTimeout(giveUp, TIME_LIMIT_MS);
      child.stdout.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > OUTPUT_LIMIT) giveUp();
        else chunks.push(chunk);
      });
      const end = (code: number | null): void => {
        clearTimeout(timer);
        process.off("exit", kill);
        resolve(code === 0 ? { kind: "done", text: Buffer.concat(chunks).toString("utf8") } : { kind: "failed" });
      };
      child.on("error", () => end(null));
      child.on("close", end);
    } catch {
      resolve({ kind: "failed" });
    }
  });
}

/** Another repository, index or configuration isn't meant. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_")));
}

/** What changes with every change of the file, and with nothing else: reading leaves it. */
function stampOf(path: string): string | undefined {
  try {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.mode}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}:${stats.ino}`;
  } catch {
    return "unreadable";
  }
}

/** By path below the folder, or absolute; what lies in the repository's own folder is named below `.git`, wherever that is. */
function guardedStamps(root: string, repository: Repository | undefined, agentDir: string): ReadonlyMap<string, string> {
  const stamps = new Map<string, string>();
  const add = (name: string, path: string, stamp = stampOf(path)): void => void (stamp !== undefined && stamps.set(name, stamp));
  if (repository) {
    const { gitDir, commonDir = gitDir } = repository;
    if (gitDir !== join(root, ".git")) add(".git", join(root, ".git"));
    for (const name of ["HEAD", "config.worktree"]) add(`.git/${name}`, join(gitDir, name));
    for (const name of ["config", "packed-refs", "refs/stash", "info/exclude", "info/attributes"])
      add(`.git/${name}`, join(commonDir, name));
    for (const file of filesBelow(join(commonDir, "hooks"), 1)) add(`.git/hooks/${file}`, join(commonDir, "hooks", file));
  }
  for (const file of filesBelow(join(root, ".pi"), FOLDER_DEPTH)) {
    const path = join(root, ".pi", file);
    add(`.pi/${file}`, path, file === "settings.json" ? settingsStamp(readText(path)) : undefined);
  }
  add(join(agentDir, "pi-modes.json"), join(agentDir, "pi-modes.json"));
  const settings = join(agentDir, "settings.json");
  add(settings, settings, settingsStamp(readText(settings)));
  return stamps;
}

/** Names of all that isn't a folder, down to so many folders. */
function filesBelow(folder: string, depth: number, prefix = ""): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .slice(0, FOLDER_ENTRIES)
      .flatMap((entry) => {
        if (!entry.isDirectory()) return [prefix + entry.name];
        return depth > 1 ? filesBelow(join(folder, entry.name), depth - 1, `${prefix}${entry.name}/`) : [];
      });
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Of what lies in the folder itself. */
function entryStamps({ root, home }: Workspace): ReadonlyMap<string, string> {
  const stamps = new Map<string, string>();
  try {
    for (const name of readdirSync(root).sort().slice(0, FOLDER_ENTRIES)) {
      if (name === ".git" || name === ".pi" || (root === home && isTheUsers(name))) continue;
      const stamp = stampOf(join(root, name));
      if (stamp !== undefined) stamps.set(name, stamp);
    }
  } catch {
    // A folder that can't be read has no entries that could be compared.
  }
  return stamps;
}
