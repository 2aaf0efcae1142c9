// The `permissions` of Claude Code's settings.json. There deny goes before ask before allow, as here, and what no rule names is a question,
// but for commands that only read.

import type { Decision } from "../policy/verdict.ts";
import { fitsAll } from "./command.ts";
import { commonNotes, EDIT_TOOLS, type Imported, READ_TOOLS, STEERING_RULE, tightened } from "./model.ts";
import { gitignorePath } from "./path.ts";
import { type Collector, createCollector } from "./rules.ts";

const LISTS: readonly Decision[] = ["deny", "ask", "allow"];
const READING = new Set(["Read", "Grep", "Glob", "LS", "NotebookRead"]);
const EDITING = new Set(["Edit", "Write", "MultiEdit", "NotebookEdit"]);
const KNOWN = new Set([...LISTS, "defaultMode", "additionalDirectories"]);

/** What is open without a rule. */
interface Open {
  bash: boolean;
  edit: boolean;
}

/** `permissions`: that part of the file. Total. */
export function importClaude(permissions: Readonly<Record<string, unknown>>): Imported {
  const collector = createCollector();
  const open: Open = { bash: false, edit: false };
  for (const decision of LISTS) {
    const list = permissions[decision];
    if (list === undefined) continue;
    if (!Array.isArray(list))
      collector.note(decision === "allow" ? "skipped" : "lost", `permissions.${decision}`, "Left out: it is no list.");
    else for (const [index, text] of list.entries()) entry(text, decision, `permissions.${decision}[${index}]`, collector, open);
  }
  const startMode = defaultMode(permissions.defaultMode, collector, open);
  for (const name of Object.keys(permissions)) {
    if (name === "additionalDirectories")
      collector.note(
        "skipped",
        "permissions.additionalDirectories",
        "Reading other folders is open here, writing there stays a question; a rule with a path and write-outside opens one.",
      );
    else if (!KNOWN.has(name)) collector.note("skipped", `permissions.${name}`, "It has no equivalent.");
  }
  if (open.edit && !open.bash) collector.rule({ tool: EDIT_TOOLS, effect: ["write", "write-temp"], decision: "allow" });
  const { rules, notes } = collector.done();
  const steering = rules.some((rule) => rule.decision === "allow" && rule.effect === undefined) ? [STEERING_RULE] : [];
  const modes = (["execute", "review"] as const).flatMap((mode) => {
    const effects = tightened(mode, open.bash ? "allow" : "ask", open.edit ? "allow" : "ask");
    return effects ? [[mode, { effects }] as const] : [];
  });
  return {
    format: "Claude Code",
    config: {
      ...(startMode ? { startMode } : {}),
      ...(modes.length > 0 ? { modes: Object.fromEntries(modes) } : {}),
      rules: [...rules, ...steering],
    },
    notes: [...notes, ...commonNotes(rules)],
  };
}

function entry(text: unknown, decision: Decision, place: string, collector: Collector, open: Open): void {
  const kind = decision === "allow" ? "skipped" : "lost";
  const where = typeof text === "string" ? `${place} ${text}` : place;
  const parts = typeof text === "string" ? /^([A-Za-z_][\w*-]*)(?:\(([\s\S]*)\))?$/.exec(text.trim()) : null;
  const tool = parts?.[1];
  const about = parts?.[2] === undefined || fitsAll(parts[2].replace(/^:/, "")) ? undefined : parts[2];
  if (tool === undefined) collector.note(kind, where, "Left out: it isn't written as Tool or Tool(...).");
  else if (tool.startsWith("mcp__")) mcpRule(tool, about, decision, where, collector);
  else if (tool === "Bash") commandEntry(about, decision, where, collector, open);
  else if (READING.has(tool)) readEntry(about, decision, where, collector);
  else if (EDITING.has(tool)) editEntry(tool, about, decision, where, collector, open);
  else {
    const why = `pi has no tool ${tool}, and rules here don't know domains; commands that use the network follow the mode.`;
    collector.note("skipped", where, why);
  }
}

function commandEntry(about: string | undefined, decision: Decision, where: string, collector: Collector, open: Open): void {
  if (about !== undefined) collector.command(about.replace(/:\*$/, " *"), decision, where);
  else if (decision !== "allow") collector.rule({ tool: "bash", decision });
  else {
    open.bash = true;
    collector.note("skipped", where, "It opens every command; here the mode's own questions stay.");
  }
}

function readEntry(about: string | undefined, decision: Decision, where: string, collector: Collector): void {
  if (about !== undefined) collector.path("read", gitignorePath(about, decision === "allow"), decision, where);
  else if (decision !== "allow") collector.rule({ tool: READ_TOOLS, decision });
}

function editEntry(tool: string, about: string | undefined, decision: Decision, where: string, collector: Collector, open: Open): void {
  if (about !== undefined) {
    collector.path("edit", gitignorePath(about, decision === "allow"), decision, where);
    if (tool === "Write" && decision === "allow")
      collector.note("differs", where, "Newer versions of the original don't look at Write(...); here it opens the path.");
  } else if (decision === "allow") open.edit = true;
  else collector.rule({ tool: EDIT_TOOLS, decision });
}

function mcpRule(tool: string, about: string | undefined, decision: Decision, where: string, collector: Collector): void {
  if (about !== undefined) {
    collector.note(decision === "allow" ? "skipped" : "lost", where, "Left out: rules here don't look into the input of such a tool.");
    return;
  }
  collector.rule({ tool: tool.split("__").length === 2 && !tool.endsWith("*") ? `${tool}__*` : tool, decision });
  collector.note("differs", where, "It holds where pi shows the tool under this name.");
}

/** Sets what is open, and gives the mode to start in. */
function defaultMode(mode: unknown, collector: Collector, open: Open): string | undefined {
  const where = `permissions.defaultMode ${String(mode)}`;
  switch (mode) {
    case undefined:
    case "default":
    case "manual":
      return undefined;
    case "acceptEdits":
      open.edit = true;
      return undefined;
    case "plan":
      return "plan";
    case "bypassPermissions":
      open.bash = true;
      open.edit = true;
      collector.note("skipped", where, "Here the mode's own questions stay.");
      return undefined;
    case "dontAsk":
      collector.note(
        "differs",
        where,
        "What the original refuses without asking is a question here; where nobody can be asked it is refused.",
      );
      return undefined;
    default:
      collector.note("skipped", where, "It has no equivalent; what no rule names is a question.");
      return undefined;
  }
}
