// The one reader of the knowledge files. Law: only what a file says itself counts, so `constructor` and `__proto__` are as unknown as any other name.

import { readFileSync } from "node:fs";
import type { KnowledgeFile, ProgramKnowledge } from "./schema.ts";

/** The families of programs, in the order in which they are asked. */
export const FAMILIES = ["builtins", "core", "text", "wrappers", "git", "checks", "dev", "cloud", "system", "network"] as const;

export type Family = (typeof FAMILIES)[number];

const ALIAS_LIMIT = 4;
const loaded = new Map<string, unknown>();

const found = new Map<string, ProgramKnowledge>();

/** What is known about a program, or undefined. Only what is found is kept: any text may be asked for. */
export function lookup(program: string): ProgramKnowledge | undefined {
  const known = found.get(program) ?? search(program);
  if (known) found.set(program, known);
  return known;
}

function search(program: string): ProgramKnowledge | undefined {
  for (const family of FAMILIES) {
    const entry = own(readFamily(family), program);
    if (entry !== undefined) return typeof entry === "string" ? lookupAlias(entry) : entry;
  }
  return undefined;
}

function lookupAlias(name: string): ProgramKnowledge | undefined {
  let next: ProgramKnowledge | string | undefined = name;
  for (let hop = 0; hop < ALIAS_LIMIT && typeof next === "string"; hop++) {
    const wanted: string = next;
    next = FAMILIES.map((family) => own(readFamily(family), wanted)).find((entry) => entry !== undefined);
  }
  return typeof next === "string" ? undefined : next;
}

/** True when bash runs the name itself, without looking for a file. */
export function isBuiltin(program: string): boolean {
  return own(readFamily("builtins"), program) !== undefined;
}

/** All names of a family, as its file has them. */
export function readFamily(family: Family): KnowledgeFile {
  const value = readData(family);
  return isKnowledgeFile(value) ? value : {};
}

/** The content of a JSON file beside this module, read once; undefined when there is none. */
export function readData(name: string): unknown {
  if (!loaded.has(name)) loaded.set(name, parse(name));
  return loaded.get(name);
}

/** Property of a record that is its own, else undefined. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function parse(name: string): unknown {
  try {
    return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
  } catch {
    // Without its file a family knows nothing, and what isn't known is never harmless.
    return undefined;
  }
}

// The files are this package's own and the tests check every entry against the schema, so the shape is looked at only from outside here.
function isKnowledgeFile(value: unknown): value is KnowledgeFile {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
