import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlanFileOf, planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import type { Plan, StepUpdate } from "../../src/plan/model.ts";
import { PLAN } from "./plans.ts";

const TEXT = planMarkdown(PLAN);

/** The plan as it reads after the file's text was changed. */
function edited(change: (text: string) => string, plan: Plan = PLAN): Plan {
  const before = planMarkdown(plan);
  const after = change(before);
  expect(after).not.toBe(before);
  const read = readPlanMarkdown(after, plan);
  if (read.kind !== "edited") throw new Error(JSON.stringify(read));
  return read.plan;
}

describe("planMarkdown", () => {
  it("writes a file that a person can read", () => {
    const marks = new Map<string, StepUpdate>([
      ["1", { step: "1", status: "done" }],
      ["2", { step: "2", status: "skipped", note: "there is one\nalready" }],
    ]);
    expect(planMarkdown(PLAN, marks)).toBe(
      [
        "<!-- pi-modes plan p1 revision 1; sections: Steps, Writes, Commands, Network, Installs -->",
        "",
        "# Log in with a passkey",
        "",
        "Users get rid of passwords.",
        "",
        "The old form stays for a month.",
        "",
        "## Steps",
        "",
        "1. [x] Add the table",
        "2. [-] Write the handler",
        "   > skipped: there is one",
        "   > already",
        "3. [ ] Test it",
        "",
        "## Writes",
        "",
        "- `src/login/**`",
        "- `test/login.test.ts`",
        "",
        "## Commands",
        "",
        "- `npm run migrate`",
        "- `git push origin *`",
        "",
        "## Network",
        "",
        "- registry.npmjs.org",
        "",
        "## Installs",
        "",
        "- simplewebauthn",
        "",
      ].join("\n"),
    );
  });

  it("shows what can't be seen, and lets no comment hide the rest", () => {
    const text = planMarkdown({ ...PLAN, title: "a\u202eb", summary: "x <!-- y" });
    expect(text).toContain("# a\\u{202e}b");
    expect(text).toContain("x \\<!-- y");
  });

  it("knows whose file it is", () => {
    expect(isPlanFileOf(TEXT, "p1")).toBe(true);
    expect(isPlanFileOf(TEXT, "p")).toBe(false);
    expect(isPlanFileOf(`# x\n\n${TEXT}`, "p1")).toBe(false);
  });
});

