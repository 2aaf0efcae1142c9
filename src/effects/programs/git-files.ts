// Git's commands whose operands are paths: what they print, and what they overwrite.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect, EffectKind } from "../effect.ts";
import { renamed } from "./copies.ts";
import { hasAny, namesOf } from "./git-refs.ts";
import { carriedLinks } from "./links.ts";
import { patchEffects } from "./patches.ts";
import { placedEffects } from "./placed.ts";

const LOCAL: EffectKind = { kind: "vcs", act: "local" };
const DISCARD: EffectKind = { kind: "vcs", act: "discard" };

const SUMMARY_ONLY = [
  "--name-only",
  "--name-status",
  "--stat",
  "--numstat",
  "--shortstat",
  "--summary",
  "-s",
  "--no-patch",
  "--raw",
  "--quiet",
  "--check",
];
const PATCH = [
  "-p",
  "-u",
  "--patch",
  "-U",
  "--unified",
  "-L",
  "-W",
  "-c",
  "--cc",
  "--patch-with-stat",
  "--patch-with-raw",
  "--word-diff",
  "--color-words",
  "--textconv",
];

/** Commands that print what is in files: each operand may be a path, or `REVISION:PATH`. */
const contents: Handler = (call) => {
  const effects = [...call.table()];
  const names = namesOf(call);
  const prints = hasAny(names, ...PATCH) || !(isLog(call) || hasAny(names, ...SUMMARY_ONLY));
  if (!prints) return effects;
  const { operands, options } = call.parse();
  const paths = isGrep(call) && !hasAny(names, "-e", "-f") ? operands.slice(1) : operands;
  for (const word of paths) effects.push(...readOperand(call, word));
  for (const option of options) {
    if (option.name === "-L" && option.value && !isGrep(call)) effects.push(...readOperand(call, option.value));
    if (option.name === "--path" && option.value) effects.push(...call.read(option.value));
  }
  return effects;
};

/** The subcommand's own name stands right before its arguments. */
function subcommandOf(call: Call): string | undefined {
  return literal(call.fact.argv[call.fact.argv.length - call.args.length - 1]);
}

function isLog(call: Call): boolean {
  return ["log", "whatchanged", "diff-tree"].includes(subcommandOf(call) ?? "");
}

function isGrep(call: Call): boolean {
  return subcommandOf(call) === "grep";
}

function readOperand(call: Call, word: WordFact): readonly Effect[] {
  const text = literal(word);
  if (text === undefined) {
    // `"$rev:src/a.ts"`: the path is known even where the revision isn't.
    const last = word.pieces.at(-1);
    const path = last?.kind === "text" && last.text.includes(":") ? last.text.slice(last.text.lastIndexOf(":") + 1) : undefined;
    if (path !== undefined) return call.read(textWord(path, word.place));
    return knownPrefix(word).startsWith(":") ? [] : call.read(word);
  }
  if (/^:[!^]|^:\((exclude|.*,exclude)/.test(text)) return [];
  const path = text.startsWith(":(") ? text.slice(text.indexOf(")") + 1) : text.slice(text.lastIndexOf(":") + 1);
  return path === "" ? [] : call.read(textWord(path, word.place));
}

/** `--stat` and the like only look, unless `--apply` is there too; a three-way check stores what it makes. */
const apply: Handler = (call) => {
  const names = namesOf(call);
  const looks =
    hasAny(names, "--stat", "--numstat", "--summary", "--check") && !hasAny(names, "--apply", "--build-fake-ancestor", "-3", "--3way");
  if (!looks) return [...call.table(), ...patchEffects(call, call.parse().operands)];
  return call.table().filter((effect) => effect.kind === "read" || effect.kind === "opaque");
};

/** A branch is switched to, which keeps local changes; a path is overwritten. */
const checkout: Handler = (call) => {
  const effects = call.table();
  const names = namesOf(call);
  if (effects.some((effect) => effect.kind === "vcs" && effect.act !== "local")) return effects;
  const dashes = call.args.findIndex((word) => literal(word) === "--");
  const { operands } = call.parse();
  const creates = hasAny(names, "-b", "-B", "--orphan", "-d", "--detach", "-t", "--track");
  const overwrites =
    (dashes >= 0 && dashes < call.args.length - 1) || (!creates && (operands.length > 1 || operands.some((word) => mayBePath(call, word))));
  return overwrites ? [...effects, call.effect(DISCARD)] : effects;
};

function mayBePath(call: Call, word: WordFact): boolean {
  const text = literal(word);
  if (text === undefined) return true;
  if (text === "-" || text.startsWith("@{")) return false;
  if (/^[.:~/]|[*?[]/.test(text)) return !/^\.+$/.test(text) || text.length <= 2;
  const { cwd } = call.fact;
  if (cwd.kind === "unknown") return true;
  return cwd.dirs.some((dir) => {
    const path = call.workspace.realPath(dir, text);
    return path === undefined || call.workspace.kind(path) !== "missing";
  });
}

/** `--staged` alone takes files out of the index and leaves the work tree. */
const restore: Handler = (call) => {
  const names = namesOf(call);
  const stagedOnly = hasAny(names, "-S", "--staged") && !hasAny(names, "-W", "--worktree");
  if (!stagedOnly) return call.table();
  return [...call.table().filter((effect) => effect.kind !== "vcs"), call.effect(LOCAL)];
};

/** `-n` only says what would happen, as long as every other word is known. */
const dryRun: Handler = (call) => {
  const looks = hasAny(namesOf(call), "-n", "--dry-run") && call.parse().unexplained.length === 0;
  return looks ? call.table().filter((effect) => effect.kind !== "vcs") : call.table();
};

/** Git refuses to remove a file with local changes unless it is forced, so a plain removal can be undone. */
const rm: Handler = (call) => {
  const effects = dryRun(call);
  const keepsFiles = namesOf(call).has("--cached") || !effects.some((effect) => effect.kind === "vcs");
  return keepsFiles ? effects : [...effects, ...call.parse().operands.flatMap((word) => call.remove(word, false))];
};

/** A rename in the work tree as well as in the index. */
const mv: Handler = (call) => {
  const effects = dryRun(call);
  const { operands } = call.parse();
  const target = operands.at(-1);
  if (!target || !effects.some((effect) => effect.kind === "vcs")) return effects;
  const sources = operands.slice(0, -1);
  const form = sources.length > 1 ? "inside" : "either";
  // Git renames what it tracks: a pattern that could only mean a secret is left alone.
  const taken = sources
    .flatMap((word) => call.remove(word, true))
    .filter((effect) => !("target" in effect && effect.target.kind === "pattern" && !effect.target.marks.includes("guard")))
    .map(renamed);
  const placed = placedEffects(call, sources, target, { form, whole: true });
  // Git moves nothing out of the repository or into `.git`, so a name that begins in a plain folder is taken to stay there.
  const plain = literal(target) === undefined && /^[^./~][^/]*\//.test(knownPrefix(target));
  const written = call.write(target).filter((effect) => !(plain && effect.kind === "write" && effect.target.kind !== "exact"));
  return [...effects, ...written, ...taken, ...placed, ...carriedLinks(call, sources, { target, form })];
};

export const fileHandlers: Readonly<Record<string, Handler>> = {
  "git-contents": contents,
  "git-apply": apply,
  "git-checkout": checkout,
  "git-restore": restore,
  "git-dry-run": dryRun,
  "git-mv": mv,
  "git-rm": rm,
};
