// The small real project that the corpora talk of, on the disk: the one that the tests judge them in.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "../../test/host/kit/host.ts";
import type { Row } from "../../test/proof/rows.ts";

export interface World {
  readonly home: string;
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  /** The project as the row wants it: changed by its setup where it has one. */
  placeOf(row: Row): string;
  remove(): void;
}

export function makeWorld(): World {
  // Not in a folder for temporary files: some peers rightly care less about what is deleted there.
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  mkdirSync(cache, { recursive: true });
  const root = realpathSync(mkdtempSync(join(cache, "pi-modes-bench-")));
  const home = join(root, "home", "dev");
  mkdirSync(home, { recursive: true });
  const env = { HOME: home, USER: "dev", PATH: "/usr/local/bin:/usr/bin:/bin" };
  const run = (script: string, cwd: string): void => {
    const { status, stderr } = spawnSync("bash", ["-c", script], { cwd, env: { ...env, WORLD_ROOT: root }, encoding: "utf8" });
    if (status !== 0) throw new Error(`The world can't be made: ${stderr}`);
  };
  run(readFileSync(join(REPOSITORY, "test", "proof", "world.sh"), "utf8"), home);
  const project = join(home, "proj");
  const placeOf = ({ setup }: Row): string => {
    if (setup === "") return project;
    const changed = join(home, "changed");
    rmSync(changed, { recursive: true, force: true });
    cpSync(project, changed, { recursive: true, verbatimSymlinks: true });
    run(setup, changed);
    return changed;
  };
  return { home, project, env, placeOf, remove: () => rmSync(root, { recursive: true, force: true }) };
}
