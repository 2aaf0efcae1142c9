// The package as a user has it: packed by npm, with its own build, and installed with what it depends on.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../test/host/kit/host.ts";
import { list, text } from "../../test/host/kit/json.ts";
import { readManifest } from "../../test/host/kit/pack.ts";

export interface PackedPackage {
  readonly folder: string;
  /** Bytes of the tarball. */
  readonly size: number;
}

function npm(cwd: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${stderr}`);
}

/** Below a folder that is there for it alone. */
export function installPacked(below: string): PackedPackage {
  const place = join(below, "packed");
  mkdirSync(place);
  npm(REPOSITORY, "pack", "--silent", "--pack-destination", place);
  const tarball = readdirSync(place).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack made no tarball");
  writeFileSync(join(place, "package.json"), '{ "private": true }\n');
  npm(place, "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=peer", join(place, tarball));
  const folder = join(place, "node_modules", ...text(readManifest(REPOSITORY), "name").split("/"));
  return { folder, size: statSync(join(place, tarball)).size };
}

/** The files that pi loads of a package. */
export function extensionsOf(folder: string): readonly string[] {
  return list(readManifest(folder), "pi", "extensions").map((file) => join(folder, String(file)));
}
