// What an import gives: a part of a config file, and what is to be said about it. Law: the result is never looser than the original;
// what can't be carried over safely is said, not guessed.

import type { RuleConfig } from "../config/schema.ts";
import { EFFECT_CLASSES, type EffectClass } from "../policy/classes.ts";
import { MODES } from "../policy/modes.ts";
import { type Decision, stricter } from "../policy/verdict.ts";

/** `lost`: the original stops something that nothing stops here. `skipped`: the original opens something that stays as the mode says. `differs`: carried over, with another meaning at the edges. */
export interface Note {
  readonly kind: "lost" | "skipped" | "differs";
  /** Where it stands in the file: `permissions.allow[2] Bash(ls *)`. */
  readonly where: string;
  readonly why: string;
}

export interface ImportedConfig {
  readonly startMode?: string;
  readonly modes?: Readonly<Record<string, { readonly effects: Partial<Record<EffectClass, Decision>> }>>;
  readonly rules: readonly RuleConfig[];
}

export interface Imported {
  readonly format: "Claude Code" | "OpenCode";
  readonly config: ImportedConfig;
  readonly notes: readonly Note[];
}

/** pi's own tools, as globs for a rule. */
export const READ_TOOLS = "{read,grep,find,ls}";
export const EDIT_TOOLS = "{edit,write}";
/** What an allowed edit opens: never what steers the guard or the repository. */
export const EDIT_ROWS: readonly EffectClass[] = ["write", "write-outside", "write-secret", "write-temp"];
const EDITED_BY_COMMANDS: readonly EffectClass[] = ["write", "write-temp"];

/** Rows that shell commands fall into, without those that only read. */
const COMMAND_ROWS: readonly EffectClass[] = [
  "execute",
  "execute-check",
  "install-declared",
  "network-fetch",
  "network-loopback",
  "network-own-remote",
  "vcs-local",
];

/** Changes to a mode, so that what no rule names is not more open than where it comes from. Undefined where nothing changes. */
export function tightened(mode: "execute" | "review", bash: Decision, edit: Decision): Partial<Record<EffectClass, Decision>> | undefined {
  // Where every command is refused, also what would be a question is.
  const ofCommands = bash === "deny" ? EFFECT_CLASSES.filter((row) => row !== "read") : COMMAND_ROWS;
  const rows: [EffectClass, Decision][] = [
    ...ofCommands.map((row): [EffectClass, Decision] => [row, bash]),
    ...EDITED_BY_COMMANDS.map((row): [EffectClass, Decision] => [row, stricter(bash, edit)]),
  ];
  const own = MODES[mode].effects;
  const changed = rows
    .map(([row, wanted]): [EffectClass, Decision] => [row, stricter(own[row], wanted)])
    .filter(([row, to]) => own[row] !== to);
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}

/** Whatever a command is allowed to do, what steers the guard and the repository stays a question. */
export const STEERING_RULE: RuleConfig = { effect: ["write-guard", "write-vcs"], decision: "ask" };

/** What is true of every import. */
export function commonNotes(rules: readonly RuleConfig[]): readonly Note[] {
  const commands = rules.filter((rule) => rule.command !== undefined);
  const where = "all command rules";
  return [
    ...(commands.length > 0
      ? ([
          {
            kind: "differs",
            where,
            why: "The original matches the text, this package the parsed words: quotes, variables with a known value and wrappers (timeout, xargs, find -exec, bash -c) don't change what a rule applies to, and each command of a list, redirections and substitutions are judged for themselves.",
          },
        ] as const)
      : []),
    ...(commands.some((rule) => rule.decision !== "allow")
      ? ([
          {
            kind: "differs",
            where,
            why: "A rule stops what a command does. A command that changes and reads nothing (echo, pwd, ls) isn't stopped.",
          },
        ] as const)
      : []),
    { kind: "differs", where: "what no rule names", why: "Commands that only read are open here, in every mode." },
  ];
}
