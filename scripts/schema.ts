// Writes what is made from the schema that config files are read by: schema.json, for editors, and the reference in the README.

import { readFileSync, writeFileSync } from "node:fs";
import { schemaText } from "../src/config/schema.ts";
import { referenceLines } from "./reference.ts";

writeFileSync(new URL("../schema.json", import.meta.url), schemaText());

const readme = new URL("../README.md", import.meta.url);
const [before, rest] = readFileSync(readme, "utf8").split("<!-- reference -->\n");
const after = rest?.split("<!-- /reference -->")[1];
if (before === undefined || after === undefined) throw new Error("README.md has lost the marks around its reference");
writeFileSync(readme, [before, "<!-- reference -->\n", referenceLines().join("\n"), "\n<!-- /reference -->", after].join(""));
