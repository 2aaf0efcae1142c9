import { describe, expect, it } from "vitest";
import { foldPlan } from "../../src/plan/fold.ts";
import { type PlanToolInput, PlanToolSchema, readPlanInput, readProgress, readSubmission } from "../../src/plan/model.ts";
import { PLAN, planEntry } from "./plans.ts";

function submit(more: Partial<PlanToolInput>) {
  return readSubmission({ action: "submit", title: "t", steps: ["s"], ...more });
}

describe("readSubmission", () => {
  it("takes a plan, tidied", () => {
    expect(submit({ steps: [" a ", "b"], commands: [" make ", "make", ""] })).toEqual({
      kind: "ok",
      plan: {
        title: "t",
        summary: "",
        steps: [
          { id: "1", text: "a" },
          { id: "2", text: "b" },
        ],
        manifest: { writes: [], commands: ["make"], network: [], installs: [] },
      },
    });
  });

  it.each([
    ["no title and no steps", { title: " ", steps: [] }, /no title and no steps/],
    ["an empty step", { steps: ["a", " "] }, /Step 2 is empty/],
    ["an absolute path", { writes: ["/etc/x"] }, /outside the workspace/],
    ["a path above", { writes: ["a/../../x"] }, /outside the workspace/],
    ["a path above in braces", { writes: ["{a,../x}/y"] }, /outside the workspace/],
    ["a command that could be anything", { commands: ["/bin/bash -c *"] }, /could be anything/],
    ["a glob that takes long", { writes: ["{a,b}{a,b}{a,b}"] }, /too many wildcards/],
    ["a command that takes long", { commands: ["x *a*a*a*a"] }, /too many wildcards/],
  ])("refuses %s", (_, more, why) => {
    expect(submit(more)).toEqual({ kind: "wrong", why: expect.stringMatching(why) });
  });

  it("takes names with dots in them", () => {
    expect(submit({ writes: ["a..b/..c", "src/{a,b}/**/*.test.ts"] }).kind).toBe("ok");
  });
});

describe("readProgress", () => {
  it("names steps by their number and wants a reason for a skipped one", () => {
    const plan = { ...PLAN, steps: [{ id: "x", text: "a" }] };
    const read = (step: number, status: "done" | "skipped") => readProgress({ action: "progress", updates: [{ step, status }] }, plan);
    expect(read(1, "done")).toEqual({ kind: "ok", updates: [{ step: "x", status: "done" }] });
    expect(read(1, "skipped")).toMatchObject({ kind: "wrong", why: expect.stringContaining("without a reason") });
    for (const step of [0, 2, 1.5, Number.NaN]) expect(read(step, "done")).toMatchObject({ kind: "wrong" });
  });
});

describe("foldPlan", () => {
  const done = (step: string) => ({
    type: "custom",
    customType: "pi-modes:progress",
    data: { v: 1, plan: "p1", updates: [{ step, status: "done" }] },
  });

  it("takes a step for done in a new revision only where it says the same", () => {
    const steps = [
      { id: "1", text: "Add the table" },
      { id: "2", text: "Something else" },
    ];
    const entries = [
      planEntry({ v: 1, event: "submitted", plan: PLAN }),
      done("1"),
      done("2"),
      done("3"),
      planEntry({ v: 1, event: "submitted", plan: { ...PLAN, revision: 2, steps } }),
    ];
    expect([...foldPlan(entries).marks.keys()]).toEqual(["1"]);
    expect([...foldPlan(entries.slice(0, 4)).marks.keys()]).toEqual(["1", "2", "3"]);
  });

  it("counts what can't be read and keeps the plan where that is known", () => {
    const state = foldPlan([
      planEntry({ v: 1, event: "submitted", plan: PLAN }),
      { type: "custom", customType: "pi-modes:progress", data: 1 },
    ]);
    expect(state).toMatchObject({ stage: "submitted", unreadable: 1, plan: PLAN });
    expect(foldPlan([planEntry("x")])).toMatchObject({ stage: "none", unreadable: 1 });
  });
});

describe("readPlanInput", () => {
  it("takes what fits the schema, whichever version of the library checks it", () => {
    const input = { action: "progress", updates: [{ step: 1, status: "done" }] };
    expect(readPlanInput(input)).toEqual(input);
    for (const wrong of [
      { action: "approve" },
      { action: 1 },
      { action: "progress", updates: [{ step: 1, status: "approved" }] },
      { action: "submit", steps: "one" },
      null,
      "submit",
    ])
      expect(readPlanInput(wrong)).toBeUndefined();
    expect(PlanToolSchema.properties.action).toMatchObject({ type: "string", enum: ["submit", "revise", "progress", "findings"] });
  });
});
