// Node, Perl, Ruby and PHP: each takes a piece of code, a script, or an option that only looks.
// Law: what isn't proven to be a look runs code; code that edits in place writes its operands.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { emptied } from "../ruin.ts";
import { inlineEffects, stdinEffects } from "./inline-code.ts";
import { type LeadingOption, leadingOptions } from "./leading-options.ts";
import { isLocalTool, runLocal } from "./local-tools.ts";
import { scriptEffects } from "./script-names.ts";

function project(call: Call, word: WordFact | undefined, why: string): Effect {
  return call.effect({ kind: "execute", what: "project", why }, word);
}

const NODE_INLINE = /^(-e|--eval|-p|--print|-pe|-ep)$/;
const NODE_WRITES =
  /^--(test-reporter-destination|cpu-prof-dir|cpu-prof-name|heap-prof-dir|heap-prof-name|diagnostic-dir|report-dir|report-directory|report-filename|redirect-warnings|trace-event-file-pattern|tls-keylog|build-snapshot|snapshot-blob|experimental-sea-config)$/;
const NODE_VALUES = new Set(
  "-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --title --input-type --test-name-pattern --test-skip-pattern --test-reporter --test-concurrency --test-shard --test-timeout --watch-path --max-old-space-size --stack-trace-limit --unhandled-rejections --icu-data-dir --dns-result-order --inspect-port --disable-warning --trace-event-categories --allow-fs-read --allow-fs-write".split(
    " ",
  ),
);

const NODE_LOOKS = new Set(["-v", "--version", "-h", "--help", "--v8-options", "--completion-bash"]);
const NODE_LOADS = new Set(["-r", "--require", "--import", "--loader", "--experimental-loader"]);
const NODE_LEAVES_FILES = /^--(cpu-prof|heap-prof|prof|test-update-snapshots|trace-events-enabled)$/;

const node: Handler = (call) => {
  const ends = (name: string): boolean => NODE_INLINE.test(name) || NODE_LOOKS.has(name) || name === "--run";
  const { options, next, unknown } = leadingOptions(
    call.args,
    (name) => NODE_VALUES.has(name) || NODE_WRITES.test(name) || ends(name),
    ends,
  );
  const effects = options.flatMap((option) => nodeFiles(call, option));
  const last = options.at(-1);
  if (last && NODE_LOOKS.has(last.name)) return effects;
  if (last && NODE_INLINE.test(last.name)) return [...effects, ...inlineEffects(call, last.value)];
  if (last?.name === "--run") return [...effects, ...scriptNamed(call, last.value)];
  if (unknown) return [...effects, project(call, unknown, "which script runs is not known")];
  const names = new Set(options.map((option) => option.name));
  if (names.has("--test") || names.has("--test-only")) {
    return [...effects, call.effect({ kind: "execute", what: "check", why: "node runs tests" }, call.args[0])];
  }
  const script = call.args[next];
  const checks = (names.has("-c") || names.has("--check")) && !options.some((option) => NODE_LOADS.has(option.name));
  if (checks && script) return [...effects, ...call.args.slice(next).flatMap((word) => call.read(word))];
  if (!script || literal(script) === "-") return [...effects, ...stdinEffects(call, script)];
  return [...effects, ...nodeScript(call, script, call.args.slice(next + 1))];
};

/** Files that node writes because of an option. */
function nodeFiles(call: Call, { name, value, word }: LeadingOption): readonly Effect[] {
  if (NODE_LEAVES_FILES.test(name)) return call.write(textWord(".", word.place));
  const text = literal(value);
  return NODE_WRITES.test(name) && value && text !== "stdout" && text !== "stderr" ? call.write(value) : [];
}

function scriptNamed(call: Call, word: WordFact | undefined): readonly Effect[] {
  const name = literal(word);
  return word && name !== undefined ? scriptEffects(call, name, word) : [];
}

