// What is made larger and larger: commands, rules, grants, entries. Each gives what takes the time, for one size.

import { buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import type { Effect } from "../../src/effects/effect.ts";
import { effectsOfCall } from "../../src/effects/tools.ts";
import type { Workspace } from "../../src/effects/workspace.ts";
import { foldPlan } from "../../src/plan/fold.ts";
import { decide } from "../../src/policy/decide.ts";
import { type Grant, indexGrants } from "../../src/policy/grants.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN, circumstancesIn, type Policy } from "../../src/policy/policy.ts";
import { createBranchReader } from "../../src/session/branch-reader.ts";
import { foldBranch } from "../../src/session/fold.ts";
import { foldGrants } from "../../src/session/grants.ts";
import { kindOf, rowsOf } from "./corpora.ts";
import { type Entry, entryOf, ours } from "./entries.ts";

/** Times of everyday commands with so much around it. */
export interface Growing {
  readonly what: string;
  readonly sizes: readonly number[];
  /** The work of one size, ready to be done again and again. */
  readonly work: (size: number) => () => unknown;
}

export interface GrowingCommand {
  readonly what: string;
  readonly sizes: readonly number[];
  readonly command: (size: number) => string;
  /** The size is how deep it is nested, but the time should go with the length. */
  readonly byLength?: true;
}

const doubling = (from: number, to: number): readonly number[] => {
  const sizes: number[] = [];
  for (let size = from; size <= to; size *= 2) sizes.push(size);
  return sizes;
};
const many = (size: number, one: (index: number) => string, between: string) =>
  Array.from({ length: size }, (_, index) => one(index)).join(between);
const wrapped = (size: number, inner: string, wrap: (inner: string) => string): string =>
  size === 0 ? inner : wrap(wrapped(size - 1, inner, wrap));

const EVERYDAY = rowsOf("everyday")
  .map(({ command }) => command)
  .filter((command) => kindOf(command) === "one command")
  .slice(0, 8);

export const COMMANDS: readonly GrowingCommand[] = [
  {
    what: "everyday commands in a list",
    sizes: doubling(8, 128),
    command: (size) => many(size, (index) => EVERYDAY[index % 8] ?? "ls", " && "),
  },
  { what: "the same command in a list", sizes: doubling(8, 128), command: (size) => many(size, () => "ls -la src", "; ") },
  {
    what: "commands in a pipe",
    sizes: doubling(4, 128),
    command: (size) => `cat README.md | ${many(size, (index) => `grep -v word${index}`, " | ")}`,
  },
  { what: "files of one command", sizes: doubling(8, 512), command: (size) => `cat ${many(size, (index) => `src/file${index}.ts`, " ")}` },
  {
    what: "options of one command",
    sizes: doubling(8, 256),
    command: (size) => `grep ${many(size, (index) => `-e word${index}`, " ")} README.md`,
  },
  { what: "characters of one word", sizes: doubling(256, 16_384), command: (size) => `echo '${"word ".repeat(size / 5)}'` },
  {
    what: "lines of a here-document",
    sizes: doubling(8, 512),
    command: (size) => `cat <<'END'\n${many(size, (index) => `line ${index} of a text`, "\n")}\nEND`,
  },
  {
    what: "here-documents",
    sizes: doubling(2, 64),
    command: (size) => many(size, (index) => `cat <<'END${index}'\nline\nEND${index}`, "\n"),
  },
  {
    what: "variables, each used",
    sizes: doubling(4, 128),
    command: (size) => many(size, (index) => `v${index}=src/a${index}; cat "$v${index}"`, "; "),
  },
  { what: "redirections", sizes: doubling(4, 128), command: (size) => many(size, (index) => `echo x > out${index}.txt`, "; ") },
  { what: "depth of subshells", sizes: doubling(2, 32), command: (size) => wrapped(size, "ls src", (inner) => `( ${inner} )`) },
  { what: "depth of substitutions", sizes: doubling(2, 32), command: (size) => wrapped(size, "ls src", (inner) => `echo $(${inner})`) },
  {
    what: "depth of conditions",
    sizes: doubling(2, 32),
    command: (size) => wrapped(size, "ls src", (inner) => `if true; then ${inner}; fi`),
  },
  {
    what: "depth of loops",
    sizes: doubling(2, 32),
    command: (size) => wrapped(size, "ls src", (inner) => `for a in x y; do ${inner}; done`),
  },
  {
    what: "depth of `sh -c`, by length",
    sizes: [1, 2, 3, 4, 5, 6],
    command: (size) => wrapped(size, "ls src", (inner) => `sh -c '${inner.replaceAll("'", "'\\''")}'`),
    byLength: true,
  },
];

function policyWith(size: number): Policy {
  const rules = Array.from({ length: size }, (_, index) => {
    if (index % 3 === 0) return { command: `tool${index} run *`, decision: "allow" };
    return index % 3 === 1
      ? { path: `src/part${index}/**`, effect: "write*", decision: "ask" }
      : { tool: `mcp_${index}`, decision: "deny" };
  });
  const user = { kind: "text", file: "user.json", text: JSON.stringify({ rules }) } as const;
  return buildPolicy({ ...NO_SOURCES, user }, { root: "/work/project", home: "/home/u", real: (path) => path }).policy;
}

const id = (index: number) => (0x10000000 + index).toString(16);

function grantsOf(size: number): readonly Grant[] {
  return Array.from({ length: size }, (_, index) => {
    const shape = { class: "write-outside", tool: "bash", program: "tool", argv: ["tool", `word${index}`], cwd: "/work/project" } as const;
    return { id: id(index), scope: "session", mode: "execute", shape, shown: `tool word${index}`, given: 1 };
  });
}

/** Of a session as long as that; a fifth is ours. */
function logOf(size: number) {
  const entries = Array.from({ length: size }, (_, index): Entry => {
    return { ...entryOf(index, 20), id: id(index), parentId: index === 0 ? null : id(index - 1) };
  });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return {
    getBranch: () => entries,
    getLeafId: () => id(size - 1),
    getEntry: (wanted: string) => byId.get(wanted),
    getEntries: () => entries,
    getHeader: () => undefined,
    getSessionFile: () => undefined,
  };
}

/** All that isn't a command. The calls are everyday ones, their effects known: only what grows is timed. */
export function others(workspace: Workspace): readonly Growing[] {
  const calls: readonly (readonly Effect[])[] = rowsOf("everyday").map(({ command }) =>
    effectsOfCall({ tool: "bash", input: { command } }, workspace),
  );
  const decideAll = (policy: Policy, grants: readonly Grant[]) => {
    const circumstances = circumstancesIn(workspace.root, indexGrants(grants), 1);
    return () => calls.map((effects) => decide(effects, MODES.execute, policy, circumstances));
  };
  return [
    {
      what: `rules, deciding about ${calls.length} everyday calls`,
      sizes: doubling(4, 1024),
      work: (size) => decideAll(policyWith(size), []),
    },
    { what: "rules, when the configuration is read", sizes: doubling(4, 1024), work: (size) => () => policyWith(size) },
    {
      what: `grants, deciding about ${calls.length} everyday calls`,
      sizes: doubling(4, 4096),
      work: (size) => decideAll(BUILT_IN, grantsOf(size)),
    },
    {
      what: "grants, when the session begins",
      sizes: doubling(4, 4096),
      work: (size) => {
        const entries = grantsOf(size).map((grant) => ({ type: "custom", customType: "pi-modes:grant", data: { v: 1, grant } }));
        return () => foldGrants(entries);
      },
    },
    {
      what: "entries of a session, when it begins",
      sizes: doubling(512, 65_536),
      work: (size) => {
        const log = logOf(size);
        return () => {
          const entries = createBranchReader().read(log);
          return [foldBranch(entries), foldPlan(entries), foldGrants(entries)];
        };
      },
    },
    {
      what: "entries of this package, when the session begins",
      sizes: doubling(256, 16_384),
      work: (size) => {
        const entries = Array.from({ length: size }, (_, index) => ours(index));
        return () => {
          // What is known of an array is kept with it.
          const branch = [...entries];
          return [foldBranch(branch), foldPlan(branch), foldGrants(branch)];
        };
      },
    },
  ];
}
