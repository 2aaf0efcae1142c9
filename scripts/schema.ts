// Writes what is made from the schema that config files are read by: schema.json, for editors, and the reference in docs/configuration.md.

import { readFileSync, writeFileSync } from "node:fs";
import { schemaText } from "../src/config/schema.ts";
import { referenceLines } from "./reference.ts";

writeFileSync(new URL("../schema.json", import.meta.url), schemaText());

const document = new URL("../docs/configuration.md", import.meta.url);
const [before, rest] = readFileSync(document, "utf8").split("<!-- reference -->\n");
const after = rest?.split("<!-- /reference -->")[1];
if (before === undefined || after === undefined) throw new Error("docs/configuration.md has lost the marks around its reference");
writeFileSync(document, [before, "<!-- reference -->\n", referenceLines().join("\n"), "\n<!-- /reference -->", after].join(""));
