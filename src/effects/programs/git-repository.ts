// Which repository a git command would open, and what that repository's own configuration would make it run.
// Law: a repository that can't be looked into is not trusted, except the workspace's own where the world shows no file contents.
// The user's files (home, /etc) are the user's choice and are read only for aliases.

import type { Workspace } from "../workspace.ts";
import { type ConfigLine, type ConfigUse, parseGitConfig, shownKey, unsafeGitConfig } from "./git-config.ts";

export interface Repository {
  /** The folder with the work tree; for a bare repository the repository itself. */
  readonly top: string;
  /** The folder with the index and HEAD of this work tree. */
  readonly gitDir: string;
  /** The folder with the configuration and the refs; undefined where it can't be found out. */
  readonly commonDir: string | undefined;
}

const MAX_DEPTH = 256;
const MAX_INCLUDES = 8;
const MAX_SUBMODULES = 100;

/** The repository that git would find from `dir` (absolute, links followed), or undefined where there is none. */
export function findRepository(workspace: Workspace, dir: string): Repository | undefined {
  let at = dir;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const dotGit = join(at, ".git");
    const kind = workspace.kind(dotGit);
    if (kind !== "missing") return kind === "directory" ? openGitDir(workspace, at, dotGit) : followGitFile(workspace, at, dotGit);
    if (isBare(workspace, at)) return openGitDir(workspace, at, at);
    if (at === "/") return undefined;
    at = at.slice(0, at.lastIndexOf("/")) || "/";
  }
  return undefined;
}

/** The repository at an explicit `--git-dir`. */
export function openGitDir(workspace: Workspace, top: string, gitDir: string): Repository {
  const pointer = workspace.readText?.(join(gitDir, "commondir"))?.trim();
  const commonDir = pointer === undefined ? gitDir : workspace.realPath(gitDir, pointer);
  return { top, gitDir, commonDir };
}

/** A work tree's or a submodule's `.git` is a file that points elsewhere. */
function followGitFile(workspace: Workspace, top: string, dotGit: string): Repository {
  const target = /^gitdir: (.+)\s*$/.exec(workspace.readText?.(dotGit) ?? "")?.[1];
  const gitDir = target === undefined ? undefined : workspace.realPath(top, target);
  return gitDir === undefined ? { top, gitDir: dotGit, commonDir: undefined } : openGitDir(workspace, top, gitDir);
}

function isBare(workspace: Workspace, dir: string): boolean {
  return (
    workspace.kind(join(dir, "objects")) === "directory" &&
    workspace.kind(join(dir, "refs")) === "directory" &&
    workspace.kind(join(dir, "HEAD")) !== "missing"
  );
}

/** Why a look at the repository runs a program, or undefined when nothing does. */
export function repositoryRisk(workspace: Workspace, repository: Repository, use: ConfigUse): string | undefined {
  if (!workspace.readText) {
    return repository.top === workspace.root ? undefined : `the configuration of ${repository.top} can run programs and can't be read`;
  }
  const own = oneRepositoryRisk(workspace, repository, use);
  if (own !== undefined) return own;
  for (const path of submodulePaths(workspace, repository.top)) {
    const dir = workspace.realPath(repository.top, path);
    // Only a folder with a `.git` of its own is a repository; git looks into no other.
    if (dir === undefined || workspace.kind(join(dir, ".git")) === "missing") continue;
    const submodule = findRepository(workspace, dir);
    const risk = submodule && oneRepositoryRisk(workspace, submodule, use);
    if (risk !== undefined) return risk;
  }
  return undefined;
}

function oneRepositoryRisk(workspace: Workspace, repository: Repository, use: ConfigUse): string | undefined {
  const { commonDir, gitDir } = repository;
  if (commonDir === undefined) return `${join(repository.top, ".git")} points to a repository that can't be found`;
  const files = [join(commonDir, "config"), join(gitDir, "config.worktree")];
  let hooks = join(commonDir, "hooks");
  for (const file of files) {
    const loaded = loadConfig(workspace, file, 0);
    if (loaded.problem !== undefined) return loaded.problem;
    const risky = unsafeGitConfig(
      loaded.lines.map(({ line }) => line),
      use,
    )[0];
    const found = loaded.lines.find(({ line }) => line === risky);
    if (found) return `${found.file}:${found.line.line} ${shownKey(found.line)} runs a program`;
    for (const { line } of loaded.lines) if (shownKey(line) === "core.hookspath") hooks = hooksFolder(workspace, repository, line) ?? hooks;
  }
  // Git refreshes the index while it looks, and runs this hook when it does.
  const hook = join(hooks, "post-index-change");
  return workspace.kind(hook) === "missing" ? undefined : `${hook} runs when git refreshes its index`;
}

