// Git's configuration files: how they are read, and when a look at a repository would run what they name.

import { describe, expect, it } from "vitest";
import { parseGitConfig, shownKey, splitAlias, unsafeGitConfig } from "../../../src/effects/programs/git-config.ts";
import { shapes } from "./shape.ts";
import { REPOSITORY, ROOT, world } from "./world.ts";

function read(text: string): readonly string[] {
  return parseGitConfig(text).lines.map((line) => `${line.line} ${shownKey(line)}=${line.value ?? "<true>"}`);
}

describe("the parser", () => {
  it.each([
    ["[core]\n\tbare = false\n", ["2 core.bare=false"]],
    ["[CORE]\nFsMonitor=x\n", ["2 core.fsmonitor=x"]],
    ['[remote "My Fork"]\nurl = a\n', ["2 remote.My Fork.url=a"]],
    ['[a "b\\"c\\\\d"] x = 1', ['1 a.b"c\\d.x=1']],
    ["[diff.HTML]\ntextconv = x\n", ["2 diff.html.textconv=x"]],
    ["[a]\nb\n", ["2 a.b=<true>"]],
    ["[a] ; note\n# note\nb = 1 ; note\n", ["3 a.b=1"]],
    ['[a]\nb = "x ; y" # note\n', ["2 a.b=x ; y"]],
    ["[a]\nb = one \\\n  two\nc = 3\n", ["2 a.b=one   two", "4 a.c=3"]],
    ['[a]\nb = "\\ttab\\n"\n', ["2 a.b=\ttab\n"]],
    ["\uFEFF[a]\r\nb = 1\r\n", ["2 a.b=1"]],
    ["[a]\nb =\n", ["2 a.b="]],
    ["", []],
  ])("reads %j", (text, lines) => {
    expect(read(text)).toEqual(lines);
    expect(parseGitConfig(text).broken).toBeUndefined();
  });
  it.each([
    ["a = 1\n", 1],
    ["[a\nb = 1\n", 1],
    ['[a]\nb = "x\nc = 1\n', 3],
    ["[a]\nb = \\q\n", 2],
    ["[a]\n1b = 2\n", 2],
    ["[a]\nb c\n", 2],
  ])("says where %j is broken", (text, line) => {
    expect(parseGitConfig(text).broken).toBe(line);
  });
});

describe("settings that run a program", () => {
  const risky = (text: string, network = false, subcommand = "status") =>
    unsafeGitConfig(parseGitConfig(text).lines, { subcommand, network }).map(shownKey);
  it.each([
    ["[core]\nfsmonitor = ./x\n", ["core.fsmonitor"]],
    ["[core]\nfsmonitor = true\n", []],
    ["[core]\npager = less -FRX\n", []],
    ["[core]\npager = less -ox\n", ["core.pager"]],
    ["[pager]\nlog = ./x\nshow = false\n", ["pager.log"]],
    ['[diff "x"]\ntextconv = ./x\nbinary = true\n', ["diff.x.textconv"]],
    ["[diff]\nexternal = ./x\nalgorithm = patience\n", ["diff.external"]],
    ['[filter "lfs"]\nclean = git-lfs clean -- %f\nprocess = git-lfs filter-process\n', []],
    ['[filter "lfs"]\nclean = "git-lfs clean -- %f; ./x"\n', ["filter.lfs.clean"]],
    ['[filter "x"]\nsmudge = cat\n', ["filter.x.smudge"]],
    ["[gpg]\nprogram = ./x\n", ["gpg.program"]],
    ["[core]\nsshCommand = ./x\n", []],
    ["[user]\nname = x\n[core]\nhooksPath = .husky\n", []],
  ])("%j", (text, keys) => expect(risky(text)).toEqual(keys));
  it("a setting for the network counts where the network is used, also by a partial clone", () => {
    const ssh = "[core]\nsshCommand = ./x\n";
    expect(risky(ssh, true, "fetch")).toEqual(["core.sshcommand"]);
    expect(risky(`${ssh}[extensions]\npartialClone = origin\n`)).toEqual(["core.sshcommand"]);
  });
});

