// For every field that the schema knows: a value of a wrong type, deep in a file with comments, is told with its line, its column and its name.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Node } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { type FieldPath, fieldName } from "../../src/config/problem.ts";
import { readConfig } from "../../src/config/read.ts";
import { ConfigSchema, schemaText } from "../../src/config/schema.ts";
import { checkShape, type Shape } from "../../src/config/shape.ts";
import { parseText } from "../../src/config/text.ts";
import { fitsTypebox } from "../support/typebox.ts";
import { someConfig } from "./generated.ts";

/** Every field, with a name for the records that have none of their own, and the first place of each list. */
function* fieldsOf(shape: Shape, path: FieldPath): Generator<readonly [FieldPath, Shape]> {
  if (path.length > 0) yield [path, shape];
  for (const choice of shape.anyOf ?? []) if (choice.type === "array" && choice.items) yield* fieldsOf(choice.items, [...path, 0]);
  if (shape.items) yield* fieldsOf(shape.items, [...path, 0]);
  for (const [name, part] of Object.entries(shape.properties ?? {})) yield* fieldsOf(part, [...path, name]);
  for (const part of Object.values(shape.patternProperties ?? {})) yield* fieldsOf(part, [...path, "plan"]);
}

const FIELDS = [...fieldsOf(ConfigSchema, [])];

/** A file of many lines in which one place holds something wrong, and everything around it is right. */
function fileWith(path: FieldPath, wrong: string): string {
  const [part, ...rest] = path;
  if (part === undefined) return `// what comes now is wrong\n/* here: */ ${wrong} // it was\n`;
  const inner = fileWith(rest, wrong);
  if (typeof part === "number") return `[ // a list\n${inner}, ]`;
  return `{\n // a record\n "${part}": ${inner}, }`;
}

const WRONG = "-7.5e3";

describe("every field of the schema", () => {
  it("is found, down to the innermost", () => {
    const names = FIELDS.map(([path]) => fieldName(path));
    expect(names).toContain("rules[0].examples.noMatch[0]");
    expect(names).toContain("rules[0].command[0]");
    expect(names).toContain("modes.plan.effects.network-own-remote");
    expect(names.length).toBeGreaterThan(60);
  });

  it.each(FIELDS.map(([path]) => [fieldName(path), path] as const))("tells of a wrong value in %s", (name, path) => {
    const text = fileWith(path, WRONG);
    const offset = text.indexOf(WRONG);
    const line = text.slice(0, offset).split("\n").length;
    const column = offset - text.lastIndexOf("\n", offset);
    const found = readConfig(text, "f", { source: "administrator" }).problems.filter(({ message }) => !/is missing|at least/.test(message));
    expect(found.map((problem) => [problem.field, problem.line, problem.column, problem.severity])).toEqual([
      [name, line, column, "error"],
    ]);
    expect(found[0]?.message).toMatch(/^Expected .+, but found the number -7500\.$/);
  });
});

describe("the schema", () => {
  it("is the shipped schema.json; `npm run schema` writes it anew", () => {
    const shipped: unknown = JSON.parse(readFileSync(new URL("../../schema.json", import.meta.url), "utf8"));
    expect(shipped).toEqual(JSON.parse(schemaText()));
  });

  it("is read as its own library reads it", { timeout: 60_000 }, () => {
    const values = ["allow", "x", "", 5, 0, true, null, [], ["a"], [1], {}, { x: 1 }] as const;
    const spot = fc.constantFrom(...FIELDS.map(([path]) => path));
    let fits = 0;
    fc.assert(
      fc.property(someConfig("docs", []), spot, fc.constantFrom(...values), fc.boolean(), (config, path, value, change) => {
        const data: unknown = JSON.parse(JSON.stringify(change ? withValue(config, path, value) : config));
        const parsed = parseText(JSON.stringify(data));
        const isShape = parsed.kind === "ok" && isRight(parsed.value.root);
        expect(isShape).toBe(fitsTypebox(ConfigSchema, data));
        if (isShape) fits += 1;
      }),
      { numRuns: 400 },
    );
    expect(fits).toBeGreaterThan(50);
  });
});

function isRight(root: Node): boolean {
  let mistakes = 0;
  checkShape(root, ConfigSchema, [], () => {
    mistakes += 1;
  });
  return mistakes === 0;
}

/** The data with another value in one place, as far as the way there exists. */
function withValue(data: unknown, [part, ...rest]: FieldPath, value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(data)) return data.map((item, index) => (index === part ? withValue(item, rest, value) : item));
  if (typeof data !== "object" || data === null || typeof part === "number") return data;
  return { ...data, [part]: withValue(Object.entries(data).find(([name]) => name === part)?.[1], rest, value) };
}
