// The `permission` of OpenCode's opencode.json. There the last entry that fits wins; here deny wins over ask, ask over allow. So what a later,
// stricter entry takes back is left out, and what a later, looser one opens stays closed.

import type { RuleConfig } from "../config/schema.ts";
import { type Decision, isStricter } from "../policy/verdict.ts";
import { isRecord, type Json } from "./data.ts";
import { commonNotes, EDIT_TOOLS, type Imported, type ImportedConfig, READ_TOOLS, STEERING_RULE, tightened } from "./model.ts";
import { wildcardPath } from "./path.ts";
import { type Collector, createCollector } from "./rules.ts";

interface Entry {
  /** The kind of call: `bash`, `edit`, a tool's name; `*` in it stands for any text. */
  readonly key: string;
  readonly pattern: string;
  readonly action: Decision;
  readonly where: string;
}

type Subject = "bash" | "edit" | "read";
const SUBJECTS: readonly Subject[] = ["bash", "edit", "read"];
const ALSO: Readonly<Record<string, Subject>> = {
  write: "edit",
  patch: "edit",
  apply_patch: "edit",
  multiedit: "edit",
  list: "read",
  glob: "read",
  grep: "read",
};
/** Kinds of calls that pi doesn't have. */
const WITHOUT = new Set(["webfetch", "websearch", "codesearch", "task", "skill", "lsp", "todoread", "todowrite", "question", "doom_loop"]);
/** The agents that a mode corresponds to. */
const AGENTS: Readonly<Record<string, "plan" | "execute">> = { plan: "plan", build: "execute" };

/** `config`: the whole file. Total. */
export function importOpenCode(config: Json): Imported {
  const collector = createCollector();
  const global = entriesOf(config.permission, "permission", collector);
  const agents = agentEntries(config, collector);
  const bases = new Map<string, Record<Subject, Decision>>();
  if (agents.size === 0) {
    const base = translate(global, undefined, collector);
    for (const mode of ["execute", "review"]) bases.set(mode, base);
  } else {
    for (const mode of ["plan", "execute", "review"]) bases.set(mode, translate([...global, ...(agents.get(mode) ?? [])], mode, collector));
  }
  otherKeys([...global, ...[...agents.values()].flat()], collector);
  const { rules, notes } = collector.done();
  const opened = rules.some((rule) => rule.decision === "allow");
  const outside: readonly RuleConfig[] = opened ? [STEERING_RULE, { effect: "write-outside", decision: "ask" }] : [];
  return {
    format: "OpenCode",
    config: { ...modesOf(bases), rules: [...rules, ...outside] },
    notes: [...notes, ...commonNotes(rules)],
  };
}

function modesOf(bases: ReadonlyMap<string, Record<Subject, Decision>>): Pick<ImportedConfig, "modes"> {
  const modes = (["execute", "review"] as const).flatMap((mode) => {
    const base = bases.get(mode);
    const effects = base && tightened(mode, base.bash, base.edit);
    return effects ? [[mode, { effects }] as const] : [];
  });
  return modes.length > 0 ? { modes: Object.fromEntries(modes) } : {};
}

function entriesOf(permission: unknown, place: string, collector: Collector): readonly Entry[] {
  if (permission === undefined) return [];
  if (isDecision(permission)) return [{ key: "*", pattern: "*", action: permission, where: place }];
  if (!isRecord(permission)) {
    collector.note("lost", place, "Left out: it is neither an action nor a map.");
    return [];
  }
  return Object.entries(permission).flatMap(([key, value]) => {
    const where = `${place}.${key}`;
    if (isDecision(value)) return [{ key, pattern: "*", action: value, where }];
    const patterns = isRecord(value) ? Object.entries(value) : [["", value] as const];
    return patterns.flatMap(([pattern, action]) => {
      if (isDecision(action)) return [{ key, pattern, action, where: `${where} "${pattern}"` }];
      collector.note("lost", `${where} "${pattern}"`, "Left out: it is none of allow, ask and deny.");
      return [];
    });
  });
}

function agentEntries(config: Json, collector: Collector): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, readonly Entry[]>();
  for (const part of ["agent", "mode"]) {
    for (const [name, agent] of Object.entries(isRecord(config[part]) ? config[part] : {})) {
      if (!isRecord(agent) || agent.permission === undefined) continue;
      const where = `${part}.${name}.permission`;
      const mode = Object.hasOwn(AGENTS, name) ? AGENTS[name] : undefined;
      if (mode === undefined)
        collector.note("skipped", where, "There are no agents here; only plan and build have a mode (plan, execute).");
      else found.set(mode, [...(found.get(mode) ?? []), ...entriesOf(agent.permission, where, collector)]);
    }
  }
  return found;
}