/** `node node_modules/.bin/vitest` is vitest. */
function nodeScript(call: Call, script: WordFact, rest: readonly WordFact[]): readonly Effect[] {
  const text = literal(script) ?? "";
  const tool = /(?:^|\/)node_modules\/(?:\.bin\/([\w-]+)|([\w-]+)\/(?:bin\/|dist\/|lib\/)?([\w-]+)(?:\.[cm]?js)?)$/.exec(text);
  const name = tool?.[1] ?? (tool?.[2] === tool?.[3] ? tool?.[2] : tool?.[3]);
  if (name !== undefined && isLocalTool(name)) return runLocal(call, name, script, rest);
  return [project(call, script, "a script runs")];
}

interface Switches {
  /** Letters whose argument is the rest of the word, or the next word. */
  readonly code: string;
  /** Letters that take the rest of the word. */
  readonly rest: string;
  /** Letters that take the next word when nothing is attached. */
  readonly value: string;
}

const PERL: Switches = { code: "eE", rest: "MmIFxDdCV", value: "I" };
const RUBY: Switches = { code: "e", rest: "IFrxCEKT", value: "IrCE" };

/** Perl and Ruby share their switches: `-pi.bak -e CODE FILES`. */
function oneLiner(switches: Switches, looks: ReadonlySet<string>): Handler {
  return (call) => {
    if (call.args.length === 1 && looks.has(literal(call.args[0]) ?? "")) return [];
    const { code, inPlace, operands } = readSwitchWords(call.args, switches);
    const files = code.length > 0 ? operands : operands.slice(1);
    const written = inPlace ? files.flatMap((word) => call.write(word)) : [];
    const touched = inPlace
      ? code.some(leavesNothing)
        ? emptied(written, call.workspace)
        : written
      : code.length > 0
        ? files.flatMap((word) => call.read(word))
        : [];
    if (code.length > 0) return [...touched, ...code.flatMap((word) => inlineEffects(call, word))];
    return operands.length === 0 ? stdinEffects(call) : [...touched, project(call, operands[0], "a script runs")];
  };
}

/** Code that makes every line empty, or prints none. */
function leavesNothing(code: WordFact): boolean {
  return /^\s*(?:\$_\s*=\s*(?:""|''|q\(\)|undef)|undef\s+\$_|\$_\.(?:clear|replace\(""\)))?\s*;?\s*$/.test(literal(code) ?? "-");
}

interface SwitchWords {
  readonly code: readonly WordFact[];
  readonly inPlace: boolean;
  readonly operands: readonly WordFact[];
}

function readSwitchWords(args: readonly WordFact[], switches: Switches): SwitchWords {
  const code: WordFact[] = [];
  let inPlace = false;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index];
    const text = literal(word);
    if (!word || text === undefined || !text.startsWith("-") || text === "-") return { code, inPlace, operands: args.slice(index) };
    if (text === "--") return { code, inPlace, operands: args.slice(index + 1) };
    if (text.startsWith("--")) continue;
    const read = readSwitches(text.slice(1), switches);
    inPlace ||= read.inPlace;
    const value = read.code === undefined ? args[index + 1] : textWord(read.code, word.place);
    if (read.isCode && value) code.push(value);
    if (read.next) index += 1;
  }
  return { code, inPlace, operands: [] };
}

interface ReadSwitches {
  readonly inPlace: boolean;
  readonly isCode: boolean;
  /** What is attached; undefined when the next word is the argument or there is none. */
  readonly code: string | undefined;
  readonly next: boolean;
}

function readSwitches(letters: string, switches: Switches): ReadSwitches {
  const inPlace = false;
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const tail = letters.slice(at + 1);
    if (letter === "i") return { inPlace: true, isCode: false, code: undefined, next: false };
    if (switches.code.includes(letter)) return { inPlace, isCode: true, code: tail === "" ? undefined : tail, next: tail === "" };
    if (switches.rest.includes(letter))
      return { inPlace, isCode: false, code: undefined, next: tail === "" && switches.value.includes(letter) };
  }
  return { inPlace, isCode: false, code: undefined, next: false };
}

