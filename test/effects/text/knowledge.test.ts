// Every entry's own examples, and the shape of every entry.

import { describe, expect, it } from "vitest";
import { FAMILIES, lookup, own, readFamily } from "../../../src/effects/knowledge/load.ts";
import type { ProgramKnowledge } from "../../../src/effects/knowledge/schema.ts";
import { assignOperands } from "../../../src/effects/operands.ts";
import { handlerFor } from "../../../src/effects/programs/registry.ts";
import { concernsOf } from "./world.ts";

const MINE = ["builtins", "core", "text", "system"] as const;
const LISTS = ["flags", "values", "optional", "reads", "writes", "runs"] as const;
const FIELDS = new Set([
  ...LISTS,
  "checked",
  "syntax",
  "safe",
  "numeric",
  "operands",
  "creates",
  "help",
  "effects",
  "when",
  "subcommands",
  "bare",
  "handler",
  "harmless",
  "effectful",
]);

interface Named {
  readonly name: string;
  readonly entry: ProgramKnowledge;
}

function flatten(name: string, entry: ProgramKnowledge): readonly Named[] {
  const inner = Object.entries(entry.subcommands ?? {}).flatMap(([key, sub]) =>
    typeof sub === "string" ? [] : flatten(`${name} ${key}`, sub),
  );
  return [{ name, entry }, ...inner];
}

const entries = MINE.flatMap((family) =>
  Object.entries(readFamily(family)).flatMap(([name, entry]) => (typeof entry === "string" ? [] : flatten(name, entry))),
);
const words = (list: string | undefined): readonly string[] => (list ?? "").split(/\s+/).filter((word) => word !== "");

describe.each(MINE)("the entries of %s", (family) => {
  const named = Object.values(readFamily(family)).filter((entry): entry is ProgramKnowledge => typeof entry !== "string");
  const harmless = named.flatMap((entry) => entry.harmless ?? []);
  const effectful = named.flatMap((entry) => entry.effectful ?? []);

  it.each(harmless)("only reads: %s", (command) => {
    expect(concernsOf(command)).toEqual([]);
  });

  it.each(effectful)("does more than read: %s", (command) => {
    expect(concernsOf(command)).not.toEqual([]);
  });
});

describe("the shape of the entries", () => {
  it("has an option in one list only, written with its dashes", () => {
    const bad = entries.flatMap(({ name, entry }) => {
      const options = LISTS.flatMap((list) => words(entry[list]));
      return options
        .filter((option, index) => !option.startsWith("-") || options.indexOf(option) !== index)
        .map((option) => `${name} ${option}`);
    });
    expect(bad).toEqual([]);
  });

  it("lists every option that a condition names", () => {
    const bad = entries.flatMap(({ name, entry }) => {
      const options = new Set(LISTS.flatMap((list) => words(entry[list])));
      return (entry.when ?? [])
        .flatMap((condition) => words(condition.options).filter((option) => !options.has(option)))
        .map((option) => `${name} ${option}`);
    });
    expect(bad).toEqual([]);
  });

  it("names readers that are there", () => {
    const bad = entries.filter(({ entry }) => entry.handler !== undefined && !handlerFor(entry.handler));
    expect(bad.map(({ name }) => name)).toEqual([]);
  });

  it("has plans that can be read", () => {
    const plans = entries.flatMap(({ name, entry }) =>
      [entry.operands, ...(entry.when ?? []).map((one) => one.operands)].map((plan) => ({ name, plan })),
    );
    const bad = plans.filter(({ plan }) => plan !== undefined && /not understood/.test(JSON.stringify(assignOperands(plan, []))));
    expect(bad).toEqual([]);
  });

  it("has no field that nobody reads", () => {
    const bad = entries.flatMap(({ name, entry }) =>
      Object.keys(entry)
        .filter((key) => !FIELDS.has(key))
        .map((key) => `${name} ${key}`),
    );
    expect(bad).toEqual([]);
  });

  it("calls no program safe that has an effect of its own", () => {
    const bad = entries.filter(
      ({ entry }) => entry.safe === true && (entry.effects !== undefined || entry.writes !== undefined || entry.runs !== undefined),
    );
    expect(bad.map(({ name }) => name)).toEqual([]);
  });

  it("has a program behind every other name", () => {
    const bad = MINE.flatMap((family) =>
      Object.entries(readFamily(family)).filter(([name, entry]) => typeof entry === "string" && !lookup(name)),
    );
    expect(bad).toEqual([]);
  });

  it("knows a program in one family only", () => {
    const bad = MINE.flatMap((family) =>
      Object.keys(readFamily(family)).flatMap((name) =>
        FAMILIES.filter((other) => other !== family && own(readFamily(other), name) !== undefined).map(
          (other) => `${name}: ${family}, ${other}`,
        ),
      ),
    );
    expect(bad).toEqual([]);
  });
});
