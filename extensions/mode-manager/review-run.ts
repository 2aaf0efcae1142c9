// A review: what the model gets for it, what is offered after the last step of a plan, and what becomes of the findings. Law: nothing here
// leaves a mode for a looser one, and a plan for the findings is begun by the user alone.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { MAX_DEVIATIONS } from "../../src/plan/fold.ts";
import { findingsHandOver, handOverLine, reviewText } from "../../src/plan/hand-over.ts";
import { planMessage, reviewMessage } from "../../src/plan/messages.ts";
import { findingCount, reviewLine } from "../../src/plan/review.ts";
import { REVIEW_MODE, STRICTEST_MODE } from "../../src/policy/modes.ts";
import { inTurn } from "../../src/session/store.ts";
import { type Connection, say } from "../shared/connection.ts";
import { dialogEnd, timeLimit } from "../shared/dialogs.ts";
import { failure, type Reply } from "../shared/reply.ts";
import { git } from "./git.ts";
import { handOvers } from "./hand-overs.ts";
import type { Switcher } from "./switcher.ts";
import { idle, tell } from "./telling.ts";

/** What is asked by itself doesn't stand in anybody's way for long. */
const OFFER_MS = 60_000;
const NEW_FILES = 200;

export interface Reviews {
  /** Begins one in the mode that holds. `task`: the user's words for it. */
  readonly start: (task: string, context: ExtensionContext) => Promise<void>;
  /** After the last step of a plan. Never rejects. */
  readonly offer: (context: ExtensionContext) => Promise<void>;
  /** After findings were reported. Never rejects. */
  readonly reported: (context: ExtensionContext) => Promise<void>;
  /** Makes the last findings the matter of a new plan. */
  readonly plan: (task: string, context: ExtensionContext) => Reply | undefined;
}

export function createReviews(pi: ExtensionAPI, connection: Connection, switcher: Switcher): Reviews {
  const { store } = connection;

  const start: Reviews["start"] = async (task, context) => {
    const { plan, marks } = store.plan;
    const deviations = [...store.plan.deviations, ...(store.plan.deviations.length < MAX_DEVIATIONS ? [] : ["and more"])];
    const diff = await changes(context);
    const mode = store.branch.mode;
    const text = reviewText({ ...(plan ? { plan } : {}), marks, diff, deviations, mode, task }, handOvers(store));
    tell(pi, store, context, planMessage("review", plan ? handOverLine("review", plan, marks) : "Review of what changed.", text, plan));
  };

  /** Against what was checked out at the approval; new files too. */
  const changes = async ({ cwd }: ExtensionContext): Promise<string> => {
    const { commit } = store.plan;
    const stat = await git(pi, cwd, "diff", "--stat", "--no-ext-diff", "--no-textconv", ...(commit === undefined ? [] : [commit]));
    const files = (await git(pi, cwd, "ls-files", "--others", "--exclude-standard")).split("\n").filter((file) => file !== "");
    const more = files.length > NEW_FILES ? [`and ${files.length - NEW_FILES} more`] : [];
    return [stat, ...(files.length === 0 ? [] : ["New files:", ...files.slice(0, NEW_FILES), ...more])].join("\n");
  };

  /** A yes of the user's to what is offered; anything else is a no. */
  const agrees = async (title: string, question: string, context: ExtensionContext): Promise<boolean> => {
    const { epoch } = store;
    const signal = AbortSignal.any([dialogEnd(context, store).signal, timeLimit(OFFER_MS)]);
    const yes = await inTurn(store, () => context.ui.confirm(title, question, { signal }));
    return yes === true && !signal.aborted && store.epoch === epoch;
  };

  const offer: Reviews["offer"] = (context) =>
    safely(context, async () => {
      const { plan, marks } = store.plan;
      if (!plan || !context.hasUI || !store.policy.modes.has(REVIEW_MODE) || !(await idle(context))) return;
      if (!(await agrees(handOverLine("done", plan, marks), "Review it now, in review mode?", context))) return;
      const switched = switcher.switchTo(REVIEW_MODE, "user", context);
      if (switched.kind === "refused") return say(context, switched.why, "error");
      await start("", context);
    });

  const reported: Reviews["reported"] = (context) =>
    safely(context, async () => {
      const { review } = store.plan;
      if (!review || !(await idle(context))) return;
      pi.sendMessage(reviewMessage(review));
      if (review.findings.length === 0 || !context.hasUI) return;
      if (!(await agrees(reviewLine(review), "Make a plan for the findings now, in plan mode? Later: /mode findings", context))) return;
      const reply = plan("", context);
      if (reply) say(context, reply.text, reply.kind);
    });

  const plan: Reviews["plan"] = (task, context) => {
    const { review, plan: current } = store.plan;
    if (!review || review.findings.length === 0) return failure("There are no findings: no review has reported any on this branch.");
    const switched = switcher.switchTo(STRICTEST_MODE, "user", context);
    if (switched.kind === "refused") return failure(switched.why);
    const { findings, summary } = review;
    const reviewed = current !== undefined && review.plan === current.id ? { plan: current } : {};
    const text = findingsHandOver({ ...reviewed, findings, summary, mode: STRICTEST_MODE, task }, handOvers(store));
    tell(pi, store, context, planMessage("findings", `The model was asked for a plan: ${findingCount(review)} of the review.`, text));
    return undefined;
  };

  return { start, offer, reported, plan };
}

async function safely(context: ExtensionContext, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    say(context, `pi-modes: the review could not be offered (${error instanceof Error ? error.message : String(error)}).`, "error");
  }
}
