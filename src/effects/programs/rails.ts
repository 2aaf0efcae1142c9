// Rails and rake: tasks by name; those that drop or reload a database lose what is in it.

import type { WordFact } from "../../shell/facts.ts";
import { literal } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { join } from "./git-repository.ts";
import { inlineEffects, stdinEffects } from "./inline-code.ts";
import { scriptEffects } from "./script-names.ts";
import { foldersAbove } from "./toolchains.ts";

const RESETS =
  /^db:(?:\w+:)*(?:drop|reset|purge|truncate_all|rollback|setup|schema:load|structure:load|migrate:(?:reset|down|redo)|seed:replant|schema:load:\w+|drop:\w+|reset:\w+|drop:_unsafe|mongoid:purge)(?::\w+)*$|^db:(?:drop|reset|purge|setup|rollback)(?::\w+)*$/;

const rails: Handler = (call) => {
  const words = call.args.filter((word) => !/^(-|[A-Z_]+=)/.test(literal(word) ?? ""));
  const [word] = words;
  const name = literal(word);
  if (!word) return looksOnly(call) ? [] : [project(call, undefined, `${call.program} runs code of the project`)];
  if (name === undefined) return [project(call, word, "which task runs is not known")];
  switch (name) {
    case "runner":
    case "r":
      return runner(call, words[1]);
    case "console":
    case "c":
    case "dbconsole":
    case "db":
      return stdinEffects(call, word);
    case "test":
    case "zeitwerk:check":
      return [call.effect({ kind: "execute", what: "check", why: `${name} checks the project` }, word)];
    case "credentials:show":
    case "secrets:show":
      return [call.opaque("prints the project's secrets", word)];
    default:
      return words.flatMap((task) => taskEffects(call, task));
  }
};

/** `rake -v` is "verbose" and runs the default task; `rails` hands over to `bin/rails` of a project. */
function looksOnly(call: Call): boolean {
  const [option, ...rest] = call.args;
  const text = literal(option) ?? "";
  if (rest.length > 0) return false;
  if (call.program === "rake") return ["--version", "-V", "--help", "-h", "-H"].includes(text);
  const folders = foldersAbove(call);
  return (
    call.program === "rails" &&
    ["--version", "-v", "--help", "-h"].includes(text) &&
    folders?.every((dir) => call.workspace.kind(join(dir, "bin/rails")) === "missing") === true
  );
}

function project(call: Call, word: WordFact | undefined, why: string): Effect {
  return call.effect({ kind: "execute", what: "project", why }, word);
}

/** A runner's word is a file or code. */
function runner(call: Call, code: WordFact | undefined): readonly Effect[] {
  return code && /^[\w./-]+\.rb$/.test(literal(code) ?? "") ? [project(call, code, "a script runs")] : inlineEffects(call, code);
}

function taskEffects(call: Call, word: WordFact): readonly Effect[] {
  const name = literal(word);
  if (name === undefined) return [project(call, word, "which task runs is not known")];
  if (RESETS.test(name)) return [call.effect({ kind: "reset", why: `${name} empties the database` }, word)];
  if (/^(generate|g|destroy|d|new|app:update)$/.test(name)) return [project(call, word, "makes files of the project")];
  return scriptEffects(call, name, word);
}

export const railsHandlers: Readonly<Record<string, Handler>> = { rails };
