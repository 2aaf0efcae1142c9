// Tools that a file of the project can replace, fetch or move. Law: such a tool only looks where no such file is there,
// or where everything that it would fetch is there already.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { namesOf } from "./git-refs.ts";
import { join } from "./git-repository.ts";

function check(call: Call, why: string): Effect {
  return call.effect({ kind: "execute", what: "check", why });
}

/** The folders that a call runs in and all above them; undefined where they aren't known. */
export function foldersAbove(call: Call): readonly string[] | undefined {
  const { cwd } = call.fact;
  return cwd.kind === "unknown" ? undefined : [...new Set(cwd.dirs.flatMap(upwards))];
}

function upwards(dir: string): readonly string[] {
  const parts = dir.split("/").filter((part) => part !== "");
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join("/")}`), "/"];
}

/** `rust-toolchain.toml` names the tool chain: rustup downloads it, or runs the one in a folder of the project. */
export function toolchainEffects(call: Call): readonly Effect[] {
  const folders = foldersAbove(call);
  if (!folders) return [check(call, "which tool chain runs is not known")];
  const file = folders
    .flatMap((dir) => [join(dir, "rust-toolchain.toml"), join(dir, "rust-toolchain")])
    .find((path) => call.workspace.kind(path) !== "missing");
  return file === undefined ? [] : [check(call, `${file} names the tool chain, which is fetched or run from where it says`)];
}

const rustTool: Handler = (call) => [...toolchainEffects(call), ...call.table()];

/** What rustc tells without a source file. Newer ones write it into a file that is named behind it (`--print cfg=FILE`). */
const RUSTC_TELLS = new Set(
  "calling-conventions cfg code-models host-tuple relocation-models stack-protector-strategies sysroot target-cpus target-features target-libdir target-list tls-models".split(
    " ",
  ),
);

const rustc: Handler = (call) => {
  const { options, operands, unexplained } = call.parse();
  const tells = ({ name, value }: (typeof options)[number]) => name === "--print" && RUSTC_TELLS.has(literal(value) ?? "");
  const onlyTells = options.some(tells) && options.every((option) => tells(option) || option.name === "--target");
  return onlyTells && operands.length === 0 && unexplained.length === 0 ? toolchainEffects(call) : rustTool(call);
};

/** `go list`: `-mod=mod` rewrites the module's files, and modules that aren't in the cache are downloaded. */
const goList: Handler = (call) => {
  const { options, operands } = call.parse();
  const names = namesOf(call);
  const mode = options.find((option) => option.name === "-mod");
  const effects: Effect[] = [...call.table(), ...(mode && !isFixed(mode.value) ? call.write(textWord(".", mode.word.place)) : [])];
  // Packages are read through the build cache, which go keeps in the home folder.
  if (!names.has("-m")) effects.push(check(call, "go lists packages through its build cache"));
  const asksForNothing = names.has("-m") && operands.length === 0;
  const standard = operands.length > 0 && operands.every((word) => ["std", "cmd"].includes(literal(word) ?? ""));
  if (literal(mode?.value) === "vendor" || asksForNothing || standard) return effects;
  const elsewhere = names.has("-C") || names.has("-modfile") || names.has("-overlay");
  return elsewhere || !hasModules(call, names.has("-m")) ? [...effects, fetches(call)] : effects;
};

function isFixed(mode: WordFact | undefined): boolean {
  return ["readonly", "vendor"].includes(literal(mode) ?? "");
}

function fetches(call: Call): Effect {
  return check(call, "modules that aren't in the cache may be downloaded");
}

const goModules: Handler = (call) => (hasModules(call, call.program.endsWith("verify")) ? call.table() : [...call.table(), fetches(call)]);

/** True when every module that the project requires is proven to be in the cache. `graph`: those that they require as well. */
function hasModules(call: Call, graph: boolean): boolean {
  const { cwd } = call.fact;
  if (cwd.kind === "unknown" || (call.workspace.env("GOFLAGS") ?? "") !== "") return false;
  return cwd.dirs.every((dir) => {
    const above = upwards(dir);
    const has = (name: string): string | undefined => above.find((folder) => call.workspace.kind(join(folder, name)) !== "missing");
    if (has("go.work") !== undefined) return false;
    const root = has("go.mod");
    return root === undefined || modulesAt(call, root, graph);
  });
}

const REQUIRED = /^\s*(?:require\s+)?([\w./~-]+)\s+(v[\w.+-]+)(?:\s*\/\/.*)?$/gm;
const SUMMED = /^(\S+) (v\S+)\/go\.mod /gm;

function modulesAt(call: Call, root: string, graph: boolean): boolean {
  const text = call.workspace.readText?.(join(root, "go.mod"));
  if (text === undefined) return false;
  const required = [...text.matchAll(REQUIRED)];
  if (!/\brequire\b/.test(text)) return true;
  // Since 1.17 the file lists all that a build needs.
  const minor = Number(/^go\s+1\.(\d+)/m.exec(text)?.[1] ?? "0");
  const cache = moduleCache(call);
  if (cache === undefined || minor < 17 || required.length === 0) return false;
  const there = (path: string): boolean => call.workspace.kind(join(cache, path)) !== "missing";
  if (!graph) return required.every(([, name = "", version = ""]) => there(`${escaped(name)}@${escaped(version)}`));
  const sums = call.workspace.readText?.(join(root, "go.sum")) ?? "";
  const listed = [...sums.matchAll(SUMMED)];
  return (
    listed.length > 0 && listed.every(([, name = "", version = ""]) => there(`cache/download/${escaped(name)}/@v/${escaped(version)}.mod`))
  );
}

function moduleCache(call: Call): string | undefined {
  const { env, home } = call.workspace;
  const set = env("GOMODCACHE");
  if (set) return set;
  const path = (env("GOPATH") ?? "").split(":")[0] || (home ? join(home, "go") : undefined);
  return path === undefined ? undefined : join(path, "pkg/mod");
}

/** The cache writes a capital letter as `!` and the small one. */
function escaped(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

/** `poetry show` makes the project's environment when there is none. */
const poetryShow: Handler = (call) => {
  const { cwd } = call.fact;
  const active = call.workspace.env("VIRTUAL_ENV") ?? "";
  const made = cwd.kind === "dirs" && cwd.dirs.every((dir) => call.workspace.kind(join(dir, ".venv")) === "directory");
  const elsewhere = call.fact.argv.some((word) => /^(?:-C|-P|--directory|--project)/.test(literal(word) ?? ""));
  return !elsewhere && (active !== "" || made) ? call.table() : [...call.table(), check(call, "an environment is made when there is none")];
};

export const toolchainHandlers: Readonly<Record<string, Handler>> = {
  "rust-tool": rustTool,
  rustc,
  "go-list": goList,
  "go-modules": goModules,
  "poetry-show": poetryShow,
};
