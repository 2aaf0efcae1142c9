// Files that are no files: what a command gets under them was opened for it. Law: a name that may mean a descriptor is one, however it is
// spelled, and what comes through it is known only where the shell wrote it.

import type { CommandFact, Cwd, Stdin, WordFact } from "../shell/facts.ts";
import { literal, valuesOf } from "../shell/word.ts";

/** What stands behind the name of a script. `unknown`: it comes through a descriptor or a process substitution, and isn't known. */
export type Behind = { readonly kind: "file" } | { readonly kind: "unknown" } | { readonly kind: "input"; readonly from: Stdin };

/** What a command reads that opens the file which the word names. */
export function behind(word: WordFact, fact: CommandFact): Behind {
  if (isSubstitution(word)) return { kind: "unknown" };
  const names = valuesOf(word)?.flatMap((value) => pathsFrom(value, fact.cwd)) ?? [];
  const numbers = names.filter((name) => PLACES.test(name)).map(numberOf);
  const [number] = numbers;
  if (numbers.length === 0) return { kind: "file" };
  if (names.length > 1 || number === undefined) return { kind: "unknown" };
  if (number === 0) return { kind: "input", from: fact.stdin };
  const input = fact.inputs?.find(({ descriptor }) => descriptor === number);
  const certain = !fact.inputs?.some(({ descriptor }) => descriptor === undefined);
  return input && certain ? { kind: "input", from: input.from } : { kind: "unknown" };
}

/** True for `<(...)` and `>(...)`, alone or in a longer word. */
export function isSubstitution({ pieces }: WordFact): boolean {
  return pieces.some((piece) => piece.kind === "unknown" && piece.why === "a process substitution");
}

/** True when something is fed to the command beside its words: through its input, another descriptor, or a name of one among its words. */
export function isFed(fact: CommandFact): boolean {
  if (fact.stdin.kind !== "inherit" || (fact.inputs?.length ?? 0) > 0) return true;
  const inside = fact.cwd.kind === "dirs" && fact.cwd.dirs.some((dir) => /^\/(?:dev|proc)(?:\/|$)/.test(dir));
  return inside || fact.argv.some((word) => isSubstitution(word) || namesDescriptor(literal(word)));
}

/** A longer word may hold the name, as in `--file=/dev/stdin`. */
function namesDescriptor(text: string | undefined): boolean {
  return text !== undefined && /(?:dev|proc)\//.test(text) && MENTIONS.test(normal(text));
}

const MENTIONS = /\bdev\/(?:stdin|fd)\b|\bproc\/.*\bfd\b/s;
const PLACES = /^\/dev\/(?:stdin|fd)(?:\/|$)|^\/proc\/.*\/fd(?:\/|$)/s;

function numberOf(path: string): number | undefined {
  if (path === "/dev/stdin") return 0;
  const digits = /^(?:\/dev|\/proc\/(?:self|thread-self))\/fd\/(\d{1,6})$/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function pathsFrom(path: string, cwd: Cwd): readonly string[] {
  if (path.startsWith("/")) return [normal(path)];
  return cwd.kind === "dirs" ? cwd.dirs.map((dir) => normal(`${dir}/${path}`)) : [];
}

/** Without `.`, `..` and doubled slashes, by name. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}
