import { describe, expect, it } from "vitest";
import { PLAN_ENTRY } from "../../src/plan/entries.ts";
import { foldPlan } from "../../src/plan/fold.ts";
import { decodePlanMessage, isOutOfSight, PLAN_MESSAGE, planMessage, reviewMessage, wasTold } from "../../src/plan/messages.ts";
import { PLAN } from "./plans.ts";

let count = 0;
const entry = (fields: object) => ({ id: String(++count), ...fields });
const submitted = entry({ type: "custom", customType: PLAN_ENTRY, data: { v: 1, event: "submitted", plan: PLAN } });
const release = { manifest: PLAN.manifest, askEdits: false, mode: "execute" };
const approval = { v: 1, event: "approved", plan: PLAN.id, revision: 1, release };
const approved = entry({ type: "custom", customType: PLAN_ENTRY, data: approval });
const told = (kind: Parameters<typeof planMessage>[0], plan = PLAN) => {
  const { customType, details } = planMessage(kind, "line", "text", plan);
  return entry({ type: "custom_message", customType, details });
};
const word = entry({ type: "message" });
const compaction = entry({ type: "compaction", firstKeptEntryId: word.id });
const isHidden = (...entries: readonly unknown[]) => isOutOfSight(entries, foldPlan(entries));

describe("a plan in the model's sight", () => {
  it("is out of it when a compaction hid it, until it is told again", () => {
    expect(isHidden(submitted, approved, word)).toBe(false);
    expect(isHidden(submitted, approved, word, compaction)).toBe(true);
    expect(isHidden(submitted, approved, word, compaction, told("reminder"))).toBe(true);
    expect(isHidden(submitted, approved, word, compaction, told("again"))).toBe(false);
    expect(isHidden(submitted, approved, word, compaction, told("again", { ...PLAN, id: "other" }))).toBe(true);
  });

  it("stays in it where the compaction kept it, or it was approved since", () => {
    expect(isHidden(word, submitted, approved, compaction)).toBe(false);
    expect(isHidden(submitted, word, compaction, approved)).toBe(false);
    expect(isHidden(submitted, word, compaction)).toBe(true);
  });

  it("is nobody's matter when there is none, or it ended", () => {
    expect(isHidden(word, compaction)).toBe(false);
    const done = entry({ type: "custom", customType: PLAN_ENTRY, data: { v: 1, event: "ended", plan: PLAN.id, how: "done" } });
    expect(isHidden(submitted, approved, done, word, compaction)).toBe(false);
  });
});

it("what was told is read from the branch, for each revision", () => {
  expect(wasTold([told("reminder")], "reminder", PLAN)).toBe(true);
  expect(wasTold([told("reminder")], "reminder", { ...PLAN, revision: 2 })).toBe(false);
  expect(wasTold([told("again"), { type: "custom_message", customType: PLAN_MESSAGE, details: 5 }], "reminder", PLAN)).toBe(false);
});

describe("the message of a review", () => {
  it("is one line for the model, and shows the findings and the file to the user", () => {
    const { content, details } = reviewMessage({ findings: ["a.js:1: off by one", "two\nlines"], summary: "So so.", note: "/x/a.md" });
    expect(content).toBe("[pi-modes] The review is recorded: 2 findings.");
    expect(details).toMatchObject({ kind: "reviewed", line: "Review: 2 findings. So so." });
    expect(details.lines).toEqual(["1. a.js:1: off by one", "2. two\\u{a}lines", "Kept in /x/a.md"]);
    expect(decodePlanMessage(details)).toEqual(details);
  });

  it("of none says so", () => {
    expect(reviewMessage({ findings: [], summary: "" }).details.line).toBe("Review: no findings.");
  });
});
