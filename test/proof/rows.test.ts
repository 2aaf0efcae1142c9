import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readRows } from "./rows.ts";

const CORPORA = join(dirname(fileURLToPath(import.meta.url)), "../corpus");

function rowsOf(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "pi-modes-rows-"));
  try {
    writeFileSync(join(folder, "some.jsonl"), text);
    return readRows(join(folder, "some.jsonl"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the lines of a corpus", () => {
  it("carry their label as what plan mode should say", () => {
    const labels = [
      { label: "readonly" },
      { label: "mutating" },
      { label: "destructive" },
      { effect_seen_here: "yes" },
      { effect_seen_here: "no" },
      {},
    ];
    const rows = rowsOf(labels.map((label) => JSON.stringify({ command: "x", ...label })).join("\n"));
    expect(rows.map((row) => row.expected)).toEqual(["allow", "stop", "stop", "stop", "unlabelled", "unlabelled"]);
  });

  it.each([
    ["{", "is not a line of JSON"],
    ['{"cmd":"x"}', 'the field "command" is missing'],
    ['{"command":1}', 'the field "command" is missing'],
  ])("stop the proof where they can't be read: %s", (line, message) => {
    expect(() => rowsOf(`{"command":"ls"}\n${line}\n`)).toThrow(/some\.jsonl:2: /);
    expect(() => rowsOf(line)).toThrow(message);
  });

  it("are all there", () => {
    const counts = Object.fromEntries(
      readdirSync(CORPORA).flatMap((name) => (name.endsWith(".jsonl") ? [[name, readRows(join(CORPORA, name)).length]] : [])),
    );
    expect(Object.keys(counts).length).toBeGreaterThanOrEqual(6);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(30);
  });
});
