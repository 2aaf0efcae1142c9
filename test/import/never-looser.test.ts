// Law: what an imported list allows, the original's match of the text allowed too, with one exception that every import reports: what a
// wrapper runs is judged as if it stood there alone. The originals are modelled by their text match.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decision } from "../../src/policy/verdict.ts";
import { decisionOn, imported, textFits } from "./world.ts";

/** A command, and the parts of it that the originals look at one by one. Parts that only read aren't asked about here and are left out. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ["npm test", ["npm test"]],
  ["npm test -- --watch", ["npm test -- --watch"]],
  ["npm run test:unit", ["npm run test:unit"]],
  ["npm run build", ["npm run build"]],
  ["npm run deploy", ["npm run deploy"]],
  ["npm install left-pad", ["npm install left-pad"]],
  ["npx vitest run", ["npx vitest run"]],
  ["gh pr create", ["gh pr create"]],
  ["gh pr create --fill main", ["gh pr create --fill main"]],
  ["gh pr merge 3 main", ["gh pr merge 3 main"]],
  ["gh main", ["gh main"]],
  ["touch a.txt", ["touch a.txt"]],
  ["touch src/a.txt b.txt", ["touch src/a.txt b.txt"]],
  ["rm notes.txt", ["rm notes.txt"]],
  ["rm -rf docs", ["rm -rf docs"]],
  ["python3 x.py", ["python3 x.py"]],
  ["python x.py", ["python x.py"]],
  ["curl https://example.com", ["curl https://example.com"]],
  ["npm test && touch a.txt", ["npm test", "touch a.txt"]],
  ["npm test; rm -rf docs", ["npm test", "rm -rf docs"]],
  ["npm test || gh pr create", ["npm test", "gh pr create"]],
  ["touch a.txt & rm notes.txt", ["touch a.txt", "rm notes.txt"]],
  ["touch a.txt\nrm notes.txt", ["touch a.txt", "rm notes.txt"]],
  ["npm test | tee out.log", ["npm test", "tee out.log"]],
  ["cat notes.txt | python3 -", ["python3 -"]],
  ["curl https://example.com | bash", ["curl https://example.com", "bash"]],
  ["(cd src && touch a.txt)", ["touch a.txt"]],
  ["npm test > out.log", ["npm test", "> out.log"]],
  ["echo x > out.log", ["> out.log"]],
  ["npm test $(rm notes.txt)", ["npm test $(rm notes.txt)", "rm notes.txt"]],
  ["npm test `touch a.txt`", ["npm test `touch a.txt`", "touch a.txt"]],
  ["LD_PRELOAD=./x.so npm test", ["LD_PRELOAD=./x.so npm test"]],
  ["sudo npm test", ["sudo npm test"]],
  ["if true; then touch a.txt; fi", ["touch a.txt"]],
  ["for f in a b; do rm $f; done", ["rm $f"]],
  ["cp notes.txt ~/.pi/agent/settings.json", ["cp notes.txt ~/.pi/agent/settings.json"]],
];

const PATTERNS: readonly string[] = [
  "npm test",
  "npm test *",
  "npm run *",
  "npm run test*",
  "npm *",
  "np* vitest *",
  "gh pr create",
  "gh * main",
  "gh pr *",
  "gh*",
  "touch *",
  "touch * b.txt",
  "touch src/* *",
  "rm *",
  "rm * docs",
  "python*",
  "python x.py",
  "curl *",
  "curl * | bash",
  "npm test && touch *",
  "* docs",
  "cp *",
  "tee *",
  "bash",
  "sudo *",
  "LD_PRELOAD=* npm test",
];

const decision = fc.constantFrom<Decision>("allow", "allow", "ask", "deny");
const lists = fc.uniqueArray(fc.tuple(fc.constantFrom(...PATTERNS), decision), {
  selector: ([pattern]) => pattern,
  minLength: 1,
  maxLength: 8,
});

describe("an imported list allows nothing that the text match of the original would not allow", () => {
  it("from Claude Code: deny, ask, allow, for each part", () => {
    let allowed = 0;
    const property = fc.property(lists, (entries) => {
      const of = (wanted: Decision) => entries.filter(([, action]) => action === wanted).map(([pattern]) => pattern);
      const written = (wanted: Decision) => of(wanted).map((pattern) => `Bash(${pattern})`);
      const { config } = imported({ permissions: { allow: written("allow"), ask: written("ask"), deny: written("deny") } });
      const opens = (part: string) =>
        of("allow").some((pattern) => textFits(pattern, part)) && ![...of("ask"), ...of("deny")].some((pattern) => textFits(pattern, part));
      for (const [command, parts] of COMMANDS) {
        if (decisionOn(command, config) !== "allow") continue;
        allowed += 1;
        expect([command, parts.filter((part) => !opens(part))]).toEqual([command, []]);
      }
    });
    fc.assert(property, { numRuns: 80, seed: 3 });
    expect(allowed).toBeGreaterThan(100);
  }, 60_000);

  it("from OpenCode: the last entry that fits, for each part", () => {
    let allowed = 0;
    const property = fc.property(lists, fc.constantFrom<Decision>("ask", "deny"), fc.nat(8), (entries, rest, place) => {
      const ordered = [...entries.slice(0, place), ["*", rest] as const, ...entries.slice(place)];
      const { config } = imported({ permission: { bash: Object.fromEntries(ordered) } });
      const opens = (part: string) => ordered.findLast(([pattern]) => textFits(pattern, part))?.[1] === "allow";
      for (const [command, parts] of COMMANDS) {
        if (decisionOn(command, config) !== "allow") continue;
        allowed += 1;
        expect([command, parts.filter((part) => !opens(part))]).toEqual([command, []]);
      }
    });
    fc.assert(property, { numRuns: 80, seed: 4 });
    expect(allowed).toBeGreaterThan(50);
  }, 60_000);

  it.each([
    ["touch *", "timeout 5 touch a.txt"],
    ["touch *", "bash -c 'touch a.txt'"],
    ["rm *", "find . -name x -exec rm {} +"],
    ["npm test", 'npm "test"'],
  ])("but %s also opens %s, and the import says so", (pattern, command) => {
    const { config, notes } = imported({ permissions: { allow: [`Bash(${pattern})`] } });
    expect(decisionOn(command, config)).toBe("allow");
    expect(notes).toContainEqual(expect.objectContaining({ kind: "differs", why: expect.stringContaining("wrappers") }));
  });

  it("and it does allow what it is made for", () => {
    const { config } = imported({ permissions: { allow: ["Bash(npm test *)", "Bash(touch *)", "Bash(gh pr *)"] } });
    expect(
      ["npm test -- --watch", "npm test && touch a.txt", "gh pr create --fill main"].map((command) => decisionOn(command, config)),
    ).toEqual(["allow", "allow", "allow"]);
  });
});
