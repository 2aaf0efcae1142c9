// What past sessions come to under a policy, and what another policy would change. All numbers are counts of calls.

import { masked } from "../audit/mask.ts";
import type { Decision } from "../policy/verdict.ts";
import type { Judge, JudgedCall } from "./judging.ts";
import type { PastSession } from "./session.ts";
import { type Question, type Suggestion, suggest } from "./suggest.ts";

export interface Counts {
  readonly calls: number;
  readonly allow: number;
  readonly ask: number;
  readonly deny: number;
}

/** Equal calls, counted; what looks like a credential is masked, since reports are passed on. */
export interface ListedCall {
  readonly tool: string;
  readonly shown: string;
  readonly mode: string;
  readonly why: string;
  readonly count: number;
}

export interface Comparison {
  readonly total: Counts;
  /** Open or a question before, closed now. */
  readonly refused: readonly ListedCall[];
  /** A question or closed before, open now. */
  readonly allowed: readonly ListedCall[];
}

export interface Figures {
  readonly sessions: readonly (Counts & { readonly name: string; readonly damaged: number })[];
  readonly total: Counts & { readonly damaged: number };
  readonly suggestion: Suggestion | undefined;
  /** Calls that ran and would be refused now. */
  readonly ranButRefused: readonly ListedCall[];
  readonly proposed: Comparison | undefined;
}

export interface Tally {
  readonly add: (name: string, session: PastSession) => void;
  readonly figures: () => Figures;
}

/** `cwd`: for sessions that name no folder. */
export function createTally(judge: Judge, proposed: Judge | undefined, cwd: string): Tally {
  const sessions: Figures["sessions"][number][] = [];
  const questions = new Map<string, Question>();
  const ranButRefused = new Map<string, ListedCall>();
  const refused = new Map<string, ListedCall>();
  const allowed = new Map<string, ListedCall>();
  const after: Decision[] = [];

  const add = (name: string, session: PastSession): void => {
    const decisions: Decision[] = [];
    for (const call of session.calls) {
      const judged = judge(call, session.cwd ?? cwd);
      decisions.push(judged.decision);
      if (judged.decision === "ask") questions.set(judged.key, { judged, count: (questions.get(judged.key)?.count ?? 0) + 1 });
      if (judged.decision === "deny" && call.ran) count(ranButRefused, judged);
      if (!proposed) continue;
      const other = proposed(call, session.cwd ?? cwd);
      after.push(other.decision);
      if (other.decision === "deny" && judged.decision !== "deny") count(refused, other);
      if (other.decision === "allow" && judged.decision !== "allow") count(allowed, { ...other, why: judged.why });
    }
    sessions.push({ name, ...countsOf(decisions), damaged: session.damaged });
  };
  const figures = (): Figures => ({
    sessions,
    total: {
      calls: sum(sessions, "calls"),
      allow: sum(sessions, "allow"),
      ask: sum(sessions, "ask"),
      deny: sum(sessions, "deny"),
      damaged: sum(sessions, "damaged"),
    },
    suggestion: suggest([...questions.values()]),
    ranButRefused: listed(ranButRefused),
    proposed: proposed ? { total: countsOf(after), refused: listed(refused), allowed: listed(allowed) } : undefined,
  });
  return { add, figures };
}

/** Questions in a hundred calls. */
export function rateOf({ calls, ask }: Counts): number {
  return calls === 0 ? 0 : (100 * ask) / calls;
}

function countsOf(decisions: readonly Decision[]): Counts {
  const of = (decision: Decision) => decisions.filter((one) => one === decision).length;
  return { calls: decisions.length, allow: of("allow"), ask: of("ask"), deny: of("deny") };
}

function sum<Name extends string>(list: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return list.reduce((total, one) => total + one[name], 0);
}

function count(map: Map<string, ListedCall>, { key, tool, shown, mode, why }: JudgedCall): void {
  map.set(key, { tool, shown: masked(shown), mode, why, count: (map.get(key)?.count ?? 0) + 1 });
}

function listed(map: ReadonlyMap<string, ListedCall>): readonly ListedCall[] {
  return [...map.values()].sort((a, b) => b.count - a.count);
}
