// npm run build, and what npm runs before and after it packs: dist/ is there while the package is packed, and not in a checkout, where a build
// that lies around would grow old.

import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";

const DIST = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");
rmSync(DIST, { recursive: true, force: true });
if (!process.argv.includes("--remove")) await bundle(DIST);
