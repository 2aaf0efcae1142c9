// Judging a program by its entry. Law: a word is harmless only where the entry says so; what the entry leaves out is opaque.

import type { WordFact } from "../shell/facts.ts";
import { gather } from "../shell/gather.ts";
import { literal, shown, valuesOf } from "../shell/word.ts";
import type { Call, Handler } from "./call.ts";
import { makeCall } from "./calls.ts";
import { subcommandOf } from "./canonical.ts";
import type { Effect } from "./effect.ts";
import { attachedFile, mayStandFor } from "./hints.ts";
import type { Condition, EffectTag, ProgramKnowledge } from "./knowledge/schema.ts";
import { assignOperands, type Role } from "./operands.ts";
import { wordsOf } from "./option-table.ts";
import { type ExplainedOption, type Parsed, parseOptions } from "./options.ts";
import { handlerFor } from "./programs/registry.ts";
import { rewriteEffects } from "./programs/script-names.ts";
import type { Site } from "./scene.ts";
import { parentOf } from "./scopes.ts";
import { effectsOfTag } from "./tags.ts";

/** What a program does with its arguments, by its handler where it has one. */
export function judgeEntry(site: Site): readonly Effect[] {
  const call = makeCall(site, tableOf);
  return [...createdBy(site, call), ...ownJudgement(site, call)];
}

function ownJudgement(site: Site, call: Call): readonly Effect[] {
  const name = site.levels[0].handler;
  if (name === undefined) return tableOf(site, call);
  const handler = handlerFor(name);
  if (!handler) return [call.opaque(`no reader for ${site.program} is there`)];
  return handled(handler, call);
}

/** What the program makes for itself the first time that it runs: as little of the user's as a temporary file. */
function createdBy({ levels, scene: { workspace } }: Site, call: Call): readonly Effect[] {
  const { creates } = levels[0];
  if (creates === undefined) return [];
  return wordsOf(creates).flatMap((text) => {
    const path = text.replace(/^~(?=\/)/, workspace.home).replace("$USER", workspace.env("USER") ?? "unknown");
    const real = workspace.realPath("/", path);
    const isMade = real === undefined || (workspace.kind(real) === "missing" && workspace.kind(parentOf(real)) !== "missing");
    return !isMade ? [] : [call.effect({ kind: "write", target: { kind: "exact", path: real ?? path, scope: "temp", marks: [] } })];
  });
}

function handled(handler: Handler, call: Call): readonly Effect[] {
  try {
    return handler(call);
  } catch (error) {
    // A reader that fails has understood nothing.
    return [call.opaque(`reading ${call.program} failed: ${error instanceof Error ? error.message : "unknown error"}`)];
  }
}

function tableOf(site: Site, call: Call): readonly Effect[] {
  const { subcommands } = site.levels[0];
  return subcommands ? withSubcommands(site, call, subcommands) : withOperands(site, call);
}

function withOperands(site: Site, call: Call): readonly Effect[] {
  const parsed = parseOptions(call.args, site.levels);
  const conditions = conditionsMet(site.levels, parsed);
  const recursive = conditions.some((condition) => condition.recursive === true);
  const plan = conditions.find((condition) => condition.operands !== undefined)?.operands ?? site.levels[0].operands ?? "";
  return [
    ...ownEffects(site, conditions, parsed.options, call),
    ...unexplained(site.levels, parsed, call),
    ...rewritten(site.levels[0], parsed, call),
    ...gather(parsed.options, (option) => optionEffects(option, recursive, call)),
    ...operandEffects(plan, parsed.operands, recursive, call),
  ];
}

function withSubcommands(site: Site, call: Call, subcommands: NonNullable<ProgramKnowledge["subcommands"]>): readonly Effect[] {
  const entry = site.levels[0];
  const parsed = parseOptions(call.args, site.levels, "operand");
  const conditions = conditionsMet(site.levels, parsed);
  const before = [
    ...ownEffects(site, conditions, parsed.options, call),
    ...unexplained(site.levels, parsed, call),
    ...gather(parsed.options, (option) => optionEffects(option, false, call)),
  ];
  const [word] = parsed.rest;
  if (!word) return [...before, ...bareEffects(entry, conditions, call)];
  if (conditions.some((condition) => condition.instead && condition.operands !== undefined)) {
    const plan = conditions.find((condition) => condition.operands !== undefined)?.operands ?? "";
    return [...before, ...operandEffects(plan, parsed.operands, false, call)];
  }
  const names = valuesOf(word);
  if (!names) return [...before, call.opaque(`which subcommand of ${site.program} runs is not known`, word)];
  const effects = gather(names, (name) => {
    const sub = subcommandOf(subcommands, name);
    if (!sub) return [call.opaque(`${site.program} ${name} is not known`, word)];
    const levels = [sub, ...site.levels] as const;
    if (asksForHelp(levels, parsed.rest)) return [];
    const args = parsed.rest.slice(1);
    return judgeEntry({ scene: site.scene, fact: site.fact, levels, args, program: `${site.program} ${name}`, decided: word });
  });
  return [...before, ...effects];
}

/** `pip install --help`: the two words and nothing else. */
function asksForHelp(levels: readonly ProgramKnowledge[], [, word, more]: readonly WordFact[]): boolean {
  const help = levels.find((level) => level.help !== undefined)?.help ?? "";
  const text = literal(word);
  return more === undefined && text !== undefined && wordsOf(help).includes(text);
}

