// Package managers: scripts by name, and what an install would fetch.
// Law: what the lock file or the manifest declares is declared; a name on the command line is new.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { hasAny, namesOf } from "./git-refs.ts";
import { join } from "./git-repository.ts";
import { inlineEffects } from "./inline-code.ts";
import { firstOperand, isInstalled, isLocalTool, runLocal } from "./local-tools.ts";
import { rewriteEffects, scriptEffects } from "./script-names.ts";
import { foldersAbove } from "./toolchains.ts";

const NEW = { kind: "install", what: "new" } as const;
const RUN_VALUES = new Set(
  "-w --workspace --prefix -C --dir --cwd --filter -F --loglevel --script-shell --env-file --config -c --node-options --shell --working-dir -d --timeout -e --environment --manifest-path".split(
    " ",
  ),
);

/** `npm run NAME`: by its name. */
const scriptRun: Handler = (call) => {
  const shell = call.args.find((word) => /^--(script-shell|shell|node-options)\b/.test(literal(word) ?? ""));
  if (shell) return [call.opaque("the option names the program that runs the script", shell)];
  const at = firstOperand(call.args, (option) => RUN_VALUES.has(option));
  if (at === undefined) return [call.opaque("which script runs is not known", call.args[0])];
  const word = call.args[at];
  // Without a name the scripts are listed.
  if (!word) return [];
  const name = literal(word);
  if (name === undefined) return [call.opaque("which script runs is not known", word)];
  if (/[./]/.test(name) && call.program.startsWith("bun "))
    return [call.effect({ kind: "execute", what: "project", why: `${name} is a script of the project` }, word)];
  // `yarn run eslint` and `bun run eslint` find programs as well; as a script it would be a check anyway.
  return isLocalTool(name) && !call.program.startsWith("npm ")
    ? runLocal(call, name, word, call.args.slice(at + 1))
    : [...scriptEffects(call, name, word), ...rewriteEffects(call, call.args.slice(at + 1))];
};

/** A manager whose unknown words are scripts or programs of the project: `yarn build`, `pnpm vitest`. */
function manager(valueOptions: string, hooks?: Hooks): Handler {
  const values = new Set(valueOptions.split(" "));
  return (call) => (hooks ? [...hookEffects(call, hooks), ...managed(call, values)] : managed(call, values));
}

function managed(call: Call, values: ReadonlySet<string>): readonly Effect[] {
  const at = firstOperand(call.args, (option) => values.has(option));
  const moved = movedInstall(call);
  if (at === undefined) return [call.opaque("which command runs is not known", call.args[0])];
  const word = call.args[at];
  const name = literal(word);
  if (!word || name === undefined) return moved(call.table());
  if (Object.hasOwn(call.knowledge.subcommands ?? {}, name) && !isScriptElsewhere(call, name)) return moved(call.table());
  if (name.includes("/") || /\.[cm]?[jt]sx?$/.test(name))
    return [call.effect({ kind: "execute", what: "project", why: `${name} is a script of the project` }, word)];
  return isLocalTool(name)
    ? runLocal(call, name, word, call.args.slice(at + 1))
    : [...scriptEffects(call, name, word), ...rewriteEffects(call, call.args.slice(at + 1))];
}

/** Commands that only some versions of a manager have: for the others the word is a script or a program of the project. */
const NOT_EVERYWHERE = new Set(
  "list check licenses versions global help audit outdated doctor sbom explain info why completions ignored-builds find-hash cat-file cat-index search view show".split(
    " ",
  ),
);

function isScriptElsewhere(call: Call, name: string): boolean {
  if (!NOT_EVERYWHERE.has(name)) return false;
  if (isInstalled(call, name)) return true;
  const { cwd } = call.fact;
  const given = foldersGiven(call).map((word) => call.folder(word));
  const dirs = [cwd, ...given].flatMap((place) => (place.kind === "dirs" ? place.dirs : [call.workspace.root]));
  const script = new RegExp(`"${name}"\\s*:`);
  return dirs.some((dir) => script.test(call.workspace.readText?.(join(dir, "package.json")) ?? ""));
}

