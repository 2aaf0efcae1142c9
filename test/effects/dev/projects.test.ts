// Package managers, test runners, interpreters and build tools.

import { describe, expect, it } from "vitest";
import { shapes } from "./shape.ts";
import { REPOSITORY, ROOT, world } from "./world.ts";

const CHECK = "execute check";
const PROJECT = "execute project";
const INLINE = "execute inline";
const HERE = `write ${ROOT}`;
const SEND = "network send elsewhere";
const FETCH = "network fetch elsewhere";
const NEW = "install new";
const DECLARED = "install declared";

const CASES: Readonly<Record<string, readonly (readonly [command: string, effects: readonly string[]])[]>> = {
  "a script is judged by its name": [
    ["npm test", [CHECK]],
    ["npm run test:unit", [CHECK]],
    ["npm run format:check", [CHECK]],
    ["npm run lint:fix", [PROJECT]],
    ["npm run build:watch", [PROJECT]],
    ["npm run test:db:reset", [PROJECT]],
    ["npm run deploy", [PROJECT, SEND]],
    ["pnpm -r run typecheck", [CHECK]],
    ["yarn build", [CHECK]],
    ["yarn start", [PROJECT]],
    ["bun run release", [PROJECT, SEND]],
    ["node --run lint", [CHECK]],
    ["make check", [CHECK]],
    ["make -j8 test lint", [CHECK]],
    ["make test deploy", [CHECK, PROJECT, SEND]],
    ["just build", [CHECK]],
    ["turbo run build --filter=web", [CHECK]],
    ["nx affected -t lint test", [CHECK]],
    ["nx affected -t lint deploy", [CHECK, PROJECT, SEND]],
    ["./gradlew :app:test", [CHECK]],
    ["./gradlew publish", [PROJECT, SEND]],
    ["mvn -q verify", [CHECK]],
    ["rake db:drop", ["reset"]],
    ['npm run "$SCRIPT"', ["opaque"]],
    ["npm run test --script-shell=./x", ["opaque"]],
  ],
  "a check that is told to rewrite also writes": [
    ["npm test -- -u", [CHECK, HERE]],
    ["yarn lint --fix", [CHECK, HERE]],
    ["npx eslint --fix src", [CHECK, HERE, `write ${ROOT}/src`]],
    ["npx prettier --write ../other/a.ts", [CHECK, HERE, "write /home/u/other/a.ts"]],
    ["npx prettier --check .", [CHECK]],
    ["npx vitest run -u", [CHECK, HERE]],
    ["ruff format .", [CHECK, HERE]],
    ["ruff format --check .", [CHECK]],
    ["cargo fmt", [CHECK, HERE]],
    ["cargo fmt -- --check", [CHECK]],
    ["gofmt -l .", []],
    ["gofmt -w .", [HERE]],
    ["rubocop -A", [CHECK, HERE]],
    ["black --check .", [CHECK]],
    ["pytest --junitxml=r.xml", [CHECK, `write ${ROOT}/r.xml`]],
  ],
  "an install is declared or new": [
    ["npm ci", [DECLARED]],
    ["npm install", [DECLARED]],
    ["npm install ./packages/a", [DECLARED]],
    ["npm i -D left-pad", [DECLARED, NEW]],
    ["npm i -g left-pad", [DECLARED, NEW]],
    ["npm --prefix ../other ci", [DECLARED, "write /home/u/other"]],
    ["pnpm add left-pad", [NEW]],
    ["pip install -r requirements.txt", [DECLARED]],
    ["pip install -e '.[dev]'", [DECLARED]],
    ["pip install requests", [NEW]],
    ["pip install -r requirements.txt requests", [NEW]],
    ["uv sync", [DECLARED]],
    ["cargo add serde", [NEW]],
    ["go get example.test/x@v1", [NEW]],
    ["npx -y some-generator", ["execute installed", NEW, FETCH]],
    ["npx eslint@9 .", [CHECK, NEW]],
    ["pnpm dlx some-generator", ["execute installed", NEW]],
    ["npx playwright install", [CHECK, NEW]],
    ["npm publish", [PROJECT, SEND]],
  ],
  "looking at packages is free, asking the registry is not": [
    ["npm ls --depth=0 --json", []],
    ["npm config get registry", []],
    ["npm view left-pad version", [FETCH]],
    ["npm config set registry https://example.test", ["write /home/u/*"]],
    ["pip list --format=freeze", []],
    ["pip list --outdated", [FETCH]],
    ["pip --python ./x list", ["opaque"]],
    ["go list ./...", [CHECK]],
    ["go list -toolexec=./x -export ./...", [CHECK, "opaque"]],
    ["cargo metadata --no-deps", []],
    ["cargo --config build.rustc-wrapper='./x' build", ["opaque"]],
  ],
  "a program of the project is at least a check": [
    ["npx jest --version", [CHECK]],
    ["node_modules/.bin/eslint --version", [CHECK]],
    [".venv/bin/pytest -q", [CHECK]],
    ["vendor/bin/phpunit", [CHECK]],
    ["bin/rails --version", [CHECK]],
    ["./scripts/x.sh", [PROJECT]],
    ["uv run pytest -q", [CHECK]],
    ["uv run --with requests python x.py", [NEW, PROJECT]],
    ["poetry run python -c 'print(1)'", [INLINE]],
    ["bundle exec rspec", [CHECK]],
    ["npm exec -- mocha", [CHECK]],
    ["nyc mocha", [CHECK]],
    ["npx cross-env A=1 jest", [CHECK, "execute installed"]],
  ],
  "interpreters run code unless they only look": [
    ["node --check src/a.js", []],
    ["node --check -r ./x src/a.js", [PROJECT]],
    ["node -p 1", [INLINE]],
    ["node src/a.js", [PROJECT]],
    ["node < src/a.js", [INLINE]],
    ["node --cpu-prof src/a.js", [PROJECT, HERE]],
    ["python3 -m json.tool a.json", []],
    ["python3 -m json.tool a.json b.json", [`write ${ROOT}/b.json`]],
    ["python3 -im json.tool a.json", [INLINE]],
    ["python3 -m pytest -q", [CHECK]],
    ["python3 -c 'print(1)'", [INLINE]],
    ["python3 manage.py test", [CHECK]],
    ["python3 manage.py flush", ["reset"]],
    ["perl -ne 'print' a.txt", [INLINE]],
    ["perl -pi.bak -e 's/a/b/' a.txt", [INLINE, `write ${ROOT}/a.txt`]],
    ["ruby -v x.rb", [PROJECT]],
    ["ruby -c x.rb", []],
    ["php -l x.php", []],
    ["php artisan migrate:fresh", ["reset"]],
  ],
  "code that names a way to remove much is a question": [
    ["python3 -c \"import shutil; shutil.rmtree('src')\"", [INLINE, "opaque"]],
    ["node -e \"require('fs').rmSync('src', {recursive: true})\"", [INLINE, "opaque"]],
    ["perl -MFile::Path=remove_tree -e 'remove_tree(\"src\")'", [INLINE, "opaque"]],
    ["ruby -e 'system(\"rm -rf src\")'", [INLINE, "opaque"]],
    ["python3 - <<'X'\nimport os\nos.remove('a')\nX", [INLINE, "opaque"]],
    ["python3 -c \"print(open('.env').read())\"", [INLINE, "opaque"]],
  ],
  "compilers and builds": [
    ["gcc -std=c11 -Wall -fsyntax-only a.c", []],
    ["gcc -fsyntax-only -wrapper ./x a.c", [CHECK, HERE, "opaque"]],
    ["gcc -v a.c", [CHECK, HERE]],
    ["gcc -o out/a a.c", [CHECK, `write ${ROOT}/out/a`]],
    ["gcc -E a.c -oa.i", [`write ${ROOT}/a.i`]],
    ["make -n", [PROJECT]],
    ["make --eval='x' test", [PROJECT, "opaque"]],
    ["make test X='$(shell touch y)'", [PROJECT, "opaque"]],
    ["cmake --build build", [CHECK]],
    ["cmake -S . -B build", [CHECK, `write ${ROOT}/build`]],
    ["tsc --version", []],
    ["tsc --noEmit", [CHECK]],
    ["tsc --OutDir out", [CHECK, `write ${ROOT}/out`]],
    ["npx rimraf src", [CHECK, `delete ${ROOT}/src`]],
  ],
};

