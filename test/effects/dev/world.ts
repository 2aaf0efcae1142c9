// A small machine that exists only in memory: files with their contents, folders where files lie below them.

import type { FileKind, Workspace } from "../../../src/effects/workspace.ts";

export const ROOT = "/home/u/proj";
const HOME = "/home/u";

/** `files`: absolute path to content. With `contents: false` the world has the files but shows none of them. */
export function world(
  files: Readonly<Record<string, string>> = {},
  options: { readonly contents?: boolean; readonly cwd?: string } = {},
): Workspace {
  const kind = (path: string): FileKind => {
    // As after the first run of programs that keep books of their own.
    if (path === "/home/u/.cache/biome") return "directory";
    if (Object.hasOwn(files, path)) return "file";
    const below = path === "/" ? "/" : `${path}/`;
    const folders = ["/", "/etc", "/tmp", "/home", HOME, ROOT];
    return folders.includes(path) || Object.keys(files).some((file) => file.startsWith(below)) ? "directory" : "missing";
  };
  const plain: Workspace = {
    cwd: options.cwd ?? ROOT,
    root: ROOT,
    home: HOME,
    temp: ["/tmp"],
    guarded: [`${HOME}/.pi/agent`],
    shell: "bash",
    realPath: resolve,
    kind,
    env: (name) => ({ HOME, PATH: "/usr/bin:/bin" })[name],
    shadowed: () => false,
  };
  return options.contents === false ? plain : { ...plain, readText: (path) => (Object.hasOwn(files, path) ? files[path] : undefined) };
}

function resolve(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** A clean repository in the workspace. */
export const REPOSITORY: Readonly<Record<string, string>> = {
  [`${ROOT}/.git/HEAD`]: "ref: refs/heads/main\n",
  [`${ROOT}/.git/config`]: "[core]\n\trepositoryformatversion = 0\n\tbare = false\n",
  [`${ROOT}/src/a.ts`]: "export {};\n",
  [`${ROOT}/.env`]: "A=b\n",
};
