// Random words: literals, quotes, expansions, substitutions, arithmetic. The commands inside are canaries, `zq0` to `zq9`.

import type { Random } from "./random.ts";

export interface Grammar {
  readonly random: Random;
  /** Bodies of here-documents that follow at the next newline. */
  pending: string[];
  canaries: number;
  /** Leaves out most of what the analysis refuses anyway, so that the rest is compared. */
  readonly tame: boolean;
  /** A list of commands, with at most this depth. */
  list(depth: number): string;
}

export function canary(grammar: Grammar): string {
  grammar.canaries += 1;
  return `zq${grammar.canaries % 9}`;
}

/** A script inside a word can't share the here-documents of the line around it. */
export function innerList(grammar: Grammar, depth: number): string {
  const around = grammar.pending;
  grammar.pending = [];
  let text = grammar.list(depth);
  if (grammar.pending.length > 0) text += `\n${grammar.pending.join("")}`;
  grammar.pending = around;
  return text;
}

const NAMES = ["x", "y", "a", "1", "@", "#", "?", "!", "x", "a[0]", "a[@]", "n"] as const;
// biome-ignore format: a list of fragments
const LITERALS = ["x", "a", "1", "foo", "-v", "--", "=", "a=b", "%", "@", "+", "^", "a#b", "é", ",", "..", "~", "!", "in", "then", "{", "}", "if", "\\ ", "\\;", '\\"', "\\'", "\\$", "[x", "x]", "*", "?", "\\\n", "{a,b}", "{1..3}", "~/q", "x=~"] as const;
const EVIL = "a[$(zq9)]";

export function word(grammar: Grammar, depth: number, processes = true): string {
  const { random } = grammar;
  const pieces = 1 + Math.floor(random.next() * random.next() * 3);
  return Array.from({ length: pieces }, () => piece(grammar, depth, processes)).join("");
}

function piece(grammar: Grammar, depth: number, processes: boolean): string {
  const { random } = grammar;
  const kind = random.next();
  if (depth <= 0 || kind < 0.35) return random.pick(LITERALS);
  if (kind < 0.45) return singleQuoted(random);
  if (kind < 0.6) return doubleQuoted(grammar, depth - 1);
  if (kind < 0.65) return `$'${random.pick(["x", "\\'", "\\n", "\\x41", "$(zq9)", "`", "\\\\", ")"])}'`;
  if (kind < 0.68) return `$${doubleQuoted(grammar, depth - 1)}`;
  if (kind < 0.95) return expansion(grammar, depth, false);
  if (kind < 0.98 && processes) return `${random.pick(["<(", ">("])}${innerList(grammar, depth - 1)})`;
  return `{a,${word(grammar, depth - 1, false)}}`;
}

export function singleQuoted(random: Random): string {
  return `'${random.pick(["x", "a b", "$(zq9)", "`zq9`", '"', "#", "\\", ")", "}", "", "\n", ";zq9;", "<<E", "$((", "{", EVIL, "1", "zq8"])}'`;
}

export function doubleQuoted(grammar: Grammar, depth: number): string {
  const { random } = grammar;
  const inside = (): string =>
    random.chance(0.4) ? expansion(grammar, depth, true) : random.pick(["x", " ", "'", '\\"', "\\`", "\\$(zq9)", "$", ")", "}", "#", ";"]);
  return `"${Array.from({ length: 1 + random.below(3) }, inside).join("")}"`;
}

export function expansion(grammar: Grammar, depth: number, quoted: boolean): string {
  const { random } = grammar;
  const kind = random.next();
  if (depth <= 0) return random.pick(["$x", "${x}", "$1", "$?", "$#", "$y", "${#x}", "$@", "$n", "$a"]);
  if (kind < 0.4) return `$(${random.pick(["", " ", "\n", " # )\n"])}${innerList(grammar, depth - 1)}${random.pick(["", " ", "\n"])})`;
  if (kind < 0.5) return backtick(grammar, depth - 1, quoted);
  if (kind < 0.85) return parameter(grammar, depth, quoted);
  if (kind < 0.97) return `$((${random.pick(["", " "])}${arithmetic(grammar, depth - 1)}${random.pick(["", " "])}))`;
  return `$[${arithmetic(grammar, depth - 1)}]`;
}

