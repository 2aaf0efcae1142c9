import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FAMILIES, lookup, readFamily } from "../../../src/effects/knowledge/load.ts";
import type { ProgramKnowledge } from "../../../src/effects/knowledge/schema.ts";
import { handlerFor } from "../../../src/effects/programs/registry.ts";

const DATA = ["environment", "places", "secret-places", "streams"];
const entries = FAMILIES.flatMap((family) => Object.entries(readFamily(family)).map(([name, entry]) => ({ family, name, entry })));

function nested(entry: ProgramKnowledge): readonly ProgramKnowledge[] {
  const inner = Object.values(entry.subcommands ?? {}).filter((sub) => typeof sub !== "string");
  return [entry, ...inner.flatMap(nested)];
}

describe("the knowledge files", () => {
  it("are those of the list, and no others", () => {
    const folder = new URL("../../../src/effects/knowledge/", import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(files.map((name) => name.slice(0, -5)).sort()).toEqual([...FAMILIES, ...DATA].sort());
  });

  it("have each name once", () => {
    const names = entries.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("have no alias that leads nowhere", () => {
    expect(entries.filter(({ name }) => lookup(name) === undefined).map(({ name }) => name)).toEqual([]);
  });

  it("name only readers that are there", () => {
    const named = entries.flatMap(({ entry }) => (typeof entry === "string" ? [] : nested(entry).map((one) => one.handler ?? "find")));
    expect(named.filter((name) => !handlerFor(name))).toEqual([]);
  });

  it("list an option only once in an entry", () => {
    for (const { name, entry } of entries) {
      if (typeof entry === "string") continue;
      for (const one of nested(entry)) {
        const options = [one.flags, one.values, one.optional, one.reads, one.writes, one.runs].flatMap((list) =>
          (list ?? "").split(/\s+/).filter((option) => option !== ""),
        );
        expect([name, ...options.filter((option, index) => options.indexOf(option) !== index)]).toEqual([name]);
      }
    }
  });

  it("list the options that their conditions ask for", () => {
    for (const { name, entry } of entries) {
      if (typeof entry === "string") continue;
      for (const one of nested(entry)) {
        const options = new Set(
          [one.flags, one.values, one.optional, one.reads, one.writes, one.runs].flatMap((list) => (list ?? "").split(/\s+/)),
        );
        const asked = (one.when ?? []).flatMap((condition) => condition.options.split(/\s+/));
        expect([name, ...asked.filter((option) => !options.has(option))]).toEqual([name]);
      }
    }
  });
});
