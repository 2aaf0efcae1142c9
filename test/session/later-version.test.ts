// Entries of a later version of this package. Law: what can't be read opens nothing, and takes back what was open before it.

import { expect, it } from "vitest";
import { DEVIATION_ENTRY, PLAN_ENTRY, PROGRESS_ENTRY, REVIEW_ENTRY } from "../../src/plan/entries.ts";
import { foldPlan } from "../../src/plan/fold.ts";
import { GRANT_ENTRY, MODE_ENTRY, NOTICE_MESSAGE } from "../../src/session/entries.ts";
import { foldBranch, HIDDEN, toldMode } from "../../src/session/fold.ts";
import { foldGrants } from "../../src/session/grants.ts";
import { foldModel, MODEL_ENTRY } from "../../src/session/mode-model.ts";
import { closureOf, foldTripwire, TRIPWIRE_ENTRY } from "../../src/session/tripwire.ts";

const later = (customType: string, data: object = {}) => [{ type: "custom", customType, id: "later", data: { v: 2, ...data } }];

it("a mode is the strictest one", () => {
  expect(foldBranch(later(MODE_ENTRY, { mode: "execute", by: "user" }))).toMatchObject({ mode: "plan", unreadable: ["later"] });
});

it("a grant opens nothing, and is counted", () => {
  expect(foldGrants(later(GRANT_ENTRY, { grant: {} }))).toEqual({ grants: [], unreadable: 1 });
});

it.each([PLAN_ENTRY, PROGRESS_ENTRY])("%s leaves no plan approved, and is counted", (type) => {
  const folded = foldPlan(later(type, { event: "approved" }));
  expect([folded.stage, folded.release, folded.unreadable]).toEqual(["none", undefined, 1]);
});

it.each([DEVIATION_ENTRY, REVIEW_ENTRY])("%s is passed over: it opens nothing", (type) => {
  expect(foldPlan(later(type))).toEqual(foldPlan([]));
});

it("a tripwire closes every command", () => {
  expect(closureOf(foldTripwire(later(TRIPWIRE_ENTRY)), [{ program: "ls", word: "", options: [] }])).toBe("unreadable");
});

it("a model is one that was never set", () => {
  expect(foldModel(later(MODEL_ENTRY, { mode: "plan" }))).toEqual(foldModel([]));
});

it("a notice is told again", () => {
  expect(toldMode([{ type: "custom_message", customType: NOTICE_MESSAGE, id: "1", details: { v: 2, mode: "plan" } }])).toBe(HIDDEN);
});
