// All checks of one host, in its own process: which pi is tried stands in the environment.

import { startModelServer } from "../host/kit/model-server.ts";
import { tmuxMissing } from "../host/kit/tui.ts";
import { CHECKS, type Check, type CheckName, type Result, RUN_MODES, type RunMode } from "./checks.ts";
import { printSuite } from "./print.ts";
import { rpcSuite } from "./rpc.ts";
import { sdkSuite } from "./sdk.ts";
import { tuiSuite } from "./tui.ts";

export interface Wanted {
  readonly short: boolean;
  readonly modes: readonly RunMode[];
}

/** `report` is called as soon as something is known. */
export async function tryHost({ short, modes }: Wanted, report: (result: Result) => void): Promise<void> {
  for (const mode of RUN_MODES.filter((name) => modes.includes(name))) {
    const server = await startModelServer();
    const suite = makeSuite(mode, server);
    try {
      for (const name of Object.keys(CHECKS).filter(isCheck)) {
        const check = suite.checks[name];
        if (check && (!short || CHECKS[name].short)) {
          const began = performance.now();
          const came = await outcome(mode, check);
          report({ mode, check: name, ms: Math.round(performance.now() - began), ...came });
        }
      }
    } finally {
      await suite.close();
      await server.close();
    }
  }
}

function makeSuite(mode: RunMode, server: Awaited<ReturnType<typeof startModelServer>>) {
  switch (mode) {
    case "print":
    case "json":
      return printSuite(server, mode);
    case "rpc":
      return rpcSuite(server);
    case "tui":
      return tuiSuite(server);
    case "sdk":
      return sdkSuite(server);
    default:
      return mode satisfies never;
  }
}

async function outcome(mode: RunMode, check: Check): Promise<Pick<Result, "outcome" | "why">> {
  try {
    if (mode === "tui" && tmuxMissing) throw new Error(tmuxMissing);
    return { outcome: (await check()) ?? "holds" };
  } catch (error) {
    return { outcome: "fails", why: error instanceof Error ? error.message : String(error) };
  }
}

function isCheck(name: string): name is CheckName {
  return Object.hasOwn(CHECKS, name);
}