describe("readPlanMarkdown", () => {
  it.each([
    ["another bullet", (text: string) => text.replaceAll("\n- ", "\n* ")],
    ["more blank lines", (text: string) => text.replaceAll("\n\n", "\n\n\n")],
    ["fewer blank lines", (text: string) => text.replace("## Steps\n\n", "## Steps\n").replace("\n\n## Writes", "\n## Writes")],
    ["other numbers", (text: string) => text.replace("2. [ ]", "1) [ ]").replace("3. [ ]", "1) [ ]")],
    ["ticked boxes, which are progress", (text: string) => text.replaceAll("[ ]", "[X]")],
    ["bullets for numbers", (text: string) => text.replaceAll(/\d\. \[ \] /g, "- ")],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["headings in small letters with a colon", (text: string) => text.replace("## Writes", "## writes:")],
    ["plain text for code", (text: string) => text.replace("`npm run migrate`", "npm run migrate")],
  ])("takes %s for the same", (_, change) => {
    expect(change(TEXT)).not.toBe(TEXT);
    expect(readPlanMarkdown(change(TEXT), PLAN)).toEqual({ kind: "same" });
  });

  it("gives a changed plan the next revision and says that it was edited", () => {
    const plan = edited((text) => text.replace("# Log in with a passkey", "# Passkeys"));
    expect(plan).toEqual({ ...PLAN, title: "Passkeys", revision: 2, edited: true });
  });

  it("keeps the ids of steps that stayed, wherever they stand, and gives others new ones", () => {
    const moved = edited((text) =>
      text.replace("1. [ ] Add the table\n2. [ ] Write the handler", "1. [ ] Write the handler\n2. Add the table"),
    );
    expect(moved.steps.map(({ id }) => id)).toEqual(["2", "1", "3"]);
    const reworded = edited((text) => text.replace("Write the handler", "Write two handlers"));
    expect(reworded.steps).toEqual([PLAN.steps[0], { id: "2.1", text: "Write two handlers" }, PLAN.steps[2]]);
    const removed = edited((text) => text.replace("2. [ ] Write the handler\n", ""));
    expect(removed.steps.map(({ id }) => id)).toEqual(["1", "3"]);
    const added = edited((text) => text.replace("3. [ ] Test it", "3. [ ] Test it\n4. Write about it,\n   at length\n   - and well"));
    expect(added.steps.at(-1)).toEqual({ id: "2.1", text: "Write about it,\nat length\n- and well" });
  });

  it("never gives a new step an id that was in use", () => {
    const plan = {
      ...PLAN,
      steps: [
        { id: "2.1", text: "a" },
        { id: "2", text: "b" },
      ],
    };
    expect(edited((text) => text.replace("] a", "] c"), plan).steps).toEqual([
      { id: "2.2", text: "c" },
      { id: "2", text: "b" },
    ]);
  });

  it("reads items that were added and removed, and sections that were", () => {
    const plan = edited(
      (text) => `${text.replace("- `git push origin *`\n", "+ make *\n").replace("## Network\n\n- registry.npmjs.org\n", "")}`,
    );
    expect(plan.manifest).toEqual({ ...PLAN.manifest, commands: ["npm run migrate", "make *"], network: [] });
  });

  it("reads a summary with headings, code and lists in it", () => {
    const summary = "### Why\n\n```sh\n# install\nnpm ci\n```\n\n- one\n- two";
    expect(edited((text) => text.replace("Users get rid of passwords.", summary)).summary).toBe(
      `${summary}\n\nThe old form stays for a month.`,
    );
  });

  const lineOf = (text: string, part: string): number => text.split("\n").findIndex((line) => line.includes(part)) + 1;

  it.each([
    ["a command that could be anything", "- `npm run migrate`", "- `bash -c *`", "bash -c *", /could be anything/],
    ["a path outside", "- `src/login/**`", "- ../x/**", "../x", /outside the workspace/],
    ["an unknown section", "## Commands", "## Comands", "Comands", /Did you mean Commands\?/],
    ["a heading of another kind", "## Network", "## Thoughts", "Thoughts", /no section "Thoughts"/],
    ["a section that stands twice", "## Network", "## Writes\n", "- registry", /./],
    ["an empty step", "2. [ ] Write the handler", "2. [ ]", "2. [ ]", /step is empty/],
    ["a step that is too long", "Test it", "x".repeat(501), "xxx", /501 characters/],
    ["an item that is too long", "simplewebauthn", "y".repeat(301), "yyy", /301 characters/],
    ["a title that is too long", "# Log", `# ${"z".repeat(120)}`, "zzz", /title has/],
    ["an empty title", "# Log in with a passkey", "#", "#", /title is empty/],
    ["a missing title", "# Log in with a passkey", "", "Users", /title is missing/],
    ["a stray line", "3. [ ] Test it", "3. [ ] Test it\n\nstray", "stray", /belongs to no item of Steps/],
    ["a line before the list", "## Installs\n", "## Installs\nstray", "stray", /belongs to no item of Installs/],
  ])("refuses %s, with the line", (_, from, to, at, why) => {
    const text = TEXT.replace(from, to);
    const read = readPlanMarkdown(text, PLAN);
    expect(read).toMatchObject({ kind: "wrong", why: expect.stringMatching(why) });
    if (at !== "- registry" && at !== "#") expect(read).toMatchObject({ line: lineOf(text, at) });
  });

  it("refuses a plan without steps, with too many, and with too many items", () => {
    const read = (text: string) => readPlanMarkdown(text, PLAN);
    expect(read(TEXT.replace(/\d\. .*\n/g, ""))).toMatchObject({ kind: "wrong", why: expect.stringContaining("no steps") });
    expect(read(TEXT.replace("3. [ ] Test it", "- s\n".repeat(60)))).toMatchObject({ why: expect.stringContaining("more than 50 steps") });
    expect(read(`${TEXT}${"- i\n".repeat(60)}`)).toMatchObject({ why: expect.stringContaining("more than 50 items") });
  });

  it("refuses a file without the mark, of another plan and of an older revision", () => {
    expect(readPlanMarkdown(TEXT.split("\n").slice(2).join("\n"), PLAN)).toMatchObject({ kind: "wrong", line: 1 });
    expect(readPlanMarkdown(TEXT, { ...PLAN, id: "p2" })).toMatchObject({ kind: "wrong", why: expect.stringContaining("another plan") });
    expect(readPlanMarkdown(TEXT, { ...PLAN, revision: 3 })).toMatchObject({ kind: "wrong", why: expect.stringContaining("revision 1") });
    expect(readPlanMarkdown("", PLAN)).toMatchObject({ kind: "wrong", line: 1 });
  });

  it("reads or refuses any text, and quickly", () => {
    fc.assert(fc.property(fc.string(), (text) => void readPlanMarkdown(`${TEXT}${text}`, PLAN)));
    const begin = performance.now();
    for (const piece of ["\\", "#", "`", "<!--", "\\<", " ", "- ", ">\n", "\n", "*"]) readPlanMarkdown(TEXT + piece.repeat(100_000), PLAN);
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
