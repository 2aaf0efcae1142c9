import { describe, expect, it } from "vitest";
import { type Change, changesBetween, type Fingerprint, parseStatus } from "../../src/session/fingerprint.ts";

const HASH = "0".repeat(40);
const line = (status: string) => `1 ${status} N... 100644 100644 100644 ${HASH} ${HASH}`;
type Files = Readonly<Record<string, readonly [string, string | undefined]>>;

function look(files: Files, rest: { readonly head?: string; readonly guarded?: Readonly<Record<string, string>> } = {}): Fingerprint {
  const states = Object.entries(files).map(([path, [text, stamp]]) => [path, { line: text, stamp }] as const);
  return {
    git: { head: rest.head ?? "main", files: new Map(states) },
    guarded: new Map(Object.entries(rest.guarded ?? {})),
    entries: undefined,
  };
}
const stamps = (entries: Readonly<Record<string, string>>): Fingerprint => ({
  git: undefined,
  guarded: new Map(),
  entries: new Map(Object.entries(entries)),
});
const changes = (before: Fingerprint, after: Fingerprint, watch: "everything" | "tracked" = "everything", writable = "none") =>
  changesBetween(before, after, watch, (path) => path === writable);

const CASES: readonly (readonly [string, Files, Files, readonly Change[]])[] = [
  ["nothing", { a: [line(".M"), "1"] }, { a: [line(".M"), "1"] }, []],
  ["a clean file that changed", {}, { a: [line(".M"), "1"] }, [{ path: "a", what: "changed", undo: "checkout" }]],
  ["a clean file that is gone", {}, { a: [line(".D"), undefined] }, [{ path: "a", what: "removed", undo: "checkout" }]],
  ["a new file", {}, { a: ["?", "1"] }, [{ path: "a", what: "new", undo: "trash" }]],
  ["a new repository", {}, { "a/": ["?", "1"] }, [{ path: "a/", what: "new", undo: undefined }]],
  ["a dirty file that changed again", { a: [line(".M"), "1"] }, { a: [line(".M"), "2"] }, [{ path: "a", what: "again", undo: undefined }]],
  [
    "a dirty file that is gone",
    { a: [line(".M"), "1"] },
    { a: [line(".D"), undefined] },
    [{ path: "a", what: "removed", undo: undefined }],
  ],
  ["a dirty file that is clean", { a: [line(".M"), "1"] }, {}, [{ path: "a", what: "settled", undo: undefined }]],
  ["an untracked file that changed", { a: ["?", "1"] }, { a: ["?", "2"] }, [{ path: "a", what: "again", undo: undefined }]],
  ["an untracked file that is gone", { a: ["?", "1"] }, {}, [{ path: "a", what: "removed", undo: undefined }]],
  ["a file that was staged", { a: [line(".M"), "1"] }, { a: [line("M."), "1"] }, [{ path: "a", what: "again", undo: undefined }]],
  ["a clean file that changed in the index too", {}, { a: [line("MM"), "1"] }, [{ path: "a", what: "changed", undo: undefined }]],
];

describe("between two looks", () => {
  for (const [name, before, after, expected] of CASES)
    it(`${name} is seen as such`, () => expect(changes(look(before), look(after))).toEqual(expected));

  it("another commit is seen, and then nothing is undone", () => {
    const found = changes(look({}, { head: "a" }), look({ f: [line(".M"), "1"], g: ["?", "1"] }, { head: "b" }));
    expect(found.map(({ path, undo }) => [path, undo])).toEqual([
      ["HEAD", undefined],
      ["f", undefined],
      ["g", undefined],
    ]);
  });

  it("what git or pi goes by is seen, and nothing is undone where it decides what a file is", () => {
    const found = changes(look({}, { guarded: { ".git/info/exclude": "1" } }), look({ g: ["?", "1"] }));
    expect(found).toEqual([
      { path: ".git/info/exclude", what: "steering", undo: undefined },
      { path: "g", what: "new", undo: undefined },
    ]);
    expect(changes(look({}), look({ "sub/.gitignore": [line(".M"), "1"], g: ["?", "1"] })).every(({ undo }) => undo === undefined)).toBe(
      true,
    );
  });

  it("of a check's only what is tracked counts, and no folder of generated files", () => {
    const after = look(
      { "new.snap": ["?", "1"], "src/a": [line(".M"), "1"], "dist/a": [line(".M"), "1"], "c/Coverage/x": [line(".M"), "1"] },
      { guarded: { ".git/hooks/pre-commit": "1" } },
    );
    expect(changes(look({}), after, "tracked").map(({ path }) => path)).toEqual([".git/hooks/pre-commit", "src/a"]);
    expect(changes(look({}), after).length).toBe(5);
  });

  it("what the mode opens for file tools doesn't count", () => {
    const after = look({ "plans/a.md": ["?", "1"] }, { guarded: { "plans/a.md": "1" } });
    expect(changes(look({}), after, "everything", "plans/a.md")).toEqual([]);
    expect(changes(look({}), after)).toHaveLength(1);
  });

  it("without git the folder's entries count, but not for a check", () => {
    const [before, after] = [stamps({ a: "1", b: "1" }), stamps({ a: "2", c: "1" })];
    expect(changes(before, after)).toEqual([
      { path: "a", what: "changed", undo: undefined },
      { path: "b", what: "removed", undo: undefined },
      { path: "c", what: "new", undo: undefined },
    ]);
    expect(changes(before, after, "tracked")).toEqual([]);
    expect(changes(before, look({}))).toEqual([]);
  });
});

describe("git's status", () => {
  it("is read with any name", () => {
    const text = `# branch.oid abc\0# branch.head main\0# branch.upstream o/m\0${line(".M")} a b\nc\0? --x\0u UU N... 1 2 3 4 ${HASH} ${HASH} ${HASH} d\0`;
    const status = parseStatus(text);
    expect(status?.head).toBe("branch.oid abc\nbranch.head main");
    expect([...(status?.lines.keys() ?? [])]).toEqual(["a b\nc", "--x", "d"]);
    expect(status?.lines.get("a b\nc")).toBe(line(".M"));
  });

  for (const text of ["x", "2 R. N... 1 2 3 a b R100 c\0d\0", "1 .M short\0", "toString a"])
    it(`is not read where it is ${JSON.stringify(text)}`, () => expect(parseStatus(text)).toBeUndefined());
});
