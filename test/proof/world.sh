# The world that commands are judged and run in: a small real project with everything that commands about projects talk of.
# Runs with the home folder as its working directory. WORLD_ROOT: stands before the paths outside of it, where they are not the sandbox's own.
set -euo pipefail
ROOT=${WORLD_ROOT:-}
export GIT_AUTHOR_DATE=2025-03-01T10:00:00Z GIT_COMMITTER_DATE=2025-03-01T10:00:00Z

mkdir -p .config .ssh .docker .aws .npm backup proj
printf 'dev key\n' >.ssh/id_ed25519
printf 'dev key\n' >.ssh/id_rsa
printf '[default]\naws_secret_access_key = none\n' >.aws/credentials
printf '{"auths":{}}\n' >.docker/config.json
printf '# rc\n' >.bashrc
printf 'notes\n' >notes.txt
cat >.gitconfig <<'END'
[user]
	name = Dev
	email = dev@example.test
[init]
	defaultBranch = main
[advice]
	detachedHead = false
[alias]
	st = status -sb
	lg = log --oneline --graph --all
	co = checkout
	wipe = !rm -rf src
	nuke = reset --hard
END

mkdir -p "$ROOT/tmp/work" "$ROOT/srv/git" "$ROOT/var/log"
printf 'one\ntwo\n' >"$ROOT/tmp/work/list.txt"
printf 'kept\n' >"$ROOT/tmp/existing.txt"
[[ ! -w $ROOT/var/log ]] ||
  for n in 1 2 3 4 5; do printf 'Mar  1 10:00:0%s host app[1]: %s message %s\n' "$n" INFO "$n"; done >"$ROOT/var/log/syslog"
git init -q --bare "$ROOT/srv/git/proj.git"
git init -q --bare "$ROOT/srv/git/upstream.git"

cd proj
git init -q
git remote add origin "$ROOT/srv/git/proj.git"
git remote add upstream "$ROOT/srv/git/upstream.git"
commit() { git add -A && git commit -q -m "$1"; }

