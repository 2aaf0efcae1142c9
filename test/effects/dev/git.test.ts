// Git by its subcommands: what a table of everyday calls does in a clean repository.

import { describe, expect, it } from "vitest";
import { shapes } from "./shape.ts";
import { REPOSITORY, ROOT, world } from "./world.ts";

const CONFIG = `${ROOT}/.git/config vcs-internal`;

const CASES: Readonly<Record<string, readonly (readonly [command: string, effects: readonly string[]])[]>> = {
  "reads are free": [
    ["git status -sb", []],
    ["git --no-pager -c color.ui=never log --oneline -n 5 main..topic -- src", []],
    ["git log -p -G 'a|b' --since=yesterday --format='%h %s'", []],
    ["git -C src diff --stat HEAD~2", []],
    ["git show 'HEAD~1:src/a.ts'", []],
    ["git branch --list 'topic/*' -vv", []],
    ["git branch --merged", []],
    ["git tag --contains HEAD~3", []],
    ["git config user.email", []],
    ["git config --get-regexp '^remote'", []],
    ["git reflog -3 --date=iso", []],
    ["git stash show -p stash@{0}", []],
    ["git remote show -n origin", []],
    ["git worktree list --porcelain", []],
    ["git apply --check --stat a.patch", []],
    ["git merge-tree base ours theirs", []],
    ["git format-patch --stdout HEAD~1", []],
  ],
  "an option that writes or runs is seen in every spelling": [
    ["git diff --output=x", [`write ${ROOT}/x`]],
    ["git log --outp x -1", ["opaque"]],
    ["git -C src log --output=x -1", [`write ${ROOT}/src/x`]],
    ["git blame --output x src/a.ts", [`write ${ROOT}/x`]],
    ["git log -p --ext-diff", ["execute project"]],
    ["git grep -nOless needle", ["opaque"]],
    ["git archive -oout.tar HEAD", [`write ${ROOT}/out.tar`]],
    ["git branch --list --no-list -D victim", ["opaque", "vcs rewrite"]],
    ["git log --format='%h %G?'", ["execute installed"]],
    ["git rebase --exe='touch x' HEAD~1", [`write ${ROOT}/x`, "vcs rewrite"]],
    ["git ls-remote --upload-pack='touch x' origin", ["network fetch own-remote", `write ${ROOT}/x`]],
    ["git clone 'ext::sh -c true' y", ["opaque", "vcs local", `write ${ROOT}/y`]],
  ],
  "secrets are read through git as through cat": [
    ["git show HEAD:.env", [`read ${ROOT}/.env secret`]],
    ["git log -p -- .env", [`read ${ROOT}/.env secret`]],
    ["git log --stat -- .env", []],
    ["git grep --no-index needle .env", [`read ${ROOT}/.env secret`]],
    ["git grep -c .env src", []],
  ],
  "settings before the subcommand are harmless one by one": [
    ["git -c core.pager=cat log -1", []],
    ["git -c core.pager=./x log -1", ["opaque"]],
    ["git -c core.fsmonitor=false status", []],
    ["git -c alias.x='!touch y' x", ["execute installed", "opaque"]],
    ['git -c "user.name=$NAME" log -1', []],
    ['git -c "$SETTING" log -1', ["opaque"]],
    ["git --exec-path=/tmp/x log -1", ["opaque"]],
    ["git --config-env=core.pager=X log -1", ["opaque"]],
  ],
  "what git runs is judged whole, and where git runs it": [
    ["git submodule foreach rm -rf ../src ../docs", ["delete ?", "vcs local"]],
    ["git submodule foreach 'rm -rf ../src'", ["delete ?", "vcs local"]],
    ["git submodule --quiet foreach --recursive 'touch x'", ["vcs local", "write ?"]],
    ["git submodule foreach 'cd .. && touch' x", ["vcs local", "write ?"]],
    ["git submodule foreach touch /srv/x", ["vcs local", "write /srv/x"]],
    ["git submodule foreach 'cd ../tmp && touch x'", ["vcs local", "write ?"]],
    ["git submodule foreach 'touch \"$PWD/x\"'", ["vcs local", "write ?"]],
    ["git submodule foreach $X", ["opaque", "vcs local"]],
    ["git bisect run rm -f ../x", ["delete /home/u/x", "vcs local"]],
    ["cd src && git bisect run rm -f ../x", ["delete /home/u/proj/x", "delete /home/u/x", "vcs local"]],
    ["git -C src bisect run rm -f x", ["delete /home/u/proj/src/x", "delete /home/u/proj/x", "vcs local"]],
    ["git rebase -x 'touch a; touch ../x' main", ["vcs rewrite", "write /home/u/proj/a", "write /home/u/x"]],
    ["cd src && git rebase -x 'touch ../x' main", ["vcs rewrite", "write /home/u/proj/x", "write /home/u/x"]],
    ["git filter-branch --tree-filter 'rm -f x' HEAD", ["delete /home/u/proj/x", "delete ?", "vcs rewrite"]],
  ],
  "changes have the act that they are": [
    ["git add -A", ["vcs local"]],
    ["git add -n .", []],
    ["git commit -m 'never --amend'", ["vcs local"]],
    ["git commit --amend --no-edit", ["vcs local", "vcs rewrite"]],
    ["git checkout topic", ["vcs local"]],
    ["git checkout -b topic origin/main", ["vcs local"]],
    ["git checkout src/a.ts", ["vcs discard", "vcs local"]],
    ["git checkout HEAD~1 -- src", ["vcs discard", "vcs local"]],
    ["git restore --staged src/a.ts", ["vcs local"]],
    ["git restore src/a.ts", ["vcs discard"]],
    ["git reset", ["vcs local"]],
    ["git reset --hard HEAD", ["vcs discard", "vcs local"]],
    ["git clean -nd", []],
    ["git clean -fdx", ["vcs discard"]],
    ["git stash", ["vcs local"]],
    ["git stash drop", ["vcs discard"]],
    ["git branch topic", ["vcs local"]],
    ["git branch -D topic", ["vcs rewrite"]],
    ["git tag -d v1", ["vcs rewrite"]],
    ["git push --force origin main", ["network send elsewhere", "vcs publish"]],
    ["git fetch --prune", ["network fetch elsewhere"]],
    ["git fetch origin main:main", ["network fetch elsewhere", "vcs local"]],
    ["git pull", ["network fetch elsewhere", "vcs local"]],
    ["git pull --rebase", ["network fetch elsewhere", "vcs local", "vcs rewrite"]],
    ["git pull --rebase=false", ["network fetch elsewhere", "vcs local"]],
    ["git worktree add ../x", ["vcs local", "write /home/u/x"]],
    ["git rm .env", [`delete ${ROOT}/.env secret`, "vcs local"]],
  ],
  "git's own configuration is a file like any other": [
    ["git config user.name u", [`write ${CONFIG}`]],
    ["git config --unset user.name", [`write ${CONFIG}`]],
    ["git config --get --unset user.name", [`write ${CONFIG}`]],
    ["git config --global user.name u", ["write /home/u/.gitconfig"]],
    ["git config -f x.ini a.b c", [`write ${ROOT}/x.ini`]],
    ["git remote set-url origin https://example.test/x.git", ["vcs local", `write ${CONFIG}`]],
  ],
  "what can't be told is a question": [
    ["git $COMMAND", ["opaque"]],
    ["git credential fill", ["opaque"]],
    ['cd "$DIR" && git status', ["execute project"]],
  ],
};

