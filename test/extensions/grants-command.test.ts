import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { grantsCommand } from "../../extensions/mode-manager/grants-command.ts";
import { createGrantKeeper } from "../../extensions/shared/grants.ts";
import type { GrantedShape } from "../../src/policy/grants.ts";
import { createGrantFiles } from "../../src/workspace/grant-files.ts";

/** Far away, so that nothing of this has expired by the clock of the disk. */
const NOW = Date.UTC(2096, 4, 6, 7, 8);
const PUSH: GrantedShape = { class: "vcs-change", tool: "bash", program: "git push", argv: ["git", "push", "origin"], cwd: "/p" };
const NOTES: GrantedShape = { class: "write-outside", tool: "bash", path: "/n\u202e.md", access: "write", program: "cp" };

let base = "";
afterEach(() => rmSync(base, { recursive: true, force: true }));

function setUp() {
  base = mkdtempSync(join(tmpdir(), "pi-modes-grants-command-"));
  const entries: unknown[] = [];
  const keeper = createGrantKeeper({
    branch: () => [...entries],
    everything: () => entries,
    append: (customType, data) => entries.push({ type: "custom", customType, data }),
    files: createGrantFiles(join(base, "grants")),
    now: () => NOW,
  });
  const run = (...words: string[]) => grantsCommand(words, keeper, { cwd: base });
  const keep = (scope: "session" | "project" | "everywhere", shape: GrantedShape, root = base, expires?: number) => {
    const { grants } = keeper.keep(scope, [shape], {
      mode: "execute",
      root,
      shown: "git push origin\n&& true",
      ...(expires ? { expires } : {}),
    });
    return grants[0]?.id ?? "";
  };
  return { entries, run, keep };
}

describe("/mode grants", () => {
  it("says that there are none", () => {
    expect(setUp().run()).toEqual({ text: "Nothing is granted: every question is asked.", kind: "info" });
  });

  it("lists each with its id, scope, mode, words, time and end", () => {
    const { run, keep } = setUp();
    const ids = [
      keep("session", PUSH),
      keep("project", PUSH, base, NOW + 60_000),
      keep("project", PUSH, "/other"),
      keep("everywhere", NOTES),
    ];
    const { text, kind } = run();
    expect(kind).toBe("info");
    const push = "`git push origin` in /p, discarding, rewriting or publishing work (given 2096-05-06 07:08 UTC";
    expect(text.split("\n").sort()).toEqual(
      [
        "Granted:",
        `  ${ids[0]}  this session, from execute mode on: ${push})`,
        `  ${ids[1]}  this project, from execute mode on: ${push}, until 2096-05-06 07:09 UTC)`,
        `  ${ids[2]}  the project /other, from execute mode on: ${push})`,
        `  ${ids[3]}  everywhere, from execute mode on: writing /n\\u{202e}.md by cp, changing files outside the workspace (given 2096-05-06 07:08 UTC)`,
        "Use /mode grants why ID, or /mode grants revoke ID (or all).",
      ].sort(),
    );
  });

  it("says that entries can't be read, and what that means", () => {
    const { run, entries } = setUp();
    entries.push({ type: "custom", customType: "pi-modes:grant", data: 1 });
    expect(run().text).toContain("1 entry of this session can't be read: nothing that was granted before holds.");
  });
});

describe("/mode grants why", () => {
  it("shows the exact shape, what was shown, and where it is stored", () => {
    const { run, keep } = setUp();
    const text = run("why", keep("session", PUSH)).text;
    for (const part of [
      "tool: bash",
      "program: git push",
      "words: git push origin",
      "folder: /p",
      "git push origin\\u{a}&& true",
      "log of this session",
      "expires: never",
      "vcs-change",
    ])
      expect(text).toContain(part);
    const standing = run("why", keep("everywhere", NOTES)).text;
    for (const part of ["access: write", "path: /n\\u{202e}.md", join(base, "grants")]) expect(standing).toContain(part);
  });
});

describe("/mode grants revoke", () => {
  it("ends one, and says what is asked again", () => {
    const { run, keep } = setUp();
    const [id, other] = [keep("session", PUSH), keep("everywhere", NOTES)];
    expect(run("revoke", id)).toMatchObject({ text: expect.stringContaining("`git push origin` in /p"), kind: "info" });
    expect(run().text).toContain(other);
    expect(run().text).not.toContain(id);
  });

  it("ends all of them", () => {
    const { run, keep } = setUp();
    keep("session", PUSH);
    keep("everywhere", NOTES);
    expect(run("revoke", "all")).toEqual({ text: "Revoked 2 grants.", kind: "info" });
    expect(run().text).toContain("Nothing is granted");
    expect(run("revoke", "all").text).toContain("Nothing is granted");
  });
});

describe("other words", () => {
  for (const words of [["why"], ["revoke"], ["forget", "x"], ["why", "a", "b"], ["revoke", "all", "now"]]) {
    it(`are answered with the usage and change nothing: ${words.join(" ")}`, () => {
      const { run, keep } = setUp();
      const id = keep("session", PUSH);
      expect(run(...words)).toMatchObject({ text: expect.stringContaining("Use /mode grants"), kind: "error" });
      expect(run().text).toContain(id);
    });
  }

  it("for an id that isn't there are answered so", () => {
    const { run } = setUp();
    for (const action of ["why", "revoke"])
      expect(run(action, "x\u202e")).toEqual({ text: "There is no grant x\\u{202e}. /mode grants lists them.", kind: "error" });
  });
});
