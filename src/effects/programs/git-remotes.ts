// Git's commands that talk to other repositories, and those that write git's own configuration files.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect, EffectKind } from "../effect.ts";
import { hasAny, namesOf } from "./git-refs.ts";
import { findRepository, join } from "./git-repository.ts";

const EDITOR: EffectKind = { kind: "execute", what: "installed", why: "opens the editor" };

/** `ext::COMMAND` and the like: the address names a program that carries the data. */
function transportPrograms(call: Call, words: readonly WordFact[]): readonly Effect[] {
  return words
    .filter((word) => /^[A-Za-z0-9+.-]+::/.test(literal(word) ?? knownPrefix(word)))
    .map((word) => call.opaque("the address runs a transport program", word));
}

function isAddress(text: string): boolean {
  return text.includes("://") || /^[^/:]+:(?!:)/.test(text);
}

const remoteUrl: Handler = (call) => {
  const { operands, options } = call.parse();
  const named = [...operands, ...options.flatMap((option) => (option.name === "--repo" && option.value ? [option.value] : []))];
  const effects = [...call.table(), ...transportPrograms(call, named)];
  const [first] = named;
  // The remote that the repository names is its own; an address that the caller writes is another.
  if (first && isAddress(literal(first) ?? "x:y") && effects.some((effect) => effect.kind === "network" && effect.peer === "own-remote")) {
    return [...effects, ...call.network("fetch", first)];
  }
  return effects;
};

/** A refspec with a target, or force, moves branches of this repository; a plain fetch only stores what it gets. */
const fetch: Handler = (call) => {
  const { operands } = call.parse();
  const moves =
    operands.slice(1).some((word) => (literal(word) ?? ":").includes(":")) ||
    hasAny(namesOf(call), "-f", "--force", "--update-head-ok", "-u");
  return moves ? [...remoteUrl(call), call.effect({ kind: "vcs", act: "local" })] : remoteUrl(call);
};

/** Rebasing gives local commits new names; merging keeps them. */
const pull: Handler = (call) => {
  const rebase = call
    .parse()
    .options.findLast((option) => option.name === "-r" || option.name === "--rebase" || option.name === "--no-rebase");
  const rewrites = rebase !== undefined && rebase.name !== "--no-rebase" && literal(rebase.value) !== "false";
  return rewrites ? [...remoteUrl(call), call.effect({ kind: "vcs", act: "rewrite" }, rebase.word)] : remoteUrl(call);
};

const remoteShow: Handler = (call) => {
  const { operands } = call.parse();
  const effects = [...call.table(), ...transportPrograms(call, operands)];
  return operands.length === 0 ? effects.filter((effect) => effect.kind !== "network") : effects;
};

const clone: Handler = (call) => {
  const { operands } = call.parse();
  const [from, to] = operands;
  if (!from) return [...call.table(), call.opaque("nothing to clone")];
  const text = literal(from);
  const source = text !== undefined && !isAddress(text) ? call.read(from) : call.network("fetch", from);
  const name = text
    ?.replace(/[/\s]+$/, "")
    .replace(/\/?\.git$/, "")
    .split(/[/:]/)
    .at(-1);
  const target = to ?? textWord(name === undefined || name === "" ? "." : name, from.place);
  return [...call.table(), ...transportPrograms(call, operands), ...source, ...call.write(target)];
};

/** The file of the repository's own settings; its marks make the write a question. */
function ownConfig(call: Call, word: WordFact): WordFact {
  const { cwd } = call.fact;
  const dir = cwd.kind === "dirs" ? (cwd.dirs[0] ?? call.workspace.cwd) : call.workspace.cwd;
  const commonDir = findRepository(call.workspace, dir)?.commonDir ?? join(dir, ".git");
  return textWord(join(commonDir, "config"), word.place);
}

function writesOwnConfig(call: Call): readonly Effect[] {
  const [word] = call.fact.argv;
  return word ? call.write(ownConfig(call, word)) : [call.opaque("git without a name")];
}

const configWrite: Handler = (call) => [...call.table(), ...transportPrograms(call, call.parse().operands), ...writesOwnConfig(call)];

const READS = ["--get", "--get-all", "--get-regexp", "--get-urlmatch", "-l", "--list", "--get-color", "--get-colorbool"];
const WRITES = ["--add", "--unset", "--unset-all", "--replace-all", "--rename-section", "--remove-section", "-e", "--edit"];

const config: Handler = (call) => {
  const names = namesOf(call);
  const { operands, options } = call.parse();
  const file = options.findLast((option) => option.name === "-f" || option.name === "--file")?.value;
  const table = call.table();
  if (isConfigRead(names, operands)) return file ? [...table, ...call.read(file)] : table;
  const edits = hasAny(names, "-e", "--edit") || literal(operands[0]) === "edit";
  return [...table, ...configTarget(call, names, file), ...(edits ? [call.effect(EDITOR)] : [])];
};

function isConfigRead(names: ReadonlySet<string>, operands: readonly WordFact[]): boolean {
  if (hasAny(names, ...WRITES)) return false;
  if (hasAny(names, ...READS)) return true;
  const first = literal(operands[0]);
  // From git 2.46 on: `git config list`, `git config get NAME`.
  if (first === "list" || first === "get") return true;
  return operands.length === 0 || (operands.length === 1 && first !== undefined && !["set", "unset", "edit"].includes(first));
}

function configTarget(call: Call, names: ReadonlySet<string>, file: WordFact | undefined): readonly Effect[] {
  if (file) return call.write(file);
  const [word] = call.fact.argv;
  if (!word) return [call.opaque("git without a name")];
  if (names.has("--system")) return call.write(textWord("/etc/gitconfig", word.place));
  if (!names.has("--global")) return writesOwnConfig(call);
  const { home } = call.workspace;
  const plain = join(home, ".gitconfig");
  const other = join(home, ".config/git/config");
  const usesOther = call.workspace.kind(plain) === "missing" && call.workspace.kind(other) !== "missing";
  return call.write(textWord(usesOther ? other : plain, word.place));
}

export const remoteHandlers: Readonly<Record<string, Handler>> = {
  "git-remote-url": remoteUrl,
  "git-fetch": fetch,
  "git-pull": pull,
  "git-remote-show": remoteShow,
  "git-clone": clone,
  "git-config": config,
  "git-config-write": configWrite,
};
