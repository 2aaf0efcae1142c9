// One thing changed at a time: what was granted for a call doesn't hold for any of its neighbours.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommandShape, Effect, EffectKind } from "../../src/effects/effect.ts";
import { type Grant, shapesOf } from "../../src/policy/grants.ts";
import { MODES } from "../../src/policy/modes.ts";
import { target, verdictOn } from "../support/effects.ts";

const MODE = MODES.execute;

function grantsFor(effect: Effect): readonly Grant[] | undefined {
  return shapesOf(verdictOn([effect], MODE))?.map((shape) => ({
    id: "00000000",
    scope: "everywhere",
    mode: MODE.name,
    shape,
    shown: "",
    given: 0,
  }));
}

const decided = (effect: Effect, grants: readonly Grant[] | undefined) => verdictOn([effect], MODE, undefined, grants).decision;

const PUSH: CommandShape = { argv: ["git", "push", "origin", "main"], cwd: "/home/u/proj", fed: false };
const push = (
  more: Partial<CommandShape> = {},
  origin: Partial<Effect["origin"]> = {},
  kind: EffectKind = { kind: "vcs", act: "publish" },
): Effect => ({
  origin: { tool: "bash", program: "git push", word: "push", command: { ...PUSH, ...more }, ...origin },
  ...kind,
});
const FILE = { kind: "write", target: target("/home/u/notes.md", "home") } as const;
const file = (kind: EffectKind = FILE, program = "cp", tool = "bash"): Effect => ({
  origin: { tool, word: "x", program },
  ...kind,
});
const REMOVED = { kind: "delete", target: target("/home/u/w/a", "home"), broad: false } as const;
const pattern = (path: string, base: string) =>
  ({ kind: "delete", target: { kind: "pattern", path, base, scope: "outside", marks: [] }, broad: false }) as const;
const tool = (name: string): Effect => ({ origin: { tool: name, word: name }, kind: "opaque", why: "" });

const neighbours: readonly [string, Effect, readonly [string, Effect][]][] = [
  [
    "a command",
    push(),
    [
      ["with another program", push({}, { program: "git fetch" })],
      ["with another first word", push({ argv: ["./git", "push", "origin", "main"] })],
      ["with a word more", push({ argv: [...PUSH.argv, "-f"] })],
      ["with a word less", push({ argv: PUSH.argv.slice(0, -1) })],
      ["with an empty word more", push({ argv: [...PUSH.argv, ""] })],
      ["with two words in one", push({ argv: ["git", "push", "origin main"] })],
      ["with its words in another order", push({ argv: ["git", "push", "main", "origin"] })],
      ["with a word that isn't known", push({ argv: ["git", "push", "origin", undefined] })],
      ["with words that aren't known behind it", push({ argv: [...PUSH.argv, undefined] })],
      ["in another folder", push({ cwd: "/home/u/proj/sub" })],
      ["in a folder that isn't known", push({ cwd: undefined })],
      ["fed with something", push({ fed: true })],
      ["that the workspace may have a program for", push({ altered: true })],
      ["of another tool", push({}, { tool: "term" })],
      ["that falls into another row", push({}, {}, { kind: "network", direction: "send", peer: "elsewhere" })],
      ["that can't be judged", push({}, {}, { kind: "opaque", why: "" })],
      ["without its words", { origin: { tool: "bash", program: "git push", word: "push" }, kind: "vcs", act: "publish" }],
    ],
  ],
  [
    "a file that is written",
    file(),
    [
      ["by another program", file(FILE, "tee")],
      ["by a tool itself", { origin: { tool: "bash", word: "x" }, ...FILE }],
      ["by a program of another tool", file(FILE, "cp", "term")],
      ["elsewhere", file({ ...FILE, target: target("/home/u/notes.md.bak", "home") })],
      ["below it", file({ ...FILE, target: target("/home/u/notes.md/x", "home") })],
      ["and is a secret", file({ ...FILE, target: target("/home/u/notes.md", "home", ["secret"]) })],
      ["and steers the guard", file({ ...FILE, target: target("/home/u/notes.md", "home", ["guard"]) })],
      ["and ruined", file({ ...FILE, ruins: "content" })],
      ["by deleting it", file({ kind: "delete", target: FILE.target, broad: false })],
      ["somewhere", file({ kind: "write", target: { kind: "unknown", why: "$X" } })],
    ],
  ],
  [
    "a file that is deleted",
    file(REMOVED, "rm"),
    [
      ["with all in it", file({ ...REMOVED, recursive: true }, "rm")],
      ["by writing it", file({ kind: "write", target: REMOVED.target }, "rm")],
      ["broadly", file({ ...REMOVED, broad: true }, "rm")],
    ],
  ],
  [
    "a folder that is deleted with all in it",
    file({ ...REMOVED, recursive: true }, "rm"),
    [["without what is in it", file(REMOVED, "rm")]],
  ],
  [
    "what fits a pattern",
    file(pattern("/a/*/b", "/a"), "rm"),
    [
      ["and is a file that is named like it", file({ kind: "delete", target: target("/a/*/b", "outside"), broad: false }, "rm")],
      ["from another folder on", file(pattern("/a/*/b", "/a/*"), "rm")],
      ["and more", file(pattern("/a/*/*", "/a"), "rm")],
      ["broadly", file({ ...pattern("/a/*/b", "/a"), broad: true }, "rm")],
    ],
  ],
  [
    "a tool",
    tool("mcp_x"),
    [
      ["of another name", tool("mcp_xy")],
      ["that is a shell", tool("bash")],
      ["with a program", file({ kind: "opaque", why: "" }, "x", "mcp_x")],
    ],
  ],
];

