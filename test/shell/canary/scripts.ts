// Random scripts: every compound command, redirections and here-documents, functions, builtins that evaluate their
// words, changes of the shell that later rounds see, and a mutator that breaks them.

import { builtin } from "./builtins.ts";
import { mutate } from "./mutate.ts";
import { random } from "./random.ts";
import { realistic } from "./realistic.ts";
import { rounds } from "./rounds.ts";
import { arithmetic, canary, doubleQuoted, expansion, type Grammar, innerList, singleQuoted, word } from "./words.ts";

/** A script and whether it was mutated, for a seed. */
export function script(seed: number): string {
  const source = random(seed);
  if (source.chance(0.25)) return source.chance(0.4) ? rounds(source) : realistic(source);
  const tame = source.chance(0.65);
  const grammar: Grammar = { random: source, pending: [], canaries: source.below(9), tame, list: (depth) => list(grammar, depth) };
  let text = list(grammar, tame ? 2 : 3);
  if (grammar.pending.length > 0) text += `\n${grammar.pending.join("")}`;
  return source.chance(tame ? 0.15 : 0.4) ? mutate(source, text) : text;
}

const FIRST_NAMES = ["x", "y", "A", "_b", "n"] as const;

function gap(grammar: Grammar): string {
  return grammar.random.pick([" ", " ", " ", "  ", "\t"]);
}

/** A newline, with the here-documents that wait for it. */
function newline(grammar: Grammar): string {
  const bodies = grammar.pending.join("");
  grammar.pending = [];
  return `\n${bodies}`;
}

function separator(grammar: Grammar): string {
  return grammar.pending.length === 0 && grammar.random.chance(0.55) ? grammar.random.pick([";", "; ", " ; "]) : newline(grammar);
}

function list(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  const around = grammar.pending;
  grammar.pending = [];
  let text = pipeline(grammar, depth);
  for (let more = Math.floor(source.next() * source.next() * 4); more > 0; more -= 1)
    text +=
      source.form([
        () => separator(grammar),
        () => separator(grammar),
        () => " && ",
        () => " || ",
        () => " & ",
        () => ` &&${newline(grammar)}`,
      ]) + pipeline(grammar, depth);
  if (grammar.pending.length > 0) text += newline(grammar);
  grammar.pending = around;
  return text;
}

function pipeline(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  let text = source.pick(["", "", "", "", "", "", "! ", "time ", "time -p ", "! ! "]) + command(grammar, depth);
  if (source.chance(0.2)) text += `${gap(grammar)}${source.pick(["|", "|&"])}${gap(grammar)}${command(grammar, depth)}`;
  return text;
}

function command(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  if (depth <= 0 || source.chance(0.5)) return source.chance(0.3) ? builtin(grammar, depth) : simple(grammar, depth);
  return compound(grammar, depth - 1) + (source.chance(0.15) ? gap(grammar) + redirection(grammar, depth) : "");
}

function simple(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  let text = "";
  for (let prefix = Math.floor(source.next() * source.next() * 3); prefix > 0; prefix -= 1)
    text += (source.chance(0.6) ? assignment(grammar, depth) : redirection(grammar, depth)) + gap(grammar);
  text += programName(grammar, depth);
  for (let more = source.below(3); more > 0; more -= 1)
    text += gap(grammar) + (source.chance(0.2) ? redirection(grammar, depth) : word(grammar, depth));
  return text;
}

function programName(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  const name = canary(grammar);
  const split = (): string => name.slice(0, 1) + source.pick(['""', "''", "\\", "\\\n"]) + name.slice(1);
  return source.form([
    () => name,
    () => name,
    () => name,
    () => name,
    () => name,
    () => ":",
    () => "true",
    split,
    () => `'${name}'`,
    () => "echo",
    () => "cat </dev/null",
    () =>
      `${source.pick(["export", "local", "declare", "readonly", "declare -i", "local -x"])} ${source.chance(0.7) ? assignment(grammar, depth) : "A1"}`,
    () => source.pick(["f", "g", "f", "g", "command", "builtin", "command -p", "exec"]) + (source.chance(0.6) ? ` ${name}` : ""),
    () => (grammar.tame ? name : source.pick(["$x", "${x:-zq1}", "$1", "{zq2,x}", "zq{3,4}", "~", '"$@"', "$y"])),
  ]);
}

function assignment(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  const name = source.pick(FIRST_NAMES);
  return source.form([
    () => `${name}=${word(grammar, depth - 1)}`,
    () => `${name}=${word(grammar, depth - 1)}`,
    () => `${name}=${singleQuoted(source)}`,
    () => `${name}=${source.pick(["zq7", "1", "x", "zq6", "d1", "'zq5 x'"])}`,
    () => `${name}+=${word(grammar, depth - 1)}`,
    () => `${name}=`,
    () => `a=(${word(grammar, depth - 1)} ${source.pick(["", "[x]=1", "[2]=y", "zq5"])})`,
    () => `a[${source.pick(["0", "x", "n", "$x"])}]=${word(grammar, depth - 1)}`,
  ]);
}

const TARGETS = ["out", "/dev/null", "o2"] as const;

function redirection(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  const target = (): string =>
    source.chance(0.6)
      ? source.pick(TARGETS)
      : `out${source.chance(0.5) ? expansion(grammar, depth - 1, false) : doubleQuoted(grammar, depth - 1)}`;
  const kind = source.next();
  const descriptor = source.pick(["", "", "", "2", "1", "{fd}"]);
  if (kind < 0.4) return `${descriptor}${source.pick([">", ">>", ">|", "<>"])}${source.pick(["", " "])}${target()}`;
  if (kind < 0.5) return `${source.pick(["&>", "&>>", ">&"])}${source.pick(["", " "])}${target()}`;
  if (kind < 0.6) return source.pick(["2>&1", "1>&2", ">&2", "2>&-", "<&-", ">&2-", "3>&1", ...(grammar.tame ? [] : [">&$n", '>&"$x"'])]);
  if (kind < 0.68) return "</dev/null";
  if (kind < 0.78) return `<<<${source.pick(["", " "])}${word(grammar, depth - 1)}`;
  return grammar.pending.length > 2 ? "2>/dev/null" : descriptor + hereDocument(grammar, depth);
}

