// The policy from all config files. Law: a file with a mistake is left out as a whole and touches no other one; an untrusted project file
// only tightens; nothing that fails here opens anything.

import type { EffectClass } from "../policy/classes.ts";
import { type Mode, STRICTEST_MODE } from "../policy/modes.ts";
import type { PathPlace } from "../policy/path-pattern.ts";
import { BUILT_IN, type Policy } from "../policy/policy.ts";
import type { PolicySource, Rule } from "../policy/rule.ts";
import { classesLike, compileRules } from "../policy/rules.ts";
import type { Settings } from "../policy/settings.ts";
import type { ConfigFile } from "./config-file.ts";
import { type ModeLayer, withModes } from "./modes.ts";
import type { FieldPath, Place, Problem } from "./problem.ts";
import { readConfig } from "./read.ts";
import { type Settled, UNSETTLED, withinModes, withSettings, withTighterSettings } from "./settings.ts";
import { describeRule, tightenModes, withoutOpening } from "./tighten.ts";
import { checkRules, type Draft, rulesOf } from "./translate.ts";
import { type Waiting, waitingFor } from "./waiting.ts";
import { warningsAbout } from "./warnings.ts";

export type SourceText =
  | { readonly kind: "absent" }
  | { readonly kind: "text"; readonly file: string; readonly text: string }
  | { readonly kind: "unreadable"; readonly file: string; readonly why: string };

export interface Sources {
  readonly administrator: SourceText;
  readonly user: SourceText;
  readonly project: SourceText & { readonly trusted: boolean };
}

/** An example of a rule, and where it stands. */
export interface Example extends Place {
  readonly text: string;
  readonly field: FieldPath;
}

export interface RuleExamples {
  readonly rule: Rule;
  readonly match: readonly Example[];
  readonly noMatch: readonly Example[];
}

export interface BuiltPolicy {
  readonly policy: Policy;
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  /** What the project's file would open, were it trusted. */
  readonly waiting: readonly Waiting[];
  /** Not checked yet: see `checkExamples`. */
  readonly examples: readonly RuleExamples[];
  /** Files that are left out. */
  readonly broken: readonly PolicySource[];
}

export const NO_SOURCES: Sources = {
  administrator: { kind: "absent" },
  user: { kind: "absent" },
  project: { kind: "absent", trusted: false },
};

const ORDER: readonly PolicySource[] = ["administrator", "user", "project"];

/** What is made of the files so far. */
interface Stage extends Settled {
  readonly layer: ModeLayer;
  /** Rules for cells of modes that an untrusted file closes. */
  readonly closing: readonly Draft[];
  readonly shellTools: ReadonlySet<string>;
}

/** Never throws. Later files change the modes and settings of earlier ones; rules stand beside each other. */
export function buildPolicy(sources: Sources, place: PathPlace): BuiltPolicy {
  const { files, problems, broken } = readAll(sources);
  let stage: Stage = { ...UNSETTLED, layer: { modes: BUILT_IN.modes, checks: new Map() }, closing: [], shellTools: new Set() };
  const isTrusted = (from: ConfigFile): boolean => from.source !== "project" || sources.project.trusted;
  for (const from of files) stage = isTrusted(from) ? withAll(stage, from) : withTighter(stage, from);
  const lock = files.find(({ source }) => source === "administrator")?.config.lock ?? {};
  const floor = new Set<EffectClass>([...BUILT_IN.floor, ...(lock.floor ?? []).flatMap(classesLike)]);
  const modes = usable(stage.layer.modes, lock.modes);
  const { settings, startMode, waiting } = withinModes(stage, modes);
  const drafts = files.map((from) => ({ from, drafts: rulesOf(from, [...stage.layer.modes.keys()]) }));
  const held = drafts.flatMap((one) => one.drafts.filter(({ rule }) => isTrusted(one.from) || rule.decision !== "allow"));
  const rules = [...held, ...stage.closing, ...checkRules(stage.layer)].flatMap(({ rule }) =>
    rule.source === "project" ? withoutOpening(rule, stage.layer.modes, sources.project.trusted) : [rule],
  );
  const warnings = drafts.flatMap((one) => {
    // Modes that wait for trust are no mistake.
    const names = isTrusted(one.from) ? modes.keys() : [...modes.keys(), ...ownModes(one.from)];
    return warningsAbout(one.from, one.drafts, { modes: new Set(names), floor });
  });
  const untrusted = drafts.flatMap((one) => (isTrusted(one.from) ? [] : one.drafts.flatMap(waitingRule)));
  return {
    policy: { modes, startMode, rules: compileRules(rules, place), shellTools: stage.shellTools, floor },
    settings,
    problems: [...problems, ...warnings],
    waiting: [...waiting, ...untrusted].toSorted((a, b) => a.line - b.line || a.column - b.column),
    examples: held.flatMap(examplesOf),
    broken,
  };
}

