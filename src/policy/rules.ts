// Rules, compiled once and looked up by what an effect certainly has. Law: an `allow` needs a certain match, `ask` and `deny` only a possible one.

import { Minimatch } from "minimatch";
import type { Effect } from "../effects/effect.ts";
import { EFFECT_CLASSES, type EffectClass } from "./classes.ts";
import { type CommandPattern, compileCommand, fitsForCertain, mayFit } from "./command-pattern.ts";
import { compilePath, coversTarget, mayTouch, type PathPattern, type PathPlace } from "./path-pattern.ts";
import type { Rule } from "./rule.ts";
import { type Decision, stricter } from "./verdict.ts";

interface CompiledRule {
  readonly rule: Rule;
  readonly tool: Minimatch | undefined;
  readonly command: CommandPattern | undefined;
  readonly path: PathPattern | undefined;
  readonly classes: ReadonlySet<EffectClass> | undefined;
  readonly modes: ReadonlySet<string> | undefined;
}

export interface RuleSet {
  readonly rules: readonly Rule[];
  /** By the program that the rule's command names. */
  readonly byProgram: ReadonlyMap<string, readonly CompiledRule[]>;
  /** By the first `depth` parts of the path that the rule's path names; rules for fewer parts stand in `others`. */
  readonly byFolder: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly depth: number;
  /** By the tool's exact name. */
  readonly byTool: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly others: readonly CompiledRule[];
}

export const NO_RULES: RuleSet = { rules: [], byProgram: new Map(), byFolder: new Map(), depth: 0, byTool: new Map(), others: [] };

/** What the rules say about one row of an effect. */
export interface RuleAnswer {
  readonly decision: Decision;
  readonly rule: Rule;
}

const NAME_OPTIONS = { dot: true, nonegate: true, nocomment: true, nocase: false } as const;

export function compileRules(rules: readonly Rule[], place: PathPlace): RuleSet {
  const byProgram = new Map<string, CompiledRule[]>();
  const byFolder = new Map<string, CompiledRule[]>();
  const byTool = new Map<string, CompiledRule[]>();
  const others: CompiledRule[] = [];
  const depth = place.root.split("/").length + FOLDERS_BELOW;
  for (const rule of rules) {
    const compiled = compileRule(rule, place);
    const folder = compiled.path && folderKey(compiled.path.base, depth);
    if (compiled.command?.program !== undefined) add(byProgram, compiled.command.program, compiled);
    else if (rule.tool !== undefined && !isGlob(rule.tool)) add(byTool, rule.tool, compiled);
    else if (folder !== undefined) add(byFolder, folder, compiled);
    else others.push(compiled);
  }
  return { rules, byProgram, byFolder, depth, byTool, others };
}

function compileRule(rule: Rule, place: PathPlace): CompiledRule {
  return {
    rule,
    tool: rule.tool === undefined ? undefined : new Minimatch(rule.tool, NAME_OPTIONS),
    command: rule.command === undefined ? undefined : compileCommand(rule.command),
    path: rule.path === undefined ? undefined : compilePath(rule.path, place),
    classes: rule.effect === undefined ? undefined : new Set(rule.effect.flatMap(classesLike)),
    modes: rule.modes === undefined ? undefined : new Set(rule.modes),
  };
}

/** The rows of the policy table that a glob names. */
export function classesLike(glob: string): readonly EffectClass[] {
  const pattern = new Minimatch(glob, NAME_OPTIONS);
  return EFFECT_CLASSES.filter((name) => pattern.match(name));
}

function isGlob(text: string): boolean {
  return /[*?[\]{}()\\]/.test(text);
}

/** So many folders below the workspace tell rules apart. */
const FOLDERS_BELOW = 2;

function folderKey(path: string, depth: number): string | undefined {
  const parts = path.toLowerCase().split("/");
  return parts.length < depth ? undefined : parts.slice(0, depth).join("/");
}

function add<Key>(map: Map<Key, CompiledRule[]>, key: Key, rule: CompiledRule): void {
  const list = map.get(key);
  if (list) list.push(rule);
  else map.set(key, [rule]);
}

/** The strictest answer of all rules that fit; undefined where none does. `named`: only rules that name the mode. */
export function askRules(
  set: RuleSet,
  effect: Effect,
  row: EffectClass,
  mode: string,
): { readonly any?: RuleAnswer; readonly named?: RuleAnswer } {
  let any: RuleAnswer | undefined;
  let named: RuleAnswer | undefined;
  for (const compiled of candidates(set, effect)) {
    if (!applies(compiled, effect, row, mode)) continue;
    const answer = { decision: compiled.rule.decision, rule: compiled.rule };
    any = strictest(any, answer);
    if (compiled.modes) named = strictest(named, answer);
  }
  return { ...(any ? { any } : {}), ...(named ? { named } : {}) };
}

function strictest(a: RuleAnswer | undefined, b: RuleAnswer): RuleAnswer {
  return a && stricter(a.decision, b.decision) === a.decision ? a : b;
}

function* candidates(set: RuleSet, effect: Effect): Generator<CompiledRule> {
  yield* set.others;
  yield* set.byTool.get(effect.origin.tool) ?? [];
  const argv = effect.origin.command?.argv;
  // A program that isn't known may be any.
  if (argv && argv[0] === undefined) for (const list of set.byProgram.values()) yield* list;
  else if (argv?.[0] !== undefined) yield* set.byProgram.get(argv[0]) ?? [];
  if ("target" in effect && effect.target.kind !== "unknown" && set.byFolder.size > 0) {
    const key = effect.target.kind === "exact" && effect.kind !== "delete" ? folderKey(effect.target.path, set.depth) : undefined;
    if (key === undefined) for (const list of set.byFolder.values()) yield* list;
    else yield* set.byFolder.get(key) ?? [];
  }
}

function applies({ rule, tool, command, path, classes, modes }: CompiledRule, effect: Effect, row: EffectClass, mode: string): boolean {
  if (modes && !modes.has(mode)) return false;
  if (classes && !classes.has(row)) return false;
  if (tool && !tool.match(effect.origin.tool)) return false;
  const opens = rule.decision === "allow";
  if (opens && rule.source === "project" && row === "write-guard") return false;
  // What can't be judged is opened only by who says so, or by who opens a tool by its name.
  if (opens && row === "opaque" && !classes && command) return false;
  if (command) {
    const argv = effect.origin.command?.argv;
    if (!argv || !(opens ? fitsForCertain(command, argv) : mayFit(command, argv))) return false;
  }
  if (!path) return true;
  if (!("target" in effect)) return false;
  return opens ? coversTarget(path, effect.target) : mayTouch(path, effect.target, effect.kind === "delete");
}
