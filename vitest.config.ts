// Two projects: the core, where tests are pure and quick, and the hosts, where each file starts real pi processes.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig } from "vitest/config";

/** A file for the counts, for programs that want to read them. */
const results = process.env.PI_MODES_TEST_RESULTS;

/** Beside the laws that they check, but with a real pi session in the test's process. */
const IN_PROCESS = ["test/laws/approval-events.test.ts"];

/** What the extensions' entries bring. */
const TOOLKIT = "test/support/toolkit.ts";

/** The packages of the pi that is tried, where it isn't the one in `node_modules`: under both names that they have had. */
function packagesOf(pi: string | undefined) {
  if (pi === undefined) return [];
  return ["pi-coding-agent", "pi-ai", "pi-tui"].map((name) => {
    const places = [
      join(dirname(pi), name),
      join(pi, "node_modules", "@mariozechner", name),
      join(pi, "node_modules", "@earendil-works", name),
    ];
    const found = places.find((place) => existsSync(place)) ?? places[0];
    return { find: new RegExp(`^@(?:mariozechner|earendil-works)/${name}$`), replacement: join(found ?? "", "dist", "index.js") };
  });
}

const alias = packagesOf(process.env.PI_MODES_TEST_PI);

export default defineConfig({
  test: {
    reporters: results === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
    projects: [
      {
        test: {
          name: "core",
          include: ["test/**/*.test.ts"],
          exclude: ["test/host/**", ...IN_PROCESS, "**/node_modules/**"],
          pool: "forks",
          maxWorkers: 2,
          // Pure, and each file puts back what it changes: so the sources are loaded once a worker, not once a file.
          isolate: false,
          setupFiles: ["test/support/leaves-nothing.ts", TOOLKIT],
          // A busy machine takes its time over properties; nothing here asserts how long something takes.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "host",
          include: ["test/host/**/*.test.ts", ...IN_PROCESS],
          pool: "forks",
          // pi takes two seconds to load: once a worker, not once a file.
          isolate: false,
          // More than two cores are busy with: much of it waits for a screen.
          maxWorkers: 3,
          globalSetup: "test/host/kit/packed-form.ts",
          setupFiles: ["test/support/puts-back.ts", TOOLKIT],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
