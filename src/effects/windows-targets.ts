// What a path of Windows touches where its text may mean several files. Law: nothing is known of the place, so nothing opens it; and what any
// of the files is, counts.

import type { PathTarget } from "./effect.ts";
import { type Access, marksOf } from "./scopes.ts";
import { isDeviceSpace, serverOf, volumeOf, windowsReadings } from "./windows-paths.ts";
import type { Workspace } from "./workspace.ts";

/** `path` with forward slashes. Undefined where it means one file for certain. */
export function doubtfulTargets(base: string, path: string, workspace: Workspace, access: Access): readonly PathTarget[] | undefined {
  if (path.includes("\0")) return [{ kind: "unknown", why: "no path holds a NUL" }];
  const real = workspace.realPath(base, path);
  if (real !== undefined && !isDeviceSpace(real)) return undefined;
  const marks = readingsOf(base, path, workspace)
    .flatMap((reading) => [reading, workspace.realPath("/", reading) ?? reading])
    .flatMap((reading) => marksOf(reading, access, workspace));
  return [
    { kind: "unknown", why: `${path} may be another file than it says` },
    // A rule that closes some folder closes this, too.
    { kind: "pattern", path, base: "/", scope: "outside", marks: [...new Set(marks)] },
  ];
}

function readingsOf(base: string, path: string, workspace: Workspace): readonly string[] {
  return windowsReadings(workspace.realPath("/", base) ?? base, path);
}

/** The server that is asked when the file is opened; undefined where that is none, or one that the session works on anyway. */
export function serverAsked(path: string, workspace: Workspace): string | undefined {
  const { cwd, root, home, temp } = workspace;
  const own = [cwd.replaceAll("\\", "/"), root, home, ...temp].map((folder) => volumeOf(folder).toLowerCase());
  for (const reading of readingsOf(cwd, path, workspace)) {
    const server = serverOf(reading);
    if (server !== undefined && !own.includes(volumeOf(reading))) return server;
  }
  return undefined;
}
