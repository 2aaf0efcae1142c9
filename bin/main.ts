// The command line tool on plain Node: its streams, its files, and the folder of the package.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import { createPolicyFiles } from "../extensions/shared/policy-files.ts";
import { readFileText } from "../extensions/shared/policy-read.ts";
import { run } from "../src/cli/main.ts";
import { checkExamples } from "../src/config/examples.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { packageDirectory } from "../src/workspace/package-directory.ts";

/** The exit code. */
export function main(words: readonly string[]): Promise<number> {
  process.stdout.on("error", (error) => process.exit(Reflect.get(error, "code") === "EPIPE" ? 0 : 1));
  return run(words, {
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
    workspace: (cwd) => nodeWorkspace({ cwd, packageDir: packageDirectory() }),
    standing: (workspace, place) =>
      createPolicyFiles({ cwd: workspace.cwd, place, check: () => (built) => checkExamples(built, workspace, place) }).current(),
  });
}

function linesOf(input: Readable): Interface {
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
