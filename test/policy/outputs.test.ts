// What a mode lets checks leave behind although it closes writing.

import { describe, expect, it } from "vitest";
import type { Effect, PathTarget } from "../../src/effects/effect.ts";
import { isNowhereStricter } from "../../src/policy/grants.ts";
import { MODES, type Mode } from "../../src/policy/modes.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const { plan, execute, review } = MODES;
const COMMAND = { argv: ["jest"], cwd: ROOT, fed: false };
const by = (program: string, kind: Parameters<typeof effect>[0]): Effect => {
  const made = effect(kind, "word", program);
  return { ...made, origin: { ...made.origin, command: COMMAND } };
};
const CHECK = by("jest", { kind: "execute", what: "check", why: "" });
const writes = (program: string, to: PathTarget) => by(program, { kind: "write", target: to });
const redirect = (path: string) => effect({ kind: "write", target: target(`${ROOT}/${path}`) }, path, "bash");
const says = (mode: Mode, ...effects: readonly Effect[]) => verdictOn(effects, mode).decision;

describe("the outputs of checks", () => {
  it.each(["coverage", "coverage/lcov.info", "test-results/a/b.xml", "packages/a/.pytest_cache/x", "node_modules/.cache/eslint/x"])(
    "in review a check may write %s, and in plan it may not",
    (path) => {
      const effects = [CHECK, writes("jest", target(`${ROOT}/${path}`))];
      expect(says(review, ...effects)).toBe("allow");
      expect(says(plan, ...effects)).toBe("deny");
    },
  );

  it.each(["src/a.js", "coverage2/x", "src/coverage/x", ".", "my-coverage", "node_modules/x"])(
    "no check may write %s in review",
    (path) => {
      expect(says(review, CHECK, writes("jest", target(path === "." ? ROOT : `${ROOT}/${path}`)))).toBe("deny");
    },
  );

  it("is for checks, for files of what is printed, and for no other program", () => {
    const to = target(`${ROOT}/coverage/x`);
    expect(says(review, redirect("coverage/x"))).toBe("allow");
    expect(says(review, writes("tee", to))).toBe("allow");
    for (const program of ["ln", "cp", "tar", "git"]) {
      expect(says(review, writes(program, to))).toBe("deny");
      expect(says(review, CHECK, writes(program, to))).toBe("deny");
    }
    expect(says(review, by("jest", { kind: "delete", target: to, broad: false }))).toBe("deny");
  });

  it("opens no secret, nothing that steers and nothing outside, wherever it lies", () => {
    const write = (to: PathTarget) => says(review, CHECK, writes("jest", to));
    expect(write(target(`${ROOT}/coverage/.env`, "workspace", ["secret"]))).toBe("deny");
    expect(write(target(`${ROOT}/coverage/x`, "workspace", ["guard"]))).toBe("deny");
    expect(write(target("/home/u/coverage/x", "home"))).toBe("deny");
    expect(write({ kind: "unknown", why: "" })).toBe("deny");
    const inside: PathTarget = { kind: "pattern", path: `${ROOT}/coverage/*`, base: `${ROOT}/coverage`, scope: "workspace", marks: [] };
    expect(write(inside)).toBe("allow");
    expect(write({ ...inside, path: `${ROOT}/*`, base: ROOT })).toBe("deny");
  });

  it("count when modes are compared", () => {
    const like: Mode = { ...review, name: "like", outputs: [] };
    expect(isNowhereStricter(like, review, [])).toBe(false);
    expect(isNowhereStricter({ ...like, outputs: review.outputs }, review, [])).toBe(true);
    expect(isNowhereStricter(execute, review, [])).toBe(true);
  });
});
