// The package as npm would publish it, and the tarballs of what it depends on, made from node_modules: no network is needed to install it.

import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { REPOSITORY } from "./host.ts";
import { isRecord, parse, text } from "./json.ts";
import { run } from "./process.ts";
import type { Scratch } from "./scratch.ts";

export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly tarball: string;
  /** A folder with the package's tarball and one for each dependency, direct or not. */
  readonly folder: string;
}

/** Runs `npm pack` for the repository and for everything below its `dependencies`. Rejects when npm fails. */
export async function packAll(scratch: Scratch): Promise<Packed> {
  const folder = join(scratch.root, "tarballs");
  mkdirSync(folder);
  const manifest = readManifest(REPOSITORY);
  // With its scripts: they build what is packed.
  await npmPack(scratch, folder, [REPOSITORY]);
  const own = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const [tarball] = own;
  if (own.length !== 1 || tarball === undefined) throw new Error(`npm pack made ${own.length} tarballs`);
  const dependencies = closure(REPOSITORY, new Set());
  if (dependencies.size > 0) await npmPack(scratch, folder, [...dependencies, "--ignore-scripts"]);
  return { name: text(manifest, "name"), version: text(manifest, "version"), tarball: join(folder, tarball), folder };
}

async function npmPack(scratch: Scratch, folder: string, what: readonly string[]): Promise<void> {
  const args = ["pack", "--silent", "--pack-destination", folder, ...what];
  const packed = await run(scratch, "npm", args, { timeout: 120_000 });
  if (packed.code !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
}

/** The folders of all packages that `from` needs at run time, each once. */
function closure(from: string, seen: Set<string>): ReadonlySet<string> {
  const needed = readManifest(from).dependencies;
  for (const name of Object.keys(isRecord(needed) ? needed : {})) {
    const folder = installed(name, from);
    if (seen.has(folder)) continue;
    seen.add(folder);
    closure(folder, seen);
  }
  return seen;
}

function installed(name: string, from: string): string {
  for (let here = from; ; here = dirname(here)) {
    const folder = join(here, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
    if (here === dirname(here)) throw new Error(`${name} isn't installed for ${from}`);
  }
}

export function readManifest(directory: string): Readonly<Record<string, unknown>> {
  const manifest = parse(readFileSync(join(directory, "package.json"), "utf8"));
  return isRecord(manifest) ? manifest : {};
}
