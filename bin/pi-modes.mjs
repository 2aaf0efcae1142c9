#!/usr/bin/env node
// The command line tool on plain Node: the package ships TypeScript sources, and jiti loads them as pi does.
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

const jiti = createJiti(import.meta.url);
const { run } = await jiti.import("../src/cli/main.ts");
const { nodeWorkspace } = await jiti.import("../src/workspace/node.ts");

process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => new Promise((resolve) => (process.stdout.write(`${text}\n`) ? resolve() : process.stdout.once("drain", resolve))),
  error: (text) => process.stderr.write(`${text}\n`),
  lines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
  cwd: process.cwd(),
  workspace: (cwd) => nodeWorkspace({ cwd, packageDir: fileURLToPath(new URL("..", import.meta.url)) }),
});
