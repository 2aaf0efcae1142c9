// The look at a real work tree, and the undoing, on this machine's disk and git.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { restore } from "../../extensions/tool-guard/restore.ts";
import { settingsStamp } from "../../extensions/tool-guard/settings-stamp.ts";
import { changesIn } from "../../extensions/tool-guard/tripped.ts";
import { createWorktree, type Worktree } from "../../extensions/tool-guard/worktree.ts";
import { MODES } from "../../src/policy/modes.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";
import { fingerprint } from "../host/kit/project.ts";

let base: string;
let root: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "pi-modes-tripwire-")));
  root = join(base, "project");
  put("src/a.js", "one\n");
  put("src/b.js", "two\n");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(path: string, content: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
const read = (path: string) => readFileSync(join(root, path), "utf8");
const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.invalid", ...args], { cwd: root, stdio: "pipe" });
function repository(): void {
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message=Begin");
}
const open = (cwd = root): Worktree => createWorktree(nodeWorkspace({ cwd, home: join(base, "home") }), join(base, "agent"));
async function around(change: () => unknown, worktree = open()) {
  const before = await worktree.look();
  change();
  const found = await worktree.look();
  return { worktree, before, found, changes: changesIn(before, found, "everything", MODES.plan) };
}
const seen = async (change: () => unknown, worktree?: Worktree) =>
  (await around(change, worktree)).changes.map(({ what, path }) => `${what} ${path}`).sort();

describe("a look", () => {
  it("leaves everything as it is, and two looks are equal", async () => {
    repository();
    put("src/a.js", "changed\n");
    utimesSync(join(root, "src/b.js"), new Date(), new Date(0));
    const before = [fingerprint(root), readFileSync(join(root, ".git/index"), "hex")];
    expect(await seen(() => {})).toEqual([]);
    expect([fingerprint(root), readFileSync(join(root, ".git/index"), "hex")]).toEqual(before);
  });

  const CHANGES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
    ["an edit", () => put("src/a.js", "x"), ["changed src/a.js"]],
    ["the same content anew", () => put("src/a.js", "one\n"), []],
    ["a new file in a new folder", () => put("n/w", "x"), ["new n/w"]],
    ["an executable bit", () => chmodSync(join(root, "src/a.js"), 0o755), ["changed src/a.js"]],
    ["a file that moves", () => renameSync(join(root, "src/a.js"), join(root, "c.js")), ["new c.js", "removed src/a.js"]],
    ["staging", () => [put("src/a.js", "x"), git("add", ".")], ["changed src/a.js"]],
    ["an empty commit", () => void git("commit", "--allow-empty", "--quiet", "-m", "x"), ["commit HEAD"]],
    ["another branch", () => void git("switch", "--quiet", "-c", "other"), ["commit HEAD", "steering .git/HEAD"]],
    ["git's configuration", () => void git("config", "a.b", "c"), ["steering .git/config"]],
    ["a hook", () => put(".git/hooks/pre-push", "x"), ["steering .git/hooks/pre-push"]],
    ["pi's files", () => put(".pi/extensions/x.ts", "x"), ["steering .pi/extensions/x.ts"]],
    ["a plan file, which the mode opens", () => put(".pi/plans/x.md", "x"), []],
    ["the user's configuration", () => put("../agent/pi-modes.json", "{}"), ["steering AGENT/pi-modes.json"]],
    ["pi's settings", () => put("../agent/settings.json", '{"packages":[1]}'), ["steering AGENT/settings.json"]],
  ];
  for (const [name, change, expected] of CHANGES) {
    it(`sees ${name}${expected.length === 0 ? " as nothing" : ""}`, async () => {
      repository();
      const found = await seen(change);
      expect(found.map((line) => line.replace(join(base, "agent"), "AGENT"))).toEqual(expected);
    });
  }

  it("sees that a file which was changed already changes again, though size and time are the same", async () => {
    repository();
    put("src/a.js", "111\n");
    const { atime, mtime } = statSync(join(root, "src/a.js"));
    const change = () => {
      put("src/a.js", "222\n");
      utimesSync(join(root, "src/a.js"), atime, mtime);
    };
    expect(await seen(change)).toEqual(["again src/a.js"]);
  });

  it("from a folder below is one at the whole work tree, also at a linked one", async () => {
    repository();
    expect(await seen(() => put("src/b.js", "x"), open(join(root, "src")))).toEqual(["changed src/b.js"]);
    git("worktree", "add", "--quiet", join(base, "linked"), "HEAD");
    const linked = open(join(base, "linked"));
    expect((await linked.look()).git).toBeDefined();
    expect(await seen(() => put(".git/hooks/x", "x"), linked)).toEqual(["steering .git/hooks/x"]);
  });

  it("is not led astray by the environment", async () => {
    repository();
    process.env.GIT_DIR = join(base, "nowhere");
    try {
      expect(await seen(() => put("src/a.js", "x"))).toEqual(["changed src/a.js"]);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  it("without a repository sees the entries of the folder", async () => {
    expect(await seen(() => put("new", "x"))).toEqual(["new new"]);
    expect(await seen(() => put("new", "y"))).toEqual(["changed new"]);
  });
});

describe("what a repository would run", () => {
  const ran = () => existsSync(join(base, "ran"));
  const script = () => {
    writeFileSync(join(base, "run.sh"), `#!/bin/sh\ntouch ${join(base, "ran")}\ncat\n`, { mode: 0o755 });
    return join(base, "run.sh");
  };
  const CONFIGS: readonly (readonly [string, (program: string) => void])[] = [
    ["a monitor", (program) => void git("config", "core.fsmonitor", program)],
    [
      "a filter",
      (program) => {
        put(".gitattributes", "* filter=f\n");
        git("config", "filter.f.clean", program);
      },
    ],
    ["a hook", (program) => renameSync(program, join(root, ".git/hooks/post-index-change"))],
    [
      "a program of an included file",
      (program) => {
        put("../included", `[core]\n\tfsmonitor = ${program}\n`);
        git("config", "include.path", join(base, "included"));
      },
    ],
  ];
  for (const [name, configure] of CONFIGS) {
    it(`is not run: ${name}`, async () => {
      repository();
      configure(script());
      const worktree = open();
      // Another time and the same content: git has to read it, and refreshes its index.
      utimesSync(join(root, "src/b.js"), new Date(0), new Date(0));
      put("src/a.js", "changed\n");
      const look = await worktree.look();
      expect([ran(), look.git, look.entries?.has("src")]).toEqual([false, undefined, true]);
      expect(await worktree.checkout(["src/a.js"])).toBe(false);
      git("status");
      expect(ran()).toBe(true);
    });
  }
});

describe("undoing", () => {
  const undo = async (change: () => void, meanwhile: () => void = () => {}) => {
    repository();
    const { worktree, changes, found } = await around(change);
    meanwhile();
    const result = await restore(worktree, changes, found);
    if (result.folder !== undefined) renameSync(result.folder, join(base, "aside"));
    return result;
  };

  it("gives tracked files back and moves new ones aside, whatever their names", async () => {
    put(":(glob)*", "odd\n");
    put("--force", "odd\n");
    const result = await undo(() => {
      for (const name of [":(glob)*", "--force", "src/a.js"]) put(name, "x");
      put("-n\n w/x", "new");
      rmSync(join(root, "src/b.js"));
    });
    expect(result).toMatchObject({ moved: ["-n\n w/x"], left: [] });
    expect([read(":(glob)*"), read("--force"), read("src/a.js"), read("src/b.js")]).toEqual(["odd\n", "odd\n", "one\n", "two\n"]);
    expect(existsSync(join(root, "-n\n w/x"))).toBe(false);
    expect(readFileSync(join(base, "aside/-n\n w/x"), "utf8")).toBe("new");
  });

  it("runs no hook", async () => {
    const result = await undo(
      () => put("src/a.js", "x"),
      () => writeFileSync(join(root, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${join(base, "ran")}\n`, { mode: 0o755 }),
    );
    expect(result.restored).toEqual(["src/a.js"]);
    expect(existsSync(join(base, "ran"))).toBe(false);
    git("checkout", "--", "src/a.js");
    expect(existsSync(join(base, "ran"))).toBe(true);
  });

  it("leaves what changed again in the meantime", async () => {
    const puts = (content: string) => {
      for (const name of ["src/a.js", "new"]) put(name, content);
    };
    const result = await undo(
      () => puts("x"),
      () => puts("mine"),
    );
    expect(result).toMatchObject({ restored: [], moved: [] });
    expect([...result.left].sort()).toEqual(["new", "src/a.js"]);
    expect([read("src/a.js"), read("new")]).toEqual(["mine", "mine"]);
  });

  it("doesn't follow a folder that became a link", async () => {
    mkdirSync(join(base, "elsewhere"));
    const result = await undo(
      () => put("n/x", "1"),
      () => {
        renameSync(join(root, "n"), join(base, "elsewhere/n"));
        symlinkSync(join(base, "elsewhere/n"), join(root, "n"));
      },
    );
    expect(result.left).toEqual(["n/x"]);
    expect(existsSync(join(base, "elsewhere/n/x"))).toBe(true);
  });
});

describe("pi's settings", () => {
  it("count but for what pi writes when the user presses a key", () => {
    expect(settingsStamp('{"defaultModel":"a","packages":[]}')).toBe(settingsStamp('{"defaultModel":"b","theme":"x","packages":[]}'));
    expect(settingsStamp('{"packages":[]}')).not.toBe(settingsStamp('{"packages":["x"]}'));
    expect([settingsStamp("{"), settingsStamp("3"), settingsStamp(undefined)]).toEqual(["{", "3", undefined]);
  });
});
