// Two projects: the core, where tests are pure and quick, and the hosts, where each file starts real pi processes.

import { defineConfig } from "vitest/config";

/** A file for the counts, for programs that want to read them. */
const results = process.env.PI_MODES_TEST_RESULTS;

/** Beside the laws that they check, but with a real pi session in the test's process. */
const IN_PROCESS = ["test/laws/approval-events.test.ts"];

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
          setupFiles: ["test/support/leaves-nothing.ts"],
          // A busy machine takes its time over properties; nothing here asserts how long something takes.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "host",
          include: ["test/host/**/*.test.ts", ...IN_PROCESS],
          pool: "forks",
          // More than two cores are busy with: much of it waits for a screen.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
