import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { referenceLines } from "../../scripts/reference.ts";

it("the reference in the documents is that of the schema (npm run schema)", () => {
  const document = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
  const shown = document.split("<!-- reference -->\n")[1]?.split("\n<!-- /reference -->")[0];
  expect(shown?.split("\n")).toEqual(referenceLines());
});
