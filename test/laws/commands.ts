// Random commands: programs and options that the tables know, words that point anywhere, redirections, operators; and texts that are
// no commands at all.

import fc from "fast-check";
import { FAMILIES, readFamily } from "../../src/effects/knowledge/load.ts";
import type { ProgramKnowledge } from "../../src/effects/knowledge/schema.ts";

const OPTION_LISTS = ["flags", "values", "optional", "reads", "writes", "runs"] as const;
/** Said by the shell, where a program of that name does nothing. */
const SHELL_FAMILY = "builtins";
/** A word of the shell, not only a program. */
const KEYWORD = /^time\b/;

interface Program {
  readonly name: string;
  readonly words: readonly string[];
}

/** Programs with their options and first words; a deep table gives one for each path to a subcommand. */
function programsOf(name: string, entry: ProgramKnowledge | string, depth = 0): readonly Program[] {
  if (typeof entry === "string" || /[^\w.+-]/.test(name.replaceAll(" ", ""))) return [];
  const options = OPTION_LISTS.flatMap((list) => (entry[list] ?? "").split(" ")).filter((word) => word !== "");
  const below =
    depth > 2 ? [] : Object.entries(entry.subcommands ?? {}).flatMap(([sub, inner]) => programsOf(`${name} ${sub}`, inner, depth + 1));
  return [{ name, words: options }, ...below];
}

const PROGRAMS: readonly (readonly Program[])[] = FAMILIES.filter((family) => family !== SHELL_FAMILY).flatMap((family) =>
  Object.entries(readFamily(family))
    .map(([name, entry]) => programsOf(name, entry))
    .filter((list) => list.length > 0),
);

/** The tables' own examples, as they are written. */
const EXAMPLES: readonly string[] = FAMILIES.filter((family) => family !== SHELL_FAMILY).flatMap((family) =>
  Object.values(readFamily(family)).flatMap((entry) =>
    typeof entry === "string" ? [] : [...(entry.harmless ?? []), ...(entry.effectful ?? [])],
  ),
);

/** What people and agents write every day, and what they had better not. */
const EVERYDAY: readonly string[] = [
  "ls -la",
  "cat package.json",
  "rm -rf src",
  "rm -rf /",
  "touch a",
  "echo hi > a",
  "git status",
  "git push --force",
  "sed -i s/a/b/ src/a.ts",
  "find . -name '*.ts' -delete",
  "npm install x",
  "npm test",
  "cp a ~/.ssh/config",
  "cat .env",
  "dd if=/dev/zero of=/dev/sda",
  "curl http://example.com",
  "kill 1",
  "tee .git/config",
  "mkdir -p /etc/x",
  "zq-no-such-program --flag",
  "./run.sh",
  "chmod -R 777 /",
  "docker volume rm x",
  "psql -c 'drop table a'",
];

// biome-ignore format: a list of words
const WORDS = ["a", "src/a.ts", "/etc/passwd", "/", "~", "~/.ssh/id_rsa", "~/.bashrc", ".env", ".env.example", "/tmp/x", "../x", "..", ".git/config", ".pi/modes.json", "/dev/null", "/dev/sda", "*", "src/*", "'*'", "$X", '"$X"', "$HOME/x", '"$HOME"/x', "${X:-a}", "$(cat a)", "`cat a`", "{a,b}", "{}", "-", "--", "-rf", "-n", "-x", "--help", "--version", "--output=a", "-o", "'a b'", "\"it's\"", "$'a\\tb'", "s/a/b/", "'s/a/b/w x'", "'{print $1}'", "'ls -la'", "'rm -rf src'", "HEAD~1", "main", "origin", "http://example.com/x", "localhost:80", "user@host:x", "A=1", "a=b", "1", "-1", "é", "\\ ", "a\\;b", "!", "+x", "u+x", "@{u}", ":(top)a", "name=value"] as const;

// biome-ignore format: a list of redirections
const REDIRECTIONS = ["> a", ">> a", "> /dev/null", "2>/dev/null", "2>&1", "< a", "&> /tmp/x", "> $X", ">| /etc/x", "<<< a", "<> a", "> ~/.bashrc", "3> a", "2>&-", "{fd}> a"] as const;

const word = fc.constantFrom(...WORDS);

const program = fc
  .constantFrom(...PROGRAMS)
  .chain((paths) => fc.constantFrom(...paths))
  .chain(({ name, words }) => {
    const option = words.length > 0 ? fc.constantFrom(...words) : word;
    const attached = fc.tuple(option, word).map(([left, right]) => (left.startsWith("--") ? `${left}=${right}` : left + right));
    return fc
      .array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 4, arbitrary: option }, { weight: 1, arbitrary: attached }), {
        maxLength: 5,
      })
      .map((rest) => [name, ...rest].join(" "));
  });

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EXAMPLES.filter((text) => !/[\n;|&<>(){}`#]|^\w+=/.test(text))) },
  { weight: 2, arbitrary: fc.constantFrom(...EVERYDAY.filter((text) => !text.includes(">"))) },
  { weight: 5, arbitrary: program },
);

/** One program with its words: whatever starts programs can start it. */
export const simpleCommand = line.filter((text) => !KEYWORD.test(text));

const redirected = fc
  .tuple(fc.oneof(line, fc.constantFrom(...EXAMPLES)), fc.array(fc.constantFrom(...REDIRECTIONS), { maxLength: 2 }))
  .map(([text, redirections]) => [text, ...(text.includes("\n") ? [] : redirections)].join(" "));

/** One command or several, in one line or more. */
export const command = fc.oneof(
  { weight: 3, arbitrary: redirected },
  {
    weight: 1,
    arbitrary: fc
      .tuple(redirected, fc.constantFrom("; ", " && ", " || ", " | ", " & ", "\n"), redirected)
      .map(([left, operator, right]) => (left.includes("\n") ? `${left}\n${right}` : left + operator + right)),
  },
);

const SIGNS = [
  ..."()[]{}<>|&;$`\"'\\#!*?~=\n\t -/%@^:",
  "$(",
  "${",
  "((",
  "))",
  "<<",
  "<<E\n",
  ">&",
  "&&",
  "||",
  ";;",
  "$'",
  "\0",
  "\r",
  "\u202e",
  "é",
  "😀",
  "eval ",
  "done",
  "fi",
  "}",
];

/** A command with characters put in, taken out or doubled. */
export const broken = fc
  .tuple(command, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...SIGNS)), { minLength: 1, maxLength: 4 }))
  .map(([text, changes]) =>
    changes.reduce((now, [at, kind, sign]) => {
      const cut = at % (now.length + 1);
      const [before, after] = [now.slice(0, cut), now.slice(cut)];
      if (kind === 0) return before + after.slice(1);
      return kind === 1 ? before + after.slice(0, 4) + after : before + sign + after;
    }, text),
  );

/** Anything at all. */
export const garbage = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.array(fc.constantFrom(...SIGNS, ...WORDS), { maxLength: 30 }).map((parts) => parts.join("")),
  fc.tuple(fc.constantFrom(...SIGNS), fc.nat({ max: 300 })).map(([sign, times]) => sign.repeat(times)),
);
