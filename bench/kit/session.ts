// Runs of the child with one session in it.

import { join } from "node:path";
import { REPOSITORY } from "../../test/host/kit/host.ts";
import { run } from "../../test/host/kit/process.ts";
import type { Scratch } from "../../test/host/kit/scratch.ts";
import type { Found } from "./session-child.ts";

const KIT = join(REPOSITORY, "bench", "kit");

export async function oneSession(scratch: Scratch, extensions: readonly string[], idle: number): Promise<Found> {
  const args = ["--import", join(KIT, "register.mjs"), "--expose-gc", join(KIT, "session-child.ts"), String(idle), ...extensions];
  const { code, stdout, stderr } = await run(scratch, process.execPath, args);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
