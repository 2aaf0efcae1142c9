// jq, yq and mlr: what they read, and the few forms that write or run. Law: a form that isn't known is opaque.

import type { WordFact } from "../../shell/facts.ts";
import { couldBeOption, knownPrefix, literal, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { environmentRead, isSecretName } from "./environment.ts";

/** How many words after it an option of jq takes. No option of jq writes. */
const JQ_TAKES: Readonly<Record<string, number>> = {
  "--arg": 2,
  "--argjson": 2,
  "--indent": 1,
  "-L": 1,
  "--library-path": 1,
};
const JQ_FILES = new Set(["--rawfile", "--slurpfile"]);
const JQ_PROGRAM_FILE = /^(-[A-Za-z]*f[A-Za-z]*|--from-file)$/;

export function jq(call: Call): readonly Effect[] {
  const effects: Effect[] = [];
  let filter: WordFact | undefined;
  let texts = false;
  for (let index = 0; index < call.args.length; index++) {
    const word = call.args[index];
    if (!word) break;
    const text = literal(word);
    if (text !== "-" && knownPrefix(word).startsWith("-")) {
      texts ||= text === "--args" || text === "--jsonargs";
      const file = jqFile(text, index, call.args);
      if (file) effects.push(...call.read(file));
      index += jqTakes(text);
    } else if (filter) effects.push(...(texts ? [] : call.read(word)));
    else {
      filter = word;
      effects.push(...filterEffects(word, call));
    }
  }
  return effects;
}

/** The file that an option of jq reads. A program's file is an operand of its own, so it isn't taken. */
function jqFile(text: string | undefined, index: number, args: readonly WordFact[]): WordFact | undefined {
  if (text === undefined) return undefined;
  if (JQ_FILES.has(text)) return args[index + 2];
  return JQ_PROGRAM_FILE.test(text) ? args[index + 1] : undefined;
}

function jqTakes(text: string | undefined): number {
  if (text === undefined) return 0;
  if (JQ_FILES.has(text)) return 2;
  return Object.hasOwn(JQ_TAKES, text) ? (JQ_TAKES[text] ?? 0) : 0;
}

/** `env.NAME` and `$ENV.NAME` print a variable; `env` alone all of them. */
function filterEffects(filter: WordFact, call: Call): readonly Effect[] {
  const program = literal(filter) ?? "";
  const uses = program.matchAll(/(?<![\w.])(?:\$ENV|env)\b(?:\.([A-Za-z_]\w*)|\["([A-Za-z_]\w*)"\])?/g);
  return [...uses].some(([, name, quoted]) => isSecretName(name ?? quoted ?? "TOKEN")) ? environmentRead(call, filter) : [];
}

const YQ_VERBS = new Set(["e", "eval", "ea", "eval-all"]);

/** How many words after it an option takes that the one around jq hands on. */
const YQ_TAKES: Readonly<Record<string, number>> = { "--arg": 2, "--argjson": 2, "--rawfile": 2, "--slurpfile": 2 };

/** Both programs of that name: the Go one and the one around jq. */
export function yq(call: Call): readonly Effect[] {
  const at = call.args.findIndex((word) => Object.hasOwn(YQ_TAKES, literal(word) ?? ""));
  if (at >= 0) {
    const option = literal(call.args[at]) ?? "";
    const taken = 1 + (YQ_TAKES[option] ?? 0);
    const file = JQ_FILES.has(option) ? call.args[at + 2] : undefined;
    const rest = call.args.filter((_, index) => index < at || index >= at + taken);
    return [...(file ? call.read(file) : []), ...yq(call.with({ args: rest }))];
  }
  const { options, operands } = call.parse();
  const named = YQ_VERBS.has(literal(operands[0]) ?? "") ? operands.slice(1) : operands;
  const expression = options.some((option) => option.name === "--expression" || option.name === "--from-file");
  const files = expression || named.length === 1 ? named : named.slice(1);
  const inPlace = options.some((option) => option.name === "-i" || option.name === "--inplace" || option.name === "--in-place");
  const effects = [...call.table(), ...(named.length === 1 && !inPlace ? [] : files).flatMap(inPlace ? call.write : call.read)];
  return inPlace && files.length === 0 ? [...effects, call.opaque("yq edits files that are not named")] : effects;
}

const MLR_FORMATS = "csv|csvlite|tsv|tsvlite|json|jsonl|jsonx|dkvp|nidx|xtab|pprint|asv|asvlite|usv|usvlite|markdown|md";
const MLR_FLAG = new RegExp(
  `^(--[io]?(${MLR_FORMATS})|--[ctjlnxpd]2[ctjldnxpbm]|--(headerless-csv-output|ho|implicit-csv-header|hi|allow-ragged-csv-input|ragged|lazy-quotes|quote-all|barred|right|no-color|always-color|no-auto-flatten|no-auto-unflatten|jvstack|no-jvstack|jlistwrap|no-jlistwrap|jvquoteall|xvright|gzin|bz2in|zin|zstdin|repifs|pass-comments|skip-comments|fflush|no-fflush|infer-none|infer-octal|infer-int-as-float|no-dedupe-field-names|version)|-[cjtpTNnSAOMC])$`,
);
const MLR_VALUE =
  /^(--([io]?[fpr]s|i[fp]s-regex|ofmt|tz|nr-progress-mod|records-per-batch|seed|flatsep|jflatsep|io|pass-comments-with|skip-comments-with)|-i|-o)$/;
const MLR_VERBS = new Set(
  "altkv bar bootstrap bottom-k cat check clean-whitespace count-distinct count count-similar cut decimate fill-down fill-empty flatten format-values fraction gap grep group-by group-like gsub having-fields head histogram json-parse json-stringify join label latin1-to-utf8 least-frequent merge-fields most-frequent nest nothing regularize remove-empty-columns rename reorder repeat reshape sample sec2gmtdate sec2gmt seqgen shuffle skip-trivial-records sort sort-within-records sort-within-records-values sparsify split-join split-lines ssub stats1 stats2 step strptime sub summary tac tail template top utf8-to-latin1 unflatten uniq unspace unsparsify".split(
    " ",
  ),
);
const MLR_ANYWHERE = /^(-I|--(prepipe.*|m?load|cpuprofile|traceprofile)(=.*)?)$/;
const MLR_SCRIPT_FLAGS = new Set(["-q", "-S", "-F", "-x", "-e"]);

export function mlr(call: Call): readonly Effect[] {
  // Flags of the program may also follow the verbs, and a word that isn't known could be one of them, or `then`.
  const bad = call.args.find((word) => (valuesOf(word) ? MLR_ANYWHERE.test(literal(word) ?? "") : couldBeOption(word)));
  if (bad) return [call.opaque("mlr gets a word that writes, runs or is not known", bad)];
  const globbed = call.args.findIndex((word) => valuesOf(word) === undefined);
  if (globbed >= 0 && call.args.slice(globbed + 1).some((word) => /^(tee|split|put|filter|case)$/.test(literal(word) ?? "tee"))) {
    return [call.opaque("mlr gets a word that is not known", call.args[globbed])];
  }
  const effects: Effect[] = [];
  let index = 0;
  for (; index < call.args.length; index++) {
    const word = call.args[index];
    const text = literal(word);
    if (!word || text === undefined || !text.startsWith("-")) break;
    const value = call.args[index + 1];
    if (text === "--from" && value) {
      effects.push(...call.read(value));
      index++;
    } else if (MLR_VALUE.test(text)) index++;
    else if (!MLR_FLAG.test(text)) return [...effects, call.opaque(`mlr ${text} is not known`, word)];
  }
  const chain = call.args.slice(index);
  return [
    ...effects,
    ...verbEffects(chain, call),
    ...chain
      .filter((word) => !knownPrefix(word).startsWith("-"))
      .slice(1)
      .flatMap(call.read),
  ];
}

function verbEffects(chain: readonly WordFact[], call: Call): readonly Effect[] {
  const effects: Effect[] = [];
  let start = 0;
  for (let index = 0; index <= chain.length; index++) {
    if (index < chain.length && literal(chain[index]) !== "then") continue;
    const [verb, ...words] = chain.slice(start, index);
    start = index + 1;
    const name = literal(verb);
    if (name === "put" || name === "filter") effects.push(...words.flatMap((word, at) => scriptEffects(word, words[at - 1], call)));
    else if (verb && (name === undefined || !MLR_VERBS.has(name)))
      effects.push(call.opaque("the verb of mlr is not known to be harmless", verb));
  }
  return effects;
}

/** Words that print, emit or tee may be redirected; comparisons look the same, so either alone is fine. */
function scriptEffects(word: WordFact, before: WordFact | undefined, call: Call): readonly Effect[] {
  const text = literal(word);
  if (text === undefined) return literal(before) === "-s" ? [] : [call.opaque("a script of mlr is not known", word)];
  if (text.startsWith("-")) return MLR_SCRIPT_FLAGS.has(text) ? [] : [call.opaque(`mlr ${text} is not known`, word)];
  const redirects = /\b(emit\w*|e?printn?|e?dump)\b/.test(text) && /[>|]/.test(text);
  return /\b(system|exec|tee|os_type|hostname)\b/.test(text) || redirects ? [call.opaque("a script of mlr writes or runs", word)] : [];
}
