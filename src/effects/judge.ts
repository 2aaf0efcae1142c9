// From what bash would do to what that does to the world. Law: the effects of a text are those of all its facts; nothing is dropped but equal ones.

import { newBudget, SPENT, take } from "../shell/budget.ts";
import type { RedirectFact, ShellFact, ShellStart, WordFact } from "../shell/facts.ts";
import { gather } from "../shell/gather.ts";
import { knownPrefix, literal, shown, textWord } from "../shell/word.ts";
import { originOf } from "./calls.ts";
import { isFed, isSubstitution } from "./descriptors.ts";
import type { CommandShape, Effect, EffectKind, Origin } from "./effect.ts";
import { fetchedCode } from "./fetched.ts";
import { contentWritten, noteWrites } from "./made.ts";
import { metered } from "./metered.ts";
import { readsItself } from "./own-input.ts";
import { targetsOf } from "./paths.ts";
import { judgeCommand } from "./program.ts";
import { emptied } from "./ruin.ts";
import { EFFECT_LIMIT, JUDGING_STEPS, type Scene } from "./scene.ts";
import { type Stream, streamsOf, textBefore, textWithin } from "./streams.ts";
import type { Workspace } from "./workspace.ts";
import { scriptsRun } from "./written-scripts.ts";

const REDIRECTION_STEPS = 8;

/** Reads a shell text; `analyse` of the shell room. */
export type Analyse = (text: string, start: ShellStart) => readonly ShellFact[];

/** The effects of a shell text that the tool runs in the workspace's folder. */
export function effectsOfText(text: string, workspace: Workspace, tool: string, analyse: Analyse): readonly Effect[] {
  const whole: Origin = { tool, program: "bash", word: text.slice(0, 80), offset: 0, end: text.length };
  if (workspace.shell !== "bash") return [{ origin: whole, kind: "opaque", why: "the shell that would run this is not bash" }];
  const scene = makeScene(workspace, tool, analyse);
  const start: ShellStart = { home: homeOf(workspace), inherited: inheritedOf(workspace), cwd: workspace.cwd, budget: scene.reading };
  return limited(effectsOfFacts(analyse(text, start), scene), whole);
}

export function makeScene(workspace: Workspace, tool: string, analyse: Analyse): Scene {
  const reading = newBudget();
  const budget = newBudget(JUDGING_STEPS);
  return {
    workspace: metered(workspace, budget),
    tool,
    depth: 0,
    budget,
    reading,
    shapes: new Map(),
    judge: judgeCommand,
    script: (text, near, args, scene) => {
      const dirs = near.cwd.kind === "dirs" ? near.cwd.dirs : [undefined];
      return dirs.flatMap((cwd) => {
        const facts = analyse(text, {
          home: homeOf(workspace),
          inherited: inheritedOf(workspace),
          cwd,
          exported: near.env,
          depth: scene.depth,
          budget: scene.reading,
          ...(args ? { arguments: args } : {}),
        });
        const fed = scene.fed === true || isFed(near) ? ({ fed: true } as const) : {};
        return effectsOfFacts(facts, { ...scene, ...fed, within: scene.within ?? near.place });
      });
    },
  };
}

function homeOf(workspace: Workspace): string | undefined {
  return workspace.env("HOME");
}

function inheritedOf(workspace: Workspace): ShellStart["inherited"] {
  return (name) => workspace.env(name) !== undefined;
}

/** The effects of facts, equal ones once. */
function effectsOfFacts(facts: readonly ShellFact[], scene: Scene): readonly Effect[] {
  const streams = streamsOf(facts, scene.depth > 0);
  const plain = facts.map((fact, index) => {
    const fed = [...fedEffects(facts, index, scene), ...substitutedEffects(facts, index, scene)];
    const effects = orRuns(fact, scene, [...effectsOfFact(fact, scene), ...fed]);
    noteWrites(scene.workspace, effects, contentWritten(facts, index));
    return effects;
  });
  const scripts = gather(scriptsRun(facts, plain, scene.workspace), (fact) => effectsOfFact(fact, deeper(scene)));
  const judged = facts.map((fact, index) => {
    const stream = readsItself(facts, plain, index) ? "empty" : (streams[index] ?? "some");
    return { fact, effects: streamed(fact, plain[index] ?? [], stream, scene) };
  });
  const added = [...fetchedCode(judged, scene.workspace), ...scripts.filter((effect) => effect.kind !== "execute")];
  return distinct([...gather(judged, ({ effects }) => effects), ...added]);
}

function orRuns(fact: ShellFact, scene: Scene, effects: readonly Effect[]): readonly Effect[] {
  if (fact.kind !== "command" || effects.length > 0) return effects;
  return [{ origin: originOf(scene, fact, literal(fact.argv[0]) ?? "bash"), kind: "run" }];
}

function deeper(scene: Scene): Scene {
  return { ...scene, depth: scene.depth + 1 };
}

