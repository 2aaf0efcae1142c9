// What the package holds in memory, in a real session: after it was loaded, and after a thousand calls.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../test/host/kit/host.ts";
import { makeScratch } from "../test/host/kit/scratch.ts";
import { extensionsOf, installPacked } from "./kit/packed.ts";
import { type Bench, figure } from "./kit/report.ts";
import { oneSession } from "./kit/session.ts";
import type { Found } from "./kit/session-child.ts";
import { median } from "./kit/stats.ts";

const RUNS = 5;
const MEGABYTE = 1_000_000;

export const bench: Bench = async () => {
  const scratch = makeScratch();
  try {
    const empty = join(scratch.root, "empty.ts");
    writeFileSync(empty, "export default function () {}\n");
    const subjects: Readonly<Record<string, readonly string[]>> = {
      "an empty extension": [empty],
      "this package, the checkout": extensionsOf(REPOSITORY),
      "this package, as installed": extensionsOf(installPacked(scratch.root).folder),
    };
    const found = new Map<string, Found[]>(Object.keys(subjects).map((name) => [name, []]));
    for (let round = 0; round < RUNS; round += 1)
      for (const [name, extensions] of Object.entries(subjects)) found.get(name)?.push(await oneSession(scratch, extensions, 0));
    const [base = []] = [...found.values()];
    const of = (runs: readonly Found[], at: "loaded" | "judged", what: "heap" | "rss") =>
      median(runs.map((run) => run[at][what])) / MEGABYTE;
    const rows = [...found].map(([name, runs]) => [
      name,
      ...(["loaded", "judged"] as const).flatMap((at) =>
        (["heap", "rss"] as const).flatMap((what) => {
          const size = of(runs, at, what);
          return [figure(size), figure(size - of(base, at, what))];
        }),
      ),
    ]);
    const head = ["", "heap, loaded", "more", "resident, loaded", "more", "heap, 1,000 calls", "more", "resident, 1,000 calls", "more"];
    return {
      title: "Memory",
      about: [
        `Megabytes of a fresh process with one real session of pi, after the garbage was collected: once loaded and idle, and after 1,000 calls of the everyday corpus went through the guard. Medians of ${RUNS} runs; “more” is the difference to the empty extension.`,
      ],
      tables: [{ head, rows }],
    };
  } finally {
    scratch.remove();
  }
};
