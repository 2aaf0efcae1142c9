import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { referenceLines } from "../../scripts/reference.ts";

it("the reference in the README is that of the schema (npm run schema)", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const shown = readme.split("<!-- reference -->\n")[1]?.split("\n<!-- /reference -->")[0];
  expect(shown?.split("\n")).toEqual(referenceLines());
});
