// The option lists of a knowledge entry, split once. An option is known by exactly the name the entry gives it.

import type { ProgramKnowledge } from "./knowledge/schema.ts";

type OptionKind = "flag" | "value" | "optional" | "read" | "write" | "run";

export interface KnownOption {
  readonly name: string;
  readonly kind: OptionKind;
  /** The entry whose list has it. */
  readonly owner: ProgramKnowledge;
}

export interface OptionTable {
  /** By the name as written in the entry, and for `single` also without its dashes. */
  readonly byName: ReadonlyMap<string, KnownOption>;
  readonly longNames: readonly string[];
  readonly syntax: NonNullable<ProgramKnowledge["syntax"]>;
  readonly numeric: boolean;
}

const LISTS = [
  ["flags", "flag"],
  ["values", "value"],
  ["optional", "optional"],
  ["reads", "read"],
  ["writes", "write"],
  ["runs", "run"],
] as const;

const compiled = new WeakMap<ProgramKnowledge, OptionTable>();
const chained = new WeakMap<ProgramKnowledge, WeakMap<ProgramKnowledge, OptionTable>>();

/** The options of an entry with those of the entries around it, innermost first. */
export function optionTable(levels: readonly ProgramKnowledge[]): OptionTable {
  const [inner, ...outer] = levels;
  if (!inner) return EMPTY;
  const next = outer[0];
  if (!next) return compileOne(inner);
  const known = chained.get(inner)?.get(next);
  if (known) return known;
  const rest = optionTable(outer);
  const mine = compileOne(inner);
  const table: OptionTable = {
    byName: new Map([...rest.byName, ...mine.byName]),
    longNames: [...new Set([...mine.longNames, ...rest.longNames])],
    syntax: inner.syntax ?? rest.syntax,
    numeric: mine.numeric,
  };
  const perParent = chained.get(inner) ?? new WeakMap<ProgramKnowledge, OptionTable>();
  perParent.set(next, table);
  chained.set(inner, perParent);
  return table;
}

const EMPTY: OptionTable = { byName: new Map(), longNames: [], syntax: "gnu", numeric: false };

function compileOne(entry: ProgramKnowledge): OptionTable {
  const known = compiled.get(entry);
  if (known) return known;
  const syntax = entry.syntax ?? "gnu";
  const byName = new Map<string, KnownOption>();
  for (const [list, kind] of LISTS) {
    for (const name of wordsOf(entry[list])) {
      const option = { name, kind, owner: entry };
      byName.set(name, option);
      if (syntax === "single") byName.set(name.replace(/^--?/, ""), option);
    }
  }
  const table = {
    byName,
    longNames: [...byName.keys()].filter((name) => name.startsWith("--")),
    syntax,
    numeric: entry.numeric === true,
  };
  compiled.set(entry, table);
  return table;
}

const NONE: readonly string[] = [];
const split = new Map<string, readonly string[]>();

/** The words of a list in an entry. Split once: the lists are few, and are asked for with every command. */
export function wordsOf(list: unknown): readonly string[] {
  if (typeof list !== "string") return NONE;
  let words = split.get(list);
  if (!words) {
    words = list.split(/\s+/).filter((word) => word !== "");
    split.set(list, words);
  }
  return words;
}
