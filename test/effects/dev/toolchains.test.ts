// Tools that look harmless and aren't: `-v` that means "verbose", `--version` that loads the project, a list that downloads first.

import { describe, expect, it } from "vitest";
import type { Workspace } from "../../../src/effects/workspace.ts";
import { shapes } from "./shape.ts";
import { REPOSITORY, ROOT, world } from "./world.ts";

const CHECK = "execute check";
const PROJECT = "execute project";
const HERE = `write ${ROOT}`;

const withFiles = (files: Readonly<Record<string, string>>): Workspace => world({ ...REPOSITORY, ...files });

describe("-v is verbose where the manual says so, and then the work is done", () => {
  it.each([
    ["ninja -v", [CHECK]],
    ["tox -v", [CHECK]],
    ["nox -v", [CHECK]],
    ["just -v", [PROJECT]],
    ["task -v", [PROJECT]],
    ["grunt -v", [PROJECT]],
    ["grunt --help", [PROJECT]],
    ["ant -v", [PROJECT]],
    ["rake -v", [PROJECT]],
    ["mvn -V", [PROJECT]],
    ["xmake -v", [PROJECT]],
    ["scons -h", [PROJECT]],
    ["tox --version", [CHECK]],
  ])("%s", (command, effects) => {
    expect(shapes(command)).toEqual(effects);
  });

  it.each(["make -v", "ninja --version", "just -V", "rake -V", "mvn -v", "gradle --version", "ant -version", "nx --version"])(
    "%s only tells its version",
    (command) => {
      expect(shapes(command)).toEqual([]);
    },
  );
});

describe("a version or a help is harmless only by itself", () => {
  it.each([
    "jest --version --config ./x.js",
    "prettier --version --plugin=./x.mjs",
    "java -javaagent:x.jar -version",
    "java -Xlog:gc:file=gc.log -version",
    "pytest --version",
    "rubocop --version",
    "rspec --version",
    "ava --version",
    "pylint --help",
    "stylelint --print-config a.css",
    "cargo build --help --release",
    "cargo xtask --help",
    "pnpm test --help",
    "husky --version",
  ])("%s does more", (command) => {
    expect(shapes(command)).not.toEqual([]);
  });

  it.each(["jest --version", "java -version", "cargo test --help", "pip install --help", "go build -h", "npm publish --help"])(
    "%s only prints",
    (command) => {
      expect(shapes(command)).toEqual([]);
    },
  );

  it.each([
    ["cmake --help-command-list out.txt", [`write ${ROOT}/out.txt`]],
    ["cmake --help-command add_library", []],
    ["cmake --version out.txt", [`write ${ROOT}/out.txt`]],
  ])("%s", (command, effects) => {
    expect(shapes(command)).toEqual(effects);
  });
});

describe("where unknown options are harmless, one that may mean a rewrite isn't", () => {
  it.each([
    "jest -iu",
    "jest --update-snapshot",
    "eslint --fix=true src",
    "eslint --fi src",
    "vitest run --update=all",
    "go vet -fix ./...",
    "go test ./... -update-golden",
    "playwright test --update-snapshots=all",
    "deno test -A -- --update",
    "rubocop -aD",
    "autopep8 -ia src",
    "turbo run lint -- --fix",
    "golangci-lint fmt",
    "cargo insta accept",
    "biome lint --suppress",
  ])("%s", (command) => {
    expect(shapes(command)).toContain(HERE);
  });

  it.each([
    ["pytest --cov-report=xml:../c.xml", "write /home/u/c.xml"],
    ["pytest -o cache_dir=/home/u/c", "write /home/u/c"],
    ["jest --coverage-directory=../c", "write /home/u/c"],
    ["golangci-lint run --output.json.path=../c", "write /home/u/c"],
  ])("%s", (command, effect) => {
    expect(shapes(command)).toContain(effect);
  });
});

describe("a file of the project can name, fetch or replace the tool", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ["cargo --version", { [`${ROOT}/rust-toolchain.toml`]: '[toolchain]\npath = "x"' }, [CHECK]],
    ["rustc -vV", { "/home/u/rust-toolchain": "nightly" }, [CHECK]],
    ["rustup show", { [`${ROOT}/rust-toolchain.toml`]: "" }, [CHECK]],
    ["cargo +nightly --version", {}, [CHECK]],
    ["cargo metadata --no-deps", {}, []],
    ["rails --version", { [`${ROOT}/bin/rails`]: "" }, [PROJECT]],
    ["rails --version", {}, []],
    ["pnpm ls", { [`${ROOT}/package.json`]: '{ "packageManager": "pnpm@9.0.0" }' }, [PROJECT]],
    ["yarn --version", { "/home/u/.yarnrc.yml": "yarnPath: ./x.cjs\n" }, [PROJECT]],
    ["yarn list", { [`${ROOT}/package.json`]: '{ "scripts": { "list": "rm -rf src" } }' }, [PROJECT]],
    ["yarn list", { [`${ROOT}/package.json`]: '{ "scripts": { "a": "b" } }' }, []],
    ["yarn --cwd ../o list", { "/home/u/o/package.json": '{ "scripts": { "list": "x" } }' }, [PROJECT]],
    ["pnpm -C ../o ls", { "/home/u/o/.pnpmfile.cjs": "" }, [PROJECT]],
    ["pnpm --dir=../o ls", { "/home/u/o/package.json": "{}" }, []],
    ["npm ls", { [`${ROOT}/.npmrc`]: "cache=src\n" }, [PROJECT]],
    ["npm ls", { [`${ROOT}/.npmrc`]: "fund=false\n" }, []],
    ["poetry show --tree", {}, [CHECK]],
    ["poetry show --tree", { [`${ROOT}/.venv/pyvenv.cfg`]: "" }, []],
    ["poetry -C ../o show", { [`${ROOT}/.venv/pyvenv.cfg`]: "" }, [CHECK]],
  ])("%s with %j", (command, files, effects) => {
    expect(shapes(command, withFiles(files))).toEqual(effects);
  });
});

describe("go downloads the modules that its cache lacks", () => {
  const module = (requires: string): Readonly<Record<string, string>> => ({
    [`${ROOT}/go.mod`]: `module example.test/x\n\ngo 1.22\n\n${requires}`,
  });
  const required = module("require (\n\tgithub.com/BurntSushi/toml v1.3.2 // indirect\n)\n");
  const cached = { "/home/u/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/go.mod": "" };

  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ["go list ./...", {}, [CHECK]],
    ["go list ./...", module(""), [CHECK]],
    ["go list ./...", required, [CHECK]],
    ["go list ./...", { ...required, ...cached }, [CHECK]],
    ["go list -m all", module(""), []],
    ["go list -m all", { ...required, ...cached }, [CHECK]],
    ["go list -m", required, []],
    ["go list -mod=vendor ./...", required, [CHECK]],
    ["go list -mod=mod ./...", module(""), [CHECK, HERE]],
    ["go list -C /srv/x ./...", module(""), [CHECK]],
    ["go list ./...", { [`${ROOT}/go.work`]: "" }, [CHECK]],
    ["go doc github.com/BurntSushi/toml", required, [CHECK]],
    ["go mod verify", required, [CHECK]],
    ["go env GOPATH", required, []],
  ])("%s with %j", (command, files, effects) => {
    expect(shapes(command, withFiles(files))).toEqual(effects);
  });
});
