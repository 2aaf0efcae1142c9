import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PathTarget } from "../../src/effects/effect.ts";
import { compileCommand, fitsForCertain, mayFit } from "../../src/policy/command-pattern.ts";
import { compilePath, coversTarget, mayTouch } from "../../src/policy/path-pattern.ts";
import { ROOT, target } from "../support/effects.ts";

/** `?` stands for words that aren't known. */
const words = (text: string) => text.split(" ").map((word) => (word === "?" ? undefined : word));

describe("a command pattern", () => {
  it.each([
    ["git push", "git push", true],
    ["git push", "git push origin", false],
    ["git push *", "git push", true],
    ["git push *", "git push origin main", true],
    ["git push *", "git pull", false],
    ["git * main", "git push main", true],
    ["git * main", "git push origin main", false],
    ["git ** main", "git push origin main", true],
    ["git push ** --force **", "git push origin --force main", true],
    ["git push ** --force **", "git push --force", true],
    ["git push ** --force **", "git push --force-with-lease", false],
    ["npm run test:*", "npm run test:unit", true],
    ["npm run test:*", "npm run test", false],
    ["cat docs/*", "cat docs/a/b.md", true],
    ["{npm,pnpm} run *", "pnpm run x", true],
    ["ls", "ls", true],
    ["*", "ls", true],
    ["*", "ls -l", false],
    ["**", "ls -l", true],
    ["git  push\t*", "git push a", true],
    ["git !push", "git !push", true],
    ["#a *", "#a b", true],
    ["rm * x", "rm . x", true],
    ["rm * x", "rm .. x", true],
    ["rm * x", "rm  x", true],
    ["rm ?", "rm .", true],
    ["rm .*", "rm ..", true],
    ["rm [.]", "rm .", true],
    ["rm ?*", "rm ", false],
    ["* .", "rm .", true],
    ["run deploy[1]", "run deploy1", true],
    ["run deploy[1]", "run deploy[1]", true],
    ["run deploy[1]", "run deploy2", false],
    ["run a{b,c}", "run a{b,c}", true],
  ])("%s and %s: %s", (pattern, command, fits) => {
    expect(fitsForCertain(compileCommand(pattern), words(command))).toBe(fits);
    expect(mayFit(compileCommand(pattern), words(command))).toBe(fits);
  });

  it.each([
    ["git push *", "git push ?", true, true],
    ["git push", "git push ?", false, true],
    ["git push origin", "git push ?", false, true],
    ["git push ** --force **", "git push ?", false, true],
    ["git pull *", "git push ?", false, false],
    ["git push * main", "git push ? main", false, true],
    ["rm *", "?", false, true],
    ["**", "?", true, true],
  ])("%s and %s, where ? isn't known: certain %s, possible %s", (pattern, command, certain, possible) => {
    expect(fitsForCertain(compileCommand(pattern), words(command))).toBe(certain);
    expect(mayFit(compileCommand(pattern), words(command))).toBe(possible);
  });

  it("given as a list may hold spaces in a word", () => {
    expect(fitsForCertain(compileCommand(["git", "commit", "-m", "a b"]), ["git", "commit", "-m", "a b"])).toBe(true);
  });

  it("that fits for certain may fit, and an unknown word never makes a fit certain that none of its values had", () => {
    const word = fc.constantFrom("git", "push", "-f", "a", "b");
    const part = fc.constantFrom("git", "push", "*", "**", "a", "-?");
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 5 }),
        fc.array(fc.option(word, { nil: undefined }), { minLength: 1, maxLength: 5 }),
        word,
        (parts, argv, value) => {
          const pattern = compileCommand(parts);
          const known = argv.map((one) => one ?? value);
          if (fitsForCertain(pattern, argv)) expect(fitsForCertain(pattern, known)).toBe(true);
          if (fitsForCertain(pattern, known)) expect(mayFit(pattern, argv)).toBe(true);
        },
      ),
    );
  });

  it("doesn't take long for a long word: it may fit, and fits never for certain", () => {
    const pattern = compileCommand("x *a*a*a*a*b");
    const long = ["x", "a".repeat(100_000)];
    expect(mayFit(pattern, long)).toBe(true);
    expect(fitsForCertain(pattern, long)).toBe(false);
    expect(fitsForCertain(compileCommand(long), long)).toBe(true);
  });

  it("doesn't take long for many words", () => {
    const pattern = compileCommand(Array.from({ length: 50 }, () => "**"));
    expect(
      mayFit(
        pattern,
        Array.from({ length: 5000 }, () => "a"),
      ),
    ).toBe(true);
    expect(
      fitsForCertain(
        pattern,
        Array.from({ length: 5000 }, () => "a"),
      ),
    ).toBe(false);
  });
});

