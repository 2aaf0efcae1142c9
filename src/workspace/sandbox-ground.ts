// What is on the machine that a sandboxed command must not see. Law: what can't be looked through in the time there is makes the answer "no":
// a secret that nobody found is one that nobody hid.

import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { dataList, dataPattern } from "../effects/data-lists.ts";
import { isSecretName } from "../effects/programs/environment.ts";
import { isWithin, marksOf } from "../effects/scopes.ts";
import type { Workspace } from "../effects/workspace.ts";
import type { SandboxGround } from "../sandbox/layout.ts";

export type FoundGround =
  | { readonly kind: "found"; readonly ground: SandboxGround }
  | { readonly kind: "impossible"; readonly why: string };

/** Entries of the workspace, without the folders below, that are looked at. */
const WORKSPACE_LIMIT = 100_000;
const HOME_LIMIT = 5000;
const HOME_DEPTH = 3;
/** More hidden files than this cost a command more than it is worth. */
const HIDDEN_LIMIT = 300;
/** Installed packages and version control hold no secrets of the user under a secret's name, and most files of a project. */
const PASSED_OVER: ReadonlySet<string> = new Set(["node_modules", ".git"]);
/** Sockets of services, of the desktop and of the system. */
const SERVICE_FOLDERS = ["/run", "/var/run"];
/** Where a system keeps its programs although the folder around is hidden. */
const SYSTEM_PROGRAMS = ["/run/current-system"];
/** They lead to an agent, a desktop or a service, which does what the sandbox forbids. */
const CONNECTIONS =
  "SSH_AUTH_SOCK SSH_AGENT_PID GPG_AGENT_INFO DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS DOCKER_HOST CONTAINER_HOST DISPLAY WAYLAND_DISPLAY XAUTHORITY XDG_RUNTIME_DIR TMUX STY KUBECONFIG";

export interface GroundQuestion {
  readonly workspace: Workspace;
  /** pi's, absolute. */
  readonly agentDir: string;
  /** Paths that the policy closes to reading, beside the secrets that everybody knows. The same function: the same paths. */
  readonly isClosed?: (path: string) => boolean;
  readonly env?: NodeJS.ProcessEnv;
}

export async function findGround({ workspace, agentDir, isClosed, env = process.env }: GroundQuestion): Promise<FoundGround> {
  const { cwd, root, home } = workspace;
  const cwdNow = workspace.realPath("/", cwd);
  if (cwdNow === undefined) return { kind: "impossible", why: "the folder of the session can't be found" };
  const names = dataPattern("secret-places", "names", "name");
  // Most names say that they are none, and asking only that is quick.
  const isSecret = (path: string, name: string): boolean =>
    (names.test(name.toLowerCase()) || path.includes("/.")) && marksOf(path, "read", workspace).includes("secret");
  const isHidden = (path: string, name: string): boolean => isSecret(path, name) || isClosed?.(path) === true;
  const inRoot = await secretsIn(root, { limit: WORKSPACE_LIMIT, depth: Infinity, isHidden });
  if (!inRoot.whole) return { kind: "impossible", why: `the workspace has more than ${WORKSPACE_LIMIT} files to look through for secrets` };
  // Elsewhere in the home folder, as far as one can look: what lies in known places is hidden in any case.
  const lookAtHome = () => secretsIn(home, { limit: HOME_LIMIT, depth: HOME_DEPTH, isHidden });
  const inHome = await remembered({ home, root, isClosed }, lookAtHome);
  const places = secretPlaces(home);
  const found = real([...inRoot.found, ...inHome.found, ...places, ...sockets()]);
  const hiddenFolders = [...new Set([...found.filter(isFolder), ...real([agentDir])])];
  const hiddenFiles = found.filter((path) => !isFolder(path) && !hiddenFolders.some((folder) => isWithin(path, folder)));
  if (hiddenFiles.length > HIDDEN_LIMIT) return { kind: "impossible", why: `more than ${HIDDEN_LIMIT} files would have to be hidden` };
  const ground = {
    ...{ cwd: cwdNow, root, home, hiddenFolders, hiddenFiles, mounts: mountPoints() },
    scratch: real([...workspace.temp, ...SERVICE_FOLDERS]),
    shown: real([`${agentDir}/bin`, ...SYSTEM_PROGRAMS]),
    variables: Object.entries(env).flatMap(([name, value = ""]) => (isKept(name, value) ? [] : [name])),
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
  };
  return { kind: "found", ground };
}

