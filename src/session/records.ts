// What became of the last calls: for `/mode why`, `/mode denied`, and for counting how often the same thing was refused. In memory only:
// the session's own log holds the calls and their results.

import type { Effect } from "../effects/effect.ts";
import type { Refusal, Subject } from "../policy/message.ts";
import type { Verdict } from "../policy/verdict.ts";

export interface CallRecord {
  /** Short, for the user to name it: "1", "2", ... */
  readonly id: string;
  readonly subject: Subject;
  /** What the host would have run; equal texts are equal calls. */
  readonly call: string;
  readonly verdict: Verdict;
  /** Absent: it ran. */
  readonly refusal?: Refusal;
  /** It ran in the sandbox. */
  readonly sandboxed?: true;
}

export interface Records {
  readonly all: () => readonly CallRecord[];
  readonly add: (record: Omit<CallRecord, "id">) => CallRecord;
  /** How often this, or a part of it, has been refused now, since the user's last word. */
  readonly refusedAgain: (verdict: Verdict) => number;
  /** A run begins: what was refused before may be tried again, and an approval that the run before didn't use is gone. */
  readonly beginRun: () => void;
  /** The user approved this very call, once. */
  readonly approve: (record: CallRecord) => void;
  /** True once for a call that was approved, where it would do what was approved: in that mode, with those questions. */
  readonly takeApproval: (call: string, verdict: Verdict) => boolean;
}

const KEPT = 50;
/** Runs that an approval lasts: the one that the retry begins, and one more where the model didn't get it at once. */
const APPROVED_RUNS = 2;

export function createRecords(): Records {
  const records: CallRecord[] = [];
  const refusals = new Map<string, number>();
  const approved = new Map<string, Approval>();
  let count = 0;
  return {
    all: () => records,
    add: (record) => {
      count += 1;
      const added = { id: String(count), ...record };
      records.push(added);
      if (records.length > KEPT) records.shift();
      return added;
    },
    refusedAgain: (verdict) => {
      let most = 0;
      for (const key of questionsOf(verdict)) {
        const times = (refusals.get(key) ?? 0) + 1;
        refusals.set(key, times);
        most = Math.max(most, times);
      }
      return most;
    },
    beginRun: () => {
      refusals.clear();
      for (const [call, approval] of approved) {
        if (approval.runs === 0) approved.delete(call);
        else approved.set(call, { ...approval, runs: approval.runs - 1 });
      }
    },
    approve: ({ call, verdict }) => void approved.set(call, { questions: approvalOf(verdict), runs: APPROVED_RUNS }),
    takeApproval: (call, verdict) => {
      if (call === "" || approved.get(call)?.questions !== approvalOf(verdict)) return false;
      approved.delete(call);
      return true;
    },
  };
}

interface Approval {
  /** The mode and everything that was asked about. */
  readonly questions: string;
  /** Runs that may still begin before it is used. */
  readonly runs: number;
}

function approvalOf(verdict: Verdict): string {
  return JSON.stringify(questionsOf(verdict).toSorted());
}

/** What isn't open in a verdict, each thing once: the same effect on the same target, whatever the words were. */
function questionsOf({ mode, reasons }: Verdict): readonly string[] {
  const open = reasons.filter((reason) => reason.decision !== "allow");
  return [...new Set(open.map((reason) => JSON.stringify([mode, reason.class, reason.effect.kind, touched(reason.effect)])))];
}

/** How many words of a command tell it apart where its effect has no target: `node a.js`, `python3 -c`. */
const TELLING_WORDS = 2;

function touched(effect: Effect): string {
  if ("target" in effect) return effect.target.kind === "unknown" ? "" : effect.target.path;
  if (effect.kind === "network") return effect.host ?? "";
  const { command, program, tool } = effect.origin;
  return command ? JSON.stringify(command.argv.slice(0, TELLING_WORDS)) : (program ?? tool);
}

/** Tool and input as one text; empty where that can't be written as JSON. */
export function callText(tool: string, input: unknown): string {
  try {
    return JSON.stringify([tool, input]);
  } catch {
    return "";
  }
}
