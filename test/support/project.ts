// A project of a few files, held in memory: for judging commands where it counts what is there and what isn't.

import type { FileKind, Workspace } from "../../src/effects/workspace.ts";

const HOME = "/home/u";
const PROJECT = `${HOME}/proj`;

const FILES: readonly string[] = [
  "README.md",
  "Makefile",
  "Dockerfile",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  ".gitignore",
  ".env",
  "notes.txt",
  "out.log",
  "src/index.js",
  "src/a.js",
  "src/b.js",
  "src/lib/x.ts",
  "docs/a.md",
  "docs/b.md",
  "tests/a.test.js",
  "lib/l.js",
  "data/raw/a.csv",
  "scripts/run.sh",
  "dist/a.js",
  "node_modules/.bin/vitest",
  "node_modules/.bin/eslint",
  "node_modules/.bin/tsc",
  "node_modules/.bin/prettier",
  "node_modules/.bin/rimraf",
  "node_modules/.bin/prisma",
  "node_modules/.bin/shx",
  ".git/HEAD",
  ".git/config",
];

const SCRIPTS = { test: "vitest run", build: "tsc -p .", lint: "eslint .", clean: "rimraf dist", dev: "vite" };

const kinds = new Map<string, FileKind>([[PROJECT, "directory"]]);
for (const file of FILES) {
  const parts = file.split("/");
  kinds.set(`${PROJECT}/${file}`, "file");
  for (let depth = 1; depth < parts.length; depth++) kinds.set(`${PROJECT}/${parts.slice(0, depth).join("/")}`, "directory");
}

/** Without links, so a path is what its text says. */
function realPath(base: string, path: string): string | undefined {
  if (path.includes("\0")) return undefined;
  const folders: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (part === "..") folders.pop();
    else if (part !== "" && part !== ".") folders.push(part);
  }
  return `/${folders.join("/")}`;
}

export const world: Workspace = {
  cwd: PROJECT,
  root: PROJECT,
  home: HOME,
  temp: ["/tmp", "/var/tmp"],
  guarded: [`${HOME}/.pi/agent`],
  shell: "bash",
  realPath,
  kind: (path) => kinds.get(path) ?? (/^\/dev\/(?:sd|nvme|mem)/.test(path) ? "device" : "missing"),
  readText: (path) => {
    if (path === `${PROJECT}/package.json`) return JSON.stringify({ name: "p", scripts: SCRIPTS, devDependencies: { vitest: "1" } });
    return kinds.get(path) === "file" ? "something\n" : undefined;
  },
  env: (name) => ({ HOME, PATH: "/usr/bin:/bin" })[name],
  shadowed: () => false,
};
