import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import { judge } from "../../src/judge.ts";
import { MODES } from "../../src/policy/modes.ts";
import { circumstancesIn } from "../../src/policy/policy.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import {
  type Closures,
  closureOf,
  decodeTripwire,
  foldTripwire,
  type Part,
  partsOf,
  reopenedEntry,
  TRIPWIRE_ENTRY,
  tripwireEntry,
  watchOf,
} from "../../src/session/tripwire.ts";
import { closedText, trippedText } from "../../src/session/tripwire-words.ts";
import { world } from "../support/project.ts";

const place = { root: world.root, home: world.home, real: (path: string) => path };
const CONFIG = {
  readOnlyCommands: ["node tool.js *"],
  rules: [
    { command: "prettier --write *", modes: ["plan"], effect: ["write*", "execute*"], decision: "allow" },
    { command: "node gen.js *", effect: ["execute"], decision: "allow" },
  ],
  modes: { plan: { checks: ["node check.js"] } },
};
const { policy } = buildPolicy({ ...NO_SOURCES, user: { kind: "text", file: "/u.json", text: JSON.stringify(CONFIG) } }, place);

function verdictOf(command: string, mode: "plan" | "execute" | "review" = "plan"): Verdict {
  return judge({ tool: "bash", input: { command } }, world, policy.modes.get(mode) ?? MODES[mode], policy, circumstancesIn(world.root));
}
const parts = (command: string): readonly Part[] => partsOf(verdictOf(command));
const entry = (data: unknown, id = "1") => ({ type: "custom", customType: TRIPWIRE_ENTRY, id, data });
const closing = (...commands: readonly string[]): Closures =>
  foldTripwire(commands.map((command) => entry(tripwireEntry("plan", command, parts(command), ["a.txt"]))));
const isClosed = (command: string, ...closed: readonly string[]) => closureOf(closing(...closed), parts(command)) !== undefined;

describe("what is watched", () => {
  const CASES: readonly (readonly [string, "plan" | "execute" | "review", "everything" | "tracked" | undefined])[] = [
    ["cat README.md", "plan", "everything"],
    ["cd src && grep -n x *.js | head", "plan", "everything"],
    ["node tool.js x", "plan", "everything"],
    ["cat README.md", "review", "everything"],
    ["npm test", "review", "tracked"],
    ["cat a; npm test", "review", "tracked"],
    ["node check.js", "plan", "tracked"],
    ["cat README.md", "execute", undefined],
    ["npm test", "execute", undefined],
    // The user opened these, knowing that they run or write.
    ["node gen.js x", "plan", undefined],
    ["prettier --write src/a.js", "plan", undefined],
    // These don't run, or only after the user was asked.
    ["touch a", "plan", undefined],
    ["npm test", "plan", undefined],
    ["", "plan", undefined],
  ];
  for (const [command, mode, expected] of CASES) {
    it(`of "${command}" in ${mode} is ${expected ?? "nothing"}`, () => {
      const verdict = verdictOf(command, mode);
      expect(watchOf(verdict, policy.modes.get(mode) ?? MODES[mode])).toBe(expected);
    });
  }

  it("is nothing of what an answer of the user's opened", () => {
    const verdict = verdictOf("cat README.md");
    const [reason] = verdict.reasons;
    if (!reason) throw new Error("no reason");
    const shape = { class: "read", tool: "bash", path: "/x", access: "read" } as const;
    const grant = { id: "00000000", scope: "session", mode: "plan", shape, shown: "", given: 0 } as const;
    const granted = { ...verdict, reasons: [{ ...reason, source: "grant", grant } as const] };
    expect(watchOf(granted, MODES.plan)).toBeUndefined();
  });
});

