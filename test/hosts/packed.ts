// The package as a user has it: packed, and installed by npm in a folder of its own.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packAll } from "../host/kit/pack.ts";
import { run } from "../host/kit/process.ts";
import { startRegistry } from "../host/kit/registry.ts";
import { makeScratch } from "../host/kit/scratch.ts";

export interface PackedPlace {
  /** Of the package. */
  readonly folder: string;
  remove(): void;
}

/** Rejects with npm's words when it can't be installed. */
export async function installPacked(): Promise<PackedPlace> {
  const scratch = makeScratch();
  const { name, folder } = await packAll(scratch);
  const registry = await startRegistry(folder);
  try {
    writeFileSync(join(scratch.root, "package.json"), '{ "private": true }\n');
    const env = { NPM_CONFIG_REGISTRY: registry.url, NPM_CONFIG_AUDIT: "false", NPM_CONFIG_FUND: "false" };
    const { code, stderr } = await run(scratch, "npm", ["install", "--omit=dev", name], { cwd: scratch.root, env });
    if (code !== 0) throw new Error(`the package can't be installed: ${stderr}`);
    return { folder: join(scratch.root, "node_modules", name), remove: scratch.remove };
  } finally {
    await registry.close();
  }
}