/** Files of the project that the manager runs, or that name a program for it to run, whatever it is asked. */
interface Hooks {
  readonly runs: readonly string[];
  readonly names: readonly string[];
  readonly pattern: RegExp;
}

// `packageManager` makes corepack, and newer managers themselves, fetch that version and hand over to it.
const YARN_HOOKS: Hooks = {
  runs: [],
  names: [".yarnrc.yml", ".yarnrc", "package.json"],
  pattern: /yarn-?path|plugins|"packageManager"|"devEngines"/i,
};
const PNPM_HOOKS: Hooks = {
  runs: [".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"],
  names: [".npmrc", "pnpm-workspace.yaml", "package.json"],
  pattern: /pnpmfile|configDependencies|"packageManager"|"devEngines"/i,
};

// npm keeps its logs where these say.
const NPM_HOOKS: Hooks = { runs: [], names: [".npmrc"], pattern: /^\s*(?:cache|logs[-_]dir)\s*=/m };

function hookEffects(call: Call, hooks: Hooks): readonly Effect[] {
  const { workspace } = call;
  const moved = foldersGiven(call).map((word) => foldersAbove(call.with({ cwd: call.folder(word) })));
  if (moved.includes(undefined)) return [call.opaque(`what ${call.program} loads in that folder is not known`)];
  const dirs = [...(foldersAbove(call) ?? [workspace.root]), ...moved.flatMap((above) => above ?? [])];
  const found = dirs.flatMap((dir) => [
    ...hooks.runs.map((name) => join(dir, name)).filter((path) => workspace.kind(path) !== "missing"),
    ...hooks.names
      .map((name) => join(dir, name))
      .filter((path) => workspace.kind(path) !== "missing" && hooks.pattern.test(workspace.readText?.(path) ?? "")),
  ]);
  return found.length === 0
    ? []
    : [call.effect({ kind: "execute", what: "project", why: `${found[0]} is code that ${call.program} runs` })];
}

/** `--prefix DIR` and the like: an install writes there and not here. */
function movedInstall(call: Call): (effects: readonly Effect[]) => readonly Effect[] {
  const folders = foldersGiven(call);
  const changes = (effect: Effect): boolean => effect.kind === "install" || effect.kind === "write";
  return (effects) => (effects.some(changes) ? [...effects, ...folders.flatMap((word) => call.write(word))] : effects);
}

function foldersGiven(call: Call): readonly WordFact[] {
  return call.args.flatMap((word, index) => {
    const text = literal(word) ?? "";
    const attached = /^(--prefix|--dir|--cwd|--working-dir)=(.*)$/.exec(text)?.[2];
    if (attached !== undefined) return [textWord(attached, word.place)];
    const next = call.args[index + 1];
    return ["--prefix", "-C", "--dir", "--cwd", "--working-dir"].includes(text) && next ? [next] : [];
  });
}

const npm: Handler = (call) => [...hookEffects(call, NPM_HOOKS), ...movedInstall(call)(call.table())];

/** `npm install`: a name on the command line is new, a folder of the project isn't. */
const installNames: Handler = (call) => {
  const names = namesOf(call);
  const { operands } = call.parse();
  const fresh = operands.filter((word) => !/^(file:|link:|workspace:|\.{1,2}(\/|$))/.test(literal(word) ?? ""));
  const [first] = fresh;
  const isNew = hasAny(names, "-g", "--global") || first !== undefined || globalLocation(call);
  return isNew ? [...call.table(), call.effect(NEW, first)] : call.table();
};

function globalLocation(call: Call): boolean {
  return call.args.some((word, index) => {
    const text = literal(word) ?? "";
    return (
      text === "--location=global" || text === "--global=true" || (text === "--location" && literal(call.args[index + 1]) === "global")
    );
  });
}

