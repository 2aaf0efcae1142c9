// A small real project, and a fingerprint of everything in it. Two equal fingerprints mean: nothing changed.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILES: Readonly<Record<string, string>> = {
  "package.json": `${JSON.stringify({ name: "greeter", version: "1.0.0", type: "module", scripts: { test: "node --test" } }, null, 2)}\n`,
  "README.md": "# greeter\n\nSays hello.\n",
  "docs/notes.md": "Nothing is decided yet.\n",
  "src/greet.js": 'export const greet = (name) => "hello " + name;\nexport const leave = "bye";\n',
  "src/greet.test.js": [
    'import assert from "node:assert/strict";',
    'import { test } from "node:test";',
    'import { greet } from "./greet.js";',
    "",
    'test("greets by name", () => assert.equal(greet("Ada"), "hello Ada"));',
    "",
  ].join("\n"),
};

/** Writes the project, commits it, and leaves one uncommitted line in `docs/notes.md` that a checkout would lose. */
export function makeProject(directory: string, env: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(FILES)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: directory, env, stdio: "pipe", timeout: 30_000 });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Greeter");
  git("config", "user.email", "greeter@example.invalid");
  git("add", ".");
  git("commit", "--quiet", "--message=Begin");
  appendFileSync(join(directory, "docs/notes.md"), "This line isn't committed.\n");
}

/** One line for each file, link and folder: path, kind and mode, size, and the SHA-256 of what it holds; sorted by path. */
export function fingerprint(directory: string): readonly string[] {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  return names.map((name) => `${name} ${describe(directory, name)}`);
}

function describe(directory: string, name: string): string {
  const path = join(directory, name);
  const stat = lstatSync(path);
  const mode = stat.mode.toString(8);
  if (stat.isDirectory()) return mode;
  if (stat.isSymbolicLink()) return `${mode} -> ${readlinkSync(path)}`;
  // `git status` may rewrite the index with fresh file times: what the index says is compared instead of its bytes.
  if (name === join(".git", "index")) return `${mode} ${hash(staged(directory))}`;
  return `${mode} ${stat.size} ${hash(readFileSync(path))}`;
}

function staged(directory: string): Buffer {
  const env = { PATH: process.env.PATH ?? "", GIT_OPTIONAL_LOCKS: "0" };
  return execFileSync("git", ["ls-files", "--stage", "-v", "-z"], { cwd: directory, env, timeout: 30_000 });
}

function hash(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
