// Plans that wait for approval, for the tests of the approval.

import { type ApprovalModel, makeApproval } from "../../src/plan/approval.ts";
import { NO_PLAN, type PlanState } from "../../src/plan/fold.ts";
import type { Plan } from "../../src/plan/model.ts";

export const MANIFEST = {
  writes: ["src/greet.js", "docs/**"],
  commands: ["npm run build"],
  network: ["registry.npmjs.org"],
  installs: ["left-pad"],
};

export const PLAN: Plan = {
  id: "p1",
  revision: 1,
  title: "Greet in two languages",
  summary: "Greets in German, too.\n\n## Why\n- users asked for it",
  steps: ["Add a table of words", "Let greet take a language", "Write the tests"].map((text, index) => ({ id: `s${index + 1}`, text })),
  manifest: MANIFEST,
};

export const submitted = (plan: Plan): PlanState => ({ ...NO_PLAN, stage: "submitted", plan });

/** The first revision with these fields instead. */
export function approvalOf(fields: Partial<Plan> = {}, previous?: Plan, refused: readonly string[] = []): ApprovalModel {
  const model = makeApproval({ state: submitted({ ...PLAN, ...fields }), refused, ...(previous ? { previous } : {}) });
  if (!model) throw new Error("The plan doesn't wait.");
  return model;
}
