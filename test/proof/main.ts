// npm run prove: every command of the corpora that plan mode would allow is run for real, in a sandbox, and must change nothing.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makePackedForm } from "../../scripts/packed-form.ts";
import { checkInstrument } from "./instrument.ts";
import { mutants } from "./mutate.ts";
import { prove } from "./proof.ts";
import { describe, isHole, score, table, wasHarmless } from "./report.ts";
import { type Row, readRows } from "./rows.ts";
import { openSandbox } from "./sandbox.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const CORPORA = join(HERE, "../corpus");

const USAGE = `npm run prove -- [FILE...] [--mutants N] [--seed N] [--stopped] [--sandbox] [--list] [--json FILE] [--jobs N]
  FILE        JSON lines with "command", and maybe "id", "setup" and a label; test/corpus/*.jsonl if none is given
  --mutants   so many other ways to say each command as well (0)
  --seed      for the mutants (1)
  --stopped   run what plan mode stops too, and count what would have been harmless
  --sandbox   run what would run in the package's own sandbox, in it
  --list      name what was stopped against its label, or stopped though it ran clean
  --json      write every verdict and outcome to a file
  --jobs      so many sandboxes at once (2)
Ends with 1 if a command that plan mode allows had an effect, 2 for wrong usage, 3 if this machine can't make the sandbox.`;

type Options = NonNullable<ReturnType<typeof readOptions>>;

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  const rows = options.files.flatMap((file) => withMutants(readRows(file), options.mutants, options.seed));
  const form = await makePackedForm();
  try {
    return await proveAll(options, rows, form.folder);
  } finally {
    form.remove();
  }
}

async function proveAll(options: Options, rows: readonly Row[], folder: string): Promise<number> {
  let sandbox: ReturnType<typeof openSandbox>;
  let world: string;
  try {
    sandbox = openSandbox(folder);
    world = await sandbox.build(readFileSync(join(HERE, "world.sh"), "utf8"), [], "/home/dev");
    await checkInstrument(sandbox, world);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 3;
  }
  try {
    const progress = (done: number, all: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all}`);
    };
    const results = await prove(sandbox, world, rows, { jobs: options.jobs, stopped: options.stopped, sandbox: options.sandbox, progress });
    const holes = results.filter(isHole);
    const labelled = results.filter(
      ({ row, decision }) => (row.expected === "stop") === (decision === "allow") && row.expected !== "unlabelled",
    );
    for (const hole of holes) console.log(describe(hole));
    if (options.list)
      for (const result of results)
        if (!isHole(result) && (labelled.includes(result) || wasHarmless(result))) console.log(describe(result));
    if (options.json !== undefined) writeFileSync(options.json, results.map((result) => `${JSON.stringify(result)}\n`).join(""));
    console.log(`\n${table(score(results))}\n`);
    console.log(
      holes.length === 0 ? "Nothing that plan mode allows had an effect." : `${holes.length} commands that plan mode allows had an effect.`,
    );
    return holes.length === 0 ? 0 : 1;
  } finally {
    sandbox.remove();
  }
}

function withMutants(rows: readonly Row[], count: number, seed: number): readonly Row[] {
  if (count === 0) return rows;
  return rows.flatMap((row, at) => [
    row,
    ...mutants(row.command, count, seed + at).map((command, index) => ({
      ...row,
      corpus: `${row.corpus}, mutants`,
      id: `${row.id}~${index + 1}`,
      command,
    })),
  ]);
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        mutants: { type: "string", default: "0" },
        seed: { type: "string", default: "1" },
        jobs: { type: "string", default: "2" },
        stopped: { type: "boolean", default: false },
        sandbox: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
        json: { type: "string" },
      },
    });
    const [mutantCount, seed, jobs] = [Number(values.mutants), Number(values.seed), Number(values.jobs)];
    if (![mutantCount, seed, jobs].every(Number.isSafeInteger) || mutantCount < 0 || jobs < 1) return undefined;
    const files = positionals.length > 0 ? positionals : ownCorpora();
    return {
      files,
      mutants: mutantCount,
      seed,
      jobs,
      stopped: values.stopped,
      sandbox: values.sandbox,
      list: values.list,
      json: values.json,
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

function ownCorpora(): readonly string[] {
  return readdirSync(CORPORA)
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .map((name) => join(CORPORA, name));
}

process.exitCode = await main();
