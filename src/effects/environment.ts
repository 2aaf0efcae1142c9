// Variables that a text puts into a program's environment. Law: a variable that isn't listed may make any program run anything.

import type { AssignmentFact } from "../shell/facts.ts";
import { literal } from "../shell/word.ts";
import { dataList } from "./data-lists.ts";
import { globsMeet } from "./globs.ts";
import { readData } from "./knowledge/load.ts";

/** Why an assignment may change what the program does, given by its name; undefined where it can't. */
export function environmentConcern(assignment: AssignmentFact, program: string | undefined): string | undefined {
  const { name, value } = assignment;
  // Without them most programs do what they did before.
  const isEmpty = literal(value) === "" && reliedVariables().includes(name);
  if (isEmpty && program !== undefined && !listed("relying", program)) return undefined;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `the variable ${name} is not known`;
  if (listed("any", name)) return undefined;
  const text = literal(value);
  if (dataList("environment", "pagers").includes(name)) {
    if (text !== undefined && dataList("environment", "pagerValues").includes(text)) return undefined;
    if (text !== undefined && /^(?:cat|less(?: -[EFRSX]+)*)$/.test(text)) return undefined;
    return `the variable ${name} names a program that is run`;
  }
  const rule = valueRule(name);
  if (rule === undefined) return `the variable ${name} may change what runs`;
  return text !== undefined && new RegExp(rule).test(text) ? undefined : `this value of ${name} may change what runs`;
}

function listed(list: string, name: string): boolean {
  return dataList("environment", list).some((known) => known === name || (known.endsWith("*") && globsMeet(name, known)));
}

/** Names of variables that programs must find as the mode set them, or they write when they only look. */
export function reliedVariables(): readonly string[] {
  return dataList("environment", "relied");
}

function valueRule(name: string): string | undefined {
  const data = readData("environment");
  if (typeof data !== "object" || data === null) return undefined;
  const values: unknown = Reflect.get(data, "values");
  if (typeof values !== "object" || values === null || !Object.hasOwn(values, name)) return undefined;
  const rule: unknown = Reflect.get(values, name);
  return typeof rule === "string" ? rule : undefined;
}
