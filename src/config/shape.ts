// A tree of JSON against the schema. Law: one sentence for one mistake, at the place of the mistake. The schema is read as the JSON schema
// that it is, so it doesn't matter which version of its library a host brings.

import type { Node } from "jsonc-parser";
import { nearest } from "../policy/nearest.ts";
import { alternatives, type FieldPath, quoted } from "./problem.ts";
import { entriesOf } from "./text.ts";

/** The part of JSON schema that the config's schema uses. */
export interface Shape {
  readonly type?: string | undefined;
  readonly const?: unknown | undefined;
  readonly anyOf?: readonly Shape[] | undefined;
  readonly items?: Shape | undefined;
  readonly properties?: Readonly<Record<string, Shape>> | undefined;
  readonly patternProperties?: Readonly<Record<string, Shape>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

export type Report = (node: Node, path: FieldPath, message: string) => void;

/** Reports every value that doesn't have the shape. */
export function checkShape(node: Node, shape: Shape, path: FieldPath, report: Report): void {
  if (shape.anyOf) checkUnion(node, shape.anyOf, path, report);
  else if (node.type !== shape.type) report(node, path, `Expected ${expected(shape)}, but found ${found(node)}.`);
  else if (shape.type === "string") checkText(node, String(node.value), shape, path, report);
  else if (shape.type === "number") checkRange(node, shape, path, report);
  else if (shape.type === "array") checkList(node, shape, path, report);
  else if (shape.type === "object") checkRecord(node, shape, path, report);
}

function checkUnion(node: Node, choices: readonly Shape[], path: FieldPath, report: Report): void {
  const names = choices.flatMap((choice) => (typeof choice.const === "string" ? [choice.const] : []));
  if (names.length === choices.length) {
    if (node.type === "string" && names.some((name) => name === node.value)) return;
    const near = node.type === "string" ? hint(String(node.value), names) : "";
    report(node, path, `Expected ${alternatives(names.map(quoted))}, but found ${found(node)}.${near}`);
    return;
  }
  const fitting = choices.find((choice) => choice.type === node.type);
  if (fitting) checkShape(node, fitting, path, report);
  else report(node, path, `Expected ${alternatives(choices.map(expected))}, but found ${found(node)}.`);
}

function checkText(node: Node, text: string, { minLength, maxLength, pattern, description }: Shape, path: FieldPath, report: Report): void {
  if (pattern === undefined || new RegExp(pattern, "u").test(text))
    checkLength(node, text.length, [minLength, maxLength, "character"], path, report);
  else report(node, path, `${quoted(text)} can't stand here. Expected: ${description ?? "another text"}`);
}

function checkRange(node: Node, { minimum, maximum }: Shape, path: FieldPath, report: Report): void {
  const value: unknown = node.value;
  const fits = typeof value === "number" && Number.isFinite(value) && value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  if (!fits) report(node, path, `Expected ${expected({ type: "number", minimum, maximum })}, but found ${found(node)}.`);
}

type Limit = readonly [least: number | undefined, most: number | undefined, unit: string];

function checkLength(node: Node, length: number, [least = 0, most = Infinity, unit]: Limit, path: FieldPath, report: Report): void {
  const count = (number: number) => `${number} ${unit}${number === 1 ? "" : "s"}`;
  if (length < least) report(node, path, `Expected at least ${count(least)}, but found ${length === 0 ? "none" : count(length)}.`);
  else if (length > most) report(node, path, `Expected at most ${count(most)}, but found ${count(length)}.`);
}

function checkList(node: Node, { items, minItems, maxItems }: Shape, path: FieldPath, report: Report): void {
  const children = node.children ?? [];
  checkLength(node, children.length, [minItems, maxItems, "item"], path, report);
  if (items) for (const [index, child] of children.entries()) checkShape(child, items, [...path, index], report);
}

function checkRecord(node: Node, shape: Shape, path: FieldPath, report: Report): void {
  const entries = entriesOf(node);
  const seen = new Set<string>();
  for (const { name, key, value } of entries) {
    const inner = [...path, name];
    if (seen.has(name)) {
      report(key, inner, `The key ${quoted(name)} stands here a second time. Keep one of the two.`);
      continue;
    }
    seen.add(name);
    const part = partOf(shape, name);
    if (part) checkShape(value, part, inner, report);
    else report(key, inner, unknownKey(shape, name));
  }
  for (const name of shape.required ?? []) {
    if (!seen.has(name)) report(node, [...path, name], `${quoted(name)} is missing. Expected ${expected(partOf(shape, name) ?? {})}.`);
  }
  if (shape.maxProperties !== undefined) checkLength(node, seen.size, [0, shape.maxProperties, "name"], path, report);
}

function partOf({ properties, patternProperties }: Shape, name: string): Shape | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  // What every object has by itself is no name for anything.
  if (Object.hasOwn(Object.prototype, name)) return undefined;
  return Object.entries(patternProperties ?? {}).find(([pattern]) => new RegExp(pattern, "u").test(name))?.[1];
}

function unknownKey({ properties, patternProperties }: Shape, name: string): string {
  if (patternProperties)
    return `${quoted(name)} can't be a name here. Expected a small letter, then up to 31 small letters, digits or "-".`;
  const names = Object.keys(properties ?? {});
  return `There is no key ${quoted(name)} here.${hint(name, names)} The keys are ${names.join(", ")}.`;
}

/** What somebody probably meant, as a sentence with a space before it. */
export function hint(given: string, names: readonly string[]): string {
  // The same letters in another case or order, with other separators, or only the beginning: the same name.
  const letters = (name: string) => [...name.toLowerCase().replace(/[-_\s]/g, "")].toSorted().join("");
  const same = (name: string) => letters(name) === letters(given) || (given.length > 2 && name.startsWith(given));
  const near = names.find(same) ?? nearest(given, names);
  return near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
}

function expected(shape: Shape): string {
  const { type, anyOf, items, minimum, maximum } = shape;
  if (anyOf) return alternatives(anyOf.map((choice) => (typeof choice.const === "string" ? quoted(choice.const) : expected(choice))));
  if (type === "array") return items?.type === "string" ? "a list of texts" : "a list of records";
  if (type === "number") return minimum === undefined ? "a number" : `a number from ${minimum} to ${maximum ?? "any"}`;
  return type === undefined ? "another value" : (TYPE_WORDS[type] ?? type);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text in double quotes",
  boolean: "true or false",
  object: "a record {...}",
};

function found(node: Node): string {
  if (node.type === "string") return `the text ${quoted(String(node.value))}`;
  if (node.type === "number") return `the number ${String(node.value)}`;
  if (node.type === "array") return node.children?.length === 0 ? "an empty list" : "a list";
  return node.type === "object" ? "a record" : String(node.value);
}
