// What arithmetic leaves in the names that it assigns. Law: where bash may not have come to an assignment, the name may hold what it held.

import { expect, it } from "vitest";
import { rendered } from "./render.ts";

it.each<[text: string, ...facts: string[]]>([
  // Bash gives up at the mistake, and has assigned by then.
  ["n=0; (( n++\\ )); x $n", "x ‹number›"],
  ["n=0; while a; do (( n++\\ )); done; x $n", "a", "x ‹number›"],
  // It is certain.
  ["((n = 1)); x $n", "x ‹number›"],
  ["((n++, m += 2)); x $n $m", "x ‹number› ‹number›"],
  ["for ((n = 0; n < 2; n++)); do x $n; done", "x ‹number›"],
  ["n=7; ((n = 1/0)); x $n", "x ‹number›"],
  // A number, or no word at all.
  ["((0 && (n = 1))); x $n", "x ‹number*›"],
  ["((n = 1/0)); x $n", "x ‹number*›"],
  ["((1/0, n = 1)); x $n", "x ‹number*›"],
  ["n=; ((0 && n++)); x $n", "x ‹number*›"],
  ["let 'n=1/0'; x $n", "let n=1/0", "x ‹number*›"],
  ["for ((m $n = 0; n < 2; n++)); do x $n; done", "x ‹number*›"],
])("%s", (text, ...facts) => expect(rendered(text)).toEqual(facts));
