// What the host tests run: the package in the form that is published, built once for the run, unless the environment names another folder.
// Law: the files are those that npm would pack. It lies below `node_modules`, as what users install does, so what it depends on is found.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundle } from "../../../scripts/bundle.ts";
import { REPOSITORY } from "./host.ts";
import { list, parse, text } from "./json.ts";

let folder: string | undefined;

export async function setup(): Promise<void> {
  if (process.env.PI_MODES_TEST_PACKAGE !== undefined) return;
  const cache = join(REPOSITORY, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, "pi-modes-"));
  for (const name of packedNames()) cpSync(join(REPOSITORY, name), join(folder, name));
  await bundle(join(folder, "dist"));
  process.env.PI_MODES_TEST_PACKAGE = folder;
}

export function teardown(): void {
  if (folder === undefined) return;
  delete process.env.PI_MODES_TEST_PACKAGE;
  rmSync(folder, { recursive: true, force: true });
}

/** Of all files but the built ones. */
function packedNames(): readonly string[] {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const said = execFileSync("npm", args, { cwd: REPOSITORY, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const names = list(parse(said), 0, "files").map((file) => text(file, "path"));
  // What a build in the checkout left is as old as it is.
  return names.filter((name) => dirname(name) !== "dist" && !name.startsWith("dist/"));
}
