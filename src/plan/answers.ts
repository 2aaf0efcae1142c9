// What the tool `plan` answers to the model. Law: only an approval speaks of one; whatever else became of the question says that plan mode
// stays and what to do next.

import { oneLine } from "../policy/shape-words.ts";
import { clean } from "../policy/wording.ts";
import { isOpen, quoted } from "./hand-over.ts";
import type { Plan, PlanAction, StepUpdate } from "./model.ts";
import { cut } from "./templates.ts";

/** Why a submitted plan is not carried out. */
export type NotApproved =
  /** `step`: its number, from 1; absent for the whole plan. */
  | { readonly kind: "feedback"; readonly text?: string; readonly step?: number }
  /** `stale`: the session went on while the question was open. */
  | { readonly kind: "left" | "discarded" | "dismissed" | "aborted" | "timed-out" | "no-ui" | "stale" }
  | { readonly kind: "failed"; readonly error: string };

const FEEDBACK_LIMIT = 4000;
const STAYS = "Plan mode stays on and nothing is released.";

/** The answer to `submit` and `revise` where the plan was not approved. */
export function notApprovedText(outcome: NotApproved): string {
  switch (outcome.kind) {
    case "feedback": {
      const about = outcome.step === undefined ? "the plan" : `step ${outcome.step}`;
      const words = quoted("The user's words:", outcome.text ?? "", FEEDBACK_LIMIT);
      const next = words === "" ? "Ask what should be different." : `Revise it (action "revise").\n${words}`;
      return `The user wants ${about} changed. ${STAYS} ${next}`;
    }
    case "left":
      return `The user left the planning. The plan is kept but not carried out. Do nothing on it and end your turn.`;
    case "discarded":
      return `The user discarded the plan. ${STAYS} End your turn.`;
    case "dismissed":
      return `The user closed the question without an answer. ${STAYS} End your turn; don't submit the same plan again unasked.`;
    case "aborted":
      return `The run was stopped while the question was open. ${STAYS}`;
    case "timed-out":
      return `Nobody answered in time. ${STAYS} End your turn.`;
    case "no-ui":
      return `The plan is kept, and nobody can be asked here. ${STAYS} Give the plan as your answer.`;
    case "stale":
      return `The session changed while the question was open, so its answer doesn't count. ${STAYS}`;
    case "failed":
      return `It went wrong (${cut(clean(outcome.error), 400)}). ${STAYS} Tell the user.`;
    default:
      return outcome satisfies never;
  }
}

/** The answer to `submit` and `revise` in another mode than plan. */
export function submitElsewhereText(mode: string): string {
  return `Not submitted: plans are submitted in plan mode, and this is ${oneLine(mode)} mode. Say in your answer what you would plan; the user switches with /mode plan.`;
}

/** The answer to a call that can't be read. `why`: see `readSubmission` and `readProgress`. */
export function wrongInputText(action: PlanAction, why: string): string {
  return `${action === "submit" || action === "revise" ? "Not submitted" : "Not recorded"}: ${cut(clean(why), 800)}`;
}

/** The answer to `findings` in another mode than one for reviews. */
export function findingsElsewhereText(mode: string): string {
  return `Not recorded: findings are reported in review mode, and this is ${oneLine(mode)} mode. Give them in your answer; the user switches with /mode review.`;
}

/** The answer to `findings`. `count`: how many. */
export function findingsText(count: number): string {
  if (count === 0) return "Recorded: no findings. End your turn with one sentence.";
  return `Recorded: ${count === 1 ? "1 finding" : `${count} findings`}. The user sees them and is offered a plan for them; end your turn with the verdict in a sentence.`;
}

/** The answer to `submit` and `revise` where the user approved the plan for a session of its own. */
export const FRESH_TEXT = "The user will have the plan carried out in a session of its own. Plan mode stays on here. End your turn.";

/** The answer to `progress` where no plan is being carried out. */
export const NO_PLAN_TEXT = "Not recorded: no approved plan is being carried out. Go on without reporting.";

/** The answer to `progress`: numbers only, since the model knows the steps. */
export function progressText(plan: Plan, marks: ReadonlyMap<string, StepUpdate>): string {
  const open = plan.steps.flatMap(({ id }, index) => (isOpen(marks.get(id)?.status ?? "open") ? [index + 1] : []));
  const closed = plan.steps.length - open.length;
  return `Recorded: ${closed} of ${plan.steps.length} steps. ${open[0] === undefined ? "None is open." : `Next: step ${open[0]}.`}`;
}