describe.each(Object.entries(CASES))("%s", (_, cases) => {
  it.each(cases)("%s", (command, effects) => {
    expect(shapes(command)).toEqual([...effects].sort());
  });
});

describe("what a project holds can change what a look does", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ["python3 -m json.tool a.json", { [`${ROOT}/json.py`]: "" }, [PROJECT]],
    ["pnpm ls", { [`${ROOT}/.pnpmfile.cjs`]: "" }, [PROJECT]],
    ["yarn --version", { [`${ROOT}/.yarnrc.yml`]: "yarnPath: ./x.cjs\n" }, [PROJECT]],
    ["yarn --version", { [`${ROOT}/.yarnrc.yml`]: "nodeLinker: node-modules\n" }, []],
    ["mvn --version", { [`${ROOT}/.mvn/jvm.config`]: "-javaagent:x.jar" }, [CHECK]],
    ["tsc --noEmit -p .", { [`${ROOT}/tsconfig.json`]: '{ "compilerOptions": { "strict": true } }' }, []],
    ["tsc --noEmit -p .", { [`${ROOT}/tsconfig.json`]: '{ "compilerOptions": { "incremental": true } }' }, [CHECK]],
  ])("%s with %j", (command, files, effects) => {
    expect(shapes(command, world({ ...REPOSITORY, ...files }))).toEqual(effects);
  });
});
