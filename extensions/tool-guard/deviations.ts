// What isn't in the plan that is carried out becomes an entry of the session, for the review.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { DEVIATION_ENTRY, type DeviationEntry } from "../../src/plan/entries.ts";
import { withDeviation } from "../../src/plan/fold.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import type { SessionStore } from "../../src/session/store.ts";
import { loadJudgement } from "./guard.ts";

/** `ran`: whether the call was let through. `root`: the workspace folder, absolute. */
export type Deviate = (verdict: Verdict, ran: boolean, root: string) => Promise<void>;

/** Never rejects: what can't be recorded holds up no call. */
export function createDeviations(pi: ExtensionAPI, store: SessionStore): Deviate {
  return async (verdict, ran, root) => {
    if (store.plan.stage !== "approved") return;
    try {
      const { deviationsIn } = await loadJudgement();
      for (const text of deviationsIn(store.plan, verdict, ran, root)) {
        const { plan } = store.plan;
        const entry: DeviationEntry = { v: 1, plan: plan?.id ?? "", text };
        const next = withDeviation(store.plan, entry);
        // What was recorded already is no news.
        if (next === store.plan) continue;
        pi.appendEntry(DEVIATION_ENTRY, entry);
        store.plan = next;
      }
    } catch {
      // The session's log has the call itself.
    }
  };
}
