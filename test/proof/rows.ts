// The lines of a corpus. A line that can't be read stops the proof: a command that was quietly left out would count as proven.

import { readFileSync } from "node:fs";
import { basename } from "node:path";

export interface Row {
  /** The file's name without its ending. */
  readonly corpus: string;
  readonly id: string;
  readonly command: string;
  /** A shell text that changes the world before the command is judged and run. */
  readonly setup: string;
  /** What the file says of the command: plan mode must allow it, must not, or nothing is said. */
  readonly expected: "allow" | "stop" | "unlabelled";
  readonly tags: readonly string[];
}

/** Throws an Error that names the file and the line. */
export function readRows(path: string): readonly Row[] {
  const corpus = basename(path).replace(/(\.dev)?\.jsonl$/, "");
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [readRow(corpus, line, `${path}:${index + 1}`)]));
}

function readRow(corpus: string, line: string, place: string): Row {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    throw new Error(`${place}: this is not a line of JSON.`);
  }
  const command = text(data, "command");
  if (command === undefined) throw new Error(`${place}: the field "command" is missing or not a text.`);
  return {
    corpus,
    id: text(data, "id") ?? place,
    command,
    setup: text(data, "setup") ?? "",
    expected: expectation(corpus, data),
    tags: tagsOf(data),
  };
}

function expectation(corpus: string, data: unknown): Row["expected"] {
  const label = text(data, "label");
  if (label === "readonly" || corpus === "false_positives") return "allow";
  if (label === "mutating" || label === "destructive") return "stop";
  if (text(data, "effect_seen_here") === "yes") return "stop";
  return "unlabelled";
}

function tagsOf(data: unknown): readonly string[] {
  const tags = field(data, "tags");
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}

function text(data: unknown, name: string): string | undefined {
  const value = field(data, name);
  return typeof value === "string" ? value : undefined;
}

function field(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null && Object.hasOwn(data, name) ? Reflect.get(data, name) : undefined;
}
