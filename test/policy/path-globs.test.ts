// Letters of globs in the names of folders, and folders that go or come as a whole.

import { describe, expect, it } from "vitest";
import { compilePath, coversTarget, mayTouch } from "../../src/policy/path-pattern.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import type { Rule } from "../../src/policy/rule.ts";
import { compileRules } from "../../src/policy/rules.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const real = (path: string) => path;
const place = { root: ROOT, home: "/home/u", real };

describe.each(["/w/a[bc]d", "/w/a{b,c}", "/w/a+(b)", "/w/**", "/w/[x", "/w/c++", "/w/a\\b"])("in the workspace %s", (root) => {
  const here = { root, home: `${root}/home`, real };
  it.each([
    ["src", "src/x.ts"],
    ["src/**", "src/x.ts"],
    ["src/*.ts", "src/x.ts"],
    ["*.ts", "x.ts"],
    ["~/notes/*", "home/notes/a"],
  ])("%s is about %s", (pattern, path) => {
    expect(mayTouch(compilePath(pattern, here), target(`${root}/${path}`), false)).toBe(true);
    expect(coversTarget(compilePath(pattern, here), target(`${root}/${path}`))).toBe(true);
    expect(mayTouch(compilePath(pattern, here), target(`/w/other/${path}`), false)).toBe(false);
  });
});

describe("a path pattern closes", () => {
  it.each([
    ["src/[id]", "src/[id]/page.ts"],
    ["src/[id]", "src/[id]"],
    ["src/[id]", "src/i"],
    ["src/[id]/**", "src/[id]/a/b.ts"],
    ["src/[id]/page.ts", "SRC/[ID]/page.ts"],
    ["app/(group)", "app/(group)/x.ts"],
    ["app/+(group)", "app/+(group)/x.ts"],
    ["app/{a,b}", "app/{a,b}/x.ts"],
    ["app/{a,b}", "app/a/x.ts"],
    ["node_modules/@s/p", "node_modules/@s/p/index.js"],
    ["c++", "c++/a.cc"],
    ["packages/*", "packages/a/src/x.ts"],
    ["**/gen", "a/b/gen/x.ts"],
  ])("with %s what is in %s", (pattern, path) => {
    expect(mayTouch(compilePath(pattern, place), target(`${ROOT}/${path}`), false)).toBe(true);
    expect(mayTouch(compilePath(pattern, place), target(`${ROOT}/other/x`), false)).toBe(false);
  });

  it.each([
    ["src/[id]", "src/[id]/page.ts", false],
    ["src/[id]", "src/i", true],
    ["app/(group)", "app/(group)/x.ts", true],
    ["c++", "c++/a.cc", true],
    ["node_modules/@s/p", "node_modules/@s/p/a", true],
  ])("and opens only by its glob: %s and %s: %s", (pattern, path, opens) => {
    expect(coversTarget(compilePath(pattern, place), target(`${ROOT}/${path}`))).toBe(opens);
  });
});

describe("a rule for files of a folder", () => {
  const rule: Rule = { id: "r", source: "user", file: "f", line: 1, path: "migrations/*.sql", decision: "deny" };
  const policy = { ...BUILT_IN, rules: compileRules([rule, { ...rule, id: "s", path: "src/[id]/*.ts" }], place) };
  const says = (kind: "read" | "write" | "delete", path: string) =>
    verdictOn(
      [effect(kind === "delete" ? { kind, target: target(path), broad: false } : { kind, target: target(path) })],
      BUILT_IN.modes.get("execute") ?? fail(),
      policy,
    ).decision;

  it.each([
    ["delete", `${ROOT}/migrations`, "deny"],
    ["write", `${ROOT}/migrations`, "deny"],
    ["write", ROOT, "deny"],
    ["write", `${ROOT}/migrations/a.sql`, "deny"],
    ["write", `${ROOT}/migrations/a.txt`, "allow"],
    ["write", `${ROOT}/doc`, "allow"],
    ["read", `${ROOT}/migrations`, "allow"],
    ["delete", `${ROOT}/src/[id]`, "deny"],
    ["delete", `${ROOT}/src/id`, "allow"],
  ] as const)("%s of %s: %s", (kind, path, decision) => {
    expect(says(kind, path)).toBe(decision);
  });
});

function fail(): never {
  throw new Error("no such mode");
}