function waitingRule({ rule, from, path }: Draft): readonly Waiting[] {
  return rule.decision === "allow" ? [waitingFor(from, path, describeRule(rule))] : [];
}

function ownModes(from: ConfigFile): readonly string[] {
  return Object.keys(from.config.modes ?? {});
}

interface ReadFiles {
  readonly files: readonly ConfigFile[];
  readonly problems: readonly Problem[];
  readonly broken: readonly PolicySource[];
}

/** In order; each file may name the modes of those before it. */
function readAll(sources: Sources): ReadFiles {
  const files: ConfigFile[] = [];
  const problems: Problem[] = [];
  const broken: PolicySource[] = [];
  const modes = new Set(BUILT_IN.modes.keys());
  for (const source of ORDER) {
    const given = sources[source];
    if (given.kind === "absent") continue;
    if (given.kind === "unreadable") problems.push(unreadable(given.file, given.why));
    const result =
      given.kind === "text" ? readConfig(given.text, given.file, { source, modes, mayLackModes: broken.length > 0 }) : undefined;
    problems.push(...(result?.problems ?? []));
    if (!result?.config) {
      broken.push(source);
      continue;
    }
    files.push(result.config);
    for (const name of ownModes(result.config)) modes.add(name);
  }
  return { files, problems, broken };
}

function unreadable(file: string, why: string): Problem {
  return { severity: "error", file, line: 1, column: 1, field: "", message: `The file can't be read: ${why}.` };
}

function withAll(stage: Stage, from: ConfigFile): Stage {
  return {
    ...stage,
    ...withSettings(stage, from),
    layer: withModes(stage.layer, from),
    shellTools: new Set([...stage.shellTools, ...(from.config.shellTools ?? [])]),
  };
}

/** A tool that nobody knows is a question; one that is called a shell is judged by its command alone. So that waits too. */
function withTighter(stage: Stage, from: ConfigFile): Stage {
  const { layer, closing, waiting } = tightenModes(stage.layer, from);
  const settled = withTighterSettings(stage, from, stage.layer.modes);
  const tools = (from.config.shellTools ?? []).map((tool, index) =>
    waitingFor(from, ["shellTools", index], `${tool} is judged as a shell`),
  );
  return { ...settled, layer, closing, shellTools: stage.shellTools, waiting: [...settled.waiting, ...waiting, ...tools] };
}

/** The strictest mode is always there. */
function usable(modes: ReadonlyMap<string, Mode>, allowed: readonly string[] | undefined): ReadonlyMap<string, Mode> {
  return allowed ? new Map([...modes].filter(([name]) => name === STRICTEST_MODE || allowed.includes(name))) : modes;
}

function examplesOf({ rule, from, path }: Draft): readonly RuleExamples[] {
  const index = path[0] === "rules" && typeof path[1] === "number" ? path[1] : undefined;
  const examples = index === undefined ? undefined : from.config.rules?.[index]?.examples;
  if (!examples) return [];
  const list = (name: "match" | "noMatch"): readonly Example[] =>
    (examples[name] ?? []).map((text, at) => {
      const field = [...path, "examples", name, at];
      return { text, field, ...from.at(field) };
    });
  return [{ rule, match: list("match"), noMatch: list("noMatch") }];
}
