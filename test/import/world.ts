// An imported config as a policy of a small project, and what the two originals say by their text.

import { importRules } from "../../src/cli/import.ts";
import type { ImportedConfig } from "../../src/import/model.ts";
import { readImport } from "../../src/import/read.ts";
import { judge } from "../../src/judge.ts";
import { MODES, type ModeName } from "../../src/policy/modes.ts";
import { BUILT_IN, modeNamed, type Policy } from "../../src/policy/policy.ts";
import { compileRules } from "../../src/policy/rules.ts";
import type { Decision } from "../../src/policy/verdict.ts";
import { world } from "../support/project.ts";

export function imported(data: unknown) {
  const read = readImport(JSON.stringify(data));
  if (read.kind === "wrong") throw new Error(read.why);
  return { ...read.value, ...importRules("file.json", JSON.stringify(data)) };
}

function policyOf({ modes = {}, rules }: ImportedConfig): Policy {
  const place = { root: world.root, home: world.home, real: (path: string) => path };
  return {
    ...BUILT_IN,
    modes: new Map(
      Object.values(MODES).map((mode) => [mode.name, { ...mode, effects: { ...mode.effects, ...modes[mode.name]?.effects } }]),
    ),
    rules: compileRules(
      rules.map(({ effect, examples: _, ...rule }, index) => ({
        id: `user:${index}`,
        source: "user",
        file: "/c.json",
        line: 1,
        ...(effect === undefined ? {} : { effect: typeof effect === "string" ? [effect] : effect }),
        decision: rule.decision,
        ...(rule.tool === undefined ? {} : { tool: rule.tool }),
        ...(rule.command === undefined ? {} : { command: rule.command }),
        ...(rule.path === undefined ? {} : { path: rule.path }),
        ...(rule.modes === undefined ? {} : { modes: rule.modes }),
      })),
      place,
    ),
  };
}

const policies = new WeakMap<ImportedConfig, Policy>();

export function decisionOn(
  call: { readonly tool: string; readonly input: unknown } | string,
  config: ImportedConfig,
  mode: ModeName = "execute",
): Decision {
  const policy = policies.get(config) ?? policyOf(config);
  policies.set(config, policy);
  return judge(typeof call === "string" ? { tool: "bash", input: { command: call } } : call, world, modeNamed(policy, mode), policy)
    .decision;
}

/** True when `*` as any text makes the pattern the text; ` *` at the end may be missing. */
export function textFits(pattern: string, text: string): boolean {
  const parts = pattern
    .replace(/:\*$/, " *")
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const whole = parts.join(".*");
  return new RegExp(`^${whole.endsWith(" .*") && parts.length === 2 ? `${whole.slice(0, -3)}( .*)?` : whole}$`, "s").test(text);
}
