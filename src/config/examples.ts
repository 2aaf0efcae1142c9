// The examples of rules, judged as calls. Law: a rule that doesn't do what its file says it does opens nothing; one that closes stays.
// This module alone knows how calls are read, so that who only shows a policy needn't load that.

import type { Effect } from "../effects/effect.ts";
import { effectsOfCall, NO_TOOLS } from "../effects/tools.ts";
import type { Workspace } from "../effects/workspace.ts";
import { classesOf } from "../policy/classes.ts";
import { STRICTEST_MODE } from "../policy/modes.ts";
import type { PathPlace } from "../policy/path-pattern.ts";
import type { Policy } from "../policy/policy.ts";
import type { Rule } from "../policy/rule.ts";
import { askRules, compileRules } from "../policy/rules.ts";
import { describeEffect } from "../policy/wording.ts";
import type { BuiltPolicy, Example, RuleExamples } from "./policy.ts";
import { fieldName, type Problem, quoted } from "./problem.ts";
import { withoutRules } from "./unchecked.ts";

export interface CheckedPolicy {
  /** Without the rules that open and fail. */
  readonly policy: Policy;
  readonly problems: readonly Problem[];
}

/** Examples that are judged when a session loads its files, and how long all of them may be, in UTF-16 units. */
const AT_MOST = 200;
const LENGTH_AT_MOST = 20_000;

/**
 * Judges examples: `match` must come under its rule, `noMatch` must not. `opening`: only those of rules that open something, and so many that a
 * file can't keep the session waiting; a rule whose examples come after that opens nothing. `all`: without a bound, for who asked for it.
 */
export function checkExamples(
  built: Pick<BuiltPolicy, "policy" | "examples">,
  workspace: Workspace,
  place: PathPlace,
  which: "opening" | "all" = "opening",
): CheckedPolicy {
  const failed = new Set<string>();
  const problems: Problem[] = [];
  let [count, length] = [0, 0];
  for (const examples of built.examples) {
    const opens = examples.rule.decision === "allow";
    if (which === "opening" && !opens) continue;
    const all = [...examples.match, ...examples.noMatch];
    count += all.length;
    length += all.reduce((sum, { text }) => sum + text.length, 0);
    const isTooMuch = which === "opening" && (count > AT_MOST || length > LENGTH_AT_MOST);
    const found = isTooMuch ? [tooMuch(examples)] : failures(examples, built.policy, workspace, place);
    problems.push(...found);
    if (found.length > 0 && opens) failed.add(examples.rule.id);
  }
  return { policy: withoutRules(built.policy, failed, place), problems };
}

function tooMuch({ rule, match, noMatch }: RuleExamples): Problem {
  const { line, column, field } = [...match, ...noMatch][0] ?? { line: rule.line, column: 1, field: [] };
  return {
    ...{ severity: "error", file: rule.file, line, column, field: fieldName(field) },
    message: `All examples together are more than ${AT_MOST}, or longer than ${LENGTH_AT_MOST} characters. The rule ${rule.id} isn't in force; take examples out.`,
  };
}

function failures({ rule, match, noMatch }: RuleExamples, policy: Policy, workspace: Workspace, place: PathPlace): readonly Problem[] {
  const effectsOf = (example: Example): readonly Effect[] => effectsOfExample(rule, example.text, policy, workspace);
  const applies = (effects: readonly Effect[]): boolean => isUnder(rule, effects, place);
  const problem = ({ line, column, field, text }: Example, effects: readonly Effect[], what: string): Problem => ({
    ...{ severity: "error", file: rule.file, line, column, field: fieldName(field) },
    message: `The rule ${rule.id} in line ${rule.line} ${what} ${quoted(text)}, which ${doing(effects, workspace.root)}.${ENDS[rule.decision]}`,
  });
  return [
    ...match.flatMap((example) => {
      const effects = effectsOf(example);
      return applies(effects) ? [] : [problem(example, effects, "doesn't apply to its example")];
    }),
    ...noMatch.flatMap((example) => {
      const effects = effectsOf(example);
      return applies(effects) ? [problem(example, effects, "applies to what it says it doesn't,")] : [];
    }),
  ];
}

const ENDS = {
  allow: " The rule isn't in force until its examples are right.",
  ask: " The rule is in force all the same.",
  deny: " The rule is in force all the same.",
} as const;

function doing(effects: readonly Effect[], root: string): string {
  const parts = effects.slice(0, 4).map((effect) => `${describeEffect(effect, root)} [${classesOf(effect).join(", ")}]`);
  return parts.length === 0 ? "has no effect at all" : parts.join(", ");
}

/** True when the rule, alone, answers for some row in some mode that it is meant for. */
function isUnder(rule: Rule, effects: readonly Effect[], place: PathPlace): boolean {
  const alone = compileRules([rule], place);
  const modes = rule.modes ?? [STRICTEST_MODE];
  return effects.some((effect) =>
    classesOf(effect).some((row) => modes.some((mode) => askRules(alone, effect, row, mode).any !== undefined)),
  );
}

/** A path, of a rule that names one and no command, is read and written as by pi's file tools; everything else is a command. */
function effectsOfExample({ command, path, tool }: Rule, text: string, { shellTools }: Policy, workspace: Workspace): readonly Effect[] {
  const tools = { ...NO_TOOLS, shells: shellTools };
  if (path === undefined || command !== undefined) {
    const shell = tool !== undefined && shellTools.has(tool) ? tool : "bash";
    return effectsOfCall({ tool: shell, input: { command: text } }, workspace, tools);
  }
  const full = /^[/~]/.test(text) ? text : `${workspace.root}/${text}`;
  return ["read", "write", "edit"].flatMap((name) => effectsOfCall({ tool: name, input: { path: full } }, workspace, tools));
}
