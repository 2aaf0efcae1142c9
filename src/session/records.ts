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
}

export interface Records {
  readonly all: () => readonly CallRecord[];
  readonly add: (record: Omit<CallRecord, "id">) => CallRecord;
  /** How often this has been refused now, since the user's last word. */
  readonly refusedAgain: (verdict: Verdict) => number;
  /** The user spoke: what was refused before may be tried again. */
  readonly forgetRefusals: () => void;
  /** The user approved this very call, once. */
  readonly approve: (record: CallRecord) => void;
  /** True once for a call that was approved, in the mode that it was approved in. */
  readonly takeApproval: (call: string, mode: string) => boolean;
}

const KEPT = 50;

export function createRecords(): Records {
  const records: CallRecord[] = [];
  const refusals = new Map<string, number>();
  const approved = new Map<string, string>();
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
      const key = keyOf(verdict);
      const times = (refusals.get(key) ?? 0) + 1;
      refusals.set(key, times);
      return times;
    },
    forgetRefusals: () => refusals.clear(),
    approve: (record) => void approved.set(record.call, record.verdict.mode),
    takeApproval: (call, mode) => {
      if (call === "" || approved.get(call) !== mode) return false;
      approved.delete(call);
      return true;
    },
  };
}

/** The same effect on the same target, whatever the words were. */
function keyOf(verdict: Verdict): string {
  const reason = verdict.reasons[0];
  return reason ? JSON.stringify([verdict.mode, reason.class, touched(reason.effect)]) : verdict.mode;
}

function touched(effect: Effect): string {
  if ("target" in effect) return effect.target.kind === "unknown" ? "" : effect.target.path;
  return effect.kind === "network" ? (effect.host ?? "") : (effect.origin.program ?? effect.origin.tool);
}

/** Tool and input as one text; empty where that can't be written as JSON. */
export function callText(tool: string, input: unknown): string {
  try {
    return JSON.stringify([tool, input]);
  } catch {
    return "";
  }
}
