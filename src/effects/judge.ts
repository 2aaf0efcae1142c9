// From what bash would do to what that does to the world. Law: the effects of a text are those of all its facts; nothing is dropped but equal ones.

import type { Cwd, RedirectFact, ShellFact, ShellStart, WordFact } from "../shell/facts.ts";
import { knownPrefix, literal, shown } from "../shell/word.ts";
import type { Effect, EffectKind, Origin } from "./effect.ts";
import { targetsOf } from "./paths.ts";
import { judgeCommand } from "./program.ts";
import { COMMAND_LIMIT, EFFECT_LIMIT, type Scene, UNKNOWN_FOLDER } from "./scene.ts";
import type { Workspace } from "./workspace.ts";

/** Reads a shell text; `analyse` of the shell room. */
export type Analyse = (text: string, start: ShellStart) => readonly ShellFact[];

/** The effects of a shell text that the tool runs in the workspace's folder. */
export function effectsOfText(text: string, workspace: Workspace, tool: string, analyse: Analyse): readonly Effect[] {
  const whole: Origin = { tool, program: "bash", word: text.slice(0, 80), offset: 0, end: text.length };
  if (workspace.shell !== "bash") return [{ origin: whole, kind: "opaque", why: "the shell that would run this is not bash" }];
  const scene = makeScene(workspace, tool, analyse);
  const start = { ...startOf(workspace), cwd: workspace.cwd };
  return limited(effectsOfFacts(analyse(text, start), scene), whole);
}

export function makeScene(workspace: Workspace, tool: string, analyse: Analyse): Scene {
  return {
    workspace,
    tool,
    depth: 0,
    budget: { commands: COMMAND_LIMIT },
    judge: judgeCommand,
    script: (text, near, args, scene) => {
      const dirs = near.cwd.kind === "dirs" ? near.cwd.dirs : [UNKNOWN_FOLDER];
      return dirs.flatMap((cwd) => {
        const facts = analyse(text, {
          ...startOf(workspace),
          cwd,
          exported: near.env,
          depth: scene.depth,
          ...(args ? { arguments: args } : {}),
        });
        return effectsOfFacts(facts, scene);
      });
    },
  };
}

function startOf(workspace: Workspace): Pick<ShellStart, "home" | "inherited"> {
  return { home: workspace.env("HOME"), inherited: (name) => workspace.env(name) !== undefined };
}

/** The effects of facts, equal ones once. */
function effectsOfFacts(facts: readonly ShellFact[], scene: Scene): readonly Effect[] {
  return distinct(facts.flatMap((fact) => effectsOfFact(fact, scene)));
}

function effectsOfFact(fact: ShellFact, scene: Scene): readonly Effect[] {
  switch (fact.kind) {
    case "command":
      return judgeCommand({ ...fact, cwd: certain(fact.cwd) }, scene);
    case "redirect":
      return redirected({ ...fact, cwd: certain(fact.cwd) }, scene);
    case "opaque":
      return [shellEffect(fact, scene, { kind: "opaque", why: fact.why }, fact.place.text)];
    default:
      return unknownFact(fact, scene);
  }
}

function certain(cwd: Cwd): Cwd {
  const lost = cwd.kind === "dirs" && cwd.dirs.some((dir) => dir.startsWith(UNKNOWN_FOLDER));
  return lost ? { kind: "unknown", why: "the folder that the command runs in is not known" } : cwd;
}

function unknownFact(_fact: never, scene: Scene): readonly Effect[] {
  return [{ origin: { tool: scene.tool, program: "bash", word: "" }, kind: "opaque", why: "the shell does something that is not known" }];
}

function shellEffect(fact: ShellFact, scene: Scene, kind: EffectKind, word: string): Effect {
  // The program is named, since only a file tool's own write may count as the user's plan.
  return { origin: { tool: scene.tool, program: "bash", word, offset: fact.place.offset, end: fact.place.end }, ...kind };
}

function redirected(fact: RedirectFact, scene: Scene): readonly Effect[] {
  const socket = socketOf(fact.target);
  if (socket) return [shellEffect(fact, scene, socket, shown(fact.target))];
  const kinds =
    fact.access === "read" ? (["read"] as const) : fact.access === "read-write" ? (["read", "write"] as const) : (["write"] as const);
  return kinds.flatMap((kind) =>
    targetsOf(fact.target, fact.cwd, scene.workspace, kind).map((target) => shellEffect(fact, scene, { kind, target }, shown(fact.target))),
  );
}

/** bash opens a connection for `/dev/tcp/HOST/PORT`; a target that may still become one counts as well. */
function socketOf(word: WordFact): EffectKind | undefined {
  const text = literal(word);
  const prefix = text ?? knownPrefix(word);
  const match = /^\/dev\/(?:tcp|udp)\/([^/]*)/.exec(prefix);
  if (match) {
    const host = text !== undefined || prefix.length > match[0].length ? match[1] : undefined;
    const loopback = host !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
    return { kind: "network", direction: "send", peer: loopback ? "loopback" : "elsewhere", ...(host ? { host } : {}) };
  }
  const couldBecome = text === undefined && prefix.length > 1 && ("/dev/tcp/".startsWith(prefix) || "/dev/udp/".startsWith(prefix));
  return couldBecome ? { kind: "network", direction: "send", peer: "elsewhere" } : undefined;
}

function distinct(effects: readonly Effect[]): readonly Effect[] {
  const seen = new Map<string, Effect>();
  for (const effect of effects) {
    const { origin, ...kind } = effect;
    const key = JSON.stringify([origin.program, origin.word, kind]);
    if (!seen.has(key)) seen.set(key, effect);
  }
  return [...seen.values()];
}

function limited(effects: readonly Effect[], origin: Origin): readonly Effect[] {
  if (effects.length <= EFFECT_LIMIT) return effects;
  return [{ origin, kind: "opaque", why: "does more than can be judged" }, ...effects.slice(0, EFFECT_LIMIT)];
}
