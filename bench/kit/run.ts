// One bench in a process of its own: nothing that another one left in memory, in caches or in the environment counts.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../test/host/kit/host.ts";
import { machine } from "./machine.ts";
import { type Bench, drawReport, placeIn } from "./report.ts";

const DOCUMENT = join(REPOSITORY, "docs", "benchmarks.md");

const [name = "", ...flags] = process.argv.slice(2);
const where = machine();
const { bench }: { readonly bench: Bench } = await import(`../${name}.ts`);
const report = drawReport(name, await bench(), where);
console.log(`${report}\n`);
if (flags.includes("--write")) writeFileSync(DOCUMENT, placeIn(readFileSync(DOCUMENT, "utf8"), name, report));
// What a peer keeps open is its own affair.
process.exit(0);
