// A world for the readers of text programs: a workspace with a few files, nothing on the disk.

import type { Effect } from "../../../src/effects/effect.ts";
import { effectsOfShell } from "../../../src/effects/shell.ts";
import type { FileKind, Workspace } from "../../../src/effects/workspace.ts";

const ROOT = "/home/u/proj";
const FILES = new Set(
  ["a.txt", "b.txt", "a.db", "a.csv", "a.json", "a.yml", "package.json", ".env", "x.sed"].map((name) => `${ROOT}/${name}`),
);
const FOLDERS = new Set([
  "/",
  "/home",
  "/home/u",
  ROOT,
  `${ROOT}/src`,
  `${ROOT}/lib`,
  `${ROOT}/lib/.ctags.d`,
  "/tmp",
  "/bin",
  "/usr/bin",
  "/etc",
]);

function kindOf(path: string): FileKind {
  if (FILES.has(path)) return "file";
  if (FOLDERS.has(path)) return "directory";
  return path === "/dev/sda" || path === "/dev/sda1" ? "device" : "missing";
}

function realPath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

const world: Workspace = {
  cwd: ROOT,
  root: ROOT,
  home: "/home/u",
  temp: ["/tmp"],
  guarded: ["/home/u/.pi/agent"],
  shell: "bash",
  realPath,
  kind: kindOf,
  env: (name) => ({ HOME: "/home/u", PATH: "/usr/bin:/bin" })[name],
  shadowed: () => false,
};

/** What a command does besides reading what anyone may read. */
export function concernsOf(command: string): readonly Effect[] {
  return effectsOfShell(command, world, "bash").filter((effect) => effect.kind !== "run" && (effect.kind !== "read" || isSecret(effect)));
}

/** The kinds of those effects, with the path where there is one: `write /home/u/proj/x`. */
export function summaryOf(command: string): readonly string[] {
  return concernsOf(command).map((effect) => {
    const path = "target" in effect && effect.target.kind !== "unknown" ? ` ${effect.target.path}` : "";
    return `${effect.kind}${path}`;
  });
}

function isSecret(effect: Effect): boolean {
  return effect.kind === "read" && effect.target.kind !== "unknown" && effect.target.marks.includes("secret");
}
