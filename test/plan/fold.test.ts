import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEVIATION_ENTRY, PLAN_ENTRY, type PlanEvent, PROGRESS_ENTRY, REVIEW_ENTRY } from "../../src/plan/entries.ts";
import { foldPlan, MAX_DEVIATIONS } from "../../src/plan/fold.ts";
import { PLAN } from "./plans.ts";

const custom = (customType: string, data: unknown) => ({ type: "custom", customType, data });
const plan = (event: PlanEvent) => custom(PLAN_ENTRY, event);
const submitted = plan({ v: 1, event: "submitted", plan: PLAN });
const release = { manifest: PLAN.manifest, askEdits: false, mode: "execute" };
const approved = plan({ v: 1, event: "approved", plan: PLAN.id, revision: 1, release });
const answered = plan({ v: 1, event: "answered", plan: PLAN.id, revision: 1 });
const deviation = (text: string, id = PLAN.id) => custom(DEVIATION_ENTRY, { v: 1, plan: id, text });
const review = (...findings: readonly string[]) => custom(REVIEW_ENTRY, { v: 1, findings, summary: "So so.", plan: PLAN.id });

describe("a submitted plan", () => {
  it("waits until its user has seen it, and again with each revision", () => {
    expect(foldPlan([submitted]).waits).toBe(true);
    expect(foldPlan([submitted, answered]).waits).toBeUndefined();
    const next = plan({ v: 1, event: "submitted", plan: { ...PLAN, revision: 2 } });
    expect(foldPlan([submitted, answered, next]).waits).toBe(true);
    expect(foldPlan([submitted, next, answered]).waits).toBe(true);
    expect(foldPlan([submitted, approved]).waits).toBeUndefined();
  });

  it("stays as it is when an answer is about another one", () => {
    const other = plan({ v: 1, event: "answered", plan: "other", revision: 1 });
    expect(foldPlan([submitted, other])).toEqual(foldPlan([submitted]));
    expect(foldPlan([submitted, approved, answered])).toEqual(foldPlan([submitted, approved]));
  });

  it("that is carried out elsewhere releases nothing here", () => {
    const moved = foldPlan([submitted, approved, plan({ v: 1, event: "ended", plan: PLAN.id, how: "moved" })]);
    expect(moved).toMatchObject({ stage: "moved" });
    expect(moved.release).toBeUndefined();
  });
});

describe("deviations", () => {
  it("are kept once each, in order, up to a limit, and also after the plan's end", () => {
    const lines = Array.from({ length: MAX_DEVIATIONS + 5 }, (_, index) => deviation(`line ${index % 52}`));
    const done = plan({ v: 1, event: "ended", plan: PLAN.id, how: "done" });
    const { deviations } = foldPlan([submitted, approved, deviation("a"), deviation("a"), deviation("b"), ...lines, done]);
    expect(deviations.slice(0, 3)).toEqual(["a", "b", "line 0"]);
    expect(deviations).toHaveLength(MAX_DEVIATIONS);
  });

  it("belong to their plan", () => {
    const next = plan({ v: 1, event: "submitted", plan: { ...PLAN, id: "p2" } });
    expect(foldPlan([submitted, approved, deviation("a", "p2")]).deviations).toEqual([]);
    expect(foldPlan([submitted, approved, deviation("a"), next]).deviations).toEqual([]);
  });
});

describe("a review", () => {
  it("is the last one, and counted", () => {
    expect(foldPlan([submitted, approved, review("x"), review("y", "z")]).review).toEqual({
      ...{ findings: ["y", "z"], summary: "So so.", plan: PLAN.id },
      number: 2,
    });
  });

  it("that can't be read is none and takes nothing back", () => {
    const state = foldPlan([submitted, approved, custom(REVIEW_ENTRY, { v: 2 }), custom(DEVIATION_ENTRY, null)]);
    expect(state).toEqual(foldPlan([submitted, approved]));
  });
});

