// From `unknown` to what is known of it.

import { fits, type Schema } from "./schema.ts";

/** Never throws: a getter that does makes the value one that can't be read. */
export function check<T>(schema: Schema<T>, data: unknown): data is T {
  try {
    return fits(schema, data);
  } catch {
    return false;
  }
}

/** A property of its own; undefined for anything else. Throws where a getter or a proxy does. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
