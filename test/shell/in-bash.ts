// What the real bash makes of a text: the calls of `v`, which is a function that notes its arguments.

import { spawnSync } from "node:child_process";
import { expect } from "vitest";
import { analyse } from "../../src/shell/analyse.ts";
import { literal } from "../../src/shell/word.ts";
import { START } from "./render.ts";

/** The arguments of each call. */
type Calls = readonly (readonly string[])[];

const AT_ONCE = 1_000;
const NOTES = `v() { local one; printf '('; for one; do printf '%s\\1' "$one"; done; printf '\\2'; }`;

/** The calls of each text, which runs in a subshell of its own and may do no harm: nothing keeps it from it. */
function callsInBash(texts: readonly string[]): readonly Calls[] {
  const all: Calls[] = [];
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    const script = [NOTES, ...texts.slice(from, from + AT_ONCE).map((text) => `(eval ${quoted(text)}); printf '\\0'`)].join("\n");
    const env = { HOME: START.home, PATH: process.env.PATH };
    const { stdout } = spawnSync("bash", { input: script, encoding: "utf8", env, maxBuffer: 1 << 26 });
    all.push(...stdout.split("\0").slice(0, -1).map(callsOf));
  }
  expect(all).toHaveLength(texts.length);
  return all;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function callsOf(noted: string): Calls {
  return noted
    .split("\u0002")
    .slice(0, -1)
    .map((call) =>
      call
        .slice(call.indexOf("(") + 1)
        .split("\u0001")
        .slice(0, -1),
    );
}

/** The calls that the analysis knows to the letter; undefined where it refuses the text or doesn't know a word of one. */
function callsByAnalysis(text: string): Calls | undefined {
  const facts = analyse(text, START);
  if (facts.some((fact) => fact.kind === "opaque")) return undefined;
  const calls: string[][] = [];
  for (const fact of facts) {
    if (fact.kind !== "command" || literal(fact.argv[0]) !== "v") continue;
    const words = fact.argv.slice(1).map(literal);
    if (words.includes(undefined)) return undefined;
    calls.push(words.filter((word) => word !== undefined));
  }
  return calls;
}

/** Each text in which bash calls `v` with something else than the analysis knows. Fails where fewer than `share` of them are known at all. */
export function wronglyKnown(texts: readonly string[], share: number): readonly string[] {
  const inBash = callsInBash(texts);
  const wrong: string[] = [];
  let compared = 0;
  for (const [index, text] of texts.entries()) {
    const known = callsByAnalysis(text);
    if (!known) continue;
    compared += 1;
    const told = new Set(known.map((words) => JSON.stringify(words)));
    for (const words of inBash[index] ?? []) {
      const real = JSON.stringify(words);
      if (!told.has(real)) wrong.push(`${text}: ${[...told].join(" ")}, but bash: ${real}`);
    }
  }
  expect(compared).toBeGreaterThan(share * texts.length);
  return wrong;
}