/** What a command does that gets a text through a pipe, beside what it does with any input: the pipe may carry more. */
function fedEffects(facts: readonly ShellFact[], index: number, scene: Scene): readonly Effect[] {
  const fact = facts[index];
  if (fact?.kind !== "command" || fact.stdin.kind !== "pipe") return [];
  const content = textBefore(fact.place, facts, index);
  return content ? judgeCommand({ ...fact, stdin: { kind: "text", content } }, scene) : [];
}

/** A process substitution that prints a known text, read by a shell: the text is judged as if it came through the input. */
function substitutedEffects(facts: readonly ShellFact[], index: number, scene: Scene): readonly Effect[] {
  const fact = facts[index];
  if (fact?.kind !== "command" || !fact.argv.some(isSubstitution)) return [];
  if (!fact.argv.some((word) => /^(?:.*\/)?(?:\w*sh|source|\.)$/s.test(literal(word) ?? ""))) return [];
  return fact.argv.flatMap((word, at) => {
    const content = isSubstitution(word) ? textWithin(word.place, facts, index) : undefined;
    if (!content) return [];
    const argv = fact.argv.with(at, textWord("/dev/stdin", word.place));
    return judgeCommand({ ...fact, argv, stdin: { kind: "text", content } }, scene);
  });
}

/** What is written without anything in it, or without end. */
function streamed(fact: ShellFact, effects: readonly Effect[], stream: Stream, scene: Scene): readonly Effect[] {
  const writes =
    fact.kind === "redirect"
      ? fact.access !== "read"
      : fact.kind === "command" && fact.argv.some((word) => /^(?:tee|sponge)$/.test(literal(word) ?? ""));
  if (!writes || !effects.some((effect) => effect.kind === "write")) return effects;
  const appends = fact.kind === "redirect" ? fact.access !== "write" : fact.kind === "command" && fact.argv.some(isAppend);
  if (stream === "empty" || stream === "noise") return appends ? effects : emptied(effects, scene.workspace);
  if (stream !== "endless") return effects;
  return [...effects, shellEffect(fact, scene, { kind: "system", why: "it fills the disk" }, fact.place.text)];
}

function isAppend(word: WordFact): boolean {
  return /^(?:-[ip]*a[aip]*|--append)$/.test(literal(word) ?? "-a");
}

function effectsOfFact(fact: ShellFact, scene: Scene): readonly Effect[] {
  switch (fact.kind) {
    case "command":
      return judgeCommand(fact, scene);
    case "redirect":
      return redirected(fact, scene);
    case "opaque":
      return [shellEffect(fact, scene, { kind: "opaque", why: fact.why }, fact.place.text)];
    default:
      return unknownFact(fact, scene);
  }
}

function unknownFact(_fact: never, scene: Scene): readonly Effect[] {
  return [{ origin: { tool: scene.tool, program: "bash", word: "" }, kind: "opaque", why: "the shell does something that is not known" }];
}

function shellEffect(fact: ShellFact, scene: Scene, kind: EffectKind, word: string): Effect {
  // The program is named, since only a file tool's own write may count as the user's plan.
  const { offset, end } = scene.within ?? fact.place;
  return { origin: { tool: scene.tool, program: "bash", word, offset, end }, ...kind };
}

function redirected(fact: RedirectFact, scene: Scene): readonly Effect[] {
  if (!take(scene.budget, REDIRECTION_STEPS)) return [shellEffect(fact, scene, { kind: "opaque", why: SPENT }, "")];
  const socket = socketOf(fact.target);
  if (socket) return [shellEffect(fact, scene, socket, shown(fact.target))];
  const kinds =
    fact.access === "read" ? (["read"] as const) : fact.access === "read-write" ? (["read", "write"] as const) : (["write"] as const);
  return gather(kinds, (kind) =>
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

/** Equal effects once, the first of them. */
function distinct(effects: readonly Effect[]): readonly Effect[] {
  if (effects.length < 2) return effects;
  // Writing effects out costs more than all the rest here, so it is left until two share word and kind.
  const groups = new Map<string, { readonly first: Effect; texts?: Set<string> }>();
  const commands = new Map<CommandShape | undefined, number>();
  const numbers = new Map<string, number>();
  const written = ({ origin, ...kind }: Effect): string => {
    const { command } = origin;
    const number = commands.get(command) ?? numberOf(JSON.stringify(command ?? null), numbers);
    commands.set(command, number);
    return JSON.stringify([origin.program, origin.word, kind, number]);
  };
  return effects.filter((effect) => {
    const key = `${effect.kind} ${effect.origin.program} ${effect.origin.word}`;
    const group = groups.get(key);
    if (!group) return groups.set(key, { first: effect });
    if (group.first === effect) return false;
    group.texts ??= new Set([written(group.first)]);
    const text = written(effect);
    return !group.texts.has(text) && group.texts.add(text);
  });
}

function numberOf(text: string, numbers: Map<string, number>): number {
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  return number;
}

function limited(effects: readonly Effect[], origin: Origin): readonly Effect[] {
  if (effects.length <= EFFECT_LIMIT) return effects;
  return [{ origin, kind: "opaque", why: "it does more than can be judged: split the command" }, ...effects.slice(0, EFFECT_LIMIT)];
}
