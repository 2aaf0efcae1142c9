import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GrantedShape } from "../../src/policy/grants.ts";
import { describeShape } from "../../src/policy/shape-words.ts";
import { ROOT } from "../support/effects.ts";

const push = (...words: string[]): GrantedShape => ({
  class: "vcs-change",
  tool: "bash",
  program: "git push",
  argv: ["git", "push", ...words],
  cwd: "/home/u/p",
});
const file = (more: Partial<GrantedShape>): GrantedShape => ({
  class: "write-outside",
  tool: "bash",
  path: "/home/u/notes.md",
  access: "write",
  ...more,
});

const cases: readonly [GrantedShape, string][] = [
  [push("origin", "main"), "`git push origin main` in /home/u/p"],
  [push("-m", "it's new", ""), "`git push -m 'it'\\''s new' ''` in /home/u/p"],
  [push("a\nb\tc"), "`git push 'a\\u{a}b\\u{9}c'` in /home/u/p"],
  [push("safe\u202eevil"), "`git push 'safe\\u{202e}evil'` in /home/u/p"],
  [{ ...push("x"), tool: "term\u0007" }, "`git push x` in /home/u/p through the tool term\\u{7}"],
  [file({ program: "cp" }), "writing /home/u/notes.md by cp"],
  [file({ tool: "write" }), "writing /home/u/notes.md by the tool write"],
  [file({ tool: "term", program: "cp" }), "writing /home/u/notes.md by cp through the tool term"],
  [file({ program: "cat", access: "read", path: `${ROOT}/.env` }), "reading .env by cat"],
  [file({ program: "rm", access: "delete", recursive: true }), "deleting /home/u/notes.md with all in it by rm"],
  [file({ program: "rm", access: "delete", path: ROOT }), "deleting the workspace itself by rm"],
  [file({ program: "rm", access: "delete", path: `${ROOT}-evil/a` }), `deleting ${ROOT}-evil/a by rm`],
  [file({ program: "rm", access: "delete", path: "/out/*.log", base: "/out" }), "deleting what fits /out/*.log by rm"],
  [file({ program: "cp", path: "/x\ny\u200b" }), "writing /x\\u{a}y\\u{200b} by cp"],
  [{ class: "opaque", tool: "mcp_x" }, "every call of the tool mcp_x"],
  [{ class: "opaque", tool: "mcp\nx" }, "every call of the tool mcp\\u{a}x"],
];

describe("what a lasting answer covers", () => {
  for (const [shape, words] of cases) {
    it(`is said as ${words}`, () => {
      expect(describeShape(shape, ROOT)).toBe(words);
    });
  }

  it("is one line without anything that can't be seen, and two commands never read alike", () => {
    const unit = fc.constantFrom("a", "-", " ", "'", '"', "$", "`", "*", "\n", "\t", "\u202e", "\u200b", "\u2028", "é");
    const words = fc.array(fc.string({ unit, maxLength: 4 }), { maxLength: 3 });
    fc.assert(
      fc.property(words, words, (some, others) => {
        const said = describeShape(push(...some), ROOT);
        expect(said).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        fc.pre(JSON.stringify(some) !== JSON.stringify(others));
        expect(describeShape(push(...others), ROOT)).not.toBe(said);
      }),
    );
  });
});
