// A fresh process that goes on with a session: how long its extensions take over the beginning, the first one and those after it. Arguments: the
// session's file, how many beginnings, and the extensions. Prints JSON.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeScratch } from "../../test/host/kit/scratch.ts";
import { startSdk } from "../../test/host/kit/sdk.ts";

/** Milliseconds, the first beginning first, as the parent reads it. */
export type Times = readonly number[];

const [file = "", rounds, ...extensions] = process.argv.slice(2);
const scratch = makeScratch();

/** An extension that notes when a session begins for it; extensions are told in the order in which they are loaded. */
function clock(name: string, first = ""): string {
  const path = join(scratch.root, `${name}.js`);
  const note = `(globalThis.${name} ??= []).push(performance.now())`;
  writeFileSync(path, `export default (pi) => pi.on("session_start", () => { ${first} ${note}; });\n`);
  return path;
}

// What reading the session left over is the host's, and collected before the time runs.
const around = [clock("benchBefore", "globalThis.gc();"), ...extensions, clock("benchAfter")];
const sdk = await startSdk(scratch, { file, extensions: around });
for (let round = 1; round < Number(rounds); round += 1) await sdk.session.extensionRunner.emit({ type: "session_start", reason: "resume" });
const [before, after]: readonly (readonly number[])[] = [Reflect.get(globalThis, "benchBefore"), Reflect.get(globalThis, "benchAfter")];
const times: Times = (after ?? []).map((time, round) => time - (before?.[round] ?? Number.NaN));
console.log(JSON.stringify(times));
await sdk.close();
scratch.remove();
process.exit(0);