function parameter(grammar: Grammar, depth: number, quoted: boolean): string {
  const { random } = grammar;
  const name = random.pick(["x", "y", "unset1", "a", `a[${random.chance(0.5) ? "0" : subscript(grammar, depth - 1)}]`]);
  const operand = (): string => operandWord(grammar, depth - 1, quoted);
  const evaluating: readonly (() => string)[] = [
    () => `!${random.pick(["x", "unset1", "y"])}`,
    () => `!${random.pick(["x", "unset1"])}:-${operand()}`,
    () => `${name}@${random.pick(["P", "E"])}`,
  ];
  const forms: readonly (() => string)[] = [
    ...(grammar.tame ? [] : evaluating),
    () => name + random.pick([":-", "-", ":=", "=", ":+", "+"]) + operand(),
    () => name + random.pick(["#", "##", "%", "%%"]) + operand(),
    () => `${name}${random.pick(["/", "//", "/#", "/%"])}${operand()}/${operand()}`,
    () => `${name}:${subscript(grammar, depth - 1)}${random.chance(0.5) ? `:${subscript(grammar, depth - 1)}` : ""}`,
    () => name + random.pick(["^", "^^", ",", ",,"]) + operand(),
    () => `#${random.pick(["x", "a[@]", ""])}`,
    () => `${name}@${random.pick(["Q", "U", "A"])}`,
    () => random.pick(NAMES),
  ];
  return `\${${random.form(forms)}}`;
}

function operandWord(grammar: Grammar, depth: number, quoted: boolean): string {
  const { random } = grammar;
  const plain = [
    () => "x",
    () => " ",
    () => doubleQuoted(grammar, depth),
    () => expansion(grammar, depth, quoted),
    () => expansion(grammar, depth, quoted),
    () => "\\}",
    () => "#",
    () => "/",
  ];
  const forms = quoted
    ? [...plain, () => "'"]
    : [...plain, () => singleQuoted(random), () => `"x y"`, () => "(", () => "zq3", () => `<(${innerList(grammar, depth - 1)})`];
  return Array.from({ length: random.below(3) }, () => random.form(forms)).join("");
}

function backtick(grammar: Grammar, depth: number, quoted: boolean): string {
  const { random } = grammar;
  const raw = innerList(grammar, depth).replace(/[\\`$]/g, (sign) => (sign === "$" && !random.chance(0.1) ? "$" : `\\${sign}`));
  return `\`${quoted && random.chance(0.5) ? raw.replace(/"/g, '\\"') : raw}\``;
}

function subscript(grammar: Grammar, depth: number): string {
  const { random } = grammar;
  const substitution = (): string => `$(${innerList(grammar, depth)})`;
  if (grammar.tame) return random.pick(["0", "1", "2", "n"]);
  return random.form([() => "0", () => "1", () => "x", () => "y", () => "n", () => "$x", substitution, () => `1+${substitution()}`]);
}

export function arithmetic(grammar: Grammar, depth: number): string {
  const { random } = grammar;
  if (depth <= 0 || grammar.tame)
    return random.pick(
      grammar.tame
        ? ["1", "n", "n+1", "2*3", "n=2", "n++", "$#", "n<3?1:2"]
        : ["1", "x", "x+1", "2*3", "a[0]", "x<<2", "n", "y", "$x", "n++"],
    );
  const inner = (): string => arithmetic(grammar, depth - 1);
  const forms: readonly (() => string)[] = [
    () => arithmetic(grammar, 0),
    () => inner() + random.pick(["+", "-", "*", "&&", "||", "<", ">", "==", "<<", ",", "|", "?1:"]) + inner(),
    () => `(${inner()})`,
    () => expansion(grammar, depth - 1, true),
    () => `x=${inner()}`,
    () => `a[${inner()}]`,
    () => `"${expansion(grammar, depth - 1, true)}"`,
    () => `!${inner()}`,
    () => "x++",
    () => singleQuoted(random),
  ];
  return random.form(forms);
}
