// Entries of ours that somebody else wrote while the session runs. Law: whoever isn't the user may tighten. What such an entry would loosen is
// taken back by an entry of ours behind it, so that the branch itself says what holds, also after a reload, a fork or a resume.

import { customEntries } from "../branch.ts";
import { field } from "../decode.ts";
import { decodePlanEvent, PLAN_ENTRY } from "../plan/entries.ts";
import { foldPlan, type PlanState } from "../plan/fold.ts";
import { modeNamed, type Policy } from "../policy/policy.ts";
import { decodeModeEntry, GRANT_ENTRY, MODE_ENTRY, type ModeEntry } from "./entries.ts";
import { decodeGrant } from "./grants.ts";
import { mayTrigger } from "./transitions.ts";
import { foldTripwire, TRIPWIRE_ENTRY } from "./tripwire.ts";

/** An entry that takes back another one. */
export interface Remedy {
  readonly type: string;
  readonly data: unknown;
  /** What would have been opened; for the user. */
  readonly what: string;
}

export interface ForeignParts {
  /** The branch, root first; what isn't ours is passed over. */
  readonly entries: readonly unknown[];
  /** Whether this package wrote the entry, or found it when the session began. */
  readonly isOwn: (entry: unknown) => boolean;
  readonly policy: Policy;
}

/** Nothing where every entry is our own. */
export function remedies(parts: ForeignParts): readonly Remedy[] {
  if (parts.entries.every((entry) => parts.isOwn(entry))) return [];
  return [...modeRemedies(parts), ...planRemedies(parts), ...single(parts)];
}

/** The mode that held before, unless one of our own came later. */
function modeRemedies({ entries, isOwn, policy }: ForeignParts): readonly Remedy[] {
  let held: ModeEntry = { v: 1, mode: policy.startMode, by: "restore" };
  let wrong: string | undefined;
  for (const entry of customEntries(entries, MODE_ENTRY)) {
    const decoded = decodeModeEntry(field(entry, "data"));
    // What can't be read is the strictest mode, whoever wrote it.
    const next: ModeEntry = decoded ?? { v: 1, mode: "", by: "restore" };
    const from = modeNamed(policy, held.mode);
    const to = modeNamed(policy, next.mode);
    const follows = isOwn(entry) || from.name === to.name || mayTrigger(from, to, policy.rules.rules).includes("request");
    if (follows) held = next;
    wrong = follows ? undefined : to.name;
  }
  if (wrong === undefined) return [];
  const mode = modeNamed(policy, held.mode).name;
  return [{ type: MODE_ENTRY, data: { ...held, mode, by: "restore" } satisfies ModeEntry, what: `${wrong} mode` }];
}

/** A plan that nobody approved waits for the user again. */
function planRemedies({ entries, isOwn }: ForeignParts): readonly Remedy[] {
  const plans = customEntries(entries, PLAN_ENTRY);
  if (plans.every((entry) => isOwn(entry))) return [];
  const now = foldPlan(entries);
  if (now.stage !== "approved" || !now.plan || isSame(now, foldPlan(entries.filter((entry) => isOwn(entry))))) return [];
  const event = { v: 1, event: "submitted", plan: now.plan } as const;
  return decodePlanEvent(event) ? [{ type: PLAN_ENTRY, data: event, what: "the approval of a plan" }] : [];
}

function isSame(a: PlanState, b: PlanState): boolean {
  return JSON.stringify([a.stage, a.plan, a.release]) === JSON.stringify([b.stage, b.plan, b.release]);
}

/** Grants, and calls that the tripwire closed. */
function single({ entries, isOwn }: ForeignParts): readonly Remedy[] {
  return entries.flatMap((entry, index): readonly Remedy[] => {
    if (field(entry, "type") !== "custom" || isOwn(entry)) return [];
    const data = field(entry, "data");
    switch (field(entry, "customType")) {
      case GRANT_ENTRY: {
        const grant = decodeGrant(data);
        return grant ? [{ type: GRANT_ENTRY, data: { v: 1, revoked: grant.id }, what: "an answer that lasts" }] : [];
      }
      case TRIPWIRE_ENTRY: {
        const left = foldTripwire(entries.slice(0, index + 1)).entries;
        const closed = foldTripwire(entries.slice(0, index)).entries.filter((one) => !left.includes(one));
        return closed.map((again) => ({ type: TRIPWIRE_ENTRY, data: again, what: "a command that was closed" }));
      }
      default:
        return [];
    }
  });
}
