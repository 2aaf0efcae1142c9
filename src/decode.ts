// From `unknown` to what is known of it.

import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

/** Never throws: a getter that does makes the value one that can't be read. */
export function check<T extends Parameters<typeof Value.Check>[0]>(schema: T, data: unknown): data is Static<T> {
  try {
    return Value.Check(schema, data);
  } catch {
    return false;
  }
}

/** A property of its own; undefined for anything else. Throws where a getter or a proxy does. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
