// Configs and effects by chance, from a small stock, so that they meet each other often.

import fc from "fast-check";
import type { Config } from "../../src/config/schema.ts";
import type { CommandShape, Effect, EffectKind, Mark, Origin } from "../../src/effects/effect.ts";
import { EFFECT_CLASSES } from "../../src/policy/classes.ts";
import { MODE_NAMES } from "../../src/policy/modes.ts";
import { ROOT } from "../support/effects.ts";

const DECISIONS = ["allow", "ask", "deny"] as const;
const PATHS = ["src/a.ts", "src/**", "docs", ".env", ".pi/plans/*.md", "~/notes", "/etc/hosts", "**"] as const;
const FILES = [
  `${ROOT}/src/a.ts`,
  `${ROOT}/docs/b.md`,
  `${ROOT}/.env`,
  `${ROOT}/.pi/plans/x.md`,
  "/home/u/notes/n",
  "/etc/hosts",
  "/tmp/x",
];
const COMMANDS = ["npm publish", "npm *", "git push *", "make", "**"] as const;
const ARGVS = [["npm", "publish"], ["npm", "test"], ["git", "push", "--force"], ["make"], [undefined, "x"], ["make", undefined]] as const;

const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });
const cells = fc.dictionary(fc.constantFrom(...EFFECT_CLASSES), fc.constantFrom(...DECISIONS), { maxKeys: 12 });
const list = (values: readonly string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const rule = (modes: readonly string[]) =>
  fc.record(
    {
      tool: fc.constantFrom("bash", "write", "*"),
      command: fc.constantFrom(...COMMANDS),
      path: fc.constantFrom(...PATHS),
      effect: list([...EFFECT_CLASSES, "write*", "*", "execute*"]),
      modes: list(modes),
      decision: fc.constantFrom(...DECISIONS),
    },
    { requiredKeys: ["decision"] },
  );

/** A config without mistakes. `others`: the modes that it may name beside its own one. */
export function someConfig(own: string, others: readonly string[]): fc.Arbitrary<Config> {
  const known = [...MODE_NAMES, ...others];
  const entry = fc.record(
    {
      effects: cells,
      writable: list(["docs/**", "src/*.ts", "**"]),
      checks: list(COMMANDS),
      transitions: list([...known, own]),
      label: fc.constant("label"),
      model: fc.constantFrom("a/one", "b/two"),
      thinking: fc.constantFrom("off" as const, "high" as const),
    },
    { requiredKeys: [] },
  );
  return fc
    .record({
      changed: fc.dictionary(fc.constantFrom(...known), fc.tuple(entry, some(fc.constantFrom("plan", "execute"))), { maxKeys: 3 }),
      added: fc.tuple(entry, fc.constantFrom(...known)),
      rules: fc.array(rule([...known, own]), { maxLength: 5 }),
      secrets: list([...PATHS, "!.env", "!**"]),
      protectedPaths: list(PATHS),
      readOnlyCommands: list(COMMANDS),
      shellTools: list(["deploy", "mystery"]),
      startMode: fc.constantFrom(...known, own),
      askTimeout: fc.integer({ min: 5, max: 4000 }),
      hideTools: fc.boolean(),
      present: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    })
    .map(({ changed, added: [entry, start], present, ...fields }): Config => {
      // Only added modes start from others' changed ones, so no ring can come about.
      const modes = Object.fromEntries([
        ...Object.entries(changed).map(([name, [mode, from]]) => [
          name,
          { ...mode, ...(from && name === "review" ? { extends: from } : {}) },
        ]),
        [own, { ...entry, extends: start }],
      ]);
      const kept = Object.entries(fields).filter((_, index) => present[index]);
      return { modes, ...Object.fromEntries(kept) };
    });
}

const MARKS: readonly (readonly Mark[])[] = [[], ["secret"], ["guard"], ["vcs-internal"], ["device"], ["root"]];

const target = fc
  .record({
    path: fc.constantFrom(...FILES),
    marks: fc.constantFrom(...MARKS),
    scope: fc.constantFrom("workspace", "temp", "home", "outside"),
    kind: fc.constantFrom("exact", "pattern"),
  })
  .map(({ kind, path, ...rest }) =>
    kind === "exact" ? { kind: "exact" as const, path, ...rest } : { kind: "pattern" as const, path, base: path, ...rest },
  );

const kinds: fc.Arbitrary<EffectKind> = fc.oneof(
  fc.record({ kind: fc.constantFrom("read" as const, "write" as const), target }),
  fc.record({ kind: fc.constant("write" as const), target, ruins: fc.constant("content" as const) }),
  fc.record({ kind: fc.constant("delete" as const), target, broad: fc.boolean() }),
  fc.record({ kind: fc.constant("write" as const), target: fc.constant({ kind: "unknown" as const, why: "" }) }),
  fc.record({ kind: fc.constant("execute" as const), what: fc.constantFrom("check" as const, "inline" as const), why: fc.constant("") }),
  fc.record({
    kind: fc.constant("network" as const),
    direction: fc.constantFrom("fetch" as const, "send" as const),
    peer: fc.constantFrom("loopback" as const, "own-remote" as const, "elsewhere" as const),
  }),
  fc.record({ kind: fc.constant("install" as const), what: fc.constantFrom("declared" as const, "new" as const) }),
  fc.constant({ kind: "run" as const }),
  fc.record({ kind: fc.constant("vcs" as const), act: fc.constantFrom("local" as const, "discard" as const) }),
  fc.record({ kind: fc.constantFrom("system" as const, "reset" as const, "destroy" as const, "opaque" as const), why: fc.constant("") }),
);

const command = fc
  .tuple(fc.constantFrom(...ARGVS), fc.boolean())
  .map(([argv, isAltered]): CommandShape => ({ argv, cwd: ROOT, fed: false, ...(isAltered ? { altered: true } : {}) }));

const origins: fc.Arbitrary<Origin> = fc.oneof(
  fc.constantFrom<Origin>({ tool: "write", word: "w" }, { tool: "mystery", word: "w" }, { tool: "bash", program: "tee", word: "> x" }),
  command.map((shape): Origin => ({ tool: "bash", program: "program", word: "w", command: shape })),
);

/** Effects of all rows, from commands, redirections and tools. */
export const someEffect: fc.Arbitrary<Effect> = fc.tuple(kinds, origins).map(([kind, origin]) => ({ origin, ...kind }));
