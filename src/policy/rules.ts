// Rules, compiled once and looked up by what an effect certainly has. Law: an `allow` needs a certain match, `ask` and `deny` only a possible one.

import { Minimatch } from "minimatch";
import type { Effect } from "../effects/effect.ts";
import { fold } from "../effects/folding.ts";
import { join } from "../effects/scopes.ts";
import { EFFECT_CLASSES, type EffectClass } from "./classes.ts";
import { type CommandPattern, compileCommand, fitsForCertain, mayFitSpelled, programsOf } from "./command-pattern.ts";
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

/** The rules for one row of the policy table, by what an effect certainly has; each rule stands in one place. */
interface Buckets {
  /** By the program that the rule's command names. */
  readonly byProgram: Map<string, CompiledRule[]>;
  /** By the first `depth` parts of the path that the rule's path names; rules for fewer parts stand in `others`. */
  readonly byFolder: Map<string, CompiledRule[]>;
  /** By the tool's exact name. */
  readonly byTool: Map<string, CompiledRule[]>;
  readonly others: CompiledRule[];
}

export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly rows: ReadonlyMap<EffectClass, Buckets>;
  readonly depth: number;
}

/** What the rules say about one row of an effect. */
export interface RuleAnswer {
  readonly decision: Decision;
  readonly rule: Rule;
}

const NAME_OPTIONS = { dot: true, nonegate: true, nocomment: true, nocase: false } as const;

export function compileRules(rules: readonly Rule[], place: PathPlace): RuleSet {
  const rows = new Map<EffectClass, Buckets>();
  const depth = place.root.split("/").length + FOLDERS_BELOW;
  for (const rule of rules) {
    const compiled = compileRule(rule, place);
    for (const row of compiled.classes ?? EFFECT_CLASSES) {
      const buckets = rows.get(row) ?? { byProgram: new Map(), byFolder: new Map(), byTool: new Map(), others: [] };
      rows.set(row, buckets);
      put(compiled, buckets, depth);
    }
  }
  return { rules, rows, depth };
}

function put(compiled: CompiledRule, { byProgram, byFolder, byTool, others }: Buckets, depth: number): void {
  const { rule, command, path } = compiled;
  const folder = path && folderKey(path.base, depth);
  if (command?.program !== undefined) add(byProgram, command.program, compiled);
  else if (rule.tool !== undefined && !isGlob(rule.tool)) add(byTool, rule.tool, compiled);
  else if (folder !== undefined) add(byFolder, folder, compiled);
  else others.push(compiled);
}

/** Both sets, compiled for the same folder, as one; neither changes. */
export function joinRules(a: RuleSet, b: RuleSet): RuleSet {
  const rows = new Map<EffectClass, Buckets>(a.rows);
  for (const [row, theirs] of b.rows) {
    const mine = a.rows.get(row);
    rows.set(row, mine ? joinBuckets(mine, theirs) : theirs);
  }
  return { rules: [...a.rules, ...b.rules], rows, depth: Math.max(a.depth, b.depth) };
}

function joinBuckets(a: Buckets, b: Buckets): Buckets {
  const maps = (mine: Buckets["byTool"], theirs: Buckets["byTool"]): Buckets["byTool"] =>
    new Map([...mine, ...[...theirs].map(([key, list]) => [key, [...(mine.get(key) ?? []), ...list]] as [string, CompiledRule[]])]);
  return {
    byProgram: maps(a.byProgram, b.byProgram),
    byFolder: maps(a.byFolder, b.byFolder),
    byTool: maps(a.byTool, b.byTool),
    others: [...a.others, ...b.others],
  };
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

/** Rules name the same few rows over and over. */
const NAMED_LIMIT = 200;
const named = new Map<string, readonly EffectClass[]>();

/** The rows of the policy table that a glob names. */
export function classesLike(glob: string): readonly EffectClass[] {
  const known = named.get(glob);
  if (known) return known;
  const pattern = new Minimatch(glob, NAME_OPTIONS);
  const rows = EFFECT_CLASSES.filter((name) => pattern.match(name));
  if (named.size < NAMED_LIMIT) named.set(glob, rows);
  return rows;
}

function isGlob(text: string): boolean {
  return /[*?[\]{}()\\]/.test(text);
}

function isAround(path: string, folder: string): boolean {
  return path === "/" || folder.startsWith(join(fold(path), ""));
}

/** So many folders below the workspace tell rules apart. */
const FOLDERS_BELOW = 2;

function folderKey(path: string, depth: number): string | undefined {
  const parts = fold(path).split("/");
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
  const buckets = set.rows.get(row);
  for (const compiled of buckets ? candidates(buckets, set.depth, effect) : []) {
    if (!applies(compiled, effect, row, mode)) continue;
    const answer = { decision: compiled.rule.decision, rule: compiled.rule };
    any = strictest(any, answer);
    if (compiled.modes) named = strictest(named, answer);
    // Nothing is stricter.
    if (answer.decision === "deny") break;
  }
  return { ...(any ? { any } : {}), ...(named ? { named } : {}) };
}

function strictest(a: RuleAnswer | undefined, b: RuleAnswer): RuleAnswer {
  return a && stricter(a.decision, b.decision) === a.decision ? a : b;
}

function* candidates({ byProgram, byFolder, byTool, others }: Buckets, depth: number, effect: Effect): Generator<CompiledRule> {
  yield* others;
  yield* byTool.get(effect.origin.tool) ?? [];
  const { command } = effect.origin;
  // A program that isn't known may be any.
  if (command && command.argv[0] === undefined) for (const list of byProgram.values()) yield* list;
  else if (command && byProgram.size > 0) for (const program of programsOf(command)) yield* byProgram.get(program) ?? [];
  if ("target" in effect && effect.target.kind !== "unknown" && byFolder.size > 0) {
    const at = effect.target.kind === "exact" ? effect.target.path : effect.target.base;
    const key = folderKey(at, depth);
    if (key !== undefined) yield* byFolder.get(key) ?? [];
    // What touches a folder so near the root may touch all below it.
    else for (const [folder, list] of byFolder) if (isAround(at, folder)) yield* list;
  }
}

function applies({ rule, tool, command, path, classes, modes }: CompiledRule, effect: Effect, row: EffectClass, mode: string): boolean {
  if (modes && !modes.has(mode)) return false;
  if (tool && !tool.match(effect.origin.tool)) return false;
  const opens = rule.decision === "allow";
  if (opens && rule.source === "project" && row === "write-guard") return false;
  // What can't be judged is opened only by who says so, or by who opens a tool by its name.
  if (opens && row === "opaque" && !classes && command) return false;
  if (command) {
    const shape = effect.origin.command;
    if (!shape || !(opens ? !shape.altered && fitsForCertain(command, shape.argv) : mayFitSpelled(command, shape))) return false;
  }
  if (!path) return true;
  if (!("target" in effect)) return false;
  return opens ? coversTarget(path, effect.target) : mayTouch(path, effect.target, effect.kind !== "read");
}
