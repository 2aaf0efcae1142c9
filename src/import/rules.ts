// The rules of an import as they are collected. Law: where something that closes is lost, what opens the same program goes too.

import type { RuleConfig } from "../config/schema.ts";
import type { Decision } from "../policy/verdict.ts";
import { commandPattern } from "./command.ts";
import { EDIT_ROWS, EDIT_TOOLS, type Note, READ_TOOLS } from "./model.ts";
import type { TranslatedPath } from "./path.ts";

export interface Collector {
  readonly note: (kind: Note["kind"], where: string, why: string) => void;
  readonly rule: (rule: RuleConfig) => void;
  /** `text`: `*` in it stands for any text. */
  readonly command: (text: string, decision: Decision, where: string, modes?: readonly string[]) => void;
  readonly path: (access: "read" | "edit", path: TranslatedPath, decision: Decision, where: string, modes?: readonly string[]) => void;
  readonly done: () => { readonly rules: readonly RuleConfig[]; readonly notes: readonly Note[] };
}

interface CommandRule {
  readonly rule: RuleConfig;
  readonly program: string;
  readonly where: string;
}

export function createCollector(): Collector {
  const rules: RuleConfig[] = [];
  const opening: CommandRule[] = [];
  const notes: Note[] = [];
  /** Programs of which something that closes was lost; empty text: of any. */
  const lost = new Set<string>();

  const note: Collector["note"] = (kind, where, why) => void notes.push({ kind, where, why });
  const failed = (decision: Decision, where: string, why: string) =>
    note(decision === "allow" ? "skipped" : "lost", where, `Left out: ${why}.`);
  const command: Collector["command"] = (text, decision, where, modes) => {
    const translated = commandPattern(text, decision === "allow");
    const [first = ""] = text.trim().split(/\s+/);
    if (translated.kind === "no") {
      failed(decision, where, translated.why);
      if (decision !== "allow") lost.add(/^[\w./-]+$/.test(first) ? first : "");
      return;
    }
    if (translated.wider) note("differs", where, `Here it closes more: ${translated.pattern}`);
    const rule: RuleConfig = { command: translated.pattern, ...(modes ? { modes: [...modes] } : {}), decision };
    if (decision === "allow") opening.push({ rule, program: first, where });
    else rules.push(rule);
  };
  const path: Collector["path"] = (access, translated, decision, where, modes) => {
    if (translated.kind === "no") {
      failed(decision, where, translated.why);
      return;
    }
    for (const one of translated.paths) rules.push(pathRule(access, one, decision, modes));
    if (decision !== "allow" && access === "edit") note("differs", where, "Here it also closes what commands do to the path.");
    if (decision !== "allow" && access === "read") note("differs", where, "Here it also closes reading by any command.");
  };
  const done: Collector["done"] = () => {
    const kept = opening.filter(({ program, where }) => {
      const dropped = lost.has("") || lost.has(program) || (program.includes("*") && lost.size > 0);
      if (dropped) note("skipped", where, "Left out: something that the original stops of this program could not be carried over.");
      return !dropped;
    });
    return { rules: unique([...rules, ...kept.map(({ rule }) => rule)]), notes };
  };
  return { note, rule: (rule) => void rules.push(rule), command, path, done };
}

function pathRule(access: "read" | "edit", path: string, decision: Decision, modes: readonly string[] | undefined): RuleConfig {
  const named = modes ? { modes: [...modes] } : {};
  if (decision !== "allow") return { path, effect: [access === "read" ? "read*" : "write*"], ...named, decision };
  return access === "read"
    ? { tool: READ_TOOLS, path, effect: ["read*"], ...named, decision }
    : { tool: EDIT_TOOLS, path, effect: [...EDIT_ROWS], ...named, decision };
}

function unique(rules: readonly RuleConfig[]): readonly RuleConfig[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