const pipInstall: Handler = (call) => {
  const { operands, options } = call.parse();
  const names = namesOf(call);
  const fromFile =
    hasAny(names, "-r", "--requirement", "-e", "--editable", "--group") || operands.some((word) => isOwnFolder(literal(word)));
  const editable = options.filter((option) => option.name === "-e" || option.name === "--editable").map((option) => option.value);
  const fresh = [...operands, ...editable].find((word) => word !== undefined && !isOwnFolder(literal(word)));
  const elsewhere = hasAny(names, "--user", "-t", "--target", "--root", "--prefix") || names.has("--root-user-action");
  if (fresh || elsewhere || !fromFile) return [...call.table(), call.effect(NEW, fresh)];
  return [...call.table(), call.effect({ kind: "install", what: "declared" })];
};

/** `.`, `./lib`, `.[dev]`. */
function isOwnFolder(text: string | undefined): boolean {
  return text !== undefined && /^\.{1,2}(\/[\w./-]*)?(\[[\w,.-]*\])?$/.test(text);
}

const npmInit: Handler = (call) => {
  const { operands } = call.parse();
  const [first] = operands;
  if (first)
    return [
      ...call.table(),
      call.effect(NEW, first),
      call.effect({ kind: "execute", what: "installed", why: "a package that makes projects runs" }, first),
    ];
  return [...call.table(), ...call.write(textWord(".", call.fact.place))];
};

const npmVersion: Handler = (call) => {
  const { operands } = call.parse();
  const [first] = operands;
  if (!first) return call.table();
  return [
    ...call.table(),
    call.effect({ kind: "vcs", act: "local" }, first),
    ...call.write(textWord(".", call.fact.place)),
    call.effect({ kind: "execute", what: "project", why: "the version scripts of the project run" }, first),
  ];
};

/** `yarn workspace NAME COMMAND ...` and `yarn workspaces foreach OPTIONS COMMAND ...`. */
const yarnWorkspace: Handler = (call) => rerun(call, call.args.slice(1));
const yarnForeach: Handler = (call) => {
  const at = firstOperand(call.args, (option) => ["--from", "--include", "--exclude", "-j", "--jobs", "--since"].includes(option));
  return at === undefined ? [call.opaque("which command runs is not known", call.args[0])] : rerun(call, call.args.slice(at));
};

function rerun(call: Call, words: readonly WordFact[]): readonly Effect[] {
  return call.run([textWord("yarn", call.fact.place), ...words]);
}

/** `corepack yarn ...` is yarn. */
const corepack: Handler = (call) => call.run([textWord(call.program.replace("corepack ", ""), call.fact.place), ...call.args]);

const BUN_INLINE = new Set(["-e", "--eval", "-p", "--print"]);
const bun: Handler = (call) => {
  const inline = call.args.findIndex((word) => BUN_INLINE.has(literal(word) ?? ""));
  if (inline >= 0) return inlineEffects(call, call.args[inline + 1], call.args[inline]);
  return manager("--cwd --env-file --filter -F --config -c --preload -r --define --port")(call);
};

const deno: Handler = (call) => {
  const at = firstOperand(call.args, () => false);
  const name = at === undefined ? undefined : literal(call.args[at]);
  if (name === undefined || Object.hasOwn(call.knowledge.subcommands ?? {}, name)) return call.table();
  return [call.effect({ kind: "execute", what: "project", why: `${name} is a script of the project` }, call.args[at ?? 0])];
};

export const packageHandlers: Readonly<Record<string, Handler>> = {
  npm,
  "npm-init": npmInit,
  "npm-version": npmVersion,
  "script-run": scriptRun,
  "install-names": installNames,
  "pip-install": pipInstall,
  pnpm: manager("-F --filter --filter-prod -C --dir --loglevel --reporter --workspace-concurrency", PNPM_HOOKS),
  yarn: manager("--cwd --mutex --network-timeout --registry --cache-folder", YARN_HOOKS),
  composer: manager("-d --working-dir"),
  "yarn-workspace": yarnWorkspace,
  "yarn-foreach": yarnForeach,
  corepack,
  bun,
  deno,
};