function hooksFolder(workspace: Workspace, repository: Repository, line: ConfigLine): string | undefined {
  return line.value === undefined ? undefined : workspace.realPath(repository.top, withHome(workspace, line.value));
}

interface LoadedConfig {
  readonly lines: readonly { readonly file: string; readonly line: ConfigLine }[];
  readonly problem: string | undefined;
}

/** A file with everything it includes. A file that isn't there is empty. */
function loadConfig(workspace: Workspace, file: string, depth: number): LoadedConfig {
  const real = workspace.realPath("/", file);
  if (real === undefined || workspace.kind(real) === "missing") return { lines: [], problem: undefined };
  const text = workspace.readText?.(real);
  if (text === undefined || depth > MAX_INCLUDES) return { lines: [], problem: `${file} configures git and can't be read` };
  const parsed = parseGitConfig(text);
  if (parsed.broken !== undefined) return { lines: [], problem: `${file}:${parsed.broken} isn't valid git configuration` };
  const lines: { file: string; line: ConfigLine }[] = [];
  for (const line of parsed.lines) {
    lines.push({ file, line });
    // A condition can hold at any time, so a conditional include counts as included.
    if ((line.section !== "include" && line.section !== "includeif") || line.name !== "path" || line.value === undefined) continue;
    const path = workspace.realPath(real.slice(0, real.lastIndexOf("/")) || "/", withHome(workspace, line.value));
    const inner: LoadedConfig =
      path === undefined
        ? { lines: [], problem: `${file}:${line.line} includes a file that can't be found` }
        : loadConfig(workspace, path, depth + 1);
    if (inner.problem !== undefined) return inner;
    lines.push(...inner.lines);
  }
  return { lines, problem: undefined };
}

function submodulePaths(workspace: Workspace, top: string): readonly string[] {
  const text = workspace.readText?.(join(top, ".gitmodules"));
  if (text === undefined) return [];
  return parseGitConfig(text)
    .lines.filter((line) => line.section === "submodule" && line.name === "path")
    .flatMap((line) => (line.value === undefined ? [] : [line.value]))
    .slice(0, MAX_SUBMODULES);
}

/** `certain`: every file that could hold the alias was read, so no value means that there is none. */
export interface AliasAnswer {
  readonly value: string | undefined;
  readonly certain: boolean;
}

/** The value of `alias.NAME`; the repository's wins over the user's, the user's over the machine's. */
export function findAlias(workspace: Workspace, repository: Repository | undefined, name: string): AliasAnswer {
  const files = ["/etc/gitconfig", join(workspace.home, ".config/git/config"), join(workspace.home, ".gitconfig")];
  if (repository?.commonDir !== undefined) {
    files.push(join(repository.commonDir, "config"), join(repository.gitDir, "config.worktree"));
  }
  let value: string | undefined;
  for (const file of files) {
    const loaded = loadConfig(workspace, file, 0);
    if (loaded.problem !== undefined) return { value: undefined, certain: false };
    for (const { line } of loaded.lines) if (isAlias(line, name)) value = line.value ?? value;
  }
  return { value, certain: workspace.readText !== undefined && (repository === undefined || repository.commonDir !== undefined) };
}

function isAlias(line: ConfigLine, name: string): boolean {
  if (line.section !== "alias") return false;
  return line.subsection === undefined ? line.name === name.toLowerCase() : line.name === "command" && line.subsection === name;
}

function withHome(workspace: Workspace, path: string): string {
  return path === "~" || path.startsWith("~/") ? workspace.home + path.slice(1) : path;
}

export function join(dir: string, name: string): string {
  return dir.endsWith("/") ? dir + name : `${dir}/${name}`;
}
