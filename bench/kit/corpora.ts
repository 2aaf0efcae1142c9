// The corpora of the tests, and what kind of command each of their commands is.

import { join } from "node:path";
import { REPOSITORY } from "../../test/host/kit/host.ts";
import { type Row, readRows } from "../../test/proof/rows.ts";

export const CORPORA = ["everyday", "readonly", "mutating", "destructive", "bypasses", "false_positives"] as const;
export type Corpus = (typeof CORPORA)[number];

export function corpusFile(name: Corpus): string {
  return join(REPOSITORY, "test", "corpus", `${name}.jsonl`);
}

export function rowsOf(name: Corpus): readonly Row[] {
  return readRows(corpusFile(name));
}

export const KINDS = ["one command", "list", "pipe", "git", "loop", "nested shell", "here-document", "long"] as const;
export type Kind = (typeof KINDS)[number];

/** By looks, which is all that is needed to sort them: the first that fits, the dearest first. */
export function kindOf(command: string): Kind {
  if (/<<-?\s*['"\\\w]/.test(command)) return "here-document";
  if (/\b(?:ba|da|z)?sh\s+-\w*c\b|\beval\b/.test(command)) return "nested shell";
  if (/\b(?:for|while|until)\b[\s\S]*\bdo\b/.test(command)) return "loop";
  if (command.length > 120) return "long";
  if (/^(?:cd \S+ && )?git\b/.test(command)) return "git";
  if (/[^|]\|[^|]/.test(command)) return "pipe";
  return /&&|\|\||;|\n/.test(command) ? "list" : "one command";
}

/** Upper ends of the lengths that commands are sorted by, in characters. */
export const LENGTHS = [20, 40, 80, 160, 320, 100_000] as const;

export function lengthOf(command: string): (typeof LENGTHS)[number] {
  return LENGTHS.find((end) => command.length <= end) ?? 100_000;
}
