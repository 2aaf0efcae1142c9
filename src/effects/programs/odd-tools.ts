// Readers for single programs with a rule of their own.

import { knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";

/** `!` in a program of dc runs a command, unless it negates a comparison. */
export function dc(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  if (options.some((option) => ["-V", "--version", "-h", "--help"].includes(option.name))) return call.table();
  const texts = options.flatMap((option) => (option.name === "-e" || option.name === "--expression" ? [option.value] : []));
  const files = options.some((option) => option.name === "-f" || option.name === "--file") || operands.length > 0;
  const { stdin } = call.fact;
  if (texts.length === 0 && stdin.kind === "text") texts.push(stdin.content);
  const known = !files && texts.length > 0 && texts.every((text) => /^(?:[^!]|![<>=])*$/.test(literal(text) ?? "!"));
  return known ? call.table() : [...call.table(), call.opaque("the program of dc may run commands")];
}

/** Options that are named after a language. */
const CTAGS_LANGUAGE = /^--([A-Za-z0-9+#]+-kinds|(kinds|fields|extras|roles)-[A-Za-z0-9+#.{}]+)=[\w+*{}~:.-]*$/;

/** Folders whose files ctags takes as options before those of the command line. */
const CTAGS_OPTIONS = [".ctags.d", "ctags.d", ".ctags"] as const;

function ownOptions(call: Call): boolean {
  const dirs = call.fact.cwd.kind === "dirs" ? call.fact.cwd.dirs : [];
  return dirs.length === 0 || dirs.some((dir) => CTAGS_OPTIONS.some((name) => call.workspace.kind(`${dir}/${name}`) !== "missing"));
}

/** The index goes to a file called `tags`, unless it is printed. */
export function ctags(call: Call): readonly Effect[] {
  const { options, operands, ...parsed } = call.parse();
  const unexplained = parsed.unexplained.filter(({ word }) => !CTAGS_LANGUAGE.test(literal(word) ?? ""));
  const effects = [...unexplained.map(({ word, why }) => call.opaque(`ctags: ${why}`, word)), ...operands.flatMap(call.read)];
  const target = options.filter((option) => option.name === "-f" || option.name === "-o").at(-1);
  const prints = options.some((option) => option.name === "-x" || /^--(help|version|license|list-)/.test(option.name));
  if (target ? target.value && literal(target.value) === "-" : prints)
    return target || !ownOptions(call) ? effects : [...effects, call.opaque("options in the project may make ctags write")];
  return [...effects, ...call.write(target?.value ?? textWord(".", call.fact.place))];
}

/** Operands may be addresses as well as files. */
export function addresses(call: Call): readonly Effect[] {
  const remote = call.parse().operands.filter((word) => /^(https?|ftps?):/i.test(knownPrefix(word)));
  return [...call.table(), ...remote.flatMap((word) => call.network("fetch", word))];
}
