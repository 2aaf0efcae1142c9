import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlanFileOf, planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import type { Plan } from "../../src/plan/model.ts";
import { marksFor, PLAN, plans } from "./plans.ts";

describe("a plan's file and back", () => {
  it("reads what was written as the same, for every plan and every progress", () => {
    fc.assert(
      fc.property(
        plans.chain((plan) => fc.tuple(fc.constant(plan), marksFor(plan))),
        ([plan, marks]) => {
          const text = planMarkdown(plan, marks);
          expect(readPlanMarkdown(text, plan)).toEqual({ kind: "same" });
          expect(readPlanMarkdown(text.replaceAll("\n", "\r\n"), plan)).toEqual({ kind: "same" });
          expect(isPlanFileOf(text, plan.id)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps every other text to the letter when one is changed", () => {
    fc.assert(
      fc.property(plans, (given) => {
        const plan = { ...given, manifest: { ...given.manifest, writes: [], commands: [] }, steps: given.steps.map(nonEmpty) };
        const text = planMarkdown(plan).replace(/^# .*$|^#$/m, "# Another title");
        const read = readPlanMarkdown(text, plan);
        if (plan.title.trim() === "Another title") return;
        expect(read).toMatchObject({ kind: "edited" });
        if (read.kind !== "edited") return;
        const shown = (list: readonly string[]): readonly string[] => [...new Set(list.filter((item) => item.trim() !== ""))];
        expect({ ...read.plan, manifest: shown(read.plan.manifest.network).length }).toMatchObject({
          title: "Another title",
          revision: plan.revision + 1,
          edited: true,
          summary: plan.summary,
          steps: [...plan.steps],
        });
        for (const item of read.plan.manifest.network)
          expect(plan.manifest.network.some((other) => other.trim() === item.trim())).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("lets no text of a plan become an item, a step or a section", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const bare = { ...PLAN, id: plan.id, revision: plan.revision, title: "other", steps: [{ id: "z", text: "z" }] };
        const read = readPlanMarkdown(
          planMarkdown({ ...plan, manifest: PLAN.manifest, steps: plan.steps.map(nonEmpty), title: "t" }),
          bare,
        );
        expect(read).toMatchObject({ kind: "edited", plan: { manifest: PLAN.manifest } });
        if (read.kind === "edited") expect(read.plan.steps).toHaveLength(plan.steps.length);
      }),
      { numRuns: 150 },
    );
  });

  it("gives back every text as it was, though another plan is compared with it", () => {
    const plan: Plan = {
      ...PLAN,
      title: "# A <!-- title -->",
      summary: "## Commands\n\\## x\n\n- `rm`\n\\<!-- x",
      steps: [
        { id: "2.1", text: "a\n> b\n\\> c\n\n  - d" },
        { id: "2.2", text: "[x] e" },
        { id: "2.3", text: "1. f" },
      ],
      manifest: { writes: ["a b/**"], commands: ["echo `x`", "`y` z", "w\nv"], network: ["- n", "[x] `n`", "a\\b"], installs: ["# i"] },
    };
    const other = { ...PLAN, title: "t", summary: "", steps: [{ id: "1", text: "s" }] };
    expect(readPlanMarkdown(planMarkdown(plan), other)).toEqual({ kind: "edited", plan: { ...plan, revision: 2, edited: true } });
  });
});

function nonEmpty(step: Plan["steps"][number]): Plan["steps"][number] {
  return /[^\s>]/.test(step.text.split(/[\r\n]/)[0] ?? "") ? step : { ...step, text: `w${step.text}` };
}
