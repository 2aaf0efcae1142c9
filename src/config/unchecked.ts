// Taking rules out of a policy. Law: a rule that opens something and has examples opens nothing before they are checked.

import type { PathPlace } from "../policy/path-pattern.ts";
import type { Policy } from "../policy/policy.ts";
import { compileRules } from "../policy/rules.ts";
import type { BuiltPolicy } from "./policy.ts";

/** The policy without the rules that open something and have examples: for who can't check them. */
export function withoutUnchecked({ policy, examples }: Pick<BuiltPolicy, "policy" | "examples">, place: PathPlace): Policy {
  return withoutRules(policy, new Set(examples.flatMap(({ rule }) => (rule.decision === "allow" ? [rule.id] : []))), place);
}

/** The policy without the rules of these ids, and without what is left of them for single modes. */
export function withoutRules(policy: Policy, ids: ReadonlySet<string>, place: PathPlace): Policy {
  if (ids.size === 0) return policy;
  return {
    ...policy,
    rules: compileRules(
      policy.rules.rules.filter(({ id }) => !ids.has(id) && !ids.has(id.replace(/\/[^/]*$/, ""))),
      place,
    ),
  };
}
