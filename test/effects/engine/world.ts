// A world made of a list: which links there are and what stands where. Everything else is missing.

import type { Effect } from "../../../src/effects/effect.ts";
import { effectsOfCall } from "../../../src/effects/tools.ts";
import type { FileKind, Workspace } from "../../../src/effects/workspace.ts";
import type { CommandFact, Piece, Place, WordFact } from "../../../src/shell/facts.ts";
import { shortEffect } from "../../support/effects.ts";

export const HOME = "/home/u";
export const ROOT = "/home/u/proj";

export interface WorldParts {
  readonly links?: Readonly<Record<string, string>>;
  readonly kinds?: Readonly<Record<string, FileKind>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly shadowed?: readonly string[];
  readonly root?: string;
  readonly cwd?: string;
  readonly shell?: Workspace["shell"];
}

export function world(parts: WorldParts = {}): Workspace {
  const links = new Map(Object.entries(parts.links ?? {}));
  const env = new Map(Object.entries({ HOME, PATH: "/usr/bin:/bin", ...parts.env }));
  const realPath = (base: string, path: string, hops = 0): string | undefined => {
    if (path.includes("\0") || hops > 40) return undefined;
    let folder = "";
    const todo = (path.startsWith("/") ? path : `${base}/${path}`).split("/");
    for (const [index, part] of todo.entries()) {
      if (part === "" || part === ".") continue;
      if (part === "..") folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
      else {
        const to = links.get(`${folder}/${part}`);
        if (to !== undefined) return realPath(folder || "/", [to, ...todo.slice(index + 1)].join("/"), hops + 1);
        folder += `/${part}`;
      }
    }
    return folder || "/";
  };
  return {
    cwd: parts.cwd ?? ROOT,
    root: parts.root ?? ROOT,
    home: HOME,
    temp: ["/tmp", "/var/tmp"],
    guarded: ["/home/u/.pi/agent", "/opt/pi-modes"],
    shell: parts.shell ?? "bash",
    realPath,
    // As after its first run.
    kind: (path) => parts.kinds?.[path] ?? (path === `${HOME}/.parallel` ? "directory" : "missing"),
    env: (name) => env.get(name),
    shadowed: (program) => (parts.shadowed ?? []).includes(program),
  };
}

const PLACE: Place = { offset: 0, end: 1, text: "x" };

/** A word of pieces: a text, `*` globs as `{ glob }`, and unknown stretches. */
export function word(...parts: readonly (string | Piece)[]): WordFact {
  return { pieces: parts.map((part): Piece => (typeof part === "string" ? { kind: "text", text: part } : part)), place: PLACE };
}

export const glob = (pattern: string): Piece => ({ kind: "glob", pattern });
export const choice = (...values: readonly string[]): Piece => ({ kind: "choice", values });
export function unknown(form: "any" | "number" | "path" | "temp" = "any", splits = false): Piece {
  return { kind: "unknown", splits, form, why: "not known here" };
}

export function words(text: string): readonly WordFact[] {
  return text === "" ? [] : text.split(" ").map((part) => word(part));
}

export function command(argv: readonly WordFact[], parts: Partial<CommandFact> = {}): CommandFact {
  return { kind: "command", argv, env: [], cwd: { kind: "dirs", dirs: [ROOT] }, stdin: { kind: "inherit" }, place: PLACE, ...parts };
}

/** What a command does; commands that only compute or print are left out. */
export function effectsOf(text: string, workspace: Workspace = world()): readonly Effect[] {
  return effectsOfCall({ tool: "bash", input: { command: text } }, workspace).filter(({ kind }) => kind !== "run");
}

/** An effect in few words: `write workspace secret`, `delete temp`, `execute project`, `opaque`. */
export function brief(effect: Effect): string {
  return shortEffect(effect, (touched) => {
    const { target } = touched;
    const where = target.kind === "unknown" ? ["unknown"] : [target.scope, ...target.marks];
    const lost = touched.kind === "delete" ? touched.broad && "broad" : touched.ruins;
    return [...where, ...(lost ? [lost] : [])].join(" ");
  });
}

export function briefs(text: string, workspace?: Workspace): readonly string[] {
  return [...new Set(effectsOf(text, workspace).map(brief))].sort();
}
