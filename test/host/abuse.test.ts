// A model that does nothing but try to get around plan mode. Law: at the end every byte is as it was, memory is bounded, and the session works.

import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { batches, COMMANDS, HUGE, READERS, RENAMED, WRITERS } from "./kit/abuse.ts";
import { loading } from "./kit/host.ts";
import { startModelServer } from "./kit/model-server.ts";
import { ofType, printJson } from "./kit/print.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk | undefined;

beforeEach(() => {
  // What the user is told where there is no user interface.
  vi.spyOn(console, "error").mockImplementation(() => {});
  scratch = makeScratch();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await sdk?.close();
  sdk = undefined;
  scratch.remove();
});

/** Everything but what pi and this package write down of themselves. */
const everything = (place: Scratch) => [
  fingerprint(place.project),
  fingerprint(place.home).filter((line) => !line.startsWith(".npm")),
  fingerprint(place.agent).filter((line) => !/^(?:pi-modes|sessions|plans|auth\.json|models-store\.json)\b/.test(line)),
];

/** A link and a folder of plans, for paths that go through them. */
function furnish({ project }: Scratch): void {
  mkdirSync(join(project, ".pi"));
  symlinkSync("src", join(project, "linked"));
}

describe("without the package", () => {
  it("a handful of them changes the project", async () => {
    furnish(scratch);
    sdk = await startSdk(scratch, { extensions: [] });
    const before = everything(scratch);
    await sdk.prompt(scripted(COMMANDS.slice(0, 8).map(bash)));
    expect(everything(scratch)).not.toEqual(before);
  });
});

describe("500 calls in plan mode", () => {
  it("change nothing, in whatever form they come; and the session works afterwards", async () => {
    furnish(scratch);
    sdk = await startSdk(scratch, { plan: true, ui: false });
    await sdk.prompt(scripted(bash("ls")));
    const before = everything(scratch);
    const heap = process.memoryUsage().heapUsed;
    let calls = 0;
    const open: string[] = [];
    for (const steps of [COMMANDS.map(bash), WRITERS, RENAMED]) {
      const outcomes = await sdk.prompt(scripted(...batches(steps)));
      calls += outcomes.length;
      open.push(...outcomes.filter(({ refused }) => !refused).map(({ tool, text }) => `${tool}: ${text.slice(0, 200)}`));
    }
    expect(open).toEqual([]);
    calls += (await sdk.prompt(scripted(...batches(READERS)))).length;
    for (const step of HUGE) calls += (await sdk.prompt(scripted(step))).filter(({ refused }) => refused).length;
    expect(calls).toBeGreaterThanOrEqual(500);
    expect(everything(scratch)).toEqual(before);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(500 * 2 ** 20);

    await sdk.prompt("/mode execute");
    expect(await sdk.prompt(scripted(call("write", { path: "made", content: "x" })))).toMatchObject([{ refused: false }]);
    expect(readFileSync(join(scratch.project, "made"), "utf8")).toBe("x");
  }, 120_000);

  it("come to nothing where one call of a batch makes a link that another one writes through", async () => {
    sdk = await startSdk(scratch, { plan: true, ui: false });
    const before = everything(scratch);
    const link = [
      bash("mkdir -p .pi/plans"),
      bash("ln -s ../../src .pi/plans/a.md"),
      call("write", { path: ".pi/plans/a.md", content: "x" }),
    ];
    const outcomes = await sdk.prompt(
      scripted(
        [link[0], link[1]].flatMap((step) => step ?? []),
        [bash("ln -s src linked"), call("write", { path: "linked/made", content: "x" })],
      ),
    );
    expect(outcomes.map(({ refused }) => refused)).toEqual([true, true, true, true]);
    expect(everything(scratch)).toEqual(before);
    // A plan file that is a link to somewhere else is not a plan file.
    mkdirSync(join(scratch.project, ".pi/plans"), { recursive: true });
    symlinkSync("../../src/greet.js", join(scratch.project, ".pi/plans/a.md"));
    symlinkSync("../../made", join(scratch.project, ".pi/plans/b.md"));
    const linked = everything(scratch);
    const writes = ["a", "b"].map((name) => call("write", { path: `.pi/plans/${name}.md`, content: "x" }));
    expect((await sdk.prompt(scripted(writes))).map(({ refused }) => refused)).toEqual([true, true]);
    expect(everything(scratch)).toEqual(linked);
  });
});

describe("the same in a process of its own", () => {
  it("changes nothing, and ends", async () => {
    const server = await startModelServer();
    const place = makeScratch(server.url);
    try {
      furnish(place);
      const before = everything(place);
      const steps = [
        ...WRITERS.filter((step) => JSON.stringify(step).length < 2000),
        ...RENAMED,
        ...COMMANDS.filter((_, index) => index % 8 === 0).map(bash),
      ];
      const prompt = scripted(...batches(steps, 40), { say: "finished" });
      const { code, events } = await printJson(place, { args: ["--plan", ...loading()], prompt });
      expect(code).toBe(0);
      const ends = ofType(events, "tool_execution_end");
      expect(ends.length).toBeGreaterThan(150);
      expect(ends).toEqual(ends.map(() => expect.objectContaining({ isError: true })));
      expect(everything(place)).toEqual(before);
      expect(existsSync(join(place.project, "made"))).toBe(false);
    } finally {
      await server.close();
      place.remove();
    }
  }, 120_000);
});
