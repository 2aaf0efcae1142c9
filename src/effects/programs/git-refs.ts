// Git's commands that show a list when they get no name and change something when they get one.
// Law: the list form has to be proven by the options; everything else counts as a change.

import { couldSplit, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect, EffectKind } from "../effect.ts";

const LOCAL: EffectKind = { kind: "vcs", act: "local" };
const REWRITE: EffectKind = { kind: "vcs", act: "rewrite" };

/** Names of the options as they were given. */
export function namesOf(call: Call): ReadonlySet<string> {
  return new Set(call.parse().options.map((option) => option.name));
}

export function hasAny(names: ReadonlySet<string>, ...wanted: readonly string[]): boolean {
  return wanted.some((name) => names.has(name));
}

const FILTERS = ["-l", "--list", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at"] as const;

const branch: Handler = (call) => {
  const names = namesOf(call);
  const effects = [...withoutMissingValue(call)];
  const { operands, unexplained } = call.parse();
  if (hasAny(names, "-D", "-M", "-C") || (hasAny(names, "-f", "--force") && (operands.length > 0 || unexplained.length > 0))) {
    effects.push(call.effect(REWRITE));
  } else if (hasAny(names, "-d", "--delete", "-m", "--move", "-c", "--copy", "-u", "--set-upstream-to", "--unset-upstream")) {
    effects.push(call.effect(LOCAL));
  } else if (names.has("--edit-description")) {
    effects.push(call.effect(LOCAL), call.effect({ kind: "execute", what: "installed", why: "opens the editor" }));
  } else if (operands.length > 0 && !hasAny(names, ...FILTERS, "--show-current")) effects.push(call.effect(LOCAL));
  return effects;
};

const tag: Handler = (call) => {
  const names = namesOf(call);
  const effects = [...withoutMissingValue(call)];
  const { operands } = call.parse();
  if (hasAny(names, "-d", "--delete", "-f", "--force")) effects.push(call.effect(REWRITE));
  else if (hasAny(names, "-v", "--verify"))
    effects.push(call.effect({ kind: "execute", what: "installed", why: "asks gpg about the signature" }));
  else if (hasAny(names, "-a", "--annotate", "-m", "--message", "-F", "--file", "-e", "--edit", "-s", "--sign", "-u", "--local-user")) {
    effects.push(call.effect(LOCAL));
  } else if (operands.length > 0 && !hasAny(names, ...FILTERS, "-n")) effects.push(call.effect(LOCAL));
  return effects;
};

/** `git branch --merged` stands for `--merged HEAD` when nothing follows. */
function withoutMissingValue(call: Call): readonly Effect[] {
  const last = call.args.at(-1);
  const text = literal(last);
  if (!last || text === undefined || !["--merged", "--no-merged", "--contains", "--no-contains", "--points-at"].includes(text))
    return call.table();
  const before = call.parse().unexplained.filter(({ word }) => word !== last);
  return before.map(({ word, why }) => call.opaque(why, word));
}

/** Without a subcommand `git stash` takes the options of `push`. */
const stash: Handler = (call) => {
  const first = literal(call.args[0]);
  if (first === undefined)
    return call.args.length === 0 ? [call.effect(LOCAL)] : [call.opaque("which stash command this is isn't known", call.args[0])];
  return first.startsWith("-") ? [call.effect(LOCAL)] : call.table();
};

/** Without a subcommand `git reflog` is `git reflog show`. */
const reflog: Handler = (call) => {
  const [word] = call.args;
  if (!word) return [];
  const first = literal(word);
  if (first === undefined) return [call.opaque("which reflog command this is isn't known", word)];
  if (Object.hasOwn(call.knowledge.subcommands ?? {}, first)) return call.table();
  return call.run(["git", "reflog", "show"].map((text) => textWord(text, word.place)).concat(call.args));
};

const symbolicRef: Handler = (call) => {
  const { operands } = call.parse();
  return operands.length > 1 ? [...call.table(), call.effect(REWRITE)] : call.table();
};

const replace: Handler = (call) => {
  const { operands } = call.parse();
  const names = namesOf(call);
  const lists =
    (operands.length === 0 && names.size === 0) ||
    (hasAny(names, "-l", "--list") && !hasAny(names, "-d", "--delete", "-e", "--edit", "-g", "--graft"));
  return lists ? call.table().filter((effect) => effect.kind !== "vcs") : call.table();
};

/** Three trees: the old form, which only prints. Anything else, also where a word may vanish, writes objects. */
const mergeTree: Handler = (call) => {
  const { operands } = call.parse();
  const prints = operands.length === 3 && !operands.some(couldSplit) && namesOf(call).size === 0;
  return prints ? call.table().filter((effect) => effect.kind !== "vcs") : call.table();
};

export const refHandlers: Readonly<Record<string, Handler>> = {
  "git-branch": branch,
  "git-tag": tag,
  "git-stash": stash,
  "git-reflog": reflog,
  "git-symbolic-ref": symbolicRef,
  "git-replace": replace,
  "git-merge-tree": mergeTree,
};
