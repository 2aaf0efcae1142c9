import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../src/decode.ts";
import { fits, type Schema, Type } from "../src/schema.ts";
import { fitsTypebox } from "./support/typebox.ts";

const NAMES = ["a", "b", "c9"];
const limits = (least: string, most: string) =>
  fc.record({ [least]: fc.integer({ min: 0, max: 2 }), [most]: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] });
const closed = fc.constantFrom({}, { additionalProperties: false } as const);

const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    limits("minLength", "maxLength").map(Type.String),
    fc.constantFrom("^a", "^[ab]$").map((pattern) => Type.String({ pattern })),
    limits("minimum", "maximum").map(Type.Number),
    limits("minimum", "maximum").map(Type.Integer),
    fc.constantFrom(Type.Boolean(), Type.Null(), Type.Literal("a"), Type.Literal(1), Type.Literal(true)),
    fc.tuple(tie("schema"), limits("minItems", "maxItems")).map(([items, details]) => Type.Array(items, details)),
    fc.array(tie("schema"), { minLength: 2, maxLength: 3 }).map((choices) => Type.Union(choices)),
    fc.tuple(tie("schema"), closed).map(([value, details]) => Type.Record("^[a-z]$", value, details)),
    fc
      .tuple(fc.dictionary(fc.constantFrom(...NAMES), fc.tuple(tie("schema"), fc.boolean()), { noNullPrototype: true }), closed)
      .map(([fields, details]) => {
        const entries = Object.entries(fields).map(([name, [field, isOptional]]) => [name, isOptional ? Type.Optional(field) : field]);
        return Type.Object(Object.fromEntries(entries), details);
      }),
  ),
}));

/** Data that a schema may well fit, and sometimes anything. */
function near({ type, const: constant, anyOf, items, properties, patternProperties }: Schema): fc.Arbitrary<unknown> {
  const anything = fc.oneof(fc.constantFrom(undefined, null, Number.NaN, Infinity, 0, 1, 1.5, "", "a", "ab", true, [], {}), fc.jsonValue());
  const made = (): fc.Arbitrary<unknown> => {
    if (anyOf) return fc.oneof(...anyOf.map(near));
    if (constant !== undefined) return fc.constant(constant);
    switch (type) {
      case "array":
        return fc.array(near(items ?? {}), { maxLength: 4 });
      case "boolean":
        return fc.boolean();
      case "integer":
        return fc.integer({ min: -1, max: 4 });
      case "null":
        return fc.constant(null);
      case "number":
        return fc.double({ min: -1, max: 4 });
      case "string":
        return fc.string({ unit: fc.constantFrom("a", "b", "😀"), maxLength: 4 });
      case "object": {
        const fields = { ...properties, ...(patternProperties ? { d: Object.values(patternProperties)[0] ?? {} } : {}) };
        const parts = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, near(field)]));
        return fc.tuple(fc.record(parts, { requiredKeys: [] }), fc.constantFrom({}, {}, { more: 1 })).map(([a, b]) => ({ ...a, ...b }));
      }
      case undefined:
        return anything;
      default:
        return type satisfies never;
    }
  };
  return fc.oneof({ weight: 6, arbitrary: made() }, { weight: 1, arbitrary: anything });
}

describe("a schema", () => {
  it("says of any data what another library says", () => {
    let fit = 0;
    const pair = schema.chain((one) => fc.tuple(fc.constant(one), near(one)));
    fc.assert(
      fc.property(pair, ([one, data]) => {
        const isRight = fits(one, data);
        expect(isRight).toBe(fitsTypebox(one, data));
        if (isRight) fit += 1;
      }),
      { numRuns: 3000 },
    );
    expect(fit).toBeGreaterThan(500);
  });

  it("is the JSON schema that it looks like", () => {
    const made = Type.Object({ a: Type.Optional(Type.String({ maxLength: 3 })), b: Type.Literal(1) }, { additionalProperties: false });
    expect(JSON.parse(JSON.stringify(made))).toEqual({
      ...{ additionalProperties: false, type: "object", required: ["b"] },
      properties: { a: { maxLength: 3, type: "string" }, b: { const: 1, type: "number" } },
    });
  });

  it("never throws through the check, and what can't be read doesn't fit", () => {
    const made = Type.Object({ a: Type.String() });
    const trap = Object.defineProperty({}, "a", { get: () => expect.fail("read") });
    expect(check(made, trap)).toBe(false);
    expect(check(made, new Proxy({}, { get: () => expect.fail("read") }))).toBe(false);
  });

  it("takes a hole in a list for a value", () => {
    const list = ["a"];
    list[2] = "c";
    expect(fits(Type.Array(Type.String()), list)).toBe(false);
  });

  it("that says nothing fits nothing", () => {
    for (const value of [undefined, null, {}, [], ""]) expect(fits({}, value)).toBe(false);
  });
});
