// Where this package lies: what is in that folder steers the guard. Law: the same folder, whether this runs as a source or out of a bundle.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The nearest folder above `file` that is a package. Throws where there is none: then nobody knows what has to be guarded. */
export function packageDirectory(file = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${file}`);
  }
}
