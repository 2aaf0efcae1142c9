// The package in the form that is published, in a folder of its own. Laws: the files are those that npm would pack, and the built ones are built
// now; it lies below `node_modules`, as what users install does, so what it depends on is found.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export interface PackedForm {
  readonly folder: string;
  remove(): void;
}

/** Rejects with the words of npm or of the bundler. */
export async function makePackedForm(): Promise<PackedForm> {
  const cache = join(ROOT, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "pi-modes-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of packedNames()) cpSync(join(ROOT, name), join(folder, name));
    await bundle(join(folder, "dist"));
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

/** Of all files but the built ones: what a build in the checkout left is as old as it is. */
function packedNames(): readonly string[] {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const said = execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const [packed]: readonly [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(said);
  return packed.files.map(({ path }) => path).filter((path) => !path.startsWith("dist/"));
}
