// SIGKILL at many random points of a session: `npm run test:kill`, or with a number of points and a seed, `npm run test:kill -- 50 7`.
// Prints each point that left something wrong, and ends with 1 then.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createKillRun, leftovers, seeded } from "./kill.ts";
import { startModelServer } from "./model-server.ts";
import { makeScratch } from "./scratch.ts";

const LONGEST_MS = 2500;

const points = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const server = await startModelServer();
const scratch = makeScratch(server.url);
mkdirSync(join(scratch.project, ".pi"));
const run = createKillRun(scratch, seeded(seed));
console.log(`seed ${seed}`);
const counts = new Map<string, number>();
let faults = 0;
for (let point = 0; point <= points; point += 1) {
  const { after, resumed, seen, asked, done, faults: found } = await run.next(LONGEST_MS);
  const last = done.at(-1) ?? "nothing yet";
  counts.set(last, (counts.get(last) ?? 0) + 1);
  faults += found.length;
  if (found.length > 0 || process.env.KILL_VERBOSE)
    console.log(`${point}: resumed in ${resumed}; killed after ${after} ms in ${seen}${asked ? ` -> ${asked}` : ""} (${done.join(", ")})`);
  for (const fault of found) console.log(`  WRONG: ${fault}`);
}
console.log(`${points} points, killed in: ${[...counts].map(([name, count]) => `${name} ${count}`).join(", ")}`);
console.log(`temporary files left: ${leftovers(scratch).join(", ") || "none"}`);
console.log(faults === 0 ? "nothing wrong" : `${faults} wrong`);
await server.close();
if (process.env.KILL_KEEP) console.log(scratch.root);
else scratch.remove();
process.exitCode = faults === 0 ? 0 : 1;
