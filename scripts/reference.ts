// The reference of the config file, for docs/configuration.md: from the schema that the files are read by.

import { ConfigSchema, ModeSchema, RuleSchema } from "../src/config/schema.ts";

interface Described {
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
}

const KEPT_APART = ["rules", "modes"];

/** Lines of Markdown: a table for the file, for a rule and for a mode. */
export function referenceLines(): readonly string[] {
  const top = Object.entries(ConfigSchema.properties).filter(([name]) => name !== "$schema" && !KEPT_APART.includes(name));
  return [
    "| field | value | |",
    "|---|---|---|",
    ...KEPT_APART.map((name) => row(name, { type: name === "rules" ? "list of rules" : "modes by name", ...about(name) })),
    ...top.map(([name, schema]) => row(name, schema)),
    "",
    "A rule applies where everything that it names fits:",
    "",
    ...table(RuleSchema.properties),
    "",
    "A mode is a new one, or changes plan, execute or review:",
    "",
    ...table(ModeSchema.properties),
  ];
}

function about(name: string): { readonly description: string } {
  const found: Described | undefined = Object.entries(ConfigSchema.properties).find(([key]) => key === name)?.[1];
  return { description: found?.description ?? "" };
}

function table(properties: Readonly<Record<string, Described>>): readonly string[] {
  return ["| field | value | |", "|---|---|---|", ...Object.entries(properties).map(([name, schema]) => row(name, schema))];
}

function row(name: string, schema: Described): string {
  return `| \`${name}\` | ${valueWords(schema)} | ${(schema.description ?? "").replaceAll("|", "\\|")} |`;
}

function valueWords({ type, const: constant, anyOf, items }: Described): string {
  if (constant !== undefined) return `\`${String(constant)}\``;
  if (anyOf) return [...new Set(anyOf.map(valueWords))].join(", ");
  if (type === "array") return `list of ${valueWords(items ?? {})}s`;
  return type === "string" ? "text" : (type ?? "any");
}
