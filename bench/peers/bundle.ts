// TypeScript of a peer as one plain module, in a folder for that alone: as its own build, or pi's loader, would run it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";

/** Packages stay where they are, unless a plugin before knows better. */
const packagesStay: Plugin = {
  name: "packages-stay",
  resolveId: (id) => (/^[./#\0]/.test(id) ? null : { id, external: true }),
};

/** `beside`: the folder that its packages are found from, where it needs any. */
export async function bundled(file: string, beside?: string, plugins: readonly Plugin[] = []): Promise<unknown> {
  const folder = mkdtempSync(join(beside ?? tmpdir(), "pi-modes-bundle-"));
  const out = join(folder, "bundle.mjs");
  const build = await rolldown({
    input: file,
    platform: "node",
    plugins: [...plugins, packagesStay],
  });
  try {
    await build.write({ file: out, format: "esm" });
    return await import(pathToFileURL(out).href);
  } finally {
    await build.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
