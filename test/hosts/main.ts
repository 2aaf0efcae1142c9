// npm run test:hosts: the package on every pi from the oldest to the newest, in every run mode, and a table of what holds.

import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isRecord } from "../host/kit/json.ts";
import { type Result, RUN_MODES } from "./checks.ts";
import { type Installed, provide } from "./install.ts";
import { matrix, type Tried, unexplained } from "./matrix.ts";
import { installPacked } from "./packed.ts";
import { tryHost, type Wanted } from "./suite.ts";
import { runTests } from "./tests.ts";
import { HOSTS, type Host } from "./versions.ts";

const USAGE = `npm run test:hosts -- [--only VERSION,...] [--modes MODE,...] [--short] [--jobs N] [--verbose]
npm run test:hosts -- --tests [--only VERSION,...]
npm run test:hosts -- --packed ...
  --only    these versions of pi (${HOSTS.map(({ version }) => version).join(", ")})
  --modes   these run modes (${RUN_MODES.join(", ")})
  --short   the oldest and the newest host for node 20, and the checks that matter most
  --jobs    so many hosts at once (2)
  --verbose each check as it ends
  --packed  the package as npm installs it, not these sources
  --tests   instead of the matrix, on the oldest and the newest host: the tests of abuse, other extensions, sub-agents, sessions, plans, models and the approval;
            from 0.73 on all host tests
Hosts that are missing are installed below PI_MODES_HOSTS, or else the user's cache folder.
Ends with 1 if something doesn't hold that isn't explained, 2 for wrong usage.`;

/** Set in the process that tries one host: what of it. */
const PART = "PI_MODES_HOSTS_PART";
/** For one host; it takes a tenth of it. */
const LIMIT_MS = 600_000;

interface Options extends Wanted {
  readonly hosts: readonly Host[];
  readonly jobs: number;
  readonly verbose: boolean;
  /** Not the matrix. */
  readonly tests: boolean;
  readonly packed: boolean;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) {
    console.error(USAGE);
    return 2;
  }
  const place = options.packed ? await installPacked() : undefined;
  // Whoever is started from here on takes it from there.
  if (place) process.env.PI_MODES_TEST_PACKAGE = place.folder;
  try {
    return await tryAll(options);
  } finally {
    place?.remove();
  }
}

async function tryAll(options: Options): Promise<number> {
  const installed: Installed[] = [];
  for (const host of options.hosts) installed.push(await provide(host));
  if (options.tests) return testAll(installed);
  const tried: (Tried | undefined)[] = installed.map(() => undefined);
  const queue = [...installed.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) tried[next[0]] = await tryInstalled(next[1], options);
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  const all = tried.filter((one) => one !== undefined);
  console.log(`\n${matrix(all)}\n`);
  const wrong = unexplained(all);
  for (const line of wrong) console.log(`${line}\n`);
  const count = all.reduce((sum, { results }) => sum + results.length, 0);
  console.log(wrong.length === 0 ? `${count} checks on ${all.length} hosts: all hold.` : `${wrong.length} of ${count} checks don't hold.`);
  return wrong.length === 0 ? 0 : 1;
}

/** One host after the other: each takes all cores. */
async function testAll(installed: readonly Installed[]): Promise<number> {
  const failed: string[] = [];
  for (const one of installed) if (!(await runTests(one))) failed.push(one.host.version);
  console.log(failed.length === 0 ? `The tests pass on ${installed.length} hosts.` : `They don't pass on ${failed.join(", ")}.`);
  return failed.length === 0 ? 0 : 1;
}

function readOptions(): Options | undefined {
  const names = {
    only: { type: "string" },
    modes: { type: "string" },
    short: { type: "boolean" },
    jobs: { type: "string" },
    verbose: { type: "boolean" },
    tests: { type: "boolean" },
    packed: { type: "boolean" },
  } as const;
  try {
    const { values } = parseArgs({ options: names });
    const only = values.only?.split(",");
    const short = values.short === true;
    const tests = values.tests === true;
    const first = tests ? [HOSTS[0], HOSTS.at(-1)] : HOSTS.filter((host) => !short || host.short);
    const hosts = HOSTS.filter((host) => (only ? only.includes(host.version) : first.includes(host)));
    const modes = RUN_MODES.filter((mode) => values.modes?.split(",").includes(mode) ?? true);
    const jobs = Number(values.jobs ?? 2);
    const isKnown = hosts.length >= (only?.length ?? 1) && modes.length >= (values.modes?.split(",").length ?? 1);
    return isKnown && Number.isSafeInteger(jobs) && jobs > 0
      ? { hosts, modes, short, jobs, tests, verbose: values.verbose === true, packed: values.packed === true }
      : undefined;
  } catch {
    return undefined;
  }
}

/** In a process of its own, since the kit takes its pi from the environment. */
function tryInstalled(installed: Installed, { short, modes, verbose }: Options): Promise<Tried> {
  const { host, pi, node } = installed;
  const jiti = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib/jiti-cli.mjs");
  const env = { ...process.env, PI_MODES_TEST_PI: pi, PI_MODES_TEST_NODE: node, [PART]: JSON.stringify({ short, modes }) };
  const started = performance.now();
  const child = fork(jiti, [fileURLToPath(import.meta.url)], { env });
  const results: Result[] = [];
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  return new Promise((resolve, reject) => {
    child.on("message", (message: unknown) => {
      if (!isRecord(message)) return;
      const result = message as unknown as Result;
      results.push(result);
      if (verbose) console.log(`${host.version} ${result.mode} ${result.check}: ${result.outcome}, ${result.ms} ms`);
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      clearTimeout(timer);
      if (code !== 0) return reject(new Error(`trying ${host.version} ended with ${code ?? "a signal"} after ${results.length} checks`));
      const failed = results.filter(({ outcome }) => outcome === "fails").length;
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(`${host.package}@${host.version}: ${results.length} checks, ${failed} failed, ${seconds} s`);
      resolve({ host, results });
    });
  });
}

async function tryPart(part: string): Promise<number> {
  await tryHost(JSON.parse(part) as Wanted, (result) => process.send?.(result));
  return 0;
}

const part = process.env[PART];
process.exitCode = part === undefined ? await main() : await tryPart(part);
if (part !== undefined) process.disconnect?.();
