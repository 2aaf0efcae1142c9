// Where this session works, as the effects room wants to know it.

import type { Workspace } from "../../src/effects/workspace.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";
import { packageDirectory } from "../../src/workspace/package-directory.ts";

/** This package's own folder: what is in it steers the guard. */
const PACKAGE_DIR = packageDirectory();

/** `guarded`: further files and folders that steer this session, absolute. */
export function sessionWorkspace(cwd: string, guarded: readonly string[] = []): Workspace {
  return nodeWorkspace({ cwd, packageDir: PACKAGE_DIR, guarded });
}
