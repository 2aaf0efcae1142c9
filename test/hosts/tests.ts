// The host tests that other hosts have to pass as well: the very files, on another pi and its node. Law: what a host does otherwise is printed
// with its reason, and stands in one table.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gapsOf } from "../host/kit/gaps.ts";
import { REPOSITORY } from "../host/kit/host.ts";
import type { Installed } from "./install.ts";

/** On hosts that are older than the one that the tests are written on; newer ones have to pass all of them. */
const FILES = ["which-host", "abuse", "neighbours", "neighbours-clash", "neighbours-forge", "neighbours-process", "neighbours-tamper"];
const ABOUT_SESSIONS = [
  "children",
  "two-sessions",
  "double-reload",
  "corrupt",
  "endings",
  "plan-life",
  "mode-model",
  "mode-model-sessions",
];
const LAWS = ["test/laws/approval-events.test.ts"];
const WRITTEN_ON = 73;

/** Whether all of them passed. */
export async function runTests({ host, pi, node }: Installed): Promise<boolean> {
  console.log(`\n${host.package}@${host.version}`);
  for (const gap of gapsOf(host.version)) console.log(`  not the same here, ${gap}`);
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const isOlder = Number(host.version.split(".")[1]) < WRITTEN_ON;
  const files = isOlder ? [...[...FILES, ...ABOUT_SESSIONS].map((name) => `test/host/${name}.test.ts`), ...LAWS] : [];
  const env = { ...process.env, PI_MODES_TEST_PI: pi, PI_MODES_TEST_NODE: node };
  const child = spawn(node, [vitest, "run", "--project", "host", ...files], { cwd: REPOSITORY, env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code === 0));
  });
}
