// Where this session works, as the effects room wants to know it.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workspace } from "../../src/effects/workspace.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";

/** This package's own folder: what is in it steers the guard. */
const PACKAGE_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** `guarded`: further files and folders that steer this session, absolute. */
export function sessionWorkspace(cwd: string, guarded: readonly string[] = []): Workspace {
  return nodeWorkspace({ cwd, packageDir: PACKAGE_DIR, guarded });
}