describe("a review beside what can't be read", () => {
  it.each([
    ["a plan", plan(7 as unknown as PlanEvent)],
    ["a note on the plan", custom(PROGRESS_ENTRY, 7)],
  ])("stays, and is counted: %s", (_, odd) => {
    expect(foldPlan([submitted, approved, review("x"), odd]).review).toMatchObject({ findings: ["x"], number: 1 });
    expect(foldPlan([submitted, approved, review("x"), odd, review("y")]).review).toMatchObject({ findings: ["y"], number: 2 });
  });
});

describe("a word that can't be read", () => {
  const odd = (data: Record<string, unknown>) => custom(PROGRESS_ENTRY, { v: 1, plan: PLAN.id, updates: "?", ...data });
  it("takes the release back where it may be about this plan, and not where it is about another", () => {
    for (const data of [{}, { v: 2, plan: "p0" }, { plan: 7 }])
      expect(foldPlan([submitted, approved, odd(data)]), JSON.stringify(data)).toMatchObject({ stage: "submitted", unreadable: 1 });
    expect(foldPlan([submitted, approved, odd({ plan: "p0" })])).toEqual(foldPlan([submitted, approved]));
  });

  it("of a plan before the last one changes nothing", () => {
    const next = { ...PLAN, id: "p2" };
    const later = [plan({ v: 1, event: "submitted", plan: next }), plan({ v: 1, event: "approved", plan: "p2", revision: 1, release })];
    expect(foldPlan([submitted, approved, odd({}), ...later])).toEqual(foldPlan([submitted, approved, ...later]));
    expect(foldPlan([submitted, approved, ...later, odd({ plan: "p2" })])).toMatchObject({ stage: "submitted", plan: next });
  });
});

it("is what the last plan makes of it, whatever other plans were before", () => {
  const eventOf = (...ids: readonly string[]) => {
    const id = fc.constantFrom(...ids);
    const about = { v: fc.constant(1), plan: id };
    return fc.oneof(
      fc
        .tuple(id, fc.constantFrom(1, 2))
        .map(([name, revision]) => plan({ v: 1, event: "submitted", plan: { ...PLAN, id: name, revision } })),
      fc.record({ ...about, event: fc.constant("approved"), revision: fc.constantFrom(1, 2), release: fc.constant(release) }).map(asPlan),
      fc.record({ ...about, event: fc.constant("ended"), how: fc.constant("left") }).map(asPlan),
      fc
        .record({ ...about, updates: fc.constantFrom<unknown>([{ step: "1", status: "done" }], "?") })
        .map((data) => custom(PROGRESS_ENTRY, data)),
      id.map((name) => deviation("a", name)),
      fc.constantFrom(asPlan(7), custom(PROGRESS_ENTRY, 7)),
    );
  };
  const asPlan = (data: unknown) => custom(PLAN_ENTRY, data);
  const next = plan({ v: 1, event: "submitted", plan: { ...PLAN, id: "p3" } });
  let released = 0;
  fc.assert(
    fc.property(fc.array(eventOf("p1", "p2"), { maxLength: 8 }), fc.array(eventOf("p2", "p3", "p3"), { maxLength: 8 }), (before, after) => {
      const { unreadable: _before, ...state } = foldPlan([...before, next, ...after]);
      const { unreadable: _alone, ...alone } = foldPlan([next, ...after]);
      expect(state).toEqual(alone);
      if (state.release) released += 1;
    }),
    { numRuns: 500 },
  );
  expect(released).toBeGreaterThan(0);
});

it("never throws and never releases what the last readable word didn't", () => {
  const anything = fc.oneof(
    fc.constantFrom(submitted, approved, answered, deviation("a"), review("b")),
    fc.anything().map((data) => custom(PLAN_ENTRY, data)),
    fc.anything().map((data) => custom(REVIEW_ENTRY, data)),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (entries) => {
      const { stage, release: released } = foldPlan(entries);
      expect(released !== undefined).toBe(stage === "approved");
    }),
  );
});
