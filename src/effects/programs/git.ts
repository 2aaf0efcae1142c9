// Git as a whole: its global options, the repository it would open, aliases. What a subcommand does is in the table.
// Law: the same words in another repository are another command, so every call looks at the configuration that would apply.

import type { Cwd, WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { isWithin } from "../scopes.ts";
import type { Workspace } from "../workspace.ts";
import { splitAlias } from "./git-config.ts";
import { type Globals, readGlobals } from "./git-globals.ts";
import { type AliasAnswer, findAlias, findRepository, openGitDir, type Repository, repositoryRisk } from "./git-repository.ts";

const NETWORK = new Set("fetch pull push clone ls-remote remote submodule archive send-pack fetch-pack lfs".split(" "));
/** Nothing of a repository is read for these. */
const WITHOUT_REPOSITORY = new Set(["version", "init", "clone", "check-ref-format", "stripspace"]);
/** Formats that make git ask gpg about a signature. */
const SIGNATURE_FORMAT = /%G[GSKFPT?]|%\(signature/;

export function git(call: Call): readonly Effect[] {
  const globals = readGlobals(call.args);
  const word = call.args[globals.subcommandAt];
  const doubts = globals.doubts.map((doubt) => call.opaque(doubt.why, doubt.word));
  if (word === undefined) return [...doubts, ...call.table()];
  const subcommand = literal(word);
  if (subcommand === undefined) return [...doubts, call.opaque("which git command this is isn't known", word)];
  const repositories = openedRepositories(call, globals);
  const effects = [...doubts, ...repositoryEffects(call, repositories, subcommand, word)];
  if (!isSubcommand(call, subcommand)) return [...effects, ...aliasEffects(call, globals, repositories, subcommand, word)];
  return [...effects, ...call.with({ cwd: innerCwd(call, globals) }).table(), ...signatureEffects(call)];
}

function isSubcommand(call: Call, name: string): boolean {
  return Object.hasOwn(call.knowledge.subcommands ?? {}, name);
}

type Opened = { readonly kind: "known"; readonly repositories: readonly Repository[] } | { readonly kind: "unknown"; readonly why: string };

/** The repositories that the command may open: one for each folder it may run in. */
function openedRepositories(call: Call, globals: Globals): Opened {
  const { cwd } = call.fact;
  if (cwd.kind === "unknown") return { kind: "unknown", why: "the folder git runs in isn't known" };
  const repositories: Repository[] = [];
  for (const start of cwd.dirs) {
    const dir = [start, ...globals.dirs].reduce<string | undefined>((base, step) => enter(call, base, step), "/");
    if (dir === undefined) return { kind: "unknown", why: "the folder that git is sent to isn't known" };
    const gitDir = globals.gitDir && enter(call, dir, globals.gitDir);
    if (globals.gitDir && gitDir === undefined) return { kind: "unknown", why: "the repository isn't known" };
    const found = gitDir === undefined ? findRepository(call.workspace, dir) : openGitDir(call.workspace, dir, gitDir);
    if (found) repositories.push(found);
    const named = globals.gitDir !== undefined || globals.dirs.length > 0;
    if (isUnsettled(call.workspace, found, dir, named)) return { kind: "unknown", why: "the repository may change before git looks" };
  }
  return { kind: "known", repositories };
}

/** A repository in a temporary folder, or one that isn't there yet, can be made by the same text that then looks at it. */
function isUnsettled(workspace: Workspace, found: Repository | undefined, dir: string, named: boolean): boolean {
  if (!found || workspace.kind(found.gitDir) === "missing") return named && !isWithin(found?.gitDir ?? dir, workspace.root);
  return !isWithin(found.gitDir, workspace.root) && workspace.temp.some((folder) => isWithin(found.gitDir, folder));
}

function enter(call: Call, base: string | undefined, step: string | WordFact): string | undefined {
  const path = typeof step === "string" ? step : literal(step);
  if (base === undefined || path === undefined) return undefined;
  return path === "" ? base : call.workspace.realPath(base, path);
}

function repositoryEffects(call: Call, opened: Opened, subcommand: string, word: WordFact): readonly Effect[] {
  if (WITHOUT_REPOSITORY.has(subcommand)) return [];
  if (opened.kind === "unknown")
    return [call.effect({ kind: "execute", what: "project", why: `${opened.why}, and its configuration can run programs` }, word)];
  const use = { subcommand, network: NETWORK.has(subcommand) };
  for (const repository of opened.repositories) {
    const risk = repositoryRisk(call.workspace, repository, use);
    if (risk !== undefined) return [call.effect({ kind: "execute", what: "project", why: risk }, word)];
  }
  return [];
}

const MAX_ALIASES = 8;

/** A word that git doesn't know is an alias, or a program called `git-WORD`. */
function aliasEffects(call: Call, globals: Globals, opened: Opened, name: string, word: WordFact): readonly Effect[] {
  const before = call.args.slice(0, globals.subcommandAt);
  let rest: readonly WordFact[] = call.args.slice(globals.subcommandAt + 1);
  const seen = new Set<string>();
  let current = name;
  while (!seen.has(current) && seen.size < MAX_ALIASES) {
    seen.add(current);
    const answer = aliasOf(call, opened, current);
    const value = answer.value?.trim();
    if (value === undefined) return [unknownCommand(call, current, answer.certain, word)];
    if (value.startsWith("!")) return shellAlias(call, opened, value.slice(1), [word, ...rest]);
    const [first, ...more] = splitAlias(value) ?? [];
    if (first === undefined) return [call.opaque(`the alias ${current} can't be read`, word)];
    rest = [...more.map((text) => textWord(text, word.place)), ...rest];
    if (isSubcommand(call, first)) return call.run([textWord(call.program, word.place), ...before, textWord(first, word.place), ...rest]);
    // An alias may start with global options; those are rare enough to ask.
    if (first.startsWith("-")) return [call.opaque(`the alias ${current} changes how git runs`, word)];
    current = first;
  }
  return [call.opaque(`the alias ${name} refers to itself`, word)];
}

/** With every configuration file read, what is no alias is a program called `git-WORD`. */
function unknownCommand(call: Call, name: string, certain: boolean, word: WordFact): Effect {
  if (!certain) return call.opaque(`git ${name} is no command of git: an alias or a program of another package`, word);
  return call.effect({ kind: "execute", what: "installed", why: `git-${name} is a program of another package` }, word);
}

function aliasOf(call: Call, opened: Opened, name: string): AliasAnswer {
  if (opened.kind === "unknown" || opened.repositories.length > 1) return { value: undefined, certain: false };
  return findAlias(call.workspace, opened.repositories[0], name);
}

/** Git runs a shell alias in the top folder of the work tree, with the words appended. */
function shellAlias(call: Call, opened: Opened, body: string, words: readonly WordFact[]): readonly Effect[] {
  const [word] = words;
  if (!word) return [call.opaque("the alias can't be read")];
  const { cwd } = call.fact;
  const top = opened.kind === "known" ? opened.repositories[0]?.top : undefined;
  const moved = top !== undefined && (cwd.kind === "unknown" || cwd.dirs.some((dir) => dir !== top));
  const text = words.length > 1 ? `${body} "$@"` : body;
  const effects = call.script(textWord(text, word.place), words);
  return moved ? [...effects, call.opaque("the alias runs in another folder", word)] : effects;
}

/** After `-C` the paths mean files of another folder. */
function innerCwd(call: Call, globals: Globals): Cwd {
  const { cwd } = call.fact;
  if (cwd.kind === "unknown" || globals.dirs.length === 0) return cwd;
  const dirs = cwd.dirs.map((start) => [start, ...globals.dirs].reduce<string | undefined>((base, step) => enter(call, base, step), "/"));
  const known = dirs.filter((dir) => dir !== undefined);
  return known.length === dirs.length
    ? { kind: "dirs", dirs: known }
    : { kind: "unknown", why: "the folder that git is sent to isn't known" };
}

/** The known stretches of a word; an unquoted `?` is a glob to bash and a letter to git where no file matches. */
function patternOf(word: WordFact): string {
  return word.pieces.map((piece) => (piece.kind === "text" ? piece.text : piece.kind === "glob" ? piece.pattern : "")).join("");
}

function signatureEffects(call: Call): readonly Effect[] {
  const word = call.args.find((arg) => SIGNATURE_FORMAT.test(patternOf(arg)));
  return word ? [call.effect({ kind: "execute", what: "installed", why: "git asks gpg about the signature" }, word)] : [];
}
