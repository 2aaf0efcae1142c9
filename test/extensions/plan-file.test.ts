import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlanFiles, type PlanFiles } from "../../extensions/mode-manager/plan-file.ts";
import { planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import type { Plan } from "../../src/plan/model.ts";
import { PLAN } from "../plan/plans.ts";

const NO_MARKS = new Map();
let base: string;
let root: string;
let agentDir: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "plan-file-")));
  root = join(base, "My Project");
  agentDir = join(base, "agent");
  mkdirSync(join(root, ".pi"), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const files = (): PlanFiles => createPlanFiles({ root, agentDir, today: () => "2026-02-03" });
const FILE = "2026-02-03-log-in-with-a-passkey.md";

function written(of: PlanFiles, plan: Plan = PLAN): string {
  const result = of.write(plan, NO_MARKS);
  if (result.kind !== "written") throw new Error(result.why);
  return result.file;
}

describe("the plan's file", () => {
  it("lies in the project's .pi folder, and nothing else stays there", () => {
    const file = written(files());
    expect(file).toBe(join(root, ".pi/plans", FILE));
    expect(readFileSync(file, "utf8")).toBe(planMarkdown(PLAN));
    expect(readdirSync(dirname(file))).toEqual([FILE]);
  });

  it("takes what a kill left half-written with it, and nothing that somebody may still need", () => {
    const dir = dirname(written(files()));
    const names = [".tmp-1-0123456789abcdef", ".tmp-2-0123456789abcdef", ".tmp-notes", "2026-01-01-old.md"];
    for (const name of names) writeFileSync(join(dir, name), "half");
    mkdirSync(join(dir, ".tmp-3-0123456789abcdef"));
    const old = Date.now() / 1000 - 61;
    for (const name of names.filter((name) => !name.startsWith(".tmp-2"))) utimesSync(join(dir, name), old, old);
    utimesSync(join(dir, ".tmp-3-0123456789abcdef"), old, old);
    written(files(), { ...PLAN, id: "another" });
    expect(readdirSync(dir).filter((name) => !name.includes("passkey"))).toEqual([
      ".tmp-2-0123456789abcdef",
      ".tmp-3-0123456789abcdef",
      ".tmp-notes",
      "2026-01-01-old.md",
    ]);
  });

  it("lies in the agent directory where the project has no .pi folder, apart from a project of the same name", () => {
    rmSync(join(root, ".pi"), { recursive: true });
    const file = written(files());
    expect(file).toMatch(/\/agent\/plans\/my-project-[0-9a-f]{8}\/2026-02-03-log-in-with-a-passkey\.md$/);
    root = join(base, "other", "My Project");
    mkdirSync(root, { recursive: true });
    expect(dirname(written(files()))).not.toBe(dirname(file));
    expect(readdirSync(root)).toEqual([]);
  });

  it.each([
    ["Über die Straße: größer!", "2026-02-03-uber-die-stra-e-gro-er.md"],
    ["../../etc/passwd", "2026-02-03-etc-passwd.md"],
    ["計画", "2026-02-03-plan.md"],
    ["x".repeat(120), `2026-02-03-${"x".repeat(50)}.md`],
  ])("is named after the title %j", (title, name) => {
    expect(written(files(), { ...PLAN, title })).toBe(join(root, ".pi/plans", name));
  });

  it("stays the same through revisions, days, sessions and another title", () => {
    const file = written(files());
    const later = createPlanFiles({ root, agentDir, today: () => "2026-03-01" });
    expect(later.read(PLAN)).toMatchObject({ kind: "text", file });
    expect(written(later, { ...PLAN, revision: 2, title: "Something else" })).toBe(file);
    expect(readFileSync(file, "utf8")).toContain("# Something else");
  });

  it("is never written over a file that isn't this plan's", () => {
    const of = files();
    const first = written(of);
    const second = written(of, { ...PLAN, id: "p2" });
    expect(second).toBe(first.replace(".md", "-2.md"));
    writeFileSync(first, "my own notes");
    expect(written(of)).toBe(first.replace(".md", "-3.md"));
    expect(readFileSync(first, "utf8")).toBe("my own notes");
  });

  it("gives up after so many names that are taken", () => {
    const of = files();
    for (let count = 0; count < 20; count += 1) written(of, { ...PLAN, id: `q${count}` });
    expect(of.write(PLAN, NO_MARKS)).toMatchObject({ kind: "failed", why: expect.stringContaining("20 plans of that name") });
  });

  it("is left alone where its user changed it, until that was read", () => {
    const of = files();
    const file = written(of);
    const edited = readFileSync(file, "utf8").replace("Test it", "Test it well");
    writeFileSync(file, edited);
    expect(of.write({ ...PLAN, revision: 2 }, NO_MARKS)).toMatchObject({ kind: "changed", file });
    expect(readFileSync(file, "utf8")).toBe(edited);
    const read = of.read(PLAN);
    const result = read.kind === "text" ? readPlanMarkdown(read.text, PLAN) : undefined;
    expect(result).toMatchObject({ kind: "edited", plan: { revision: 2 } });
    if (result?.kind === "edited") expect(written(of, result.plan)).toBe(file);
  });

  it("is read without its mark, and not written over then", () => {
    const of = files();
    const file = written(of);
    writeFileSync(file, "# Without a mark");
    expect(of.read(PLAN)).toEqual({ kind: "text", file, text: "# Without a mark" });
    expect(written(of)).not.toBe(file);
    expect(readFileSync(file, "utf8")).toBe("# Without a mark");
  });

  it("takes progress, also after another session wrote it", () => {
    written(files());
    const result = files().write(PLAN, new Map([["1", { step: "1", status: "done" }]]));
    expect(result.kind === "written" && readFileSync(result.file, "utf8")).toContain("1. [x] Add the table");
  });
});

describe("a link or an odd file", () => {
  it.each([
    [".pi", ".pi"],
    ["the plans folder", ".pi/plans"],
  ])("in the place of %s: nothing is written where it leads", (_, path) => {
    const elsewhere = join(base, "elsewhere");
    mkdirSync(elsewhere);
    rmSync(join(root, path), { recursive: true, force: true });
    symlinkSync(elsewhere, join(root, path));
    expect(files().write(PLAN, NO_MARKS)).toMatchObject({ kind: "failed", why: expect.stringContaining("is a link") });
    expect(files().read(PLAN)).toMatchObject({ kind: "failed", why: expect.stringContaining("is a link") });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it("in the place of the plan's file: what it leads to is neither read nor written", () => {
    const file = written(files());
    const elsewhere = join(base, "elsewhere.md");
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
    const before = readFileSync(elsewhere, "utf8");
    expect(files().read(PLAN)).toEqual({ kind: "absent" });
    expect(written(files(), { ...PLAN, revision: 2 })).toBe(file.replace(".md", "-2.md"));
    expect(readFileSync(elsewhere, "utf8")).toBe(before);
  });

  it("that leads to nothing isn't written through either", () => {
    mkdirSync(join(root, ".pi/plans"));
    symlinkSync(join(base, "nowhere.md"), join(root, ".pi/plans", FILE));
    expect(written(files())).toBe(join(root, ".pi/plans", FILE.replace(".md", "-2.md")));
    expect(readdirSync(base).sort()).toEqual(["My Project"]);
  });

  it("that is too large is not this plan's", () => {
    const file = written(files());
    writeFileSync(file, planMarkdown(PLAN) + "x".repeat(1024 * 1024));
    expect(files().read(PLAN)).toEqual({ kind: "absent" });
    const of = files();
    const other = written(of);
    writeFileSync(other, "x".repeat(1024 * 1024 + 1));
    expect(of.read(PLAN)).toMatchObject({ kind: "failed", why: expect.stringContaining("larger than 1 MB") });
  });

  it("where a folder should be is said in a sentence", () => {
    writeFileSync(join(root, ".pi/plans"), "");
    expect(files().write(PLAN, NO_MARKS)).toMatchObject({
      kind: "failed",
      why: expect.stringMatching(/is no folder.*kept in the session\.$/),
    });
  });

  it("is absent before the first plan, and looking for it makes nothing", () => {
    expect(files().read(PLAN)).toEqual({ kind: "absent" });
    expect(readdirSync(join(root, ".pi"))).toEqual([]);
    rmSync(join(root, ".pi"), { recursive: true });
    expect(files().read(PLAN)).toEqual({ kind: "absent" });
    expect(readdirSync(base)).toEqual(["My Project"]);
  });
});
