#!/usr/bin/env node
// The command line tool on plain Node: the package ships TypeScript sources, and jiti loads them as pi does.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

const jiti = createJiti(import.meta.url);
const { run } = await jiti.import("../src/cli/main.ts");
const { nodeWorkspace } = await jiti.import("../src/workspace/node.ts");
const { createPolicyFiles } = await jiti.import("../extensions/shared/policy-files.ts");
const { readFileText } = await jiti.import("../extensions/shared/policy-read.ts");
const { checkExamples } = await jiti.import("../src/config/examples.ts");

process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));

const linesOf = (input) => createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => new Promise((done) => (process.stdout.write(`${text}\n`) ? done() : process.stdout.once("drain", done))),
  error: (text) => process.stderr.write(`${text}\n`),
  lines: () => linesOf(process.stdin),
  linesOf: async function* (file) {
    // A file that can't be read has to throw here: the reader of lines would only end, and a pipe would never.
    if (!(await stat(file)).isFile()) throw new Error("it is no regular file");
    const input = createReadStream(file);
    await new Promise((opened, failed) => input.once("open", opened).once("error", failed));
    yield* linesOf(input);
  },
  readConfig: (file) => readFileText(resolve(file)),
  cwd: process.cwd(),
  workspace: (cwd) => nodeWorkspace({ cwd, packageDir: fileURLToPath(new URL("..", import.meta.url)) }),
  standing: (workspace, place) =>
    createPolicyFiles({ cwd: workspace.cwd, place, check: () => (built) => checkExamples(built, workspace, place) }).current(),
});
