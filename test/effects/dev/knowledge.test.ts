// Every entry's own examples: what a table calls harmless must come out as reads alone, what it calls effectful must not.

import { describe, expect, it } from "vitest";
import { readFamily } from "../../../src/effects/knowledge/load.ts";
import type { ProgramKnowledge } from "../../../src/effects/knowledge/schema.ts";
import { handlerFor } from "../../../src/effects/programs/registry.ts";
import { shapes } from "./shape.ts";

const FAMILIES = ["git", "checks", "dev", "cloud", "network"] as const;

function entriesOf(entry: ProgramKnowledge): readonly ProgramKnowledge[] {
  const inner = Object.values(entry.subcommands ?? {}).filter((sub) => typeof sub !== "string");
  return [entry, ...inner.flatMap(entriesOf)];
}

const entries = FAMILIES.flatMap((family) =>
  Object.entries(readFamily(family)).flatMap(([program, entry]) =>
    typeof entry === "string" ? [] : entriesOf(entry).map((one) => ({ family, program, entry: one })),
  ),
);

describe.each(FAMILIES)("the %s table", (family) => {
  const own = entries.filter((entry) => entry.family === family);
  it("has entries", () => expect(own.length).toBeGreaterThan(5));
  it.each(own.flatMap(({ entry }) => entry.harmless ?? []))("reads only: %s", (command) => {
    expect(shapes(command)).toEqual([]);
  });
  it.each(own.flatMap(({ entry }) => entry.effectful ?? []))("does more than read: %s", (command) => {
    expect(shapes(command)).not.toEqual([]);
  });
  it("names only handlers that exist", () => {
    const names = own.flatMap(({ entry }) => entry.handler ?? []);
    expect(names.filter((name) => handlerFor(name) === undefined)).toEqual([]);
  });
  it("conditions speak only of options that the entry lists", () => {
    const broken = own.flatMap(({ program, entry }) => {
      const lists = [entry.flags, entry.values, entry.optional, entry.reads, entry.writes, entry.runs];
      const listed = new Set(lists.flatMap((list) => list?.split(" ") ?? []));
      return (entry.when ?? []).flatMap((condition) =>
        condition.options
          .split(" ")
          .filter((option) => !listed.has(option))
          .map((option) => `${program} ${option}`),
      );
    });
    expect(broken).toEqual([]);
  });
  it("lists no option twice", () => {
    const doubled = own.flatMap(({ program, entry }) => {
      const all = [entry.flags, entry.values, entry.optional, entry.reads, entry.writes, entry.runs].flatMap(
        (list) => list?.split(" ").filter((word) => word !== "") ?? [],
      );
      return all.filter((option, index) => all.indexOf(option) !== index).map((option) => `${program} ${option}`);
    });
    expect(doubled).toEqual([]);
  });
});
