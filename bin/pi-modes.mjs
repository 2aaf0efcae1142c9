#!/usr/bin/env node
// The command line tool on plain Node: the sources where they are, in a checkout, else what was built of them.

import { existsSync } from "node:fs";

const { main } = existsSync(new URL("main.ts", import.meta.url)) ? await sources() : await import("../dist/cli.mjs");
process.exitCode = await main(process.argv.slice(2));

/** Through the loader that pi has as well. */
async function sources() {
  const { createJiti } = await import("jiti").catch(() => {
    console.error("pi-modes: this is a checkout, and what reads its sources isn't installed. Run `npm install` in it.");
    process.exit(2);
  });
  return createJiti(import.meta.url).import("./main.ts");
}
