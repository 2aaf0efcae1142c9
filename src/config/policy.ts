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
import { type ModeLayer, NEVER_BY_PROJECT, withLock, withModes } from "./modes.ts";
import type { FieldPath, Place, Problem } from "./problem.ts";
import { readConfig } from "./read.ts";
import { type Settled, UNSETTLED, withinModes, withSettings, withTighterSettings } from "./settings.ts";
import { describeRule, tightenModes, weightOf, withoutOpening } from "./tighten.ts";
import { checkRules, type Draft, rulesOf } from "./translate.ts";
import { loosestFirst, type Waiting, waitingFor } from "./waiting.ts";
import { warningsAbout } from "./warnings.ts";

export type SourceText =
  | { readonly kind: "absent" }
  | { readonly kind: "text"; readonly file: string; readonly text: string }
  | { readonly kind: "unreadable"; readonly file: string; readonly why: string };

export interface Sources {
  readonly administrator: SourceText;
  readonly user: SourceText;
  readonly project: SourceText & { readonly trusted: boolean };
  /** Files of the project in folders above that one, from the workspace folder down. They only close. */
  readonly above?: readonly SourceText[];
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
  /** What the project's file would open, were it trusted; the loosest first. */
  readonly waiting: readonly Waiting[];
  /** Not checked yet: see `checkExamples`. */
  readonly examples: readonly RuleExamples[];
  /** Files that are left out. */
  readonly broken: readonly PolicySource[];
  readonly brokenFiles: readonly string[];
}

export const NO_SOURCES: Sources = {
  administrator: { kind: "absent" },
  user: { kind: "absent" },
  project: { kind: "absent", trusted: false },
};

/** What is made of the files so far. */
interface Stage extends Settled {
  readonly layer: ModeLayer;
  /** Rules for cells of modes that an untrusted file closes. */
  readonly closing: readonly Draft[];
  readonly shellTools: ReadonlySet<string>;
}

/** Never throws. Later files change the modes and settings of earlier ones; rules stand beside each other. */
export function buildPolicy(sources: Sources, place: PathPlace): BuiltPolicy {
  const { files, problems, broken, brokenFiles } = readAll(sources);
  const shipped: ModeLayer = { modes: BUILT_IN.modes, checks: new Map() };
  let stage: Stage = { ...UNSETTLED, layer: shipped, closing: [], shellTools: new Set() };
  let his = shipped;
  const isTrusted = (from: ConfigFile): boolean => from.source !== "project" || (sources.project.trusted && from.above === undefined);
  for (const from of files) {
    stage = isTrusted(from) ? withAll(stage, from) : withTighter(stage, from);
    if (from.source === "administrator") his = stage.layer;
  }
  const lock = files.find(({ source }) => source === "administrator")?.config.lock ?? {};
  const locked = new Set(lock.modes ? [...lock.modes, STRICTEST_MODE] : []);
  const layer = withLock(stage.layer, his, locked);
  const floor = new Set<EffectClass>([...BUILT_IN.floor, ...(lock.floor ?? []).flatMap(classesLike)]);
  const modes = usable(layer.modes, lock.modes);
  const { settings, startMode, waiting } = withinModes(stage, modes);
  const drafts = files.map((from) => ({ from, drafts: rulesOf(from, [...layer.modes.keys()]) }));
  const held = drafts.flatMap((one) => one.drafts.filter(({ rule }) => isTrusted(one.from) || rule.decision !== "allow"));
  const limited = ({ rule, from }: Draft): readonly Rule[] =>
    withoutOpening(rule, layer.modes, (mode, row) => {
      if (from.source === "administrator") return true;
      // An `allow` of a project opens no such row anyway.
      const isOpenTo = from.source === "user" || (isTrusted(from) && (rule.decision === "allow" || !NEVER_BY_PROJECT.has(row)));
      return isOpenTo && !locked.has(mode);
    });
  const warnings = drafts.flatMap((one) => {
    // Modes that wait for trust are no mistake.
    const names = isTrusted(one.from) ? modes.keys() : [...modes.keys(), ...ownModes(one.from)];
    return warningsAbout(one.from, one.drafts, { modes: new Set(names), floor });
  });
  const untrusted = drafts.flatMap((one) =>
    isTrusted(one.from) ? [] : one.drafts.filter((draft) => opens(draft, limited(draft))).map(waitingRule),
  );
  const rules = [...held, ...stage.closing, ...checkRules(layer)].flatMap(limited);
  const nearest = sources.project.kind === "absent" ? undefined : sources.project.file;
  return {
    policy: { modes, startMode, rules: compileRules(rules, place), shellTools: stage.shellTools, floor },
    settings,
    problems: [...problems, ...warnings],
    // Only the nearest file can be trusted, so nothing of the others waits.
    waiting: loosestFirst([...waiting, ...untrusted].filter(({ file }) => file === nearest)),
    examples: held.flatMap(examplesOf),
    ...{ broken, brokenFiles },
  };
}

/** `limited`: what is left of the rule while its file isn't trusted. */
function opens({ rule }: Draft, limited: readonly Rule[]): boolean {
  return rule.decision === "allow" || limited[0] !== rule;
}

function waitingRule({ rule, from, path }: Draft): Waiting {
  return waitingFor(from, path, describeRule(rule), weightOf(rule));
}

function ownModes(from: ConfigFile): readonly string[] {
  return Object.keys(from.config.modes ?? {});
}

interface ReadFiles {
  readonly files: readonly ConfigFile[];
  readonly problems: readonly Problem[];
  readonly broken: readonly PolicySource[];
  readonly brokenFiles: readonly string[];
}

interface Given {
  readonly source: PolicySource;
  readonly above?: number;
  readonly text: SourceText;
}

function inOrder({ administrator, user, project, above = [] }: Sources): readonly Given[] {
  return [
    { source: "administrator", text: administrator },
    { source: "user", text: user },
    ...above.map((text, index): Given => ({ source: "project", above: above.length - index, text })),
    { source: "project", text: project },
  ];
}

/** In order; each file may name the modes of those before it. */
function readAll(sources: Sources): ReadFiles {
  const files: ConfigFile[] = [];
  const problems: Problem[] = [];
  const broken: PolicySource[] = [];
  const brokenFiles: string[] = [];
  const modes = new Set(BUILT_IN.modes.keys());
  for (const { source, above, text: given } of inOrder(sources)) {
    if (given.kind === "absent") continue;
    if (given.kind === "unreadable") problems.push(unreadable(given.file, given.why));
    const options = { source, above, modes, mayLackModes: broken.length > 0 };
    const result = given.kind === "text" ? readConfig(given.text, given.file, options) : undefined;
    problems.push(...(result?.problems ?? []));
    if (!result?.config) {
      broken.push(source);
      brokenFiles.push(given.file);
      continue;
    }
    files.push(result.config);
    for (const name of ownModes(result.config)) modes.add(name);
  }
  return { files, problems, broken, brokenFiles };
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
  const { closing, waiting } = tightenModes(stage.layer, from);
  const settled = withTighterSettings(stage, from, stage.layer.modes);
  const tools = (from.config.shellTools ?? []).map((tool, index) =>
    waitingFor(from, ["shellTools", index], `${tool} is judged as a shell`),
  );
  return { ...stage, ...settled, closing: [...stage.closing, ...closing], waiting: [...settled.waiting, ...waiting, ...tools] };
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
