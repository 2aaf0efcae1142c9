// The one rule that would have saved the most questions. Law: a rule is made from what was asked, names its rows, and is tried on the very
// calls before it is suggested; none opens what can't be judged, what steers the guard, or a program that runs whatever it is given.

import type { RuleConfig } from "../config/schema.ts";
import type { Effect } from "../effects/effect.ts";
import type { Workspace } from "../effects/workspace.ts";
import { classesOf, type EffectClass } from "../policy/classes.ts";
import { decide } from "../policy/decide.ts";
import { circumstancesIn, modeNamed, type Policy } from "../policy/policy.ts";
import type { Rule } from "../policy/rule.ts";
import { compileRules, joinRules, type RuleSet } from "../policy/rules.ts";
import type { JudgedCall } from "./judging.ts";

export interface Suggestion {
  readonly rule: RuleConfig;
  /** Calls that would no longer be asked about. */
  readonly saves: number;
}

/** A question and how often it was asked. */
export interface Question {
  readonly judged: JudgedCall;
  readonly count: number;
}

interface Candidate {
  readonly rule: RuleConfig;
  readonly questions: Question[];
  /** More it can't save. */
  most: number;
}

const NEVER: ReadonlySet<EffectClass> = new Set(["opaque", "write-guard", "destroy"]);
/** Programs that run what their words say; version numbers left out. */
const RUNS_ANYTHING =
  /^(?:ba|z|da|k|c|tc|a|fi)?sh$|^(?:python|pypy|node|nodejs|deno|bun|ruby|perl|php|lua|luajit|Rscript|tclsh|osascript|pwsh|powershell|awk|gawk|mawk|sudo|doas|su|runuser|pkexec|env|xargs|parallel|eval|exec|command|builtin|source|nohup|nice|timeout|time|watch|setsid|stdbuf|strace|ssh|docker|podman|kubectl|busybox|npx|pnpx|bunx|uvx|pipx|script|tmux|screen|find|make|rm)$/;
const RUNS_THE_REST = /^(?:exec|x|dlx|eval|shell|ssh|repl|console|sh|bash|python|node|-c|-e|-m)$/;
/** `run` of these names something that the project itself declares. */
const DECLARED_RUNS = /^(?:npm|pnpm|yarn|cargo|go|composer|rake|task|just)$/;
/** Programs of which a rule without a subcommand would open too many things at once. */
const MANY_IN_ONE =
  /^(?:git|gh|glab|npm|pnpm|yarn|cargo|go|aws|gcloud|az|terraform|tofu|pulumi|helm|systemctl|pip|uv|poetry|brew|apt|apt-get|dnf|gradle|mvn|dotnet)$/;
const PLAIN_WORD = /^[A-Za-z0-9_.+:@/-]+$/;
const SUBCOMMAND = /^[A-Za-z][A-Za-z0-9:_-]*$/;
const TRIED = 60;

/** Undefined where no single rule would have saved a question. */
export function suggest(questions: readonly Question[]): Suggestion | undefined {
  const candidates = new Map<string, Candidate>();
  for (const question of questions) {
    for (const rule of rulesFor(question.judged)) {
      const key = JSON.stringify(rule);
      const candidate = candidates.get(key) ?? { rule, questions: [], most: 0 };
      candidate.questions.push(question);
      candidate.most += question.count;
      candidates.set(key, candidate);
    }
  }
  const byPromise = [...candidates.values()].sort((a, b) => b.most - a.most || rows(a.rule) - rows(b.rule)).slice(0, TRIED);
  let best: Suggestion | undefined;
  for (const { rule, questions: asked, most } of byPromise) {
    if (best && most <= best.saves) break;
    const policies = new Map<Workspace, Policy>();
    const saves = asked.reduce((sum, question) => sum + (isAnswered(question.judged, rule, policies) ? question.count : 0), 0);
    if (saves > (best?.saves ?? 0)) best = { rule, saves };
  }
  return best;
}

