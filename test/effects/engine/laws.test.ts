// Laws over all that this room knows: wrapping never takes an effect away, and what isn't known is never harmless.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Effect } from "../../../src/effects/effect.ts";
import { FAMILIES, lookup, readFamily } from "../../../src/effects/knowledge/load.ts";
import { classesOf } from "../../../src/policy/classes.ts";
import { effectsOf, world } from "./world.ts";

const COMMANDS = [
  "touch a",
  "touch /etc/a",
  "rm -rf /",
  "rm -rf src",
  "cp a .git/config",
  "cat .env",
  "tee /tmp/x",
  "./run",
  "no-such-program",
  "sed -i s/a/b/ x",
  "curl -d @a http://h",
  "git push --force",
  "npm install x",
  "env FOO=1 ls",
  "dd if=/dev/zero of=/dev/sda",
  "find . -delete",
  "chmod -R 777 ~",
  "bash x.sh",
];

const WRAPPERS: readonly (readonly [string, (command: string) => string])[] = [
  ["env", (command) => `env ${command}`],
  ["env with a variable", (command) => `env LANG=C ${command}`],
  ["timeout", (command) => `timeout 5 ${command}`],
  ["nice", (command) => `nice -n 5 ${command}`],
  ["nohup", (command) => `nohup ${command}`],
  ["stdbuf", (command) => `stdbuf -oL ${command}`],
  ["setsid", (command) => `setsid ${command}`],
  ["sudo", (command) => `sudo ${command}`],
  ["command", (command) => `command ${command}`],
  ["sh -c", (command) => `sh -c '${command}'`],
  ["bash -c", (command) => `bash -c '${command}'`],
  ["bash from a text", (command) => `bash <<'E'\n${command}\nE`],
  ["a group", (command) => `{ ${command}; }`],
  ["a subshell", (command) => `( ${command} )`],
  ["a substitution", (command) => `echo "$(${command})"`],
  ["a function", (command) => `f() { ${command}; }; f`],
  ["find -exec", (command) => `find . -maxdepth 0 -exec ${command} \\;`],
  ["find -ok", (command) => `find . -ok ${command} \\;`],
  ["xargs", (command) => `xargs ${command}`],
  ["xargs -I", (command) => `xargs -I{} ${command}`],
  ["watch", (command) => `watch -x ${command}`],
  ["flock", (command) => `flock /tmp/l ${command}`],
  ["eval", (command) => `eval '${command}'`],
  ["a pipe", (command) => `cat a | ${command}`],
  ["a loop", (command) => `for i in 1 2; do ${command}; done`],
];

const DESTINATIONS = world();

/** Rows that a wrapper may answer with instead of any other: nobody can say less than `opaque`. */
function rows(effects: readonly Effect[]): ReadonlySet<string> {
  return new Set(effects.flatMap(classesOf).filter((row) => row !== "read"));
}

describe("wrapping never lowers the effects", () => {
  it.each(WRAPPERS)("%s", (_, wrap) => {
    for (const command of COMMANDS) {
      const bare = rows(effectsOf(command, DESTINATIONS));
      const wrapped = rows(effectsOf(wrap(command), DESTINATIONS));
      expect([command, ...[...bare].filter((row) => !wrapped.has(row))]).toEqual([command]);
    }
  });

  it("holds for wrappers in wrappers", () => {
    const wrapper = fc.constantFrom(...WRAPPERS.map(([, wrap]) => wrap).filter((wrap) => !/['\n]|f\(\)/.test(wrap("x"))));
    const simple = WRAPPERS.filter(([name]) => /^(env|timeout|nice|nohup|stdbuf|setsid|sudo|flock)/.test(name)).map(([, wrap]) => wrap);
    fc.assert(
      fc.property(
        fc.constantFrom(...COMMANDS),
        fc.array(fc.constantFrom(...simple), { maxLength: 4 }),
        wrapper,
        (command, inner, outer) => {
          const text = outer(inner.reduce((so, wrap) => wrap(so), command));
          const wrapped = rows(effectsOf(text, DESTINATIONS));
          return [...rows(effectsOf(command, DESTINATIONS))].every((row) => wrapped.has(row));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("what isn't known is never harmless", () => {
  it("a program", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,12}$/),
        (name) => lookup(name) !== undefined || name === "." || rows(effectsOf(`zq${name} --help`, DESTINATIONS)).size > 0,
      ),
    );
  });

  it("an option, unless an entry says that no option of its program does anything", () => {
    for (const family of FAMILIES) {
      for (const [name, entry] of Object.entries(readFamily(family))) {
        const known = typeof entry === "string" ? lookup(name) : entry;
        if (!known || known.safe || known.handler !== undefined || known.syntax === "none" || known.operands === undefined) continue;
        if (/[^\w.+-]/.test(name) || lookup(name) !== known) continue;
        // env starts the program itself, where the shell has a word of the same name.
        expect([name, rows(effectsOf(`env ${name} --zq-no-such-option`, DESTINATIONS)).has("opaque")]).toEqual([name, true]);
      }
    }
  });

  it("the names of an object's own machinery", () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]) expect(lookup(name)).toBeUndefined();
  });
});

describe("every text has effects in bounded time", () => {
  it("whatever it says", () => {
    const parts = fc.constantFrom(
      "find",
      "-exec",
      "{}",
      "\\;",
      "+",
      "xargs",
      "-I",
      "sh",
      "-c",
      "'ls'",
      '"$X"',
      "*",
      ">",
      "<",
      "a",
      "/etc",
      "|",
      "&&",
      "(",
      ")",
      "--",
      "-",
      "env",
      "A=1",
      "sudo",
      "$(",
      "`",
      "\n",
      "timeout",
      "5",
      "fd",
      "-x",
      "parallel",
      ":::",
      "ssh",
      "watch",
      "~",
      "..",
      "{a,b}",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 14 }), (list) => {
        const started = performance.now();
        const effects = effectsOf(list.join(" "), DESTINATIONS);
        return Array.isArray(effects) && performance.now() - started < 1000;
      }),
      { numRuns: 1500 },
    );
  });
});