describe("what is closed", () => {
  const CLOSED: readonly (readonly [string, string])[] = [
    ["node tool.js x", "node tool.js x"],
    ["node tool.js x", "node tool.js y z"],
    ["node tool.js x", "cd src && node tool.js x"],
    ["cd src && node tool.js x", "node tool.js x"],
    ["node tool.js x", "echo $(node tool.js x) | cat"],
    ["node tool.js x", "node ./tool.js x"],
    ["node tool.js x", 'node "$SCRIPT"'],
    ["sort -u a", "sort -r -u a"],
    ["cat a | sort", "sort < b | tee /dev/null; sort; cat a"],
  ];
  for (const [closed, command] of CLOSED) it(`by "${closed}" is "${command}"`, () => expect(isClosed(command, closed)).toBe(true));

  const OPEN: readonly (readonly [string, string])[] = [
    ["node tool.js x", "node other.js x"],
    ["node tool.js x", "cat tool.js"],
    ["git status", "git log"],
    ["sort -u a", "sort a"],
    ["cat a | node tool.js x", "cat a"],
    ["node tool.js x", "cd src && echo x"],
  ];
  for (const [closed, command] of OPEN) it(`by "${closed}" is not "${command}"`, () => expect(isClosed(command, closed)).toBe(false));

  it("stays closed in whatever stands around it", { timeout: 30_000 }, () => {
    const around = fc.constantFrom(
      (text: string) => `cd src && ${text}`,
      (text: string) => `{ ${text}; }`,
      (text: string) => `ls; ${text} | head -3`,
      (text: string) => `echo "$(${text})"`,
      (text: string) => `if true; then ${text}; fi`,
      (text: string) => `bash -c '${text}'`,
      (text: string) => `timeout 5 ${text}`,
    );
    const simple = fc.constantFrom("node tool.js x", "git status --short", "sort -u notes.txt", "cat README.md");
    fc.assert(
      fc.property(simple, around, around, (command, outer, inner) => {
        const wrapped = outer(inner(command).replaceAll("'", '"'));
        // What can't be read has no parts, and is a question anyway.
        fc.pre(verdictOf(wrapped).decision === "allow");
        expect(closureOf(closing(command), parts(wrapped)), wrapped).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });
});

describe("the entries", () => {
  it("of the branch are what counts, and nothing else in it", () => {
    const good = tripwireEntry("plan", "node tool.js x", parts("node tool.js x"), ["a"]);
    const branch = [null, "x", { type: "custom", customType: "other", data: 1 }, entry(good), { type: "message" }];
    expect(foldTripwire(branch)).toEqual({ entries: [good], unreadable: [] });
    expect(foldTripwire([])).toEqual({ entries: [], unreadable: [] });
    // The user said that the change was theirs; what is closed later is closed again.
    expect(foldTripwire([...branch, entry(reopenedEntry(good.shown))])).toEqual({ entries: [], unreadable: [] });
    expect(foldTripwire([...branch, entry(reopenedEntry("another call"))]).entries).toEqual([good]);
    expect(foldTripwire([...branch, entry(reopenedEntry(good.shown)), entry(good)]).entries).toEqual([good]);
  });

  it("close every command when one of them can't be read, and say so", () => {
    const good = tripwireEntry("plan", "x", parts("cat a"), []);
    const throwing = Object.defineProperty({}, "v", { enumerable: true, get: () => JSON.parse("{") });
    for (const bad of [{ ...good, v: 2 }, { ...good, parts: [] }, { ...good, more: 1 }, null, undefined, "x", throwing]) {
      const closures = foldTripwire([entry(bad, "17")]);
      expect(closures.unreadable).toEqual(["17"]);
      expect(closureOf(closures, parts("ls"))).toBe("unreadable");
    }
    expect(closedText("ls", "unreadable", "plan")).toMatch(/^Not run: [\s\S]*can't be read[\s\S]*\/tree/);
  });

  it("can always be read back, and never close less than what they were made from", () => {
    const word = fc.oneof(fc.string({ maxLength: 300 }), fc.constantFrom("__proto__", "toString", "-", "--"));
    const part = fc.record({ program: fc.option(word), word: fc.option(word), options: fc.array(word, { maxLength: 3 }) });
    fc.assert(
      fc.property(word, word, fc.array(part, { minLength: 1, maxLength: 60 }), (mode, shown, made) => {
        fc.pre(mode !== "");
        const short = made.map(({ program, word: first, options }) => ({
          program: program?.slice(0, 200) ?? null,
          word: first?.slice(0, 200) ?? null,
          options: options.map((option) => option.slice(0, 200)),
        }));
        const data: unknown = JSON.parse(JSON.stringify(tripwireEntry(mode, shown, short, ["x".repeat(900)])));
        expect(decodeTripwire(data)).toBeDefined();
        expect(closureOf(foldTripwire([entry(data)]), short)).toBeTypeOf("object");
      }),
    );
  });

  it("hold no unseen characters when they are shown", () => {
    const made = tripwireEntry("plan", "node \u202etool.js", parts("node tool.js x"), ["a\u200b"]);
    expect(closedText("ls\u202e", made, "plan")).not.toMatch(/[\u202e\u200b]/);
    expect(trippedText(["a\u202e"], "plan", [{ path: "b\u200b\nc", what: "new", undo: undefined }])).not.toMatch(/[\u202e\u200b]/);
  });
});
