// A tool call and its effects. Law: a tool is what its name says only for pi's own tools and for shells; every other tool, and every input
// that isn't shaped as pi's tool wants it, is opaque.

import { textWord } from "../shell/word.ts";
import { type Claim, claimedEffects } from "./claims.ts";
import type { Effect, EffectKind, Origin, ToolCall } from "./effect.ts";
import { targetsOf } from "./paths.ts";
import type { Access } from "./scopes.ts";
import { effectsOfShell } from "./shell.ts";
import { pathsOf } from "./tool-paths.ts";
import { isWindowsPath } from "./windows-paths.ts";
import { serverAsked } from "./windows-targets.ts";
import type { Workspace } from "./workspace.ts";

/** What is known of tools beside pi's own. */
export interface KnownTools {
  /** Names of tools besides `bash` whose `command` a shell runs. */
  readonly shells: ReadonlySet<string>;
  /** Tools that start another pi, which is bound to the mode of this one. */
  readonly bound: ReadonlySet<string>;
  /** What the tools' own extensions say of them. */
  readonly claims: ReadonlyMap<string, readonly Claim[]>;
}

export const NO_TOOLS: KnownTools = { shells: new Set(), bound: new Set(), claims: new Map() };

/** Tools of pi's examples that only talk to the user or keep a list in the session. */
const HARMLESS: ReadonlySet<string> = new Set(["todo", "question", "questionnaire"]);

/** The effects of a call. Never throws. */
export function effectsOfCall(call: ToolCall, workspace: Workspace, tools: KnownTools = NO_TOOLS): readonly Effect[] {
  try {
    const claims = typeof call.tool === "string" ? (tools.claims.get(call.tool) ?? []) : [];
    return [...effectsOfTool(call.tool, call.input, workspace, tools), ...claimedEffects(call.tool, claims, workspace)];
  } catch (error) {
    return [opaque("a tool", `its input can't be read: ${error instanceof Error ? error.message : "unknown error"}`)];
  }
}

function effectsOfTool(tool: string, input: unknown, workspace: Workspace, { shells, bound, claims }: KnownTools): readonly Effect[] {
  if (typeof tool !== "string") return [opaque("a tool", "the tool has no name")];
  if (tool === "bash" || shells.has(tool)) return shellCall(tool, input, workspace);
  // An effect all the same, so that a rule can close the tool.
  if (HARMLESS.has(tool) || bound.has(tool)) return [{ origin: { tool, word: tool }, kind: "run" }];
  switch (tool) {
    case "write":
    case "edit":
      return fileCall(tool, input, "write", "required", workspace);
    case "read":
      return fileCall(tool, input, "read", "required", workspace);
    case "grep":
    case "find":
    case "ls":
      return fileCall(tool, input, "read", "optional", workspace);
    default:
      return [
        opaque(
          tool,
          `what the tool ${tool} does is not known${claims.get(tool)?.every((claim) => claim === "read") ? "; its extension says that it only reads" : ""}`,
        ),
      ];
  }
}

/** Shells of another language than bash, whoever calls them a shell. */
const UNREAD = /^(?:powershell|pwsh|cmd)(?:\.exe)?$/i;

function shellCall(tool: string, input: unknown, workspace: Workspace): readonly Effect[] {
  if (UNREAD.test(tool)) return [opaque(tool, `the language of ${tool} is not read`)];
  const command = field(input, "command");
  if (typeof command !== "string") return [opaque(tool, "the command is no text")];
  return effectsOfShell(command, workspace, tool);
}

function fileCall(
  tool: string,
  input: unknown,
  access: Exclude<Access, "delete">,
  need: "required" | "optional",
  workspace: Workspace,
): readonly Effect[] {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return [opaque(tool, "the input is no record")];
  // pi's tools take `path`; some models and hosts send `file_path`. Where both are given both count.
  const given = [field(input, "path"), field(input, "file_path")].filter((value) => value !== undefined && value !== null);
  if (given.length === 0 && need === "optional") given.push(".");
  if (given.length === 0) return [opaque(tool, "the path is missing")];
  return given.flatMap((value) => {
    if (typeof value !== "string" || value.includes("\0")) return [opaque(tool, "the path is no text")];
    const path = value === "" && need === "optional" ? "." : value;
    const origin: Origin = { tool, word: value };
    return pathsOf(path, access, workspace)
      .flatMap((one) => fileEffects(one, access, workspace))
      .map((kind) => ({ origin, ...kind }));
  });
}

function fileEffects(path: string, access: Exclude<Access, "delete">, workspace: Workspace): readonly EffectKind[] {
  const word = textWord(path, { offset: 0, end: 0, text: path });
  const touched = targetsOf(word, { kind: "dirs", dirs: [workspace.cwd] }, workspace, access).map((target) => ({ kind: access, target }));
  const host = isWindowsPath(workspace.root) ? serverAsked(path, workspace) : undefined;
  // Windows tells a file server who the user is before it opens anything there.
  return host === undefined ? touched : [...touched, { kind: "network", direction: "fetch", peer: "elsewhere", host }];
}

/** The property of an input that is its own. A getter may answer differently the next time, so it doesn't count. */
function field(input: unknown, name: string): unknown {
  if (typeof input !== "object" || input === null) return undefined;
  const property = Object.getOwnPropertyDescriptor(input, name);
  if (property && !("value" in property)) throw new Error(`${name} is computed`);
  return property?.value;
}

function opaque(tool: string, why: string): Effect {
  return { origin: { tool, word: tool }, kind: "opaque", why };
}