function hereDocument(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  const delimiter = source.pick(["E", "EOF", "_X_", "E1"]) + grammar.pending.length;
  const quoted = source.chance(0.3);
  const tabs = source.chance(0.3);
  const quotedLine = (): string => source.pick(["$(zq9)", "x", "`zq9`", "it's", "${", "$(("]);
  const expanded = (): string => {
    const inner = expansion(grammar, depth - 1, true);
    return source.pick(["x", `it's ${inner}`, `"${inner}"`, inner, "\\$(zq9)", `# ${inner}`, ` ${delimiter}`, `${delimiter} `]);
  };
  let body = "";
  for (let lines = source.below(3); lines > 0; lines -= 1)
    body += `${tabs && source.chance(0.5) ? "\t" : ""}${quoted ? quotedLine() : expanded()}\n`;
  grammar.pending.push(`${body}${tabs ? source.pick(["\t", ""]) : ""}${delimiter}\n`);
  const written = quoted
    ? source.pick([`'${delimiter}'`, `\\${delimiter}`, `"${delimiter}"`, `${delimiter[0] ?? ""}"${delimiter.slice(1)}"`])
    : delimiter;
  return `${tabs ? "<<-" : "<<"}${source.pick(["", " "])}${written}`;
}

function compound(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  const inner = (): string => list(grammar, depth);
  const end = (): string => separator(grammar);
  const some = (): string => word(grammar, depth);
  return source.form([
    () => `{ ${inner()}${end()}}`,
    () => `(${innerList(grammar, depth)})`,
    () =>
      `if ${inner()}${end()}then ${inner()}${end()}${source.chance(0.3) ? `elif ${inner()}${end()}then ${inner()}${end()}` : ""}${source.chance(0.4) ? `else ${inner()}${end()}` : ""}fi`,
    () => `for x in ${some()} ${source.pick(["", some(), "zq7 zq8", "1 2"])}${end()}do ${inner()}${end()}done`,
    () =>
      `for y in d1 d2${end()}do ${source.pick(["cd $y; zq4", "zq5 $y $x", "$y", 'x="$y"', "x=$y$x; zq6 $x"])}${end()}${inner()}${end()}done`,
    () => `for ((n=0;n<2${source.chance(0.5) ? `+0*${expansion(grammar, depth, true)}` : ""};n++)); do ${inner()}${end()}done`,
    () => `while ${inner()}${end()}do ${inner()}${end()}break; done`,
    () => `while ((i++ < 2))${end()}do ${inner()}${end()}${source.pick(["", "cd d1", "x=zq3", "y=$x", "$x"])}${end()}done`,
    () =>
      `case ${some()} in ${source.pick(["", "("])}${source.pick(["x", "*", "a|*", '"*"|*', `${expansion(grammar, depth, false)}|*`])}) ${inner()}${source.pick([";;", ";&", " ;;", ";;&"])}${source.pick(["", ` *) ${inner()};; `])} esac`,
    () => `f() { ${inner()}${end()}}${source.chance(0.2) ? ">/dev/null" : ""}${end()}f ${source.pick(["", "zq1", "$x", '"$@"'])}`,
    () =>
      `f() { local x=${some()} n; ${inner()}${end()}${source.pick(["", "return", "y=$x", "cd d1"])}${end()}}${end()}f ${some()}; zq3 $x "$y"`,
    () => `function g { ${inner()}${end()}}${end()}${source.pick(["g", ":", "g $x", "x=zq4 g"])}`,
    () => `[[ ${test(grammar, depth)} ]]`,
    () => `((${arithmetic(grammar, depth)}))`,
    () => `coproc ${source.pick(["", "N "])}{ ${inner()}${end()}}`,
    () => `until ${inner()}${end()}do break${end()}done`,
    () => `select x in ${some()}${end()}do ${inner()}${end()}break; done </dev/null`,
    () => (grammar.tame ? `(${simple(grammar, depth)})` : `((${simple(grammar, depth)}) )`),
    () => `for x in 1${end()}{ ${inner()}${end()}}`,
  ]);
}

function test(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  if (depth <= 0) return source.pick(["x", "-n x", "x == y", "1 -lt 2", "$x -eq 1", "-v x"]);
  const value = (): string => word(grammar, depth - 1, false);
  return source.form([
    () => `-n ${value()}`,
    () => `${value()} == ${value()}`,
    () => `x =~ ${source.pick(["x", "(a|b)", "^$", expansion(grammar, depth - 1, false)])}`,
    () => `! ${test(grammar, depth - 1)}`,
    () => `( ${test(grammar, depth - 1)} )`,
    () => test(grammar, depth - 1) + source.pick([" && ", " || "]) + test(grammar, depth - 1),
    () => `x == @(a|${expansion(grammar, depth - 1, false)})`,
    () => `1 -eq ${grammar.tame ? "$#" : expansion(grammar, depth - 1, false)}`,
    () => `${grammar.tame ? "n" : source.pick(["x", "y", "n", "'a[$(zq9)]'"])} -${source.pick(["eq", "lt"])} 1`,
    () => (grammar.tame ? "-v x" : `-v ${expansion(grammar, depth - 1, false)}`),
  ]);
}