const place = { root: ROOT, home: "/home/u", real: (path: string) => path.replace("/home/u/link", "/srv/real") };
const below = (base: string): PathTarget => ({ kind: "pattern", path: `${base}/*`, base, scope: "workspace", marks: [] });

describe("a path pattern", () => {
  it.each([
    ["src", `${ROOT}/src`, true],
    ["src", `${ROOT}/src/a/b.ts`, true],
    ["src", `${ROOT}/src-evil/a`, false],
    ["src/**", `${ROOT}/src/a/b.ts`, true],
    ["src/*.ts", `${ROOT}/src/a.ts`, true],
    ["src/*.ts", `${ROOT}/src/a/b.ts`, false],
    ["**/*.md", `${ROOT}/docs/a/x.md`, true],
    ["**/*.md", "/elsewhere/x.md", false],
    ["~/notes/**", "/home/u/notes/a", true],
    ["/etc/hosts", "/etc/hosts", true],
    ["~/link/x", "/srv/real/x", true],
    ["*", `${ROOT}/a`, true],
    ["*", ROOT, false],
    ["a{1,2}.txt", `${ROOT}/a2.txt`, true],
  ])("%s and %s: %s", (pattern, path, fits) => {
    expect(coversTarget(compilePath(pattern, place), target(path))).toBe(fits);
    expect(mayTouch(compilePath(pattern, place), target(path), false)).toBe(fits);
  });

  it("closes whatever the case, and opens only by case", () => {
    const pattern = compilePath("src/Secret.ts", place);
    expect(mayTouch(pattern, target(`${ROOT}/SRC/secret.TS`), false)).toBe(true);
    expect(coversTarget(pattern, target(`${ROOT}/SRC/secret.TS`))).toBe(false);
  });

  it("is touched by whoever changes a folder around it", () => {
    const pattern = compilePath("src/gen/*.ts", place);
    expect(mayTouch(pattern, target(`${ROOT}/src`), true)).toBe(true);
    expect(mayTouch(pattern, target(`${ROOT}/src`), false)).toBe(false);
    expect(mayTouch(pattern, target(`${ROOT}/doc`), true)).toBe(false);
  });

  it("covers a target that is itself a pattern only as a whole folder", () => {
    expect(coversTarget(compilePath("src", place), below(`${ROOT}/src/a`))).toBe(true);
    expect(coversTarget(compilePath("src/*.ts", place), below(`${ROOT}/src`))).toBe(false);
    expect(mayTouch(compilePath("src/*.ts", place), below(`${ROOT}/src`), false)).toBe(true);
    expect(mayTouch(compilePath("src/*.ts", place), below(ROOT), false)).toBe(true);
    expect(mayTouch(compilePath("src/*.ts", place), below(`${ROOT}/doc`), false)).toBe(false);
  });

  it("says nothing of a target that isn't known", () => {
    expect(coversTarget(compilePath("/", place), { kind: "unknown", why: "" })).toBe(false);
    expect(mayTouch(compilePath("/", place), { kind: "unknown", why: "" }, true)).toBe(false);
  });
});