function rows(rule: RuleConfig): number {
  return Array.isArray(rule.effect) ? rule.effect.length : 1;
}

/** Rules that might answer a part of the call; rows of the same command stand in one rule. */
function rulesFor(judged: JudgedCall): readonly RuleConfig[] {
  const mode = modeNamed(judged.policy, judged.mode);
  const shapes = new Map<string, { readonly shape: Omit<RuleConfig, "decision">; readonly rows: Set<EffectClass> }>();
  for (const effect of judged.effects) {
    const asked = classesOf(effect).filter((row) => mode.effects[row] === "ask");
    const shape = asked.length > 0 && !asked.some((row) => NEVER.has(row)) ? shapeOf(effect, judged.workspace.root) : undefined;
    if (!shape) continue;
    const key = JSON.stringify(shape);
    const entry = shapes.get(key) ?? { shape, rows: new Set<EffectClass>() };
    for (const row of asked) entry.rows.add(row);
    shapes.set(key, entry);
  }
  return [...shapes.values()].map(({ shape, rows: asked }) => ({ ...shape, effect: [...asked].sort(), decision: "allow" }));
}

function shapeOf(effect: Effect, root: string): Omit<RuleConfig, "decision"> | undefined {
  const path = "target" in effect ? pathOf(effect, root) : undefined;
  if ("target" in effect && path === undefined) return undefined;
  const { tool, command, program } = effect.origin;
  if (program === undefined && !command) return path === undefined ? undefined : { tool, path };
  const pattern = command && (effect.kind !== "execute" || effect.what !== "inline") ? commandPattern(command.argv) : undefined;
  if (pattern === undefined) return undefined;
  return path === undefined ? { command: pattern } : { command: pattern, path };
}

/** Only one file: a folder would be more than what was asked. */
function pathOf({ target }: Extract<Effect, { target: unknown }>, root: string): string | undefined {
  if (target.kind !== "exact" || !PLAIN_WORD.test(target.path)) return undefined;
  return target.path.startsWith(`${root}/`) ? target.path.slice(root.length + 1) : target.path;
}

function commandPattern([program, sub]: readonly (string | undefined)[]): string | undefined {
  if (program === undefined || !PLAIN_WORD.test(program)) return undefined;
  const name = program.slice(program.lastIndexOf("/") + 1).replace(/[0-9.]+$/, "");
  const named = sub !== undefined && SUBCOMMAND.test(sub);
  if (named && (RUNS_THE_REST.test(sub) || (sub === "run" && !DECLARED_RUNS.test(name)))) return undefined;
  if (RUNS_ANYTHING.test(name) && !(named && /^(?:docker|podman|kubectl|make)$/.test(name))) return undefined;
  if (named) return `${program} ${sub} *`;
  return MANY_IN_ONE.test(name) ? undefined : `${program} *`;
}

/** `policies`: those that were made with this rule already, by the folder that they are for. */
function isAnswered(judged: JudgedCall, rule: RuleConfig, policies: Map<Workspace, Policy>): boolean {
  const { policy, workspace, mode, effects } = judged;
  const changed = policies.get(workspace) ?? { ...policy, rules: joinRules(policy.rules, compiled(rule, judged)) };
  policies.set(workspace, changed);
  return decide(effects, modeNamed(changed, mode), changed, circumstancesIn(workspace.root)).decision === "allow";
}

function compiled({ effect, tool, command, path, decision }: RuleConfig, { workspace }: JudgedCall): RuleSet {
  const rule: Rule = {
    id: "suggested",
    source: "user",
    file: "",
    line: 1,
    decision,
    ...(tool === undefined ? {} : { tool }),
    ...(command === undefined ? {} : { command }),
    ...(path === undefined ? {} : { path }),
    ...(effect === undefined ? {} : { effect: typeof effect === "string" ? [effect] : effect }),
  };
  const { root, home } = workspace;
  return compileRules([rule], { root, home, real: (one) => workspace.realPath("/", one) ?? one });
}