describe("looking at a repository", () => {
  const config = (text: string, more: Readonly<Record<string, string>> = {}) =>
    world({ ...REPOSITORY, [`${ROOT}/.git/config`]: text, ...more });
  const runs = ["execute project"];
  it.each<readonly [string, ReturnType<typeof world>, readonly string[]]>([
    ["a clean one is free", config("[core]\nbare = false\n"), []],
    ["its monitor runs", config("[core]\nfsmonitor = ./x\n"), runs],
    ["a file that it includes counts", config("[include]\npath = ../more\n", { [`${ROOT}/more`]: "[core]\nfsmonitor = ./x\n" }), runs],
    ["a harmless include is harmless", config("[include]\npath = ../more\n", { [`${ROOT}/more`]: "[core]\nbare = false\n" }), []],
    [
      "a conditional include counts as included",
      config('[includeIf "gitdir:/x"]\npath = more\n', { [`${ROOT}/.git/more`]: "[diff]\nexternal = ./x\n" }),
      runs,
    ],
    ["an endless include is refused", config("[include]\npath = config\n"), runs],
    ["a broken file is refused", config("[core\n"), runs],
    ["its work tree's own settings count", config("", { [`${ROOT}/.git/config.worktree`]: "[core]\nfsmonitor = ./x\n" }), runs],
    ["a hook that runs on looking counts", config("", { [`${ROOT}/.git/hooks/post-index-change`]: "" }), runs],
    ["so it does in another folder", config("[core]\nhooksPath = .husky\n", { [`${ROOT}/.husky/post-index-change`]: "" }), runs],
    ["other hooks don't", config("", { [`${ROOT}/.git/hooks/pre-commit`]: "" }), []],
    ["the user's own settings are the user's", config("", { "/home/u/.gitconfig": "[core]\npager = delta\nfsmonitor = x\n" }), []],
    [
      "a submodule's settings count",
      config("", { [`${ROOT}/.gitmodules`]: '[submodule "s"]\npath = s\n', [`${ROOT}/s/.git/config`]: "[core]\nfsmonitor = ./x\n" }),
      runs,
    ],
  ])("%s", (_, workspace, effects) => expect(shapes("git status", workspace)).toEqual(effects));

  const evil = { [`${ROOT}/evil/.git/config`]: "[core]\nfsmonitor = ./x\n", [`${ROOT}/evil/.git/HEAD`]: "" };
  it.each([
    "git -C evil status",
    "cd evil && git status",
    "(cd evil; git log -1)",
    "git --git-dir=evil/.git --work-tree=evil status",
    "git -C src -C ../evil status",
  ])("%s looks at the other repository's settings", (command) =>
    expect(shapes(command, world({ ...REPOSITORY, ...evil }))).toContain("execute project"),
  );
  it("a bare repository inside the workspace is one too", () => {
    const bare = {
      [`${ROOT}/b/HEAD`]: "",
      [`${ROOT}/b/objects/x`]: "",
      [`${ROOT}/b/refs/x`]: "",
      [`${ROOT}/b/config`]: "[core]\nfsmonitor = ./x\n",
    };
    expect(shapes("cd b && git status", world({ ...REPOSITORY, ...bare }))).toEqual(runs);
  });
  it("another work tree of the same repository is as good as the first", () => {
    const tree = { "/home/u/wt/.git": `gitdir: ${ROOT}/.git/worktrees/wt\n`, [`${ROOT}/.git/worktrees/wt/commondir`]: "../..\n" };
    expect(shapes("git -C ../wt status", world({ ...REPOSITORY, ...tree }))).toEqual([]);
  });
  it("a repository that can't be found, or lies in a temporary folder, isn't trusted", () => {
    expect(shapes("git -C ../other status")).toEqual(runs);
    expect(shapes("git -C /tmp/x status", world({ ...REPOSITORY, "/tmp/x/.git/config": "" }))).toEqual(runs);
  });
  it("without contents only the workspace's own repository is trusted", () => {
    const closed = world({ ...REPOSITORY, ...evil }, { contents: false });
    expect(shapes("git status", closed)).toEqual([]);
    expect(shapes("git -C evil status", closed)).toEqual(runs);
  });
});

it("an alias is split as git splits it", () => {
  expect(splitAlias("log --format='%h %s' -1")).toEqual(["log", "--format=%h %s", "-1"]);
  expect(splitAlias('x "a\\"b" \'c\'')).toEqual(["x", 'a"b', "c"]);
  expect(splitAlias("x 'open")).toBeUndefined();
});
