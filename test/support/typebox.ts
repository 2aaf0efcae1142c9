// A second opinion on shapes of data: the same schema in the words of a library that checks JSON schema as well.

import { type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Schema } from "../../src/schema.ts";

export function fitsTypebox(schema: Schema, value: unknown): boolean {
  return Value.Check(typebox(schema), value);
}

function typebox({ type, const: constant, anyOf, items, properties, patternProperties, required = [], ...details }: Schema): TSchema {
  if (anyOf) return Type.Union(anyOf.map(typebox), details);
  if (constant !== undefined) return Type.Literal(constant as string, details);
  switch (type) {
    case "array":
      return Type.Array(typebox(items ?? {}), details);
    case "boolean":
      return Type.Boolean(details);
    case "integer":
      return Type.Integer(details);
    case "null":
      return Type.Null(details);
    case "number":
      return Type.Number(details);
    case "string":
      return Type.String(details);
    case "object": {
      const [pattern] = Object.entries(patternProperties ?? {});
      if (pattern) return Type.Record(Type.String({ pattern: pattern[0] }), typebox(pattern[1]), details);
      const fields = Object.entries(properties ?? {}).map(([name, field]) => {
        const converted = typebox(field);
        return [name, required.includes(name) ? converted : Type.Optional(converted)] as const;
      });
      return Type.Object(Object.fromEntries(fields), details);
    }
    case undefined:
      return Type.Never();
    default:
      return type satisfies never;
  }
}
