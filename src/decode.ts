// The one way from `unknown` to a shape.

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
