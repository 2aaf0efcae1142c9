import { describe, expect, it } from "vitest";
import type { ProgramKnowledge } from "../../../src/effects/knowledge/schema.ts";
import { parseOptions } from "../../../src/effects/options.ts";
import { shown } from "../../../src/shell/word.ts";
import { choice, glob, unknown, word, words } from "./world.ts";

const GNU: ProgramKnowledge = {
  flags: "-a -b --all --verbose --version",
  values: "-n --lines",
  optional: "-U --color",
  writes: "-o --output",
  runs: "--exec",
  numeric: true,
};
const POSIX: ProgramKnowledge = { ...GNU, syntax: "posix" };
const SINGLE: ProgramKnowledge = { syntax: "single", flags: "-json --help", values: "-run" };
const NONE: ProgramKnowledge = { syntax: "none" };

function parsed(entry: ProgramKnowledge, args: readonly ReturnType<typeof word>[]) {
  const result = parseOptions(args, [entry]);
  return {
    options: result.options.map((option) => (option.value ? `${option.name}=${shown(option.value)}` : option.name)),
    operands: result.operands.map(shown),
    unexplained: result.unexplained.map((one) => shown(one.word)),
  };
}

describe("the option parser", () => {
  it.each([
    ["clusters", GNU, "-ab x", ["-a", "-b"], ["x"], []],
    ["a value attached to a cluster", GNU, "-abn5 x", ["-a", "-b", "-n=5"], ["x"], []],
    ["a write hidden in a cluster", GNU, "-ao f", ["-a", "-o=f"], [], []],
    ["options after operands", GNU, "x -a y", ["-a"], ["x", "y"], []],
    ["--name=value", GNU, "--output=f", ["--output=f"], [], []],
    ["--name value", GNU, "--output f x", ["--output=f"], ["x"], []],
    ["an unambiguous abbreviation", GNU, "--outp=f --al", ["--output=f", "--all"], [], []],
    ["an ambiguous abbreviation", GNU, "--ver", [], [], ["--ver"]],
    ["an exact name that begins another", { flags: "--ver --verbose" }, "--ver", ["--ver"], [], []],
    ["a flag with a value", GNU, "--all=1", [], [], ["--all=1"]],
    ["an optional value only when attached", GNU, "--color x -U5", ["--color", "-U=5"], ["x"], []],
    ["the end of options", GNU, "-- -a --output", [], ["-a", "--output"], []],
    ["a lone dash", GNU, "-", [], ["-"], []],
    ["counts", GNU, "-20 -a5", ["-0", "-a"], [], []],
    ["counts where none are", { flags: "-a" }, "-20", [], [], ["-20"]],
    ["an unknown short option", GNU, "-az x", [], ["x"], ["-az"]],
    ["an unknown long option", GNU, "--zip x", [], ["x"], ["--zip"]],
    ["a value that looks like an option", GNU, "-n -a", ["-n=-a"], [], []],
    ["a value that is missing", GNU, "-n", ["-n"], [], ["-n"]],
    ["posix: the first operand ends options", POSIX, "-a x -b", ["-a"], ["x", "-b"], []],
    ["single: no clusters", SINGLE, "-json -run x", ["-json", "-run=x"], [], []],
    ["single: one dash or two", SINGLE, "--json -help --run=x", ["-json", "--help", "-run=x"], [], []],
    ["single: no abbreviations", SINGLE, "-js", [], [], ["-js"]],
    ["none: all are operands", NONE, "-a -- x", [], ["-a", "--", "x"], []],
  ] as const)("reads %s", (_, entry, text, options, operands, unexplained) => {
    expect(parsed(entry, words(text))).toEqual({ options, operands, unexplained });
  });

  it.each([
    ["a glob at the start of a word", [word(glob("*"))]],
    ["an unknown word", [word(unknown())]],
    ["a word that may split later", [word("src/", unknown("any", true))]],
    ["a cluster with an unknown end", [word("-a", unknown())]],
    ["a long option with an unknown end", [word("--all", unknown())]],
    ["a number that may be negative", [word(unknown("number"))]],
    ["a choice of an option and an operand", [word(choice("-a", "x"))]],
    ["a value that may bring options with it", [word("-n"), word(unknown("any", true))]],
  ])("can't explain %s", (_, args) => {
    expect(parseOptions(args, [{ ...GNU }]).unexplained).toHaveLength(1);
  });

  it.each([
    ["an unknown value after a whole name", [word("--output=", unknown())]],
    ["an unknown value in a cluster", [word("-an", unknown())]],
    ["an unknown word as a value", [word("--output"), word(unknown())]],
    ["a path below a known folder", [word("src/", unknown())]],
    ["a glob below a known folder", [word("src/", glob("*"))]],
    ["an absolute path", [word(unknown("path"))]],
    ["a count that isn't known", [word("-", unknown("number"))]],
    ["anything after the end of options", [word("--"), word(unknown("any", true)), word(glob("*"))]],
    ["a choice of flags", [word(choice("-a", "-b"))]],
  ])("explains %s", (_, args) => {
    expect(parseOptions(args, [{ ...GNU }]).unexplained).toEqual([]);
  });

  it("gives every option of a choice", () => {
    expect(parsed(GNU, [word(choice("-a", "--output=f"))]).options).toEqual(["-a", "--output=f"]);
  });

  it("knows a subcommand's options before those around it", () => {
    const inner: ProgramKnowledge = { writes: "-a" };
    const [option] = parseOptions(words("-a f"), [inner, GNU]).options;
    expect([option?.known.kind, option?.known.owner === inner]).toEqual(["write", true]);
    expect(parseOptions(words("--all"), [inner, GNU]).options[0]?.known.owner).toBe(GNU);
  });
});
