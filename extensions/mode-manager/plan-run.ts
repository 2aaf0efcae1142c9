// What surrounds a plan in a session: the tool, the messages, one reminder where a run ends with open steps, the offer of a review, the plan
// once more after a compaction, and the approval that a session was resumed in the middle of.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { openSteps } from "../../src/plan/fold.ts";
import { isOutOfSight, PLAN_MESSAGE, type PlanMessage, planMessage, wasTold } from "../../src/plan/messages.ts";
import type { Plan } from "../../src/plan/model.ts";
import { ourEntries } from "../shared/branch.ts";
import { type Connection, type EnterEvent, say } from "../shared/connection.ts";
import { type FlowLoader, providePlanTool } from "./plan-tool.ts";
import type { Reviews } from "./review-run.ts";
import type { Switcher } from "./switcher.ts";
import { idle, offerFresh, renderPlanMessage, stopReason, tell } from "./telling.ts";

/** What the command needs of it. Both are loaded when they are needed. */
export interface PlanRoom {
  readonly flow: FlowLoader;
  readonly reviews: () => Promise<Reviews>;
}

export function wirePlan(pi: ExtensionAPI, connection: Connection, switcher: Switcher): PlanRoom {
  const { store } = connection;
  const room = openRoom(pi, connection, switcher);
  let before = store.plan;
  let resumed = new AbortController();
  // The host delivers it one turn later.
  let isAgainQueued = false;
  let prompts = 0;

  pi.registerMessageRenderer(PLAN_MESSAGE, renderPlanMessage);
  providePlanTool(pi, connection, room.flow);
  connection.onEnter((context, event) => {
    before = store.plan;
    resumed.abort();
    resumed = new AbortController();
    if (mayResume(event) && context.hasUI && store.plan.waits) void resume(room, context, resumed.signal);
  });
  connection.onLeave(() => resumed.abort());
  pi.on("agent_start", () => {
    before = store.plan;
    isAgainQueued = false;
    // Work goes on: the question doesn't stand in its way.
    resumed.abort();
  });
  pi.on("before_agent_start", async (_event, context) => {
    const message = await dueAgain(connection, context);
    return message ? { message } : undefined;
  });
  pi.on("turn_end", async (event, context) => {
    const message = event.toolResults.length > 0 && !isAgainQueued ? await dueAgain(connection, context) : undefined;
    if (!message) return;
    isAgainQueued = true;
    pi.sendMessage(message, { deliverAs: "steer" });
  });
  pi.on("input", () => {
    prompts += 1;
    return { action: "continue" };
  });
  connection.onRunEnd((context, messages) => {
    const { plan, stage, review } = store.plan;
    const promptsThen = prompts;
    if (!plan && !review) return;
    if (["aborted", "error"].includes(stopReason(messages) ?? "")) return;
    const isDone = stage === "done" && !(before.stage === "done" && before.plan?.id === plan?.id);
    if (review && review.number > (before.review?.number ?? 0)) void room.reviews().then((reviews) => reviews.reported(context), ignored);
    else if (isDone) void room.reviews().then((reviews) => reviews.offer(context), ignored);
    else if (plan && stage === "approved") void remind(pi, connection, plan, context, () => prompts !== promptsThen);
  });
  return room;
}

function openRoom(pi: ExtensionAPI, connection: Connection, switcher: Switcher): PlanRoom {
  let flow: ReturnType<FlowLoader> | undefined;
  let reviews: Promise<Reviews> | undefined;
  return {
    flow: () => {
      flow ??= import("./plan-flow.ts").then(({ createPlanFlow }) => createPlanFlow(pi, connection, switcher));
      return flow;
    },
    reviews: () => {
      reviews ??= import("./review-run.ts").then(({ createReviews }) => createReviews(pi, connection, switcher));
      return reviews;
    },
  };
}

/** A walk in the tree is no coming back: the line above the editor says what waits. */
function mayResume({ name }: EnterEvent): boolean {
  return name === "session_start" || name === "session_switch";
}

/** Shows the approval again that the session was left in. Never rejects. */
async function resume(room: PlanRoom, context: ExtensionContext, signal: AbortSignal): Promise<void> {
  try {
    const { reply, fresh } = await (await room.flow()).show(context, signal);
    if (fresh) offerFresh(context);
    if (reply && !signal.aborted) say(context, reply.text, reply.kind);
  } catch (error) {
    say(context, `pi-modes: the plan could not be shown (${String(error)}). Nothing is approved: /mode approve.`, "error");
  }
}

/** The plan, where a compaction hid it and it matters in the mode that holds. */
async function dueAgain({ store }: Connection, context: ExtensionContext): Promise<PlanMessage | undefined> {
  const { plan, stage, release, marks } = store.plan;
  const matters = stage === "submitted" || (stage === "approved" && release?.mode === store.branch.mode);
  if (!plan || !matters || !isOutOfSight(ourEntries(store, context), store.plan)) return undefined;
  const { planAgainText } = await import("../../src/plan/hand-over.ts");
  const text = planAgainText(plan, marks, stage === "approved");
  return planMessage("again", "The model was told the plan again, after the compaction.", text, plan);
}

/** Once for each revision. Never rejects. */
async function remind(
  pi: ExtensionAPI,
  { store }: Connection,
  plan: Plan,
  context: ExtensionContext,
  isPrompted: () => boolean,
): Promise<void> {
  const isDue = (): boolean => store.plan.release?.mode === store.branch.mode && openSteps(store.plan).length > 0;
  try {
    // Without a user the host ends with the run.
    if (!isDue() || !context.hasUI) return;
    if (wasTold(ourEntries(store, context), "reminder", plan)) return;
    const { reminderText, handOverLine } = await import("../../src/plan/hand-over.ts");
    const { handOvers } = await import("./hand-overs.ts");
    // The user was quicker: the next end of a run will do.
    if (!(await idle(context)) || isPrompted() || !isDue()) return;
    const { marks } = store.plan;
    const text = reminderText(plan, marks, store.branch.mode, handOvers(store));
    tell(pi, store, context, planMessage("reminder", handOverLine("reminder", plan, marks), text, plan));
  } catch (error) {
    say(context, `pi-modes: the model could not be reminded of the plan (${String(error)}).`, "warning");
  }
}

/** Of a session that is gone. */
function ignored(): void {}