/** `ruby -c FILE` only parses. */
const ruby: Handler = (call) => {
  const [option, file] = call.args;
  const text = literal(option);
  if ((text === "-c" || text === "-wc" || text === "-cw") && file && call.args.length === 2) return call.read(file);
  const script = call.args.map((word) => literal(word) ?? "").find((word) => !word.startsWith("-"));
  if (script !== undefined && /(^|\/)bin\/(rails|rake)$/.test(script) && text === script)
    return call.run([textWord("rails", call.fact.place), ...call.args.slice(1)]);
  return oneLiner(RUBY, new Set(["-v", "--version", "-h", "--help", "--copyright"]))(call);
};

const ARTISAN_RESETS = new Set([
  "migrate:fresh",
  "migrate:refresh",
  "migrate:reset",
  "migrate:rollback",
  "db:wipe",
  "queue:flush",
  "cache:clear-all",
]);

function artisanEffects(call: Call, rest: readonly WordFact[]): readonly Effect[] {
  const [word] = rest;
  const name = literal(word);
  if (name === "test" || name === "dusk") return [call.effect({ kind: "execute", what: "check", why: "artisan runs the tests" }, word)];
  if (name === "tinker") {
    const at = rest.findIndex((one) => (literal(one) ?? "").startsWith("--execute"));
    const code = rest[at];
    return at < 0 ? stdinEffects(call, word) : inlineEffects(call, literal(code) === "--execute" ? rest[at + 1] : code);
  }
  if (name !== undefined && ARTISAN_RESETS.has(name))
    return [call.effect({ kind: "reset", why: `artisan ${name} empties the database` }, word)];
  return [project(call, word, "artisan runs code of the project")];
}

const SYMFONY_RESETS = new Set([
  "doctrine:database:drop",
  "doctrine:schema:drop",
  "doctrine:fixtures:load",
  "doctrine:migrations:rollup",
  "d:d:d",
  "d:s:d",
  "d:f:l",
]);

function symfonyEffects(call: Call, rest: readonly WordFact[]): readonly Effect[] {
  const [word] = rest;
  const name = literal(word);
  if (name !== undefined && SYMFONY_RESETS.has(name)) return [call.effect({ kind: "reset", why: `${name} empties the database` }, word)];
  if (name !== undefined && /^(lint:\w+|doctrine:schema:validate)$/.test(name))
    return [call.effect({ kind: "execute", what: "check", why: `${name} checks the project` }, word)];
  return [project(call, word, "the console runs code of the project")];
}

const php: Handler = (call) => {
  const [first, second, ...more] = call.args;
  const text = literal(first);
  if (!first) return stdinEffects(call);
  if (text === undefined) return [project(call, first, "which script runs is not known")];
  if (["-v", "--version", "-m", "--modules", "-i", "--info", "-h", "--help", "--ini"].includes(text) && call.args.length === 1) return [];
  if ((text === "-l" || text === "--syntax-check") && second && more.length === 0) return call.read(second);
  const inline = call.args.findIndex((word) => ["-r", "--run", "-B", "-R", "-E"].includes(literal(word) ?? ""));
  if (inline >= 0) return inlineEffects(call, call.args[inline + 1]);
  const at = call.args.findIndex((word) => !(literal(word) ?? "-").startsWith("-"));
  const script = call.args[at];
  const name = literal(script) ?? "";
  const rest = call.args.slice(at + 1);
  if (/(^|\/)artisan$/.test(name)) return artisanEffects(call, rest);
  if (/(^|\/)bin\/console$/.test(name)) return symfonyEffects(call, rest);
  const tool = /^(?:\.\/)?vendor\/bin\/([\w-]+)$/.exec(name)?.[1];
  if (script && tool !== undefined && isLocalTool(tool)) return runLocal(call, tool, script, rest);
  return [project(call, script ?? first, "php runs a script")];
};

export const interpreterHandlers: Readonly<Record<string, Handler>> = {
  node,
  perl: oneLiner(PERL, new Set(["-v", "--version", "-h", "-?", "-V"])),
  ruby,
  php,
  artisan: (call) => artisanEffects(call, call.args),
  symfony: (call) => symfonyEffects(call, call.args),
};
