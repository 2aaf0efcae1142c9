// What is published: the three extensions and the command line tool as plain modules in dist/, so that nothing has to be compiled when pi
// starts. Laws: what is loaded later stays a file of its own; a name tells the content, so that a pi which runs on while the package is
// replaced finds the old file or none.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CodeSplittingOptions, type Plugin, rolldown } from "rolldown";
import type { ProgramKnowledge } from "../src/effects/knowledge/schema.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const KNOWLEDGE = join(ROOT, "src/effects/knowledge");

const wiring = (seat: string) => join(ROOT, "extensions", seat, "wiring.ts");
const ENTRIES = {
  "mode-manager": wiring("mode-manager"),
  "tool-guard": wiring("tool-guard"),
  "mode-status": wiring("mode-status"),
  cli: join(ROOT, "bin/main.ts"),
};

/** What the tests read of an entry, and nothing else. */
const FOR_TESTS = ["checked", "harmless", "effectful"] satisfies (keyof ProgramKnowledge)[];

/** Writes it into that folder, which holds nothing of it yet. */
export async function bundle(folder: string): Promise<void> {
  const data = knowledge();
  const place = `knowledge-${hashOf(JSON.stringify([...data]))}`;
  const start = startGroups();
  const made = await rolldown({
    cwd: ROOT,
    input: ENTRIES,
    platform: "node",
    // What other packages bring isn't needed at the start, and is found in node_modules.
    external: /^[@\w]/,
    plugins: [start.plugin],
    // Above all that something is loaded at the start which was meant to be loaded later.
    onLog: (level, log) => {
      if (level === "warn") throw new Error(log.message);
    },
  });
  await made.write({
    dir: folder,
    format: "esm",
    // For the weight of the package; who wants to read it reads the repository, and the provenance says that it was made of that.
    minify: true,
    entryFileNames: "[name].mjs",
    // The knowledge is looked for beside what reads it.
    chunkFileNames: ({ name }) => (name === "knowledge" ? `${place}/load-[hash].mjs` : "[name]-[hash].mjs"),
    codeSplitting: { groups: [...start.groups, { name: "knowledge", test: /knowledge[\\/]load\.ts$/ }] },
  });
  await made.close();
  mkdirSync(join(folder, place), { recursive: true });
  for (const [name, text] of data) writeFileSync(join(folder, place, name), text);
}

/** What all three extensions start with is one file, and what else two of them start with is another: each file costs its reading. */
function startGroups(): { readonly plugin: Plugin; readonly groups: NonNullable<CodeSplittingOptions["groups"]> } {
  const starts: Set<string>[] = [];
  const plugin: Plugin = {
    name: "start",
    buildEnd() {
      const reached = (id: string, found = new Set<string>()): Set<string> => {
        if (found.has(id)) return found;
        found.add(id);
        const info = this.getModuleInfo(id);
        if (!info) throw new Error(`${id} isn't part of the build`);
        for (const next of info.importedIds) reached(next, found);
        return found;
      };
      for (const seat of ["mode-manager", "tool-guard", "mode-status"]) starts.push(reached(wiring(seat)));
    },
  };
  const isShared = (id: string) => !Object.values(ENTRIES).includes(id);
  return {
    plugin,
    groups: [
      { name: "start", test: (id) => isShared(id) && starts.every((start) => start.has(id)), priority: 2 },
      { name: "seats", test: (id) => isShared(id) && starts.some((start) => start.has(id)), priority: 1 },
    ],
  };
}

/** The data files, by name. */
function knowledge(): ReadonlyMap<string, string> {
  const names = readdirSync(KNOWLEDGE).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name, withoutTests(readFileSync(join(KNOWLEDGE, name), "utf8"))]));
}

function withoutTests(text: string): string {
  const left: readonly string[] = FOR_TESTS;
  return JSON.stringify(JSON.parse(text, (key, value: unknown) => (left.includes(key) ? undefined : value)));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
