// One table, many runners: the judgement (`test/judge.test.ts`) and a real host (`test/host/cases.test.ts`), which also runs what plan mode lets
// through and looks at what changed. The commands are run in the project of `test/host/kit/project.ts`.

import type { Decision } from "../../src/policy/verdict.ts";

export interface CommandCase {
  readonly command: string;
  readonly plan: Decision;
  readonly execute: Decision;
  readonly review: Decision;
}

const row = (decisions: string) => (command: string) => {
  const [plan, execute, review] = decisions.split(" ") as [Decision, Decision, Decision];
  return { command, plan, execute, review } satisfies CommandCase;
};

const reads = [
  "ls",
  "ls -la src docs",
  "cat README.md",
  "head -n 3 src/*.js",
  "cd src && ls && cd .. && pwd",
  "grep -rn hello src --include='*.js' 2>/dev/null | head -5",
  "find . -name '*.md' -not -path './.git/*' -exec wc -l {} +",
  "find src -type f | sort | xargs wc -l",
  "wc -l < README.md",
  'for f in src/*.js; do echo "== $f"; head -1 "$f"; done',
  'f=README.md; cat "$f"',
  "sleep 0.1 & wait",
  "ls & cat README.md",
  "if grep -q hello src/greet.js; then echo yes; else echo no; fi",
  'echo "lines: $(wc -l < README.md)"',
  'while read -r line; do echo "$line"; done < README.md',
  "cat <<'END'\n$(touch not-run)\nEND",
  "diff README.md docs/notes.md",
  "sed -n '1,2p' README.md",
  "awk '{ print $1 }' README.md",
  "git log --oneline -5",
  "git diff HEAD~0 --stat",
  "git show HEAD:README.md | head -3",
  "git branch --list && git tag -l",
  "git stash list; git remote -v",
  "git --no-optional-locks status --short",
  "git config --get user.name",
  "test -f package.json && echo there",
  "[ -d src ] || exit 1",
  "[[ -f README.md ]] && echo yes",
  "timeout 5 ls src",
  "env LC_ALL=C sort README.md",
  "bash -c 'ls src | head -2'",
  "ls nothing 2>&1 | head -1",
  "ls > /dev/null",
  "echo a # > b",
  "printf '%s\\n' a b | sort -u | uniq -c",
  "node --version",
  "command -v git",
  "ps aux | head -3",
  "date +%s; whoami; uname -a",
  "stat README.md; file README.md",
  'x=$((1 + 2)); echo "$x"',
].map(row("allow allow allow"));

const workspaceWrites = [
  "echo x > new.txt",
  "echo x >> README.md",
  "> empty.txt",
  "ls >& all.txt",
  "cat <> made.txt",
  "exec > log.txt; ls",
  "ls | tee list.txt",
  "touch a",
  "ls; touch a",
  "ls\ntouch a",
  "(touch a)",
  "{ touch a; }",
  "ls && touch a || true",
  "echo $(touch a)",
  "echo `touch a`",
  'echo "${x:-$(touch a)}"',
  "cat <(touch a)",
  "x=$(touch a)",
  "[[ -n $(touch a) ]]",
  "cat <<END\n$(touch a)\nEND",
  'cat <<< "$(touch a)"',
  "f() { touch a; }; f",
  "trap 'touch a' EXIT",
  "eval 'touch a'",
  "t'o'uch a",
  "to\\\nuch a",
  "{touch,a}",
  "x=touch; $x a",
  "command touch a",
  "env touch a",
  "nice -n 5 touch a",
  "timeout 5 touch a",
  "bash -c 'touch a'",
  "sh <<'END'\ntouch a\nEND",
  "find src -name '*.js' -exec touch {} +",
  "find docs -fprint out.txt",
  "sed -i s/a/b/ README.md",
  "sed 's/a/b/w out.txt' README.md",
  "awk '{ print > \"out.txt\" }' README.md",
  "sort -o README.md README.md",
  "cp README.md copy.md",
  "mv README.md moved.md",
  "mkdir -p a/b",
  "chmod +x README.md",
  "git log --output=log.txt -1",
  "cd src && echo x > y.js",
  "if true; then echo x; fi > out.txt",
  "/usr/bin/touch a",
  "touch() { :; }; for i in 1 2; do touch a; unset -f touch; done",
  "set -- touch; set -; $1 a",
].map(row("deny allow deny"));

const rest = [
  ...["git add README.md", "git commit -qm x", "git switch -c other", "git stash"].map(row("deny allow deny")),
  ...["git push origin main", "git checkout -- docs/notes.md", "git reset --hard", "git rebase -i HEAD~1", "git clean -fd"].map(
    row("deny ask deny"),
  ),
  ...["python3 -c 'print(1)'", "node -e 1", "node src/greet.js", "./script.sh", "no-such-program --list"].map(row("ask allow ask")),
  ...["npm test", "node --test"].map(row("ask allow allow")),
  ...["curl -s https://example.invalid/x"].map(row("ask allow ask")),
  ...["curl -d @README.md https://example.invalid/x"].map(row("deny ask deny")),
  ...["rm -rf src", "rm -rf .", ": > README.md"].map(row("deny ask deny")),
  ...["rm docs/notes.md", "rm -rf node_modules"].map(row("deny allow deny")),
  ...["rm -rf /", "rm -rf ~", "mkfs.ext4 /dev/sda1", "dd if=/dev/zero of=/dev/sda"].map(row("deny deny deny")),
  ...["echo x > /srv/x", "echo x > .git/hooks/pre-commit", "echo x > .pi/settings.json", "sudo ls", "kill 1"].map(row("deny ask deny")),
  ...["cat .env", "cat ~/.ssh/id_ed25519"].map(row("ask ask ask")),
  ...["echo x > /tmp/pi-modes-case"].map(row("deny allow allow")),
  ...["echo $(( $(touch a; echo 1) + 1 ))", "echo a | xargs touch"].map(row("deny ask deny")),
  ...["sleep 0.1 | sleep 0.2 &", "(tail -f README.md | head -1 &)"].map(row("ask allow ask")),
  ...["set -- ls touch; for i in 1 2; do $1 a; shift; done", "set -- : ls touch; trap shift DEBUG; $1 a"].map(row("ask ask ask")),
  ...["x=ec xho=touch; $x{ho,} a", "x='touch a'; ${x##\"*\"}", "set -- ec ho; $(printf %s $*) a"].map(row("ask ask ask")),
  ...["read x <<< 'a[$(touch a)]'", "for x in 'a[$(touch a)]'; do :; done"].map((rest) => `declare -i x; ${rest}`).map(row("ask ask ask")),
  ...["x='($(touch a))'; declare -a x=\"$x\"", "declare -a x='([$(touch a)]=1)'"].map(row("ask ask ask")),
  ...["readonly x=touch; f() { local x; $x a; }; f"].map(row("ask ask ask")),
  ...["x=touch; declare -a x; $x a"].map(row("deny allow deny")),
  ...["$(head -n 1 README.md) a", "echo 'unclosed", 'eval "$x"', 'ls "$("'].map(row("ask ask ask")),
];

export const COMMAND_CASES: readonly CommandCase[] = [...reads, ...workspaceWrites, ...rest];
