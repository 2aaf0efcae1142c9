// What is wrong with a config file, for a person: where it stands, what was expected, what was found.

import { clean, shorten } from "../policy/wording.ts";

/** A spot in a text, both from 1; columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Place {
  /** `warning`: the file holds all the same. */
  readonly severity: "error" | "warning";
  readonly file: string;
  /** `rules[3].decision`; empty for the file as a whole. */
  readonly field: string;
  readonly message: string;
}

/** From the outside to the inside: keys, and indexes from 0. */
export type FieldPath = readonly (string | number)[];

export function fieldName(path: FieldPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[$\w-]{1,60}$/.test(part)) return `${text}[${quoted(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** Somebody's text inside a sentence: nothing in it is invisible, and it isn't long. */
export function quoted(text: string): string {
  return `"${shorten(clean(text).replace(/[\n\t]/g, " "), 80)}"`;
}

/** `"a", "b" or "c"`. */
export function alternatives(names: readonly string[]): string {
  const last = names.at(-1) ?? "nothing";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} or ${last}`;
}

/** One line for a terminal. */
export function problemLine({ file, line, column, severity, field, message }: Problem): string {
  return `${clean(file)}:${line}:${column} ${severity === "warning" ? "warning: " : ""}${field === "" ? "" : `${field}: `}${message}`;
}