/** Of the home folder: looked through once in a while, since that isn't where the work is. */
const REMEMBERED_MS = 60_000;

/** What the answer depends on. */
interface HomeQuestion {
  readonly home: string;
  readonly root: string;
  readonly isClosed: GroundQuestion["isClosed"];
}

/** Of this process, in which sessions with other policies may run as well. */
let lastHome: (HomeQuestion & { readonly until: number; readonly result: ReturnType<typeof secretsIn> }) | undefined;

function remembered(question: HomeQuestion, look: () => ReturnType<typeof secretsIn>): ReturnType<typeof secretsIn> {
  const { home, root, isClosed } = question;
  const now = performance.now();
  const isSame = lastHome?.home === home && lastHome.root === root && lastHome.isClosed === isClosed;
  if (lastHome && isSame && lastHome.until >= now) return lastHome.result;
  const result = look();
  lastHome = { home, root, isClosed, until: now + REMEMBERED_MS, result };
  return result;
}

/** A password may also stand in an address. */
function isKept(name: string, value: string): boolean {
  return !isSecretName(name) && !CONNECTIONS.split(" ").includes(name) && !/:\/\/[^\s/@]*:[^\s/@]+@/.test(value);
}

interface Search {
  readonly limit: number;
  readonly depth: number;
  readonly isHidden: (path: string, name: string) => boolean;
}

/** Secrets by their names, in a folder and below, the upper ones first; not the whole where it has more entries than the limit. Links aren't followed. */
async function secretsIn(
  folder: string,
  { limit, depth, isHidden }: Search,
): Promise<{ readonly found: readonly string[]; readonly whole: boolean }> {
  const found: string[] = [];
  let folders: readonly string[] = [folder];
  let count = 0;
  let read = 0;
  for (let level = 0; folders.length > 0 && level < depth; level += 1) {
    const below: string[] = [];
    for (const path of folders) {
      read += 1;
      if (read % AT_ONCE === 0) await setImmediate();
      const entries = listed(path);
      count += entries.length;
      if (count > limit) return { found, whole: false };
      for (const entry of entries) {
        const inner = path === "/" ? `/${entry.name}` : `${path}/${entry.name}`;
        if (isHidden(inner, entry.name)) found.push(inner);
        else if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) below.push(inner);
      }
    }
    folders = below;
  }
  return { found, whole: true };
}

/** Folders that are read in one go: waiting for each costs more than reading it, and in between a screen wants to be painted. */
const AT_ONCE = 200;

function listed(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // What can't be read by us can't be read by the command either.
    return [];
  }
}

/** Files and folders where secrets lie by agreement: below the home folder, and in the system. */
function secretPlaces(home: string): readonly string[] {
  const inHome = [...dataList("secret-places", "paths"), ...dataList("secret-places", "home")].map((rule) => `${home}/${rule}`);
  const rules = [...inHome, ...dataList("secret-places", "absolute")];
  return rules.map((rule) => rule.replace(/\/\*\*$/, "")).filter((rule) => !rule.includes("*"));
}

/** Sockets that somebody listens at in this network namespace, wherever they lie. */
function sockets(): readonly string[] {
  return lines("/proc/net/unix").flatMap((line) => /\s(\/.*)$/.exec(line)?.[1] ?? []);
}

/** Mount points as the kernel tells them, with its escapes undone. */
function mountPoints(): readonly string[] {
  return lines("/proc/self/mountinfo").flatMap((line) => {
    const point = line.split(" ")[4];
    return point === undefined
      ? []
      : [point.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))];
  });
}

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

/** Those that are there, links followed, each once. */
function real(paths: readonly string[]): readonly string[] {
  const found = paths.flatMap((path) => {
    try {
      return existsSync(path) ? [realpathSync(path)] : [];
    } catch {
      return [];
    }
  });
  return [...new Set(found)];
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
