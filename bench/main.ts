// `npm run bench`: all benches one after another; `npm run bench -- NAME...`: these. `--write` puts their tables into docs/benchmarks.md.
// Nothing is asserted here: a quiet machine is what a figure needs, and whoever reads it.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { REPOSITORY } from "../test/host/kit/host.ts";

/** In the order of the document. */
const NAMES = ["verdict", "growth", "peers", "load", "memory", "idle", "tokens", "cache", "sessions", "tripwire", "sandbox"] as const;

const asked = process.argv.slice(2);
const flags = asked.filter((word) => word.startsWith("-"));
const wanted = asked.filter((word) => !word.startsWith("-"));
const unknown = wanted.find((name) => !NAMES.some((known) => known === name));
const stranger = flags.find((flag) => flag !== "--write");
if (unknown !== undefined || stranger !== undefined) {
  console.error(`There is no ${unknown ?? stranger}. npm run bench -- [--write] [${NAMES.join(" | ")}]`);
  process.exit(2);
}
const kit = join(REPOSITORY, "bench", "kit");
let failed = false;
for (const name of wanted.length > 0 ? wanted : NAMES) {
  const args = ["--import", join(kit, "register.mjs"), "--expose-gc", join(kit, "run.ts"), name, ...flags];
  const { status } = spawnSync(process.execPath, args, { cwd: REPOSITORY, stdio: "inherit" });
  if (status === 0) continue;
  failed = true;
  console.error(`${name} ended with ${status}`);
}
process.exit(failed ? 1 : 0);
