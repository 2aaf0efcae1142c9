// The short fields of a config file as rules, beside the rules that it gives in full. Law: one way to decide. Whatever a file says about
// calls is a rule with an id and a line, so that each answer can name its reason.

import type { EffectClass } from "../policy/classes.ts";
import type { Rule } from "../policy/rule.ts";
import type { Decision } from "../policy/verdict.ts";
import type { ConfigFile } from "./config-file.ts";
import type { Check, ModeLayer } from "./modes.ts";
import { type FieldPath, fieldName } from "./problem.ts";

/** A rule, and where it comes from. */
export interface Draft {
  readonly rule: Rule;
  readonly from: ConfigFile;
  readonly path: FieldPath;
}

const TOUCHING = ["read", "read-secret", "write*", "delete-*"] as const;
const CHANGING = ["write*", "delete-*"] as const;
const SECRET_ROWS = ["read-secret", "write-secret"] as const;
const RUNNING = ["execute*"] as const;

/** The rules of one file, but for the checks of its modes. `modes`: the names of all modes. */
export function rulesOf(from: ConfigFile, modes: readonly string[]): readonly Draft[] {
  const { rules = [], secrets = [], protectedPaths = [], readOnlyCommands = [] } = from.config;
  return [
    ...rules.map(({ examples: _, effect, ...rest }, index): Draft => {
      const rows = typeof effect === "string" ? [effect] : effect;
      return draft(from, ["rules", index], `${nameOf(from)}:${index + 1}`, { ...rest, ...(rows ? { effect: rows } : {}) });
    }),
    ...secrets.map((text, index) =>
      draft(
        from,
        ["secrets", index],
        undefined,
        text.startsWith("!")
          ? { path: text.slice(1), effect: SECRET_ROWS, decision: "allow", reason: "named as no secret" }
          : { path: text, effect: TOUCHING, decision: "ask", reason: "named as a secret" },
      ),
    ),
    ...protectedPaths.map((path, index) =>
      draft(from, ["protectedPaths", index], undefined, { path, effect: CHANGING, decision: "ask", reason: "named as protected" }),
    ),
    ...readOnlyCommands.map((command, index) =>
      // By name, so that it holds also in a mode that closes running code.
      draft(from, ["readOnlyCommands", index], undefined, {
        ...{ command, effect: RUNNING, modes, decision: "allow", reason: "named as a command that only looks" },
      }),
    ),
  ];
}

/** The checks of all modes, each as one rule for the modes that have it. */
export function checkRules({ checks }: ModeLayer): readonly Draft[] {
  const modesOf = new Map<Check, string[]>();
  for (const [mode, list] of checks) for (const check of list) modesOf.set(check, [...(modesOf.get(check) ?? []), mode]);
  return [...modesOf].map(([{ command, from, mode, index }, modes]) =>
    draft(from, ["modes", mode, "checks", index], undefined, {
      ...{ command, effect: RUNNING, modes, decision: "allow", reason: "named as a check" },
    }),
  );
}

/** A cell of a mode as a rule. */
export function cellRule(from: ConfigFile, mode: string, row: EffectClass, decision: Decision): Draft {
  return draft(from, ["modes", mode, "effects", row], undefined, { effect: [row], modes: [mode], decision });
}

type Conditions = Omit<Rule, "id" | "source" | "file" | "line">;

function draft(from: ConfigFile, path: FieldPath, id: string | undefined, conditions: Conditions): Draft {
  const { source, file } = from;
  return { rule: { id: id ?? `${nameOf(from)}:${fieldName(path)}`, source, file, line: from.at(path).line, ...conditions }, from, path };
}

/** Ids are unique over all files. */
function nameOf({ source, above }: ConfigFile): string {
  return above === undefined ? source : `${source}^${above}`;
}
