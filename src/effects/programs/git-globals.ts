// The words between `git` and its subcommand. Law: only settings that can't name a program or a file pass; the rest is a question.

import type { WordFact } from "../../shell/facts.ts";
import { knownPrefix, literal, textWord } from "../../shell/word.ts";
import { type LeadingOption, leadingOptions } from "./leading-options.ts";

export interface Globals {
  /** Index of the subcommand in the arguments, or their number when there is none. */
  readonly subcommandAt: number;
  /** `-C` folders in order. */
  readonly dirs: readonly WordFact[];
  /** `--git-dir`; `--bare` makes the current folder the repository. */
  readonly gitDir: WordFact | undefined;
  /** Words that make git another program than it looks, with the reason. */
  readonly doubts: readonly { readonly word: WordFact; readonly why: string }[];
}

const HARMLESS = new Set(
  (
    "-v --version -h --help --html-path --man-path --info-path -p --paginate -P --no-pager --no-replace-objects --no-lazy-fetch " +
    "--no-optional-locks --no-advice --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs -C --git-dir --bare --namespace --list-cmds"
  ).split(" "),
);
const VALUES = new Set([
  "-C",
  "-c",
  "--git-dir",
  "--work-tree",
  "--namespace",
  "--super-prefix",
  "--attr-source",
  "--config-env",
  "--list-cmds",
]);

/** Reads the global options. A word that isn't known whole ends them. */
export function readGlobals(args: readonly WordFact[]): Globals {
  const { options, next } = leadingOptions(args, (name) => VALUES.has(name));
  const dirs = options.flatMap((option) => (option.name === "-C" ? [option.value ?? option.word] : []));
  const gitDir = options.findLast((option) => option.name === "--git-dir" || option.name === "--bare");
  return {
    subcommandAt: next,
    dirs,
    gitDir: gitDir && (gitDir.name === "--bare" ? textWord(".", gitDir.word.place) : (gitDir.value ?? gitDir.word)),
    doubts: options.flatMap(doubtOf),
  };
}

function doubtOf({ name, value, word }: LeadingOption): Globals["doubts"] {
  if (name === "-c") return isHarmlessSetting(value) ? [] : [{ word: value ?? word, why: "this setting can make git run a program" }];
  if (HARMLESS.has(name) || (name === "--exec-path" && value === undefined && literal(word) === name)) return [];
  const why = VALUES.has(name) || name === "--exec-path" ? `${name} can make git run a program` : `git's option ${name} is not known`;
  return [{ word, why }];
}

/** Sections whose settings only change what is shown or which of git's own ways is taken. */
const SECTIONS = new Set(["color", "advice", "column", "status", "user", "author", "committer", "i18n", "versionsort", "blame", "grep"]);
const NAMES = new Set(
  (
    "core.quotepath core.abbrev core.autocrlf core.eol core.filemode core.ignorecase core.longpaths core.precomposeunicode core.preloadindex " +
    "core.untrackedcache core.commentchar core.whitespace core.safecrlf core.checkstat core.trustctime core.bigfilethreshold core.compression " +
    "log.date log.decorate log.abbrevcommit log.follow log.graphcolors log.showroot log.mailmap log.initialdecorationset format.pretty " +
    "diff.renames diff.renamelimit diff.algorithm diff.colormoved diff.colormovedws diff.noprefix diff.mnemonicprefix diff.context diff.relative " +
    "diff.interhunkcontext diff.indentheuristic diff.ignoresubmodules diff.submodule diff.wordregex diff.suppressblankempty diff.wserrorhighlight " +
    "diff.statgraphwidth diff.dirstat diff.autorefreshindex diff.srcprefix diff.dstprefix commit.verbose commit.gpgsign commit.cleanup commit.status " +
    "tag.gpgsign tag.sort branch.sort branch.autosetupmerge init.defaultbranch safe.directory merge.conflictstyle merge.renamelimit merge.ff merge.stat " +
    "rebase.autosquash rebase.autostash pull.ff push.default push.autosetupremote push.followtags gc.auto gc.autodetach maintenance.auto " +
    "submodule.recurse fetch.prune fetch.parallel fetch.prunetags index.threads pack.threads stash.showpatch stash.showstat stash.showincludeuntracked"
  ).split(" "),
);
/** Settings that name a program, with the values that name none or a plain one. */
const ONLY: Readonly<Record<string, RegExp>> = {
  "core.pager": /^(cat|less|more|)$/,
  "core.fsmonitor": /^(false|no|off|0|)$/,
  "core.hookspath": /^\/dev\/null$/,
  "core.editor": /^(true|:|cat)$/,
  "sequence.editor": /^(true|:|cat)$/,
  "diff.external": /^$/,
  "interactive.difffilter": /^(cat|)$/,
  "credential.helper": /^$/,
  "log.showsignature": /^(false|no|off|0|)$/,
};

function isHarmlessSetting(word: WordFact | undefined): boolean {
  if (!word) return false;
  const text = literal(word) ?? knownPrefix(word);
  const equals = text.indexOf("=");
  // Without a `=` the setting is true; a name that isn't whole could be any.
  if (equals < 0 && literal(word) === undefined) return false;
  const key = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
  const only = Object.hasOwn(ONLY, key) ? ONLY[key] : undefined;
  if (only) return literal(word) !== undefined && equals >= 0 && only.test(text.slice(equals + 1));
  if (key.startsWith("pager.")) return /=(cat|less|more|true|false|)$/.test(literal(word) ?? "x=x");
  const [section = "", ...rest] = key.split(".");
  return rest.length === 1 && (SECTIONS.has(section) || NAMES.has(key));
}
