// Compilers: most of what they do is a build; a few of their options only look, and others run programs or write files that the caller names.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { check, here } from "./build-effects.ts";
import { join } from "./git-repository.ts";
import { toolchainEffects } from "./toolchains.ts";

/** Options of a C compiler that can't write a file or start a program of the caller's choice. */
const C_PLAIN =
  /^-(?:[cSEPCHv]|d[DIMNU]|M{1,2}[GP]?|w|g\w*|O\w*|W(?!rapper)[\w=+-]*|std=.*|ansi|pedantic(?:-errors)?|pipe|pthread|static|shared|rdynamic|fsyntax-only|f(?:no-)?(?:PIC|pic|PIE|pie|exceptions|rtti|strict-\w+|stack-(?:protector\S*|check\S*|clash-protection|limit\S*|arrays|reuse\S*)|omit-frame-pointer|inline\w*|common|sanitize=.*|diagnostics-(?!format=\S*file)[\w=-]*|color-\w+|max-errors=\d+|visibility\S*|lto\S*|openmp|permissive|char8_t|signed-char|unsigned-char|wrapv|fast-math|builtin\S*|asynchronous\S*|short-\w+|data-sections|function-sections|verbose-asm|analyzer)|m[\w.=+-]+|D.*|U.*|I.*|iquote.*|isystem.*|include.*|x.*|L.*|l.*|Q|-?print-[\w=.-]+|dump(?:version|machine|specs|fullversion)|-version|-help\S*|-target-help|-param.*|-std=.*|-target=.*)$/;
const C_VALUES = new Set([
  "-I",
  "-D",
  "-U",
  "-L",
  "-l",
  "-x",
  "-include",
  "-imacros",
  "-iquote",
  "-isystem",
  "-idirafter",
  "-isysroot",
  "--param",
  "-arch",
  "-target",
  "-Xclang-none",
  "-MT",
  "-MQ",
  "-framework",
  "-A",
  "-u",
  "-z",
  "-T",
]);
const C_LOOKS = /^-(?:fsyntax-only|E|M|MM|-version|-help\S*|-?print-.*|dump.*|-target-help)$/;
const C_WRITES = new Set([
  "-o",
  "-MF",
  "-aux-info",
  "-dumpdir",
  "-dumpbase",
  "--serialize-diagnostics",
  "-index-store-path",
  "-foptimization-record-file",
  "-MJ",
]);

interface CompilerWords {
  readonly effects: readonly Effect[];
  /** Some option only looks. */
  readonly looks: boolean;
  /** Every option is known to do nothing but compile. */
  readonly plain: boolean;
  /** The output has a name. */
  readonly named: boolean;
}

const C_RUNS =
  /^(@|-wrapper$|-fplugin|-specs|-B|-no-canonical-prefixes$|-Xclang$|-load|-fuse-ld=\/|--ld-path|--config|-Xlinker|-Wl,-plugin)/;

const compiler: Handler = (call) => {
  const { effects, looks, plain, named } = readCompilerWords(call);
  if (looks && plain) return effects;
  return [...effects, check(call), ...(named && plain ? [] : here(call))];
};

function readCompilerWords(call: Call): CompilerWords {
  const effects: Effect[] = [];
  const texts = call.args.map((word) => literal(word) ?? "");
  const kinds = new Set<CompilerWord>();
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index];
    const text = texts[index] ?? "";
    if (!word) break;
    const kind = compilerWord(literal(word));
    kinds.add(kind);
    const value = call.args[index + 1];
    if (kind === "writes" && value) effects.push(...call.write(value));
    if (kind === "attached") effects.push(...call.write(textWord(text.slice(text.startsWith("-o") ? 2 : 3), word.place)));
    if (kind === "runs") effects.push(call.opaque(`${text} can make the compiler run something`, word));
    if (kind === "file") effects.push(...call.read(word));
    if (kind === "writes" || kind === "value") index += 1;
  }
  const plain = !kinds.has("runs") && !kinds.has("unknown");
  // `gcc -v` tells its version; with a file it compiles.
  const looks = texts.some((text) => C_LOOKS.test(text)) || (!kinds.has("file") && texts.includes("-v"));
  return { effects, looks, plain, named: texts.some((text) => text.startsWith("-o")) };
}

type CompilerWord = "writes" | "value" | "attached" | "runs" | "plain" | "unknown" | "file";

function compilerWord(text: string | undefined): CompilerWord {
  if (text === undefined) return "unknown";
  if (C_WRITES.has(text)) return "writes";
  if (C_VALUES.has(text)) return "value";
  if (/^-(o.+|MF.+)$/.test(text) && !text.startsWith("-objc")) return "attached";
  if (C_RUNS.test(text)) return "runs";
  if (!text.startsWith("-") || text === "-") return "file";
  return C_PLAIN.test(text) ? "plain" : "unknown";
}

const TSC_WRITES = new Set(["outdir", "outfile", "out", "declarationdir", "tsbuildinfofile", "generatetrace", "generatecpuprofile"]);
const TSC_LOOKS = new Set(["version", "v", "help", "h", "all", "showconfig", "listfilesonly"]);
const TSC_CACHES = new Set([
  "incremental",
  "i",
  "composite",
  "build",
  "b",
  "watch",
  "w",
  "tsbuildinfofile",
  "generatetrace",
  "generatecpuprofile",
]);