describe.each(Object.entries(CASES))("%s", (_, cases) => {
  it.each(cases)("%s", (command, effects) => {
    expect(shapes(command)).toEqual([...effects].sort());
  });
});

describe("aliases", () => {
  const aliases = world({
    ...REPOSITORY,
    "/home/u/.gitconfig": '[alias]\n\tst = status -s\n\tagain = st\n\tnuke = "reset --hard"\n\twipe = !rm -rf src\n\tloop = loop\n',
  });
  it.each([
    ["git st", []],
    ["git again -b", []],
    ["git nuke HEAD~1", ["vcs discard", "vcs local"]],
    ["git wipe", [`delete ${ROOT}/src`]],
    ["git loop", ["opaque"]],
  ])("%s", (command, effects) => {
    expect(shapes(command, aliases)).toEqual(effects);
  });
  it("a word that is neither a command nor an alias is a program of another package; without the files it can't be told", () => {
    expect(shapes("git nosuchcommand")).toEqual(["execute installed"]);
    expect(shapes("git nosuchcommand", world(REPOSITORY, { contents: false }))).toEqual(["opaque"]);
    expect(shapes("git nosuchcommand", world({ ...REPOSITORY, "/home/u/.gitconfig": "[broken" }))).toEqual(["opaque"]);
  });
  it("an alias can't stand for a command of git's own", () => {
    const shadow = world({ ...REPOSITORY, "/home/u/.gitconfig": "[alias]\n\tpush = status\n" });
    expect(shapes("git push", shadow)).toContain("vcs publish");
  });
});
