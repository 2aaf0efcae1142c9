// sqlite3: opening a file that isn't there makes it, and the text decides the rest. Law: a text that isn't known is opaque.

import type { WordFact } from "../../shell/facts.ts";
import { literal, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { readSql, type SqlAct } from "./sql-text.ts";
import { joinedTexts, wordOf } from "./texts.ts";

export function sqlite(call: Call): readonly Effect[] {
  const { options, operands, unexplained } = call.parse();
  const effects: Effect[] = unexplained.map(({ word, why }) => call.opaque(`sqlite3: ${why}`, word));
  if (options.some((option) => option.name === "-version" || option.name === "-help")) return effects;
  const [database, ...given] = operands;
  const commands = options.flatMap((option) => (option.name === "-cmd" && option.value ? [option.value] : []));
  const readonly = options.some((option) => option.name === "-readonly");
  const opened = database ?? wordOf(":memory:", call);
  effects.push(...openEffects(opened, readonly, call));
  const { stdin } = call.fact;
  if (given.length === 0 && stdin.kind !== "text") return [...effects, call.opaque("what sqlite3 is told on its input is not known")];
  const texts = given.length === 0 && stdin.kind === "text" ? [stdin.content, ...commands] : [...given, ...commands];
  return [...effects, ...texts.flatMap((text) => textEffects(text, opened, call))];
}

function textEffects(text: WordFact, database: WordFact, call: Call): readonly Effect[] {
  const texts = joinedTexts([text]);
  if (!texts) return [call.opaque("the SQL is not known", text)];
  return texts.flatMap((one) => readSql(one).flatMap((act) => actEffects(act, text, database, call)));
}

function actEffects(act: SqlAct, text: WordFact, database: WordFact, call: Call): readonly Effect[] {
  switch (act.kind) {
    case "unknown":
      return [call.opaque(act.why, text)];
    case "change": {
      const written = isTransient(literal(database)) ? [] : call.write(database);
      return act.empties && written.length > 0
        ? [...written, call.effect({ kind: "reset", why: "the SQL deletes what the database holds" }, text)]
        : written;
    }
    default:
      return act satisfies never;
  }
}

function openEffects(database: WordFact, readonly: boolean, call: Call): readonly Effect[] {
  const names = valuesOf(database);
  if (!names) return [...call.read(database), ...(readonly ? [] : [call.opaque("whether the database exists is not known", database)])];
  return names.flatMap((name) => {
    if (isTransient(name)) return [];
    // A URI chooses how the file is opened.
    if (name.startsWith("file:")) return [call.opaque("a database is given as a URI", database)];
    const reads = call.read(wordOf(name, call));
    return readonly || exists(name, call) ? reads : [...reads, ...call.write(wordOf(name, call))];
  });
}

function isTransient(name: string | undefined): boolean {
  return name === ":memory:" || name === "";
}

function exists(name: string, call: Call): boolean {
  const { cwd } = call.fact;
  const bases = name.startsWith("/") ? ["/"] : cwd.kind === "dirs" ? cwd.dirs : [];
  return (
    bases.length > 0 &&
    bases.every((base) => {
      const path = call.workspace.realPath(base, name);
      return path !== undefined && call.workspace.kind(path) === "file";
    })
  );
}