mkdir -p src/lib src/auth src/components docs data tests scripts logs bin
cat >package.json <<'END'
{
  "name": "proj",
  "version": "1.2.0",
  "type": "commonjs",
  "scripts": { "test": "node tests/run.js", "build": "node scripts/build.js", "lint": "node --check src/index.js", "start": "node src/index.js" },
  "dependencies": { "lodash": "^4.17.21" },
  "devDependencies": { "typescript": "^5.0.0" }
}
END
cat >package-lock.json <<'END'
{ "name": "proj", "version": "1.2.0", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "proj", "version": "1.2.0" }, "node_modules/lodash": { "version": "4.17.21" } } }
END
printf '# Acme proj\n\nalpha beta\n\n## Use\n\nSee docs.\n' >README.md
printf 'node_modules/\n.env\nlogs/\ndist/\n*.tmp\n' >.gitignore
printf '"use strict";\nconst { add } = require("./lib/math");\n// TODO: tidy\nconsole.log(add(1, 2));\n' >src/index.js
printf 'exports.add = (a, b) => a + b;\nexports.mul = (a, b) => a * b;\n' >src/lib/math.js
commit 'Start'
printf 'export function slug(text: string): string {\n  return text.toLowerCase(); // FIXME\n}\n' >src/utils.ts
printf 'export const login = (user: string): boolean => user !== "";\n' >src/auth/login.ts
printf 'export const Card = () => null;\n' >'src/components/My Card.tsx'
printf '#include <stdlib.h>\n#include <unistd.h>\nint main(void) { return 0; }\n' >src/native.c
printf 'const assert = require("node:assert");\nassert(require("../src/lib/math").add(1, 1) === 2);\n' >tests/run.js
printf 'def add(a, b):\n    return a + b\n\n\nif __name__ == "__main__":\n    print(add(1, 2))\n' >src/tool.py
printf 'def test_add():\n    assert 1 + 1 == 2\n' >tests/test_tool.py
commit 'Add login, utils and tests'
git tag -a v1.0.0 -m 'Version 1.0.0'
printf '# Guide\n\nText with ERROR and alpha.\n' >docs/guide.md
printf '# API\n\n- add\n- mul\n' >docs/api.md
printf 'all: build\n\nbuild:\n\t@echo building\n\ntest:\n\t@node tests/run.js\n\nclean:\n\trm -rf dist\n.PHONY: all build test clean\n' >Makefile
printf 'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "src/index.js"]\n' >Dockerfile
printf 'services:\n  web:\n    image: example.test/web\n    ports: ["3000:3000"]\n' >docker-compose.yml
commit 'Add docs and builds'
printf 'id,name,age\n1,ann,31\n2,bob,27\n3,cid,101\n' >data/users.csv
printf '{"level":"info","msg":"start"}\n{"level":"error","msg":"ERROR failed"}\n' >data/events.jsonl
printf '{"db":{"host":"localhost","port":5432},"items":[{"name":"a"},{"name":"b"}]}\n' >data/config.json
printf 'db:\n  host: localhost\nitems:\n  - a\n  - b\n' >data/config.yaml
seq 1 2000 | sed 's/$/ line of text ERROR alpha/' >data/big.txt
printf '<root><item id="1">x</item></root>\n' >data/feed.xml
printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hi") }\n' >src/main.go
printf 'module example.test/proj\n\ngo 1.19\n' >go.mod
mkdir -p rust/src
printf '[package]\nname = "proj"\nversion = "0.1.0"\nedition = "2021"\n' >rust/Cargo.toml
printf 'fn main() { println!("hi"); }\n' >rust/src/main.rs
commit 'Add data'
printf 'alpha beta\nERROR x 12\ngamma\nalpha\n' >f.txt
printf 'alpha\nbeta\ngamma\n' >a.txt
printf 'alpha\nzeta\n' >b.txt
printf 'beta\nalpha\nbeta\ncherry\n' >words.txt
printf 'Buy milk\n' >notes.txt
printf 'text\n' >'name with spaces.txt'
printf '#!/bin/sh\necho ran\n' >script.sh
printf '#!/bin/sh\necho ran >>PWNED\ncat\n' >x.sh
printf 'export APP_ENV=dev\n' >scripts/env.sh
printf 'require("node:fs").mkdirSync("dist", { recursive: true });\n' >scripts/build.js
printf '#!/bin/sh\necho tool\n' >bin/tool
chmod +x script.sh x.sh bin/tool
ln -s README.md link.md
ln -s src linked-src
commit 'Add scripts and texts'
git tag v1.1.0
printf 'one more\n' >>docs/guide.md
commit 'Say more in the guide'
git branch fix/typo HEAD~1
git branch feature/old HEAD~3
git checkout -q -b feature/login
printf 'export const logout = (): void => {};\n' >>src/auth/login.ts
commit 'Add logout'
git checkout -q main
printf 'exports.sub = (a, b) => a - b;\n' >>src/lib/math.js
commit 'Add sub'
printf 'console.log("done");\n' >>src/index.js
commit 'Say when done'
printf '\nMore.\n' >>README.md
commit 'Extend the README'
git push -q origin main feature/login
git branch -q --set-upstream-to=origin/main main
git push -q upstream main
git remote set-head origin main
git worktree add -q ../proj-wt feature/login

mkdir -p node_modules/lodash node_modules/.bin
printf '{"name":"lodash","version":"4.17.21","license":"MIT","main":"index.js"}\n' >node_modules/lodash/package.json
printf 'module.exports = {};\n' >node_modules/lodash/index.js
printf 'DB_PASSWORD=hunter2\nAPI_KEY=abc\n' >.env
printf 'DB_PASSWORD=\nAPI_KEY=\n' >.env.example
printf 'INFO start\nERROR failed\nWARN slow\n' >logs/app.log
gzip -k -c notes.txt >notes.gz
gzip -k -c data/users.csv >users.csv.gz
tar -czf archive.tar.gz docs
tar -cf out.tar docs
python3 - <<'END'
import os, sqlite3, zipfile
with zipfile.ZipFile("archive.zip", "w") as archive:
    archive.write("docs/guide.md")
    archive.write("README.md")
database = sqlite3.connect("data/app.db")
database.executescript("create table users(id integer primary key, name text, age integer); insert into users(name, age) values ('ann', 31), ('bob', 27); create table posts(id integer, user_id integer, title text);")
database.close()
open("blob.bin", "wb").write(bytes(range(256)) * 16)
END
printf '#!/bin/sh\nexit 0\n' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit

printf 'stashed\n' >>f.txt
git stash push -q -m 'work on f'
git diff HEAD~1 HEAD >change.patch
printf 'staged\n' >>docs/api.md
git add docs/api.md
printf '// changed\n' >>src/utils.ts
printf 'new\n' >untracked.txt
mkdir -p sub
printf 'x\n' >sub/file
