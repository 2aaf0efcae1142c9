// Task runners: turbo, nx, just, tox and their like. Law: every task that is named counts, and the strongest of them decides.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { check, here, looksOnly, project } from "./build-effects.ts";
import { rewriteEffects, scriptEffects } from "./script-names.ts";

const VALUES = new Set(
  (
    "-p --projects --filter -F --scope --ignore --exclude -c --configuration --parallel --concurrency --cwd --base --head --since --output-logs --cache-dir --token --team " +
    "-f --justfile -d --working-directory --dir --taskfile --set --log-order -n --names --max-parallel --runner -l --label --prefix -s --justfile-name"
  ).split(" "),
);
const TARGETS = /^(-t|--targets?)(?:=(.*))?$/;

/** `turbo run build lint`, `just test`, `nx affected -t lint`: the names are scripts. */
const namedTasks: Handler = (call) => {
  if (looksOnly(call)) return [];
  const names: WordFact[] = [];
  const targets: WordFact[] = [];
  // `-t lint test` takes words until the next option.
  let taking = false;
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index];
    const text = literal(word);
    if (!word || text === "--") break;
    if (text === undefined) return [project(call, word)];
    const target = TARGETS.exec(text);
    if (target) {
      taking = target[2] === undefined;
      if (target[2] !== undefined) targets.push(textWord(target[2], word.place));
    } else if (text.startsWith("-")) {
      taking = false;
      if (VALUES.has(text)) index += 1;
    } else (taking ? targets : names).push(word);
  }
  return [...namedEffects(call, names, targets), ...rewriteEffects(call, call.args)];
};

const TASK_VERBS = new Set(["run", "run-many", "affected", "exec", "run-script", "watch-none"]);
const TASK_LISTS = new Set(["ls", "list", "graph", "show", "report", "info", "changed", "query", "--list", "format:check", "tasks"]);

function namedEffects(call: Call, words: readonly WordFact[], targets: readonly WordFact[]): readonly Effect[] {
  if (targets.length > 0)
    return targets.flatMap((word) => (literal(word) ?? "").split(",").flatMap((name) => scriptEffects(call, name, word)));
  const named = words.filter((word) => !TASK_VERBS.has(literal(word) ?? ""));
  const [first] = named;
  const text = literal(first) ?? "";
  if (named.length === 1 && first && TASK_LISTS.has(text)) return [check(call, first)];
  if (text === "format:write" || text === "migrate" || text === "reset") return [project(call, first), ...here(call)];
  if (["lerna", "release"].includes(call.program) && (text === "publish" || text === "version"))
    return [project(call, first), call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, first)];
  if (named.length === 0) return [project(call)];
  // `nx test app`: the task, then the project; `nx run app:test`.
  if (call.program === "nx" && first) return scriptEffects(call, text.split(":")[1] ?? text, first);
  return named.flatMap((word) => (/^[A-Za-z_]\w*=/.test(literal(word) ?? "") ? [] : scriptEffects(call, literal(word) ?? "", word)));
}

/** tox and nox: environments that don't say what else they do are tests. */
const namedSessions: Handler = (call) => {
  if (looksOnly(call)) return [];
  const texts = call.args.map((word) => literal(word) ?? "");
  const end = texts.indexOf("--");
  const bad = (end < 0 ? texts : texts.slice(0, end)).findIndex(
    (text) =>
      !text.startsWith("-") &&
      /(^|[-_,:])(publish|release|deploy|upload|format|fmt|fix|docs-serve|serve|dev|bump|update)([-_,:]|$)/.test(text),
  );
  const word = call.args[bad];
  return [...(word ? scriptEffects(call, texts[bad] ?? "", word) : [check(call)]), ...rewriteEffects(call, call.args)];
};

export const taskHandlers: Readonly<Record<string, Handler>> = { "named-tasks": namedTasks, "named-sessions": namedSessions };