/** TypeScript's compiler reads its options without case, with one dash or two, and runs no code of the project. */
const tsc: Handler = (call) => {
  const effects: Effect[] = [];
  const names = new Set<string>();
  let project: WordFact | undefined;
  let files = 0;
  let doubtful = call.program !== "tsc";
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index];
    const text = literal(word);
    if (!word) break;
    if (text === undefined || text.startsWith("@")) {
      doubtful = true;
      continue;
    }
    const name = /^--?(\w+)$/.exec(text)?.[1]?.toLowerCase();
    if (name === undefined) {
      files += 1;
      continue;
    }
    const value = call.args[index + 1];
    // A boolean may be switched off again: `--noEmit false`.
    if (literal(value) === "false" || literal(value) === "null") {
      index += 1;
      doubtful = true;
      continue;
    }
    names.add(name);
    if (TSC_WRITES.has(name) && value) {
      effects.push(...call.write(value));
      index += 1;
    } else if (name === "p" || name === "project") {
      project = value;
      index += 1;
    }
  }
  if ([...names].some((name) => TSC_LOOKS.has(name)) && !names.has("build") && !names.has("b") && !names.has("init") && !doubtful)
    return effects;
  if (names.has("init") || names.has("clean")) return [...effects, check(call), ...here(call)];
  const onlyChecks = names.has("noemit") && ![...names].some((name) => TSC_CACHES.has(name)) && !doubtful;
  if (onlyChecks && (files > 0 || keepsNoCache(call, project))) return effects;
  return [...effects, check(call)];
};

/** True when the project's settings are there to read and ask for no file that is kept between runs. */
function keepsNoCache(call: Call, project: WordFact | undefined): boolean {
  const { cwd } = call.fact;
  const name = project === undefined ? "." : literal(project);
  if (cwd.kind === "unknown" || name === undefined || !call.workspace.readText) return false;
  return cwd.dirs.every((dir) => {
    const path = call.workspace.realPath(dir, name);
    const file = path !== undefined && call.workspace.kind(path) === "directory" ? join(path, "tsconfig.json") : path;
    const text = file === undefined ? undefined : call.workspace.readText?.(file);
    return text !== undefined && !/"(incremental|composite|extends|tsBuildInfoFile|references)"/.test(text);
  });
}

/** `cargo +nightly`: the tool chain is a word of its own. */
const cargo: Handler = (call) => {
  const [first] = call.args;
  const config = call.args.find((word) => /^--config(=|$)/.test(literal(word) ?? ""));
  const opaque = config ? [call.opaque("the setting can make cargo run another program", config)] : [];
  const chosen = literal(first)?.startsWith("+") === true;
  const inner = chosen ? call.with({ args: call.args.slice(1) }) : call;
  // A tool chain that isn't there is fetched.
  const doubts = [...opaque, ...(chosen ? [check(call, first)] : toolchainEffects(call))];
  const name = literal(inner.args.find((word) => !literal(word)?.startsWith("-")));
  // A word that cargo doesn't know is an alias of the project or a program called `cargo-WORD`.
  const isOther = name !== undefined && !Object.hasOwn(call.knowledge.subcommands ?? {}, name) && opaque.length === 0;
  if (isOther) return [call.effect({ kind: "execute", what: "installed", why: `cargo ${name} is not one of cargo's own commands` })];
  return [...doubts, ...inner.table()];
};

/** `--check` belongs to rustfmt and may stand behind `--`. */
const cargoFmt: Handler = (call) => {
  const checks = call.args.some((word) => ["--check", "-l"].includes(literal(word) ?? ""));
  return checks ? [check(call)] : [check(call), ...here(call)];
};

const rustupRun: Handler = (call) => call.run(call.args.filter((word) => literal(word) !== "--install").slice(1));

/** `dart format -o none` prints. */
const dartFormat: Handler = (call) => {
  const texts = call.args.map((word) => literal(word) ?? "");
  const target =
    texts.find((text) => text.startsWith("--output="))?.slice(9) ??
    texts[texts.findIndex((text) => text === "-o" || text === "--output") + 1];
  const prints =
    texts.some((text) => text.startsWith("-o") || text.startsWith("--output")) &&
    (target === "none" || target === "show" || target === "json");
  return prints ? [check(call)] : call.table();
};

const rimraf: Handler = (call) => {
  const { operands, options } = call.parse();
  if (options.some((option) => option.name === "--dry-run" || option.name === "-d")) return call.table();
  return [...call.table(), ...operands.flatMap((word) => call.remove(globbed(word), true))];
};

/** These tools read patterns themselves, quoted or not. */
function globbed(word: WordFact): WordFact {
  const text = literal(word);
  return text !== undefined && /[*?[{]/.test(text) ? { ...word, pieces: [{ kind: "glob", pattern: text }] } : word;
}

/** Load generators: harmless against this machine, an attack on any other. */
const loadTest: Handler = (call) => {
  const targets = call.args.filter((word) => /^https?:\/\/|^(localhost|127\.)/.test(literal(word) ?? ""));
  const script = call.effect({ kind: "execute", what: "project", why: `${call.program} may run a script` });
  return targets.length > 0
    ? targets.flatMap((word) => call.network("send", word))
    : [script, call.effect({ kind: "network", direction: "send", peer: "elsewhere" })];
};

export const compilerHandlers: Readonly<Record<string, Handler>> = {
  compiler,
  tsc,
  cargo,
  "cargo-fmt": cargoFmt,
  "rustup-run": rustupRun,
  "dart-format": dartFormat,
  rimraf,
  "load-test": loadTest,
};