describe("a grant for", () => {
  for (const [what, granted, others] of neighbours) {
    it(`${what} holds for just that`, () => {
      const grants = grantsFor(granted);
      expect(grants).toHaveLength(1);
      expect([decided(granted, undefined), decided(granted, grants)]).toEqual(["ask", "allow"]);
    });
    for (const [name, other] of others) {
      it(`${what} doesn't hold for one ${name}`, () => {
        expect(decided(other, undefined)).toBe("ask");
        expect(decided(other, grantsFor(granted))).toBe("ask");
      });
    }
  }

  it("a command doesn't hold for any other word in any place", () => {
    fc.assert(
      fc.property(fc.nat(PUSH.argv.length - 1), fc.string(), (index, word) => {
        fc.pre(word !== PUSH.argv[index]);
        expect(decided(push({ argv: PUSH.argv.with(index, word) }), grantsFor(push()))).toBe("ask");
      }),
    );
  });
});

describe("for this once only can be agreed to", () => {
  const vague: readonly (readonly [string, Effect])[] = [
    ["a command with a word that isn't known", push({ argv: ["git", "push", undefined] })],
    ["a command in a folder that isn't known", push({ cwd: undefined })],
    ["a command that is fed", push({ fed: true })],
    ["a command that can't be judged", push({}, {}, { kind: "opaque", why: "" })],
    ["a text that can't be read", { origin: { tool: "bash", program: "bash", word: "x" }, kind: "opaque", why: "" }],
    ["a path that isn't known", file({ kind: "write", target: { kind: "unknown", why: "$X" } })],
    ["a pattern below a folder that isn't known", file(pattern("…/.env", "/"))],
    ["a pattern with a part that isn't known", file(pattern("/out/…/.env", "/"))],
    ["what steers the guard", file({ ...FILE, target: target("/home/u/.pi/x", "home", ["guard"]) })],
    ...["bash", "read", "write", "edit", "grep", "find", "ls", "a tool"].map(
      (name) => [`an input of ${name} that can't be read`, tool(name)] as const,
    ),
  ];
  for (const [name, effect] of vague) {
    it(name, () => {
      expect(decided(effect, undefined)).toBe("ask");
      expect(grantsFor(effect)).toBeUndefined();
    });
  }

  it("a call of which one part is like that", () => {
    const [, effect] = vague[0] ?? ["", push()];
    expect(shapesOf(verdictOn([push(), effect], MODE))).toBeUndefined();
  });
});
