// Random builtins: those that change the shell, those that evaluate what they get, with harmless and hostile words.

import { arithmetic, canary, type Grammar, word } from "./words.ts";

/** Builtins that change the shell or evaluate what they get. */
export function builtin(grammar: Grammar, depth: number): string {
  const { random: source } = grammar;
  const name = grammar.tame
    ? source.pick(["x", "y", "n", "a[0]"])
    : source.pick(["x", "y", "a[0]", "a[x]", "'a[$(zq9)]'", '"$x"', "$y", "n"]);
  const value = grammar.tame ? source.pick(["1", "x", '"$x"', "'a b'"]) : source.pick(["1", "$x", "x", "'a[$(zq9)]'", '"$y"', "$1"]);
  const text = (): string => source.pick(["zq1", "zq2 $x", "cd d1; zq3", "x=zq4", "f", "$x", "f() { zq5; }", "zq6 'a b'", "exit"]);
  return source.form([
    () => `cd ${source.pick(["d1", "d2", "..", "-", "/", "nowhere", "$x", '"$y"', "~", ".", "d1/../d2", ""])}`,
    () => `cd d1${source.pick([" &&", ";", " ||"])} ${canary(grammar)}`,
    () => `cd d2 || ${source.pick(["exit", "return", "exit 1", "exit $?"])}`,
    () => `read ${source.pick(["", "-r ", "-a "])}${name} <<< ${word(grammar, depth - 1, false)}`,
    () => `printf -v ${name} %s ${value}`,
    () => `printf ${value} ${name}`,
    () => `test -v ${name}`,
    () => `[ ${source.pick(["-n", "-v", "-z", "$x", "$n"])} ${value} ]`,
    () => `unset ${source.pick(["", "-f ", "-v "])}${source.pick(["f", name])}`,
    () => `let ${source.pick(["n=1", "x=x+1", "n++", value])}`,
    () => `set -- ${word(grammar, depth - 1, false)} ${source.pick(["", "zq7", "$x"])}`,
    () =>
      `set ${grammar.tame ? source.pick(["-e", "+e", "-a", "-u"]) : source.pick(["-e", "+e", "-a", "-u", "-f", "-x", "-k", "+B", "-o posix", "$x"])}`,
    () => `shift ${source.pick(["", "1", "$n"])}`,
    () => `eval ${source.pick(["", "--"])} ${source.chance(grammar.tame ? 0.95 : 0.5) ? `'${text()}'` : word(grammar, depth - 1, false)}`,
    () =>
      `trap ${source.pick([`'${text()}'`, `"${text()}"`, "-", "''"])} ${grammar.tame ? "EXIT" : source.pick(["EXIT", "DEBUG", "ERR", "RETURN", ""])}`,
    () => `mapfile ${source.pick(["-t ", ""])}${source.pick(["a", "x"])} <<< ${value}`,
    () =>
      `declare ${source.pick(["-i ", "-a ", "-A ", "-x ", "-n ", "", "-g ", "-f "])}${source.pick([`x=${value}`, `y=${value}`, "x", `a[${source.pick(["x", "0"])}]=${value}`, '"x=1"', name])}`,
    () => `export ${source.pick(["x", "y=zq1", "n=$x", "A", '"$x"', "-n x", "x y"])}`,
    () => `shopt -s ${source.pick(["lastpipe", "expand_aliases", "nullglob", "$x"])}`,
    () => (grammar.tame ? "unset x" : `alias ll=zq5`),
    () => `IFS=${source.pick(["q", ":", "", "'a '"])}`,
    () =>
      source.pick([
        "pushd d1",
        "popd",
        "pushd d2",
        "exit",
        "return",
        "break",
        "continue",
        "wait",
        "hash -r",
        "exec 3>o9",
        "PATH=$PATH",
        "HOME=/d9",
        "PWD=/d8",
        "exec {n}>o8",
      ]),
    () => (grammar.tame ? "cd d1" : `command_not_found_handle() { zq1; }`),
    () => `${source.pick(["zq2", "cd", "exit", "echo", "f"])}() { ${canary(grammar)} "$@"; }`,
    () => `(( ${arithmetic(grammar, depth - 1)} ))`,
    () => `f ${word(grammar, depth - 1, false)}`,
  ]);
}