/** Collects the rules, and gives what holds where no pattern fits. `mode`: where modes differ. */
function translate(entries: readonly Entry[], mode: string | undefined, collector: Collector): Record<Subject, Decision> {
  const base = { bash: "allow", edit: "allow", read: "allow" } satisfies Record<Subject, Decision> as Record<Subject, Decision>;
  for (const subject of SUBJECTS) {
    const own = entries.filter(({ key }) => fits(key, subject) || (Object.hasOwn(ALSO, key) && ALSO[key] === subject));
    const last = own.findLastIndex(({ key, pattern }) => fits(key, subject) && fits(pattern, ANY));
    base[subject] = own[last]?.action ?? "allow";
    for (const dead of own.slice(0, Math.max(0, last))) {
      if (!fits(dead.pattern, ANY)) collector.note("skipped", dead.where, "Without effect there either: a later entry fits everything.");
    }
    subjectRules(subject, own.slice(last + 1), base[subject], mode, collector);
  }
  // The rows bound commands and pi's own file tools alike; what the tools may do beyond that is a rule.
  if (isStricter(base.bash, base.edit) && (mode ?? "execute") === "execute") {
    const named = mode !== undefined || base.bash === "deny" ? { modes: ["execute"] } : {};
    collector.rule({ tool: EDIT_TOOLS, effect: ["write", "write-temp"], ...named, decision: base.edit });
  }
  return base;
}

function subjectRules(subject: Subject, live: readonly Entry[], base: Decision, mode: string | undefined, collector: Collector): void {
  const tool = { bash: "bash", edit: EDIT_TOOLS, read: READ_TOOLS }[subject];
  const exceptions = live.some(({ action }) => isStricter(base, action));
  const closedRows = base === "deny" && exceptions && subject !== "read";
  if (base !== "allow" && !(exceptions && subject !== "read")) {
    // Nothing is excepted, or it is about reading, which has no row that could be a question for files alone.
    collector.rule({ tool, ...(mode ? { modes: [mode] } : {}), decision: base });
    if (exceptions) collector.note("differs", subject, "Exceptions from a closed tool can't be said here: all of it is closed.");
  } else if (base === "deny" && mode === "plan")
    collector.note("lost", `plan agent, ${subject}`, "What no pattern names follows the plan mode here.");
  else if (base === "ask" && mode === "plan")
    collector.note("differs", `plan agent, ${subject}`, "What no pattern names follows the plan mode here.");
  for (const [index, entry] of live.entries()) {
    const overruled = live.slice(index + 1).find((later) => isStricter(later.action, entry.action) && fits(later.pattern, entry.pattern));
    if (overruled) {
      collector.note("skipped", entry.where, `Without effect there either: ${overruled.where} comes later.`);
      continue;
    }
    const blocking = live
      .slice(0, index)
      .find((earlier) => isStricter(earlier.action, entry.action) && fits(earlier.pattern, entry.pattern));
    if (blocking) collector.note("differs", entry.where, `${blocking.where} wins here, since the stricter one does.`);
    if (entry.action === "allow" && mode !== undefined && mode !== "execute") continue;
    // Only a rule that names the mode opens what the mode closes.
    const modes = mode !== undefined ? [mode] : closedRows && entry.action !== "deny" ? ["execute"] : undefined;
    if (subject === "bash") collector.command(entry.pattern, entry.action, entry.where, modes);
    else collector.path(subject, wildcardPath(entry.pattern, entry.action === "allow"), entry.action, entry.where, modes);
  }
}

/** Keys that are about something else than commands and files. */
function otherKeys(entries: readonly Entry[], collector: Collector): void {
  for (const [index, { key, pattern, action, where }] of entries.entries()) {
    if (SUBJECTS.some((subject) => fits(key, subject)) || Object.hasOwn(ALSO, key)) {
      if (key === "*" && action === "deny") collector.note("lost", where, "Tools that aren't known are a question here.");
    } else if (key === "external_directory") outsideRule(pattern, action, where, collector);
    else if (WITHOUT.has(key)) collector.note("skipped", where, `pi has no ${key}; commands that use the network follow the mode.`);
    else if (!fits(pattern, ANY))
      collector.note(action === "allow" ? "skipped" : "lost", where, "Left out: rules here don't look into the input of such a tool.");
    else if (action === "allow" && entries.slice(index + 1).some((later) => later.action !== "allow" && fits(later.key, key)))
      collector.note("skipped", where, "Without effect there either: a later entry fits it too.");
    else collector.rule({ tool: key, decision: action });
  }
}

function outsideRule(pattern: string, action: Decision, where: string, collector: Collector): void {
  if (action === "deny" && fits(pattern, ANY)) collector.rule({ effect: "write-outside", decision: "deny" });
  else if (action === "deny") collector.path("edit", wildcardPath(pattern, false), "deny", where);
  collector.note(action === "allow" ? "skipped" : "differs", where, "Reading other folders is open here, writing there stays a question.");
}

/** A text that only `*` fits. */
const ANY = "\u0000any";

/** Its `*` stands for any text and `?` for one letter. ` *` at the end may be missing. */
function fits(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${escaped.endsWith(" .*") ? `${escaped.slice(0, -3)}( .*)?` : escaped}$`, "s").test(text);
}

function isDecision(value: unknown): value is Decision {
  return value === "allow" || value === "ask" || value === "deny";
}
