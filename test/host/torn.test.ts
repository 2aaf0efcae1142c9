// A session file with damage in the middle, or from a version to come. Law: what was said where nothing can be read any more opens nothing, and
// what stands behind it doesn't either.

import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";
import { appendCustomEntry, newestSession } from "./kit/session-file.ts";

const ASKED = "curl -sS http://pi-modes.invalid/";

let scratch: Scratch;
let sdk: Sdk;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk.close();
  scratch.remove();
});

/** The file of a session in which this was done. */
async function sessionOf(...prompts: readonly string[]): Promise<string> {
  sdk = await startSdk(scratch, { keep: true });
  for (const prompt of prompts) await sdk.prompt(prompt);
  await sdk.close();
  return newestSession(scratch);
}
const resume = async (file: string) => {
  sdk = await startSdk(scratch, { file });
};
const isRefused = async (command: string) => (await sdk.prompt(scripted(bash(command))))[0]?.refused;
const spoil = (file: string, isSpoilt: (line: string) => boolean, spoilt: (line: string) => string) => {
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines.filter(isSpoilt)).not.toEqual([]);
  writeFileSync(file, lines.map((line) => (isSpoilt(line) ? spoilt(line) : line)).join("\n"));
};

describe("a session file", () => {
  it.each([
    ["is cut in two", (line: string) => `${line.slice(0, 40)}\n${line.slice(40)}`],
    ["is overwritten with zeros", (line: string) => "\0".repeat(line.length)],
    ["is gone", () => ""],
    ["runs into the one after it", (line: string) => `${line.slice(0, 60)}${JSON.stringify({ type: "custom", id: "x" })}`],
  ])("whose line with the last switch %s is resumed in plan", async (_what, spoilt) => {
    const hello = scripted({ say: "Hello." });
    const file = await sessionOf(hello, "/mode plan", hello, "/mode review", hello);
    spoil(file, (line) => line.includes('"mode":"review"'), spoilt);
    await resume(file);
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
    expect(await isRefused("touch a")).toBe(true);
  });

  it("with grants and plans of a version to come opens nothing by them", async () => {
    const file = await sessionOf(scripted({ say: "Hello." }), "/mode plan");
    sdk = await startSdk(scratch, { file });
    sdk.ui.answer(({ options }) => options.find((option) => option === "Allow for this session"));
    expect(await isRefused(ASKED)).toBe(true); // There is no such host; it wasn't the guard.
    await sdk.close();
    await resume(file);
    await sdk.prompt(scripted(bash(ASKED)));
    expect(sdk.ui.asked).toEqual([]);
    await sdk.close();
    spoil(
      file,
      (line) => line.includes('"pi-modes:grant"'),
      (line) => line.replace('"v":1', '"v":2'),
    );
    appendCustomEntry(file, "pi-modes:plan", { v: 2, event: "approved", plan: "p1", revision: 1, release: "everything" });
    await resume(file);
    await sdk.prompt(scripted(bash(ASKED)));
    expect(sdk.ui.asked).toHaveLength(1);
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
  });
});
