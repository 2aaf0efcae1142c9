// A workspace on a machine that is handed in: which folders count as what. Law: what can't be found out makes nothing temporary, and nothing the
// user's work; a server that the session has nothing to do with isn't asked anything.

import { foldPlace } from "../effects/folding.ts";
import { type Disk, type Flavour, pathWalker } from "../effects/path-walk.ts";
import { isWithin, join, parentOf } from "../effects/scopes.ts";
import { serverOf, volumeOf, windowsPath } from "../effects/windows-paths.ts";
import type { FileKind, Workspace } from "../effects/workspace.ts";
import { agentDirectory } from "./agent-directory.ts";

export interface Machine {
  readonly flavour: Flavour;
  readonly disk: Disk;
  readonly kind: (path: string) => FileKind;
  readonly readText: (path: string) => string | undefined;
}

type Resolve = (base: string, path: string) => string | undefined;

export interface MachineOptions {
  /** All as the system writes them, absolute. */
  readonly cwd: string;
  readonly home: string;
  /** Temporary folders whatever they hold, and those that some variable names. */
  readonly temp: readonly string[];
  readonly namedTemp: readonly string[];
  readonly agentDir?: string;
  readonly packageDir?: string;
  readonly guarded?: readonly string[];
  readonly env: (name: string) => string | undefined;
  readonly shell: Workspace["shell"];
  /** `ours`: folders whose programs may be anybody's. */
  readonly shadowed: (program: string, ours: readonly string[], realPath: Resolve) => boolean;
}

/** Where an administrator's policy lies. */
const ADMINISTRATOR_DIR = "/etc/pi-modes";
const ANCESTOR_LIMIT = 256;

export function workspaceOn(machine: Machine, options: MachineOptions): Workspace {
  const { kind, flavour } = machine;
  const windows = flavour === "windows";
  const walk = pathWalker(machine.disk, flavour);
  const plain = (path: string): string => (windows ? (windowsPath("", path) ?? path.replaceAll("\\", "/")) : path);
  const real = (path: string): string => walk("/", path) ?? plain(path);
  const isAbsolute = (path: string): boolean => (windows ? windowsPath("", path) !== undefined : path.startsWith("/"));
  const cwd = plain(options.cwd);
  const home = real(options.home);
  const root = rootOf(real(cwd), home, kind);
  // A variable that names the home folder, or one around it, would make the user's own files temporary.
  const isAround = (folder: string): boolean => isWithin(foldPlace(home), foldPlace(folder));
  const found = (paths: readonly string[]): readonly string[] => paths.filter(isAbsolute).flatMap((path) => walk("/", path) ?? []);
  const temp = unique([...found(options.temp), ...found(options.namedTemp).filter((folder) => !isAround(folder))]);
  const agentDir = options.agentDir ?? agentDirectory(options.env("PI_CODING_AGENT_DIR"), home);
  const own = options.packageDir === undefined ? [] : [options.packageDir];
  // Where `.pi` is a link, what it leads to steers pi as well.
  const project = unique([root, real(cwd)]).map((folder) => join(folder, ".pi"));
  const linked = project.filter((folder) => typeof machine.disk.look(folder) === "object");
  const administrator = windows ? join(volumeOf(cwd), ADMINISTRATOR_DIR.slice(1)) : ADMINISTRATOR_DIR;
  const guarded = unique([agentDir, administrator, ...own, ...linked, ...(options.guarded ?? [])].filter(isAbsolute).map(real));
  const isAsked = isAskedIn([cwd, home, root, ...temp, ...guarded]);
  const { look } = machine.disk;
  const realPath = windows ? pathWalker({ ...machine.disk, look: (path) => (isAsked(path) ? look(path) : "unreadable") }, flavour) : walk;
  return {
    ...{ cwd, root, home, temp, guarded, shell: options.shell, env: options.env, realPath },
    kind: windows ? (path) => (isAsked(path) ? kind(path) : "other") : kind,
    readText: windows ? (path) => (isAsked(path) ? machine.readText(path) : undefined) : machine.readText,
    shadowed: (program) => options.shadowed(program, [root, ...temp], realPath),
  };
}

/** A look at a foreign server tells it who the user is. */
function isAskedIn(places: readonly string[]): (path: string) => boolean {
  const volumes = new Set(places.map((place) => volumeOf(place).toLowerCase()));
  return (path) => {
    const there = path.replaceAll("\\", "/");
    return serverOf(there) === undefined ? !there.startsWith("//") : volumes.has(volumeOf(there).toLowerCase());
  };
}

/** The nearest folder at or above `cwd` that git works in, but never the home folder or one above it. */
function rootOf(cwd: string, home: string, kind: Machine["kind"]): string {
  let folder = cwd;
  for (let step = 0; step < ANCESTOR_LIMIT; step++) {
    const above = parentOf(folder);
    if (above === folder || isWithin(foldPlace(home), foldPlace(folder))) return cwd;
    if (kind(join(folder, ".git")) !== "missing") return folder;
    folder = above;
  }
  return cwd;
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)];
}
