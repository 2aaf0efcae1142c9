// `grep` on a file of settings. Law: a secret is read unless the pattern can show nothing but the names of the settings.

import { literal } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { baseName } from "../scopes.ts";

/** The beginning of a line, made of what names are made of: `^[A-Z_]+`, `^\w*=`. */
const NAME_AT_START = /^\^(?:export )?(?:\[(?:A-Z|a-z|0-9|_|[A-Za-z0-9])+\]|\\w)(?:\+|\*|\\\+)=?$/;
const SETTINGS = /^\.env(?:\.[\w.-]+)?$/;

export function grep(call: Call): readonly Effect[] {
  return showsNames(call) ? call.table().map(withoutSecret) : call.table();
}

function showsNames(call: Call): boolean {
  const { options, operands, unexplained } = call.parse();
  const given = (...names: readonly string[]) => options.filter(({ name }) => names.includes(name));
  const patterns = given("-e", "--regexp");
  const [pattern = operands[0]] = patterns.map(({ value }) => value);
  return (
    unexplained.length === 0 &&
    patterns.length <= 1 &&
    given("-f", "--file").length === 0 &&
    given("-o", "--only-matching").length > 0 &&
    NAME_AT_START.test(literal(pattern) ?? "")
  );
}

function withoutSecret(effect: Effect): Effect {
  if (effect.kind !== "read" || effect.target.kind !== "exact" || !SETTINGS.test(baseName(effect.target.path))) return effect;
  return { ...effect, target: { ...effect.target, marks: effect.target.marks.filter((mark) => mark !== "secret") } };
}
