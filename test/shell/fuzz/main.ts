// npm run fuzz: random scripts in the real bash, with canaries as the only programs. Whatever ran or was opened must be in the facts of
// every script that the analysis doesn't refuse. Afterwards random commands are judged, to see which take longest.

import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { slowestHostile, slowestVerdicts } from "../../laws/slowest.ts";
import { startWorld } from "../canary/world.ts";
import { compare } from "./compare.ts";
import { added, described, describedMiss, type Figures, isFigures, noFigures, slowestOf } from "./figures.ts";

const USAGE = `npm run fuzz -- [--runs N] [--seed N] [--workers N] [--judged N]
  --runs     so many scripts (100000)
  --seed     of the first script; each script has the next seed (now, in seconds)
  --workers  so many processes (2)
  --judged   so many random commands are judged and timed afterwards (as many as scripts)
A miss is printed with its seed: --runs 1 --seed N runs that script alone. Ends with 1 if there was a miss, 2 for wrong usage.`;

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly workers: number;
  readonly judged: number;
}

const PROGRESS_MS = 30_000;
/** Scripts before the engine runs at its full speed: their times say nothing. */
const WARM = 200;
/** Set in the processes that do the work: the first seed and how many there are, every so many. */
const PART = "PI_MODES_FUZZ_PART";

async function main(): Promise<number> {
  const part = process.env[PART];
  if (part !== undefined) return runPart(part);
  const options = readOptions();
  if (!options) {
    console.error(USAGE);
    return 2;
  }
  const { runs, seed, workers, judged } = options;
  console.log(`${runs} scripts from seed ${seed}, in ${workers} processes.`);
  const figures = (await Promise.all(Array.from({ length: workers }, (_, index) => worker(options, index)))).reduce(added, noFigures());
  console.log(`\n${described(figures)}`);
  if (judged > 0) {
    console.log(`\nSlowest to judge of ${judged} random commands:`);
    for (const { ms, text } of slowestVerdicts(judged, seed)) console.log(`  ${ms.toFixed(1)} ms  ${JSON.stringify(text.slice(0, 200))}`);
    console.log("\nSlowest to judge of the texts of 32 KB that are made to take long:");
    for (const { ms, text } of slowestHostile()) console.log(`  ${ms.toFixed(1)} ms  ${text}`);
  }
  return figures.misses.length === 0 ? 0 : 1;
}

function readOptions(): Options | undefined {
  const names = { runs: { type: "string" }, seed: { type: "string" }, workers: { type: "string" }, judged: { type: "string" } } as const;
  try {
    const { values } = parseArgs({ options: names });
    const runs = Number(values.runs ?? 100_000);
    const seed = Number(values.seed ?? Math.floor(Date.now() / 1000));
    const workers = Number(values.workers ?? 2);
    const judged = Number(values.judged ?? runs);
    return [runs, seed, workers, judged].every((value) => Number.isSafeInteger(value) && value >= 0) && workers > 0
      ? { runs, seed, workers, judged }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Starts a process for every `workers`th seed; what it finds comes as messages. */
function worker({ runs, seed, workers }: Options, index: number): Promise<Figures> {
  const jiti = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib/jiti-cli.mjs");
  const child = fork(jiti, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, [PART]: `${seed + index} ${seed + runs} ${workers}` },
  });
  return new Promise((resolve, reject) => {
    let latest: Figures | undefined;
    child.on("message", (message: unknown) => {
      if (!isFigures(message)) return;
      for (const miss of message.misses.slice(latest?.misses.length ?? 0)) console.log(describedMiss(miss));
      latest = message;
      console.log(`  process ${index + 1}: ${message.scripts} scripts, ${message.compared} compared, ${message.misses.length} missed`);
    });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 && latest ? resolve(latest) : reject(new Error(`process ${index + 1} ended with ${code}`))));
  });
}

async function runPart(part: string): Promise<number> {
  const [first = 0, end = 0, step = 1] = part.split(" ").map(Number);
  const world = startWorld();
  const figures = noFigures();
  let told = performance.now();
  try {
    for (let seed = first; seed < end; seed += step) {
      note(figures, seed, compare(seed, world));
      if (performance.now() - told < PROGRESS_MS) continue;
      told = performance.now();
      process.send?.(figures);
    }
    await new Promise<void>((resolve) => (process.send ? process.send(figures, () => resolve()) : resolve()));
  } finally {
    world.end();
  }
  return 0;
}

function note(figures: Figures, seed: number, comparison: ReturnType<typeof compare>): void {
  figures.scripts += 1;
  if (comparison.kind === "skipped") return;
  const { ms, text } = comparison;
  if (figures.scripts > WARM) figures.slowest = slowestOf([...figures.slowest, { ms, seed, text }]);
  if (comparison.kind === "refused") {
    figures.refused += 1;
    return;
  }
  figures.compared += 1;
  if (comparison.calls > 0) figures.ran += 1;
  if (comparison.missed.length > 0) figures.misses.push({ seed, text, missed: comparison.missed });
}

process.exitCode = await main();
if (process.env[PART] !== undefined) process.disconnect?.();
