// Where pi is, where the package is, and the command line that starts the one with the other and with nothing else.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), "fixtures");

/** The package that is tried: these sources, unless the environment names another folder, as one that was installed. */
export const PACKAGE = process.env.PI_MODES_TEST_PACKAGE ?? REPOSITORY;

/** The package of the pi that is tried: the one that is developed against, unless the environment names another. */
export const PI_PACKAGE = process.env.PI_MODES_TEST_PI ?? join(REPOSITORY, "node_modules", "@mariozechner", "pi-coding-agent");
export const PI = join(PI_PACKAGE, "dist", "cli.js");

/** The node that runs it. */
export const NODE = process.env.PI_MODES_TEST_NODE ?? process.execPath;

const seat = (name: string) => join(PACKAGE, "extensions", name, "index.ts");

/** The three extensions one by one, for the tests of every subset. */
export const SEATS = { manager: seat("mode-manager"), guard: seat("tool-guard"), status: seat("mode-status") } as const;

export type Seat = keyof typeof SEATS;

/** Arguments that load exactly these extensions (files or packages), the whole package when none is named. */
export function loading(...extensions: readonly string[]): readonly string[] {
  const wanted = extensions.length > 0 ? extensions : [PACKAGE];
  return ["-ne", ...wanted.flatMap((path) => ["-e", path])];
}

export const fixture = (name: string) => join(FIXTURES, `${name}.ts`);
