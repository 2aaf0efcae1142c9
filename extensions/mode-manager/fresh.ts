// An approved plan in a session of its own, which knows the plan and nothing else. Law: nothing is opened in the session that the plan came
// from; both sessions say where it went.

import type { ExtensionAPI, ExtensionCommandContext, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { PLAN_ENTRY, type PlanEvent, type Release } from "../../src/plan/entries.ts";
import { approvedText, handOverLine } from "../../src/plan/hand-over.ts";
import { planMessage } from "../../src/plan/messages.ts";
import type { Plan } from "../../src/plan/model.ts";
import { STRICTEST_MODE } from "../../src/policy/modes.ts";
import { MODE_ENTRY, type ModeEntry } from "../../src/session/entries.ts";
import type { Connection } from "../shared/connection.ts";
import { failure, type Reply } from "../shared/reply.ts";
import { handOvers } from "./hand-overs.ts";

export async function executeFresh(pi: ExtensionAPI, connection: Connection, context: ExtensionContext): Promise<Reply | undefined> {
  const { store } = connection;
  const { plan, stage, release } = store.plan;
  if (!plan || stage !== "approved" || !release?.fresh)
    return failure("No plan is approved for a session of its own. The approval offers it: /mode approve shows a plan that waits.");
  if (!mayReplace(context))
    return failure("This host can't begin a session from here. /mode approve and /mode execute carry the plan out in this one.");
  if (!context.isIdle()) return failure("The agent is at work. Try again when it is done, or stop it first.");

  const { fresh, ...here } = release;
  const entries = entriesOf(plan, here);
  const message = planMessage(
    "approved",
    handOverLine("approved", plan, new Map()),
    approvedText(plan, here, new Map(), undefined, handOvers(store)),
    plan,
  );
  const parentSession = context.sessionManager.getSessionFile();
  append(pi, connection, context, [{ v: 1, event: "ended", plan: plan.id, how: "moved" }]);
  pi.sendMessage(
    planMessage(
      "moved",
      "The plan is carried out in a session of its own.",
      "[pi-modes] The user has the plan carried out in a session of its own.",
      plan,
    ),
  );

  let isTold = false;
  const again = (): void =>
    append(pi, connection, context, [
      { v: 1, event: "submitted", plan },
      { v: 1, event: "approved", plan: plan.id, revision: plan.revision, release },
    ]);
  const began = context.newSession({
    ...(parentSession === undefined ? {} : { parentSession }),
    setup: async (session) => {
      for (const [type, data] of entries) session.appendCustomEntry(type, data);
    },
    withSession: async (replaced) => {
      isTold = true;
      // Not awaited: it ends with the run, and the host waits here.
      replaced.sendMessage(message, { triggerTurn: true }).catch(() => undefined);
    },
  });
  const { cancelled } = await began.catch((error: unknown) => {
    // What failed behind the end of this session is for the new one.
    if (!connection.ended()) again();
    throw error;
  });
  if (cancelled) {
    again();
    return failure("Something on this host kept the new session from beginning. The plan is still approved: /mode fresh.");
  }
  // Hosts up to 0.67 know no `withSession`, and go on with the same extension.
  if (!isTold) pi.sendMessage(message, { triggerTurn: true });
  return undefined;
}

/** Commands get a context that can; a text that was taken for a command doesn't. */
function mayReplace(context: ExtensionContext): context is ExtensionCommandContext {
  return "newSession" in context && typeof context.newSession === "function";
}

function entriesOf(plan: Plan, release: Release): readonly (readonly [string, PlanEvent | ModeEntry])[] {
  const mode: ModeEntry = { v: 1, mode: release.mode, previous: STRICTEST_MODE, by: "user" };
  return [
    [PLAN_ENTRY, { v: 1, event: "submitted", plan }],
    [PLAN_ENTRY, { v: 1, event: "approved", plan: plan.id, revision: plan.revision, release }],
    [MODE_ENTRY, mode],
  ];
}

function append(pi: ExtensionAPI, connection: Connection, context: ExtensionContext, events: readonly PlanEvent[]): void {
  try {
    for (const event of events) pi.appendEntry(PLAN_ENTRY, event);
  } finally {
    connection.refresh(context);
  }
}
