// Whatever the text is, there is an answer, soon.

import { describe, expect, it } from "vitest";
import { analyse } from "../../src/shell/analyse.ts";
import { SPENT } from "../../src/shell/budget.ts";
import { START } from "./render.ts";

const many = (text: string, times: number): string => text.repeat(times);

const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ["substitutions in each other", many("$(", 10_000) + many(")", 10_000)],
  ["parentheses in each other", `${many("(", 10_000)}a${many(")", 10_000)}`],
  ["a megabyte", many("echo a; ", 130_000)],
  ["functions without a body", many("f() ", 3_000)],
  ["many functions", Array.from({ length: 90 }, (_, index) => `f${index}() { f${index + 1}; f${index + 1}; }`).join("\n")],
  ["here-documents on one line", `${many("cat <<E;", 2_000)}\n${many("x\nE\n", 2_000)}`],
  ["a long sum", `(( ${many("1+", 10_000)}1 ))`],
  ["a long sum in a word", `echo $(( ${many("x+", 10_000)}x ))`],
  ["ifs in each other", `${many("if a; then ", 1_000)}b${many("; fi", 1_000)}`],
  ["loops in each other", `${many("for i in a b; do ", 50)}x $i${many("; done", 50)}`],
  ["braces that multiply", `echo ${many("{a,b}", 40)}`],
  ["brackets", `echo ${many("[", 30_000)}`],
  ["brackets in a value", `x="${many("[", 30_000)}"; echo $x`],
  ["backticks", many("`", 5_000)],
  ["backslashes", many("\\", 30_000)],
  ["open quotes", `"${many('a$(b"', 5_000)}`],
  ["expansions in each other", `echo ${many("${x:-", 2_000)}${many("}", 2_000)}`],
  ["combinations", `for a in 1 2 3 4; do for b in 1 2 3 4; do for c in 1 2 3 4; do x $a $b $c; done; done; done`],
  ["a list that is handed on and on", `set -- ${many("a ", 5_000)};${many('e "$@";', 500)}`],
  ["traps in traps", many("trap 'trap \"a\" EXIT' EXIT;", 800)],
  ["texts in texts", `${many("eval '", 7)}ls${many("'", 7)}`],
  ["recursion", "f() { g; g; }; g() { f; f; }; f"],
  ["tests in each other", `[[ ${many("( ", 3_000)}a${many(" )", 3_000)} ]]`],
  ["one variable after another", Array.from({ length: 1_500 }, (_, index) => `v${index}=1;(x)`).join("\n")],
];

describe("hostile texts", () => {
  it.each(HOSTILE)("%s", (_, text) => {
    const began = performance.now();
    const facts = analyse(text, START);
    // Generous: machines that run tests are busy. What isn't linear takes minutes.
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(facts.length).toBeLessThanOrEqual(5_001);
  });

  it("get one opaque fact when they are too long, deep or broken", () => {
    for (const text of [many("ls ", 20_000), many("$(", 10_000), "f() f() f()"]) {
      const facts = analyse(text, START);
      expect(facts.map((fact) => fact.kind)).toEqual(["opaque"]);
    }
  });

  it("get the facts of their first lines as well when there is too much of them", () => {
    const [fact, first] = analyse(`rm a; ${many("ls;", 20_000)}`, START);
    expect(fact).toMatchObject({ kind: "opaque", place: { offset: 0 } });
    expect(first).toMatchObject({ kind: "command", place: { offset: 0, end: 4, text: "rm a" } });
  });

  it("say so when not all of a text could be followed", () => {
    const facts = analyse(`${many("a && ", 5_500)}b`, START);
    expect(facts.at(-1)).toMatchObject({ kind: "opaque", why: SPENT });
  });
});

describe("scripts in scripts", () => {
  it("end at a fixed depth", () => {
    expect(analyse("ls", { ...START, depth: 100 }).map((fact) => fact.kind)).toEqual(["opaque"]);
    expect(analyse("ls", { ...START, depth: 1 }).map((fact) => fact.kind)).toEqual(["command"]);
  });

  it("keep what the script around them exported", () => {
    const place = { offset: 0, end: 0, text: "" };
    const [fact] = analyse("ls", { ...START, exported: [{ name: "A", value: undefined, place }] });
    expect(fact).toMatchObject({ kind: "command", env: [{ name: "A" }] });
  });
});

describe("places", () => {
  it("index the outermost text", () => {
    const text = 'cd a && rm "$(cat b)" > c';
    const spots = analyse(text, START).map(({ place }) => text.slice(place.offset, place.end));
    expect(spots).toEqual(["cd a", "cat b", "c", 'rm "$(cat b)" > c']);
  });

  it("are those of the whole nested text where it is decoded first", () => {
    for (const [text, whole] of [
      ["echo `rm \\`a\\``", "`rm \\`a\\``"],
      ["eval 'rm a'", "eval 'rm a'"],
      ["trap 'rm a' EXIT", "trap 'rm a' EXIT"],
    ] as const) {
      const fact = analyse(text, START).find(
        (one) => one.kind === "command" && one.argv[0]?.pieces.some((piece) => piece.kind === "text" && piece.text === "rm"),
      );
      expect(fact && text.slice(fact.place.offset, fact.place.end)).toBe(whole);
    }
  });
});
