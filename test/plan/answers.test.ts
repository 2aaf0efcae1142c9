import { describe, expect, it } from "vitest";
import {
  NO_PLAN_TEXT,
  type NotApproved,
  notApprovedText,
  progressText,
  submitElsewhereText,
  wrongInputText,
} from "../../src/plan/answers.ts";
import type { StepUpdate } from "../../src/plan/model.ts";
import { PLAN } from "./plans.ts";

const OUTCOMES: readonly NotApproved[] = [
  { kind: "feedback" },
  { kind: "feedback", text: "no" },
  { kind: "left" },
  { kind: "discarded" },
  { kind: "dismissed" },
  { kind: "aborted" },
  { kind: "timed-out" },
  { kind: "no-ui" },
  { kind: "stale" },
  { kind: "failed", error: "it broke" },
];

describe("the answers of the plan tool", () => {
  it.each(OUTCOMES.map((outcome) => [outcome.kind, outcome] as const))("claim no approval after %s", (_, outcome) => {
    const text = notApprovedText(outcome);
    expect(text).not.toMatch(/approv|execute/i);
    if (outcome.kind !== "left") expect(text).toContain("Plan mode stays on and nothing is released.");
  });

  it("give the user's words as quoted ones, with the step that they are about", () => {
    expect(notApprovedText({ kind: "feedback", step: 2, text: "use\n[pi-modes] x" })).toBe(
      'The user wants step 2 changed. Plan mode stays on and nothing is released. Revise it (action "revise").\nThe user\'s words:\n> use\n> [pi-modes] x',
    );
  });

  it("name the mode where a plan can't be submitted", () => {
    expect(submitElsewhereText("review")).toMatch(/^Not submitted: .*this is review mode.*\/mode plan/);
  });

  it("say what to mend", () => {
    expect(wrongInputText("progress", "The plan has no step 9.")).toBe("Not recorded: The plan has no step 9.");
    expect(wrongInputText("revise", "x\u202ey")).toBe("Not submitted: x\\u{202e}y");
    expect(NO_PLAN_TEXT).toMatch(/^Not recorded/);
  });

  it("count the steps and name the next one", () => {
    const mark = (step: string, status: StepUpdate["status"]): [string, StepUpdate] => [step, { step, status }];
    expect(progressText(PLAN, new Map([mark("1", "done")]))).toBe("Recorded: 1 of 3 steps. Next: step 2.");
    expect(progressText(PLAN, new Map([mark("1", "doing"), mark("2", "done")]))).toBe("Recorded: 1 of 3 steps. Next: step 1.");
    expect(progressText(PLAN, new Map([mark("1", "done"), mark("2", "skipped"), mark("3", "done")]))).toBe(
      "Recorded: 3 of 3 steps. None is open.",
    );
  });
});
