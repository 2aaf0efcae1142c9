// Tables of texts and their facts, one line each.

import { describe, expect, it } from "vitest";
import { rendered } from "./render.ts";

type Row = readonly [text: string, ...facts: string[]];

/** A test for each row. */
export function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    it.each(rows.map(([text, ...facts]) => ({ text, facts })))("$text", ({ text, facts }) => expect(rendered(text)).toEqual(facts));
  });
}
