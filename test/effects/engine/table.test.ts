import { describe, expect, it } from "vitest";
import { makeScene } from "../../../src/effects/judge.ts";
import type { ProgramKnowledge } from "../../../src/effects/knowledge/schema.ts";
import { judgeEntry } from "../../../src/effects/table.ts";
import { brief, command, glob, unknown, word, words, world } from "./world.ts";

const scene = makeScene(
  world({ kinds: { "/home/u": "directory", "/home/u/.config": "directory", "/tmp": "directory" } }),
  "bash",
  () => [],
);

function judged(entry: ProgramKnowledge, args: readonly ReturnType<typeof word>[]): readonly string[] {
  const site = { scene, fact: command([word("prog"), ...args]), program: "prog", levels: [entry] as const, args };
  return judgeEntry(site).map(brief);
}

const FILE: ProgramKnowledge = {
  flags: "-n --dry-run -r --help",
  writes: "-o",
  reads: "-f",
  operands: "delete...",
  effects: ["system"],
  when: [
    { options: "-n --dry-run", instead: true, operands: "text..." },
    { options: "-r", recursive: true, effects: ["network:send"] },
  ],
};

const TREE: ProgramKnowledge = {
  flags: "--version -v",
  values: "-C",
  writes: "--log",
  when: [{ options: "--version", instead: true }],
  effects: ["read:cwd"],
  subcommands: {
    show: { operands: "read..." },
    log: "show",
    put: { operands: "write", flags: "-v", effects: ["vcs:local"] },
    deep: { subcommands: { er: { operands: "text", effects: ["reset"] } }, bare: [] },
  },
};

describe("judging by a table", () => {
  it.each([
    [{ creates: "~/.books" }, "", ["write temp"]],
    [{ creates: "~/.config" }, "", []],
    [{ creates: "~/.cache/books" }, "", []],
    [{ creates: "/tmp/of_$USER" }, "", ["write temp"]],
    [FILE, "a", ["system", "delete workspace"]],
    [FILE, "-n a", []],
    [FILE, "-r src", ["system", "network send elsewhere", "delete workspace broad"]],
    [FILE, "-o out", ["system", "write workspace"]],
    [FILE, "-o - -f .env", ["system", "read workspace secret"]],
    [FILE, "--bogus", ["system", "opaque"]],
    [{ ...FILE, safe: true }, "--bogus", ["system"]],
    [{}, "", []],
    [{}, "x", ["opaque"]],
    [{ operands: "read" }, "", ["opaque"]],
    [{ handler: "no such handler" }, "", ["opaque"]],
    [{ operands: "write", flags: "-R", when: [{ options: "-R", recursive: true }] }, "-R /", ["write outside root", "destroy"]],
    [TREE, "", ["read workspace", "opaque"]],
    [TREE, "--version", []],
    [TREE, "show a", ["read workspace", "read workspace"]],
    [TREE, "log a", ["read workspace", "read workspace"]],
    [TREE, "put a", ["read workspace", "vcs local", "write workspace"]],
    [TREE, "put -v a --log f", ["read workspace", "vcs local", "write workspace", "write workspace"]],
    [TREE, "-C x --log f show", ["read workspace", "write workspace"]],
    [TREE, "bogus", ["read workspace", "opaque"]],
    [TREE, "__proto__", ["read workspace", "opaque"]],
    [TREE, "deep", ["read workspace"]],
    [TREE, "deep er x", ["read workspace", "reset"]],
    [TREE, "deep up", ["read workspace", "opaque"]],
  ] satisfies readonly [ProgramKnowledge, string, readonly string[]][])("%j %s", (entry, text, expected) => {
    expect([...judged(entry, words(text))].sort()).toEqual([...expected].sort());
  });

  it("is opaque where the subcommand isn't known yet", () => {
    expect(judged(TREE, [word(unknown())])).toContain("opaque");
    expect(judged(TREE, [word(glob("*"))])).toContain("opaque");
  });

  it("writes to every word that could be the last", () => {
    expect(judged({ operands: "read... write", safe: true }, [word("a"), word("/etc/x/", glob("*"))])).toContain("write outside");
    expect(judged({ operands: "read? write?", safe: true }, [word(unknown("any", true))])).toContain("write unknown");
  });
});
