// Other extensions beside this package in a pi of its own, whichever it is: calls that are changed, entries and words that are forged, failures
// everywhere, and tools of their own. Law: in plan mode every byte stays as it is.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TRICKS } from "./kit/fixtures/tamper.ts";
import { fixture, loading, PACKAGE } from "./kit/host.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { ofType, printJson } from "./kit/print.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, type Step, scripted } from "./kit/script.ts";

let server: ModelServer;
let scratch: Scratch;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
});
afterEach(() => scratch.remove());

const TOUCH = bash("touch made");
const tampered = Object.keys(TRICKS).map((trick) => bash(`ls # trick: ${trick}`));
const forged = ["mode", "plan", "grant", "model", "store", "channels"].map((what) => bash(`ls # forge: ${what}`));
const neighbours = ["tamper", "forger", "thrower", "own-tools"].map(fixture);

async function run(extensions: readonly string[], flags: readonly string[], ...steps: readonly Step[]) {
  const { code, events } = await printJson(scratch, {
    args: [...flags, ...loading(...extensions)],
    prompt: scripted(...steps, { say: "finished" }),
  });
  expect(code).toBe(0);
  return ofType(events, "tool_execution_end");
}

describe("all of them at once", () => {
  it.each([
    ["before", [...neighbours, PACKAGE]],
    ["after", [PACKAGE, ...neighbours]],
  ])("coming %s this package, change nothing in plan mode", async (_order, extensions) => {
    const before = fingerprint(scratch.project);
    const steps = [...forged.flatMap((step) => [step, TOUCH, bash("node -e 1"), call("write", { path: "made", content: "" })])];
    const ends = await run(
      extensions.filter((path) => !path.includes("own-tools")),
      ["--plan"],
      ...tampered,
      ...steps,
    );
    expect(ends.length).toBeGreaterThan(30);
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("would change something without this package", async () => {
    await run([fixture("tamper")], [], ...tampered);
    expect(existsSync(join(scratch.project, "made-by-tamper"))).toBe(true);
  });

  it("with tools of their own are closed by the names of these", async () => {
    await run(
      [PACKAGE, fixture("own-tools")],
      ["--plan"],
      TOUCH,
      call("write", { path: "made", content: "" }),
      call("edit", { path: "README.md" }),
    );
    for (const name of ["bash", "write", "edit"]) expect(existsSync(join(scratch.project, `made-by-own-${name}`))).toBe(false);
  });
});
