// A machine of another system, made of a list: its disk has one name for each file and finds it under every spelling that such a disk takes.
// What is under test is ours: the walk, the readings and the places are those that ship.

import type { FileKind, Workspace } from "../../src/effects/workspace.ts";
import { type Machine, workspaceOn } from "../../src/workspace/machine.ts";

export interface MachineParts {
  readonly flavour: "windows" | "macos";
  /** Absolute, as the disk writes them, with forward slashes. A folder ends with a slash, a link has ` -> ` and where it leads. */
  readonly entries: readonly string[];
  /** Short names and other names of the same thing. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly home: string;
  readonly temp: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly guarded?: readonly string[];
}

interface Entry {
  readonly name: string;
  readonly kind: FileKind;
  readonly to?: string;
}

export interface FakeMachine {
  readonly workspace: Workspace;
  /** Every path that the disk was asked about. */
  readonly asked: readonly string[];
}

function fakeMachine(parts: MachineParts): FakeMachine {
  const windows = parts.flavour === "windows";
  const key = (path: string): string =>
    windows
      ? path
          .replaceAll("\\", "/")
          .replace(/(?<=.)\/$/, "")
          .toUpperCase()
      : path
          .normalize("NFD")
          .replace(/\u200C/g, "")
          .toLowerCase();
  const disk = new Map<string, Entry>();
  for (const text of parts.entries) {
    const [path = "", to] = text.split(" -> ");
    const name = path.replace(/(?<=[^:])\/$/, "");
    // Folders around it are there, too.
    for (let at = name.indexOf("/", 1); at >= 0; at = name.indexOf("/", at + 1)) {
      const folder = name.charAt(at - 1) === ":" ? name.slice(0, at + 1) : name.slice(0, at) || "/";
      if (!disk.has(key(folder))) disk.set(key(folder), { name: folder, kind: "directory" });
    }
    disk.set(key(name), { name, kind: path.endsWith("/") ? "directory" : "file", ...(to === undefined ? {} : { to }) });
  }
  const asked: string[] = [];
  const aliases = Object.entries(parts.aliases ?? {}).map(([alias, name]) => [key(alias), key(name)] as const);
  const find = (path: string): Entry | undefined => {
    asked.push(path);
    const wanted = key(path);
    const alias = aliases.find(([short]) => wanted === short || wanted.startsWith(`${short}/`));
    return disk.get(alias ? alias[1] + wanted.slice(alias[0].length) : wanted);
  };
  const follow = (path: string): Entry | undefined => {
    const entry = find(path);
    return entry?.to === undefined ? entry : find(entry.to);
  };
  const machine: Machine = {
    flavour: parts.flavour,
    disk: {
      look: (path) => {
        const entry = find(path);
        return entry === undefined ? "missing" : entry.to === undefined ? "none" : { to: entry.to };
      },
      spelled: (path) => {
        const name = find(path)?.name;
        return windows ? name?.replaceAll("/", "\\") : name;
      },
    },
    kind: (path) => follow(path)?.kind ?? "missing",
    readText: () => undefined,
  };
  const env = new Map(Object.entries(parts.env ?? {}));
  const workspace = workspaceOn(machine, {
    ...{ cwd: parts.cwd, home: parts.home, temp: windows ? [] : ["/tmp", "/var/tmp"], namedTemp: parts.temp },
    guarded: parts.guarded ?? [],
    env: (name) => env.get(name),
    shell: windows ? "other" : "bash",
    shadowed: () => windows,
  });
  asked.length = 0;
  return { workspace, asked };
}

export function windowsMachine(change: Partial<MachineParts> = {}): FakeMachine {
  return fakeMachine({
    flavour: "windows",
    entries: [
      "C:/Users/Ann/.pi/agent/settings.json",
      "C:/Users/Ann/.ssh/id_rsa",
      "C:/Users/Ann/.npmrc",
      "C:/Users/Ann/AppData/Local/Temp/",
      "C:/Work/Proj/.git/hooks/",
      "C:/Work/Proj/.git/config",
      "C:/Work/Proj/.pi/plans/",
      "C:/Work/Proj/.pi/pi-modes.json",
      "C:/Work/Proj/.env",
      "C:/Work/Proj/.env.example",
      "C:/Work/Proj/src/App.ts",
      "C:/Work/Proj/private/notes.txt",
      "C:/Work/Proj/out -> C:\\Other",
      "C:/Work/Proj/up -> ..\\..\\Other\\",
      "C:/Work/Proj/far -> \\\\evil\\share",
      "C:/Work/Proj/volume -> \\\\?\\Volume{1}\\x",
      "C:/Other/x.txt",
      "//files/team/docs/a.md",
      "//evil/share/a.txt",
    ],
    aliases: {
      "C:/Work/Proj/GIT~1": "C:/Work/Proj/.git",
      "C:/Work/Proj/ENV~1": "C:/Work/Proj/.env",
      "C:/Users/ANN~1": "C:/Users/Ann",
      "Z:": "//files/team",
    },
    cwd: "c:\\work\\proj",
    home: "C:\\Users\\Ann",
    temp: ["C:\\Users\\ANN~1\\AppData\\Local\\Temp"],
    ...change,
  });
}

export function macMachine(change: Partial<MachineParts> = {}): FakeMachine {
  return fakeMachine({
    flavour: "macos",
    entries: [
      "/tmp -> private/tmp",
      "/etc -> private/etc",
      "/var -> private/var",
      "/private/tmp/",
      "/private/var/tmp/",
      "/private/var/folders/ab/cd/T/",
      "/private/etc/sudoers",
      "/Users/ann/.pi/agent/settings.json",
      "/Users/ann/.ssh/id_rsa",
      "/Users/ann/Library/Keychains/login.keychain-db",
      "/Users/ann/Work/Größe/".normalize("NFD"),
      "/Users/ann/Work/proj/.git/config",
      "/Users/ann/Work/proj/.env",
      "/Users/ann/Work/proj/.env.example",
      "/Users/ann/Work/proj/.pi/pi-modes.json",
      "/Users/ann/Work/proj/.pi/plans/",
      "/Users/ann/Work/proj/src/App.ts",
      "/Users/ann/Work/proj/private/notes.txt",
      `/Users/ann/Work/proj/${"Schlüssel".normalize("NFD")}/x.txt`,
      "/Users/ann/Work/proj/out -> /Users/ann/Other",
      "/Users/ann/Other/x.txt",
    ],
    cwd: "/users/ANN/work/proj",
    home: "/Users/ann",
    env: { HOME: "/Users/ann", PATH: "/usr/bin:/bin" },
    temp: ["/var/folders/ab/cd/T/"],
    ...change,
  });
}