function bareEffects(entry: ProgramKnowledge, conditions: readonly Condition[], call: Call): readonly Effect[] {
  if (conditions.some((condition) => condition.instead === true)) return [];
  return entry.bare ? entry.bare.flatMap((tag) => effectsOfTag(tag, call)) : [call.opaque(`${call.program} is not told what to do`)];
}

/** The conditions of all levels that a given option meets, innermost first. An option counts for the level whose list has it. */
function conditionsMet(levels: readonly ProgramKnowledge[], parsed: Parsed): readonly Condition[] {
  // A condition is about a word that is there: given by its name, or one that may stand for it.
  if (parsed.options.length === 0 && parsed.unexplained.length === 0) return [];
  const met: Condition[] = [];
  for (const level of levels)
    for (const condition of level.when ?? []) if (isMet(condition, level, levels[0]?.safe === true, parsed)) met.push(condition);
  return met;
}

function isMet(condition: Condition, level: ProgramKnowledge, safe: boolean, { options, operands, unexplained: others }: Parsed): boolean {
  const has = (list: string): ((option: ExplainedOption) => boolean) => {
    const names = wordsOf(list);
    return (option) => option.known.owner === level && names.includes(option.name);
  };
  if (condition.alone && !(operands.length === 0 && others.length === 0 && options.every(has(condition.options)))) return false;
  // Where unknown options are harmless, one that may be meant still has its effects.
  const meant = safe && condition.instead !== true && others.some(({ word }) => mayStandFor(word, wordsOf(condition.options)));
  return (meant || options.some(has(condition.options))) && !(condition.unless !== undefined && options.some(has(condition.unless)));
}

/** Each tag once, by the option that brings it along where one does. */
function ownEffects(site: Site, conditions: readonly Condition[], options: readonly ExplainedOption[], call: Call): readonly Effect[] {
  if (conditions.length === 0 && site.levels[0].effects === undefined) return [];
  const deciders = new Map<EffectTag, Call>();
  for (const condition of conditions) {
    const names = wordsOf(condition.options);
    const option = options.find(({ name }) => names.includes(name));
    const decided = option ? makeCall({ ...site, decided: option.word }, tableOf) : call;
    for (const tag of condition.effects ?? []) if (!deciders.has(tag)) deciders.set(tag, decided);
  }
  const base = conditions.some((condition) => condition.instead === true) ? [] : (site.levels[0].effects ?? []);
  for (const tag of base) if (!deciders.has(tag)) deciders.set(tag, call);
  const effects: Effect[] = [];
  for (const [tag, decided] of deciders) effects.push(...effectsOfTag(tag, decided));
  return effects;
}

function unexplained(levels: readonly ProgramKnowledge[], parsed: Parsed, call: Call): readonly Effect[] {
  if (levels[0]?.safe === true) return [];
  return parsed.unexplained.map(({ word, why }) => call.opaque(`${call.program}: ${shown(word)}: ${why}`, word));
}

/** A check whose unknown options are harmless is still told to rewrite by one that says so: `--update-golden`, `-- --fix`. */
function rewritten(entry: ProgramKnowledge, parsed: Parsed, call: Call): readonly Effect[] {
  if (entry.safe !== true || entry.effects?.includes("execute:check") !== true) return [];
  const others = parsed.unexplained.map(({ word }) => word);
  const files = others.flatMap((word) => attachedFile(word, wordsOf(entry.writes)) ?? []);
  return [...rewriteEffects(call, [...others, ...parsed.operands]), ...files.flatMap((word) => call.write(word))];
}

function optionEffects(option: ExplainedOption, recursive: boolean, call: Call): readonly Effect[] {
  const { value } = option;
  switch (option.known.kind) {
    case "flag":
    case "value":
    case "optional":
      return [];
    case "read":
      return value ? call.read(value) : [];
    case "write":
      return value ? written(value, recursive, call) : [];
    case "run":
      return value ? call.script(value) : [];
    default:
      return option.known.kind satisfies never;
  }
}

function operandEffects(plan: string, operands: readonly WordFact[], recursive: boolean, call: Call): readonly Effect[] {
  const assignment = assignOperands(plan, operands);
  if (assignment.kind === "misfit") return [call.opaque(`${call.program} ${assignment.why}`)];
  const effects: Effect[] = [];
  for (const [index, roles] of assignment.roles.entries()) {
    const word = operands[index];
    if (!word) break;
    // A command takes all the words after it.
    if (roles.includes("command")) return [...effects, ...call.run(operands.slice(index))];
    for (const role of roles) effects.push(...roleEffects(role, word, recursive, call));
  }
  return effects;
}

function roleEffects(role: Role, word: WordFact, recursive: boolean, call: Call): readonly Effect[] {
  switch (role) {
    case "text":
      return [];
    case "read":
      return call.read(word);
    case "write":
      return written(word, recursive, call);
    case "delete":
      return call.remove(word, recursive);
    case "url":
      return call.network("fetch", word);
    case "script":
      return call.script(word);
    case "command":
      return call.run([word]);
    default:
      return role satisfies never;
  }
}

/** A write that reaches into folders and starts at one that must not be lost can't be undone. */
function written(word: WordFact, recursive: boolean, call: Call): readonly Effect[] {
  const effects = call.write(word);
  // A copy adds to what is there.
  if (!recursive || String(call.knowledge.operands ?? "").includes("read")) return effects;
  const root = effects.find(
    (effect) => effect.kind === "write" && effect.target.kind !== "unknown" && effect.target.marks.includes("root"),
  );
  return root
    ? [...effects, call.effect({ kind: "destroy", why: `${call.program} changes everything below ${shown(word)}` }, word)]
    : effects;
}
