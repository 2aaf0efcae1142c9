// Other ways to say the same command. Each mutation keeps what the command does, so that a verdict that falls with one shows a hole,
// and one that rises shows a refusal that isn't earned.

import fc from "fast-check";

type Mutation = (command: string) => fc.Arbitrary<string>;

const always =
  (mutation: (command: string) => string): Mutation =>
  (command) =>
    fc.constant(mutation(command));

const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const inDouble = (text: string): string => `"${text.replace(/[\\"$`]/g, "\\$&")}"`;
/** A command whose first word stands alone: nothing before it, no operator in the whole text. */
const SIMPLE = /^([a-z][\w.-]*)((?: [^;|&<>()`$\n#]*)?)$/;
const FIRST = /^([a-z][\w.-]*)(?= |$)/;
const KEYWORDS = new Set([
  "if",
  "for",
  "while",
  "until",
  "case",
  "select",
  "function",
  "time",
  "coproc",
  "then",
  "do",
  "export",
  "declare",
  "local",
]);

const onFirst =
  (mutation: (name: string, rest: string) => string): Mutation =>
  (command) => {
    const name = FIRST.exec(command)?.[1];
    return fc.constant(name === undefined || KEYWORDS.has(name) ? command : mutation(name, command.slice(name.length)));
  };
const onSimple =
  (mutation: (name: string, rest: string) => string): Mutation =>
  (command) => {
    const [, name, rest] = SIMPLE.exec(command) ?? [];
    return fc.constant(name === undefined || rest === undefined || KEYWORDS.has(name) ? command : mutation(name, rest));
  };
/** Programs that run another one; a shell's own commands would not be found by them. */
const BUILTIN = new Set([
  "cd",
  "echo",
  "eval",
  "exec",
  "export",
  "printf",
  "pushd",
  "read",
  "set",
  "shopt",
  "source",
  "test",
  "trap",
  "type",
  "ulimit",
  "umask",
  "unset",
  "wait",
  "hash",
  "enable",
  "mapfile",
  "compgen",
  "command",
  "builtin",
  "alias",
]);
const onProgram = (mutation: (name: string, rest: string) => string): Mutation =>
  onSimple((name, rest) => (BUILTIN.has(name) ? name + rest : mutation(name, rest)));

const WRAP: readonly Mutation[] = [
  always((c) => `(${c}\n)`),
  always((c) => `{ ${c}\n}`),
  always((c) => `bash -c ${single(c)}`),
  always((c) => `bash <<'END_OF_TEXT'\n${c}\nEND_OF_TEXT`),
  always((c) => `eval ${single(c)}`),
  always((c) => `if ${c}\nthen :; fi`),
  always((c) => `while ${c}\ndo break; done`),
  always((c) => `for i in 1; do ${c}\ndone`),
  always((c) => `case x in x) ${c}\n;; esac`),
  always((c) => `true && {\n${c}\n}`),
  always((c) => `! {\n${c}\n}`),
  always((c) => `{ ${c}\n} | cat`),
  always((c) => `echo start; ${c}`),
  onProgram((name, rest) => `env ${name}${rest}`),
  onProgram((name, rest) => `timeout 5 ${name}${rest}`),
  onProgram((name, rest) => `nice -n 5 ${name}${rest}`),
  onProgram((name, rest) => `stdbuf -oL ${name}${rest}`),
  onProgram((name, rest) => `echo x | xargs -I@ ${name}${rest}`),
  onSimple((name, rest) => `command ${name}${rest}`),
  onProgram((name, rest) => `time -p ${name}${rest}`),
];

const QUOTE: readonly Mutation[] = [
  onFirst((name, rest) => `'${name}'${rest}`),
  onFirst((name, rest) => `"${name}"${rest}`),
  onFirst((name, rest) => `\\${name}${rest}`),
  onFirst((name, rest) => `${name.slice(0, 1)}""${name.slice(1)}${rest}`),
  onFirst((name, rest) => `$'${[...name].map((letter) => `\\x${letter.charCodeAt(0).toString(16)}`).join("")}'${rest}`),
  (command) => onWords(command, (word) => inDouble(word)),
  (command) => onWords(command, single),
];

const SPLIT: readonly Mutation[] = [
  always((c) => c.replaceAll(/(?<=^[^'"\\#<\n]*) (?=[^'"\\#<\n]*$)/g, " \\\n  ")),
  (command) => onWords(command, (word) => `${word.slice(0, 1)}\\\n${word.slice(1)}`),
  onSimple((name, rest) => `{${[name, ...rest.trim().split(/ +/)].join(",")}}`),
];

const REORDER: readonly Mutation[] = [
  (command) =>
    fc.constant(
      command.replace(/^([^;|&<>()`$\n'"\\#]+?) (2?>>?) ?([\w./-]+)$/, (_all, body, operator, file) => `${operator}${file} ${body}`),
    ),
  always((c) => `${c}\n# nothing else`),
  always((c) => `cd . && ${c}`),
];

const ALIAS: readonly Mutation[] = [
  onProgram((name, rest) => `/usr/bin/${name}${rest}`),
  onSimple((name, rest) => `run() { ${name} "$@"; }; run${rest}`),
  onSimple((name, rest) => `shopt -s expand_aliases\nalias run=${single(name)}\nrun${rest}`),
  always((c) => `act() {\n${c}\n}; act`),
];

const SUBSTITUTE: readonly Mutation[] = [
  onSimple((name, rest) => `c=${name}; $c${rest}`),
  onSimple((name, rest) => `\${unset_name:-${name}}${rest}`),
  onSimple((name, rest) => `$(echo ${name})${rest}`),
  onSimple((name, rest) => `set -- ${name}${rest}; "$@"`),
  onSimple((name, rest) => `a=(${name}${rest}); "\${a[@]}"`),
  always((c) => `echo "$(${c}\n)"`),
  always((c) => `cat <(${c}\n)`),
  (command) =>
    onWords(command, () => '"$w"').map((mutated) => {
      const word = mutatedWord(command, mutated);
      return word === undefined ? command : `w=${single(word)}; ${mutated}`;
    }),
];

/** Changes one plain word after the first; a command without one stays as it is. */
function onWords(command: string, mutation: (word: string) => string): fc.Arbitrary<string> {
  if (!SIMPLE.test(command) || /['"\\*?[\]{}~!=]/.test(command)) return fc.constant(command);
  const words = command.split(/ +/);
  if (words.length < 2) return fc.constant(command);
  return fc
    .integer({ min: 1, max: words.length - 1 })
    .map((at) => words.map((word, index) => (index === at ? mutation(word) : word)).join(" "));
}

function mutatedWord(command: string, mutated: string): string | undefined {
  const at = mutated.split(/ +/).indexOf('"$w"');
  return at === -1 ? undefined : command.split(/ +/)[at];
}

export const MUTATIONS: readonly Mutation[] = [...WRAP, ...QUOTE, ...SPLIT, ...REORDER, ...ALIAS, ...SUBSTITUTE];

/** Up to `count` different mutants of a command, of one to three mutations each; the same for the same seed. */
export function mutants(command: string, count: number, seed: number): readonly string[] {
  const step = (text: string) => fc.constantFrom(...MUTATIONS).chain((mutation) => mutation(text));
  const mutant = fc.integer({ min: 1, max: 3 }).chain((depth) => {
    let text: fc.Arbitrary<string> = fc.constant(command);
    for (let level = 0; level < depth; level += 1) text = text.chain(step);
    return text;
  });
  const found = fc.sample(mutant, { numRuns: count * 3, seed });
  return [...new Set(found)].filter((text) => text !== command).slice(0, count);
}
