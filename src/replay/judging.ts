// Past calls judged under a policy of today. Law: equal calls in the same folder are judged once; an error is a refusal, as in the guard.

import type { Effect } from "../effects/effect.ts";
import { effectsOfCall, NO_TOOLS } from "../effects/tools.ts";
import type { Workspace } from "../effects/workspace.ts";
import { decide } from "../policy/decide.ts";
import { shownInput } from "../policy/message.ts";
import { circumstancesIn, modeNamed, type Policy } from "../policy/policy.ts";
import type { Decision, Verdict } from "../policy/verdict.ts";
import { describeEffect } from "../policy/wording.ts";
import type { PastCall } from "./session.ts";

/** Rules are compiled for a folder, so a policy is made for each. */
export type PolicyIn = (workspace: Workspace) => Policy;

export interface JudgedCall {
  /** Equal for calls that are judged alike. */
  readonly key: string;
  readonly shown: string;
  readonly tool: string;
  readonly mode: string;
  readonly decision: Decision;
  /** What decided, in words. */
  readonly why: string;
  /** Undefined where the judgement itself failed. */
  readonly verdict: Verdict | undefined;
  readonly effects: readonly Effect[];
  readonly workspace: Workspace;
  readonly policy: Policy;
}

export type Judge = (call: PastCall, cwd: string) => JudgedCall;

interface Place {
  readonly workspace: Workspace;
  readonly effects: Map<string, readonly Effect[]>;
}

/** Folders by their path, with the effects that calls have there. */
export type Places = (cwd: string) => Place;

export function createPlaces(workspaceIn: (cwd: string) => Workspace): Places {
  const places = new Map<string, Place>();
  return (cwd) => {
    const place = places.get(cwd) ?? { workspace: still(workspaceIn(cwd)), effects: new Map() };
    places.set(cwd, place);
    return place;
  };
}

/** The same world at every question: a replay is about one moment, and most calls ask about the same files. */
function still(workspace: Workspace): Workspace {
  return {
    ...workspace,
    realPath: remembering((base: string, path: string) => workspace.realPath(base, path)),
    kind: remembering((path: string) => workspace.kind(path)),
    shadowed: remembering((program: string) => workspace.shadowed(program)),
  };
}

function remembering<Words extends readonly string[], Result>(ask: (...words: Words) => Result): (...words: Words) => Result {
  const answers = new Map<string, { readonly answer: Result }>();
  return (...words) => {
    const key = words.join("\0\0");
    const known = answers.get(key) ?? { answer: ask(...words) };
    answers.set(key, known);
    return known.answer;
  };
}

export function createJudge(places: Places, policyIn: PolicyIn): Judge {
  const policies = new Map<string, Policy>();
  const known = new Map<string, JudgedCall>();
  return (call, cwd) => {
    const input = briefInput(call);
    const key = JSON.stringify([cwd, call.mode, call.tool, input ?? null]);
    const before = known.get(key);
    if (before) return before;
    const { workspace, effects } = places(cwd);
    const policy = policies.get(cwd) ?? policyIn(workspace);
    policies.set(cwd, policy);
    const judged = judgeOnce({ ...call, input }, key, workspace, policy, effects);
    known.set(key, judged);
    return judged;
  };
}

function judgeOnce(call: PastCall, key: string, workspace: Workspace, policy: Policy, memory: Place["effects"]): JudgedCall {
  const common = { key, shown: shownInput(call.input), tool: call.tool, mode: call.mode, workspace, policy };
  try {
    const shells = policy.shellTools.has(call.tool);
    const effectKey = JSON.stringify([call.tool, shells, call.input ?? null]);
    const effects = memory.get(effectKey) ?? effectsOfCall(call, workspace, { ...NO_TOOLS, shells: policy.shellTools });
    memory.set(effectKey, effects);
    const verdict = decide(effects, modeNamed(policy, call.mode), policy, circumstancesIn(workspace.root));
    const [first] = verdict.reasons;
    const why = first ? describeEffect(first.effect, workspace.root) : "has no effect";
    return { ...common, effects, verdict, decision: verdict.decision, why };
  } catch (error) {
    return { ...common, effects: [], verdict: undefined, decision: "deny", why: `can't be judged (${String(error)})` };
  }
}

/** The content of a file says nothing about a call of pi's file tools, and would fill the memory. */
function briefInput({ tool, input }: PastCall): unknown {
  if ((tool !== "write" && tool !== "edit") || typeof input !== "object" || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => name === "path" || name === "file_path"));
}
