import { visibleWidth } from "@mariozechner/pi-tui";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderStatus, renderWidget } from "../../extensions/mode-status/render.ts";
import { screenLines, screenWidget } from "../../extensions/mode-status/screen.ts";
import type { Release } from "../../src/plan/entries.ts";
import { NO_PLAN, type PlanState } from "../../src/plan/fold.ts";
import { STEP_STATUS, type StepStatus } from "../../src/plan/model.ts";
import { inTurn, type SessionStore, shareStore } from "../../src/session/store.ts";
import { MANIFEST, PLAN, submitted } from "../support/approvals.ts";
import { testBus } from "../support/bus.ts";
import { anyCodePoints } from "../support/questions.ts";

const PLAIN = { fg: (_color: string, text: string) => text };
const COLOURED = { fg: (color: string, text: string) => `<${color}>${text}</>` };
const RELEASE: Release = { manifest: MANIFEST, askEdits: false, mode: "execute" };

/** A store in this mode with this plan, and a guard that enforces the mode. */
function storeIn(mode: string, plan: PlanState): SessionStore {
  const { store } = shareStore(testBus(), "mode-status");
  store.seats.add("tool-guard");
  store.branch = { ...store.branch, mode };
  store.plan = plan;
  return store;
}

type Said = StepStatus | { readonly status: StepStatus; readonly note: string };

/** An approved plan with as many steps as there are words on them. */
function approved(
  said: readonly Said[],
  fields: { readonly release?: Release; readonly title?: string; readonly text?: string } = {},
): PlanState {
  const steps = said.map((_, index) => ({ id: `s${index + 1}`, text: fields.text ?? `Do thing ${index + 1}` }));
  const marks = said.map((one, index) => {
    const step = `s${index + 1}`;
    return [step, { step, ...(typeof one === "string" ? { status: one } : one) }] as const;
  });
  const plan = { ...PLAN, title: fields.title ?? "Greet", steps };
  return { ...NO_PLAN, stage: "approved", plan, release: fields.release ?? RELEASE, marks: new Map(marks) };
}

const times = (count: number, status: StepStatus) => Array.from({ length: count }, () => status);
const HALF = approved(["done", { status: "skipped", note: "nothing to clean" }, "open", "doing", "open"]);

describe("the footer", () => {
  it("has the count behind the mode while a plan is carried out in it", () => {
    expect(renderStatus(storeIn("execute", HALF), COLOURED)).toMatch(/>execute 2\/5</);
    expect(renderStatus(storeIn("execute", { ...HALF, stage: "done" }), PLAIN)).toBe("execute");
    expect(renderStatus(storeIn("execute", submitted(PLAN)), PLAIN)).toBe("execute");
  });

  it("counts in no mode but the one that the plan was approved for", () => {
    for (const mode of ["plan", "review"]) expect(renderStatus(storeIn(mode, HALF), PLAIN)).toBe(mode);
  });

  it("says first of all that nothing is enforced", () => {
    const store = storeIn("execute", HALF);
    store.seats.delete("tool-guard");
    expect(renderStatus(store, PLAIN)).toContain("not enforced");
  });
});

describe("the line above the editor", () => {
  it("names the step that is being done, else the first open one, else that none is left", () => {
    expect(renderWidget(storeIn("execute", HALF))).toEqual(["plan 2/5: Do thing 4"]);
    expect(renderWidget(storeIn("execute", approved(["done", "open", "open"])))).toEqual(["plan 1/3: Do thing 2"]);
    expect(renderWidget(storeIn("execute", approved(["done", "done"])))).toEqual(["plan 2/2: all steps done"]);
  });

  it("says how to decide on a plan that waits, in the mode that it was made in", () => {
    const waiting = renderWidget(storeIn("plan", submitted(PLAN)));
    expect(waiting?.[1]).toBe('plan "Greet in two languages" waits for your decision: /mode approve');
    for (const mode of ["execute", "review"]) expect(renderWidget(storeIn(mode, submitted(PLAN)))?.join() ?? "").not.toContain("waits");
    for (const stage of ["none", "done", "discarded", "left"] as const)
      expect(renderWidget(storeIn("plan", { ...submitted(PLAN), stage }))).toHaveLength(1);
  });

  it("says how to begin a plan that was approved for a session of its own, until it is begun", () => {
    const fresh = approved(["open"], { release: { ...RELEASE, fresh: true } });
    expect(renderWidget(storeIn("plan", fresh))?.[1]).toBe("the plan is approved for a session of its own: /mode fresh");
    expect(renderWidget(storeIn("execute", fresh))).toEqual(["plan 0/1: Do thing 1"]);
  });

  it("shows the model's words in one line with nothing hidden in them, cut by whole characters", () => {
    const text = `a\n\u202Eb ${"👍".repeat(90)}`;
    const [line = ""] = renderWidget(storeIn("execute", approved(["open"], { text }))) ?? [];
    expect(line).toContain("a\\u{a}\\u{202e}b 👍");
    expect(line).not.toMatch(/[\n\u202E\uFFFD]/);
    expect(line).toMatch(/👍…$/u);
    expect(renderWidget(storeIn("plan", submitted({ ...PLAN, title: "x\ny".repeat(60) })))?.[1]).toMatch(/^plan "x\\u\{a\}y.*…" waits/);
  });
});

describe("the plan on a screen", () => {
  it("is one line, cut where the terminal ends and not in our words", () => {
    const long = "Look at each of the languages and at what the words in it are, one by one";
    expect(screenLines(storeIn("execute", approved(["open"], { text: long })), PLAIN, 40)).toEqual([
      " plan 0/1: Look at each of the languag…",
    ]);
    const waiting = screenLines(storeIn("plan", submitted({ ...PLAN, title: long })), PLAIN, 70).slice(-1);
    expect(waiting).toEqual([' plan "Look at each of the l…" waits for your decision: /mode approve']);
  });

  it("breaks our words where they don't fit, so that the command stays on it", () => {
    const fresh = approved(["open"], { release: { ...RELEASE, fresh: true } });
    for (const [plan, command] of [
      [submitted(PLAN), "/mode approve"],
      [fresh, "/mode fresh"],
    ] as const)
      expect(screenLines(storeIn("plan", plan), PLAIN, 44).join("")).toContain(command);
  });

  it("lists the steps with their signs, and why one was skipped, when it is expanded", () => {
    expect(screenLines(storeIn("execute", HALF), PLAIN, 80, 40)).toEqual([
      " plan 2/5: Greet",
      " ✓ 1. Do thing 1",
      " – 2. Do thing 2 (skipped: nothing to clean)",
      " · 3. Do thing 3",
      " ▸ 4. Do thing 4",
      " · 5. Do thing 5",
    ]);
  });

  it("keeps room for why a long step was skipped", () => {
    const plan = approved([{ status: "skipped", note: "not needed" }, "open"], { text: "word ".repeat(60) });
    expect(screenLines(storeIn("execute", plan), PLAIN, 60, 40)[1]).toMatch(/^ – 1\. word .*… \(skipped: not needed\)$/);
    const short = approved([{ status: "skipped", note: "because ".repeat(20) }], { text: "Tidy" });
    expect(screenLines(storeIn("execute", short), PLAIN, 60, 40)[1]).toBe(" – 1. Tidy (skipped: because because because because beca…)");
  });

  it.each([
    ["at the beginning", ["doing", ...times(29, "open")], 1, 10, [undefined, "… 20 more"]],
    ["in the middle", [...times(14, "done"), "doing", ...times(15, "open")], 12, 21, ["… 11 above", "… 9 more"]],
    ["at the end", [...times(29, "done"), "doing"], 21, 30, ["… 20 above", undefined]],
    ["at no step", times(30, "done"), 21, 30, ["… 20 above", undefined]],
  ] as const)("shows ten steps of thirty around the one that is being done, %s", (_where, said, first, last, [above, below]) => {
    const lines = screenLines(storeIn("execute", approved(said)), PLAIN, 80, 40);
    const numbers = lines.flatMap((line) => /^ [✓▸·–] +(\d+)\./.exec(line)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, index) => first + index));
    expect(numbers.at(-1)).toBe(last);
    expect(lines.slice(1).filter((line) => line.includes("…"))).toEqual([above, below].flatMap((mark) => (mark ? [`   ${mark}`] : [])));
  });

  it("leaves out no single step, whose mark would take the same room", () => {
    for (const [said, marks] of [
      [[...times(4, "done"), "doing", ...times(7, "open")], 0],
      [[...times(4, "done"), "doing", ...times(8, "open")], 1],
    ] as const) {
      const lines = screenLines(storeIn("execute", approved(said)), PLAIN, 80, 40);
      expect(lines).toHaveLength(1 + (marks === 0 ? 12 : 11 + marks));
      expect(lines.filter((line) => line.includes("…"))).toHaveLength(marks);
    }
  });

  it("shows fewer steps on a low screen, the one that is being done among them", () => {
    for (const rows of [10, 16, 20]) {
      const lines = screenLines(storeIn("execute", approved([...times(14, "done"), "doing", ...times(15, "open")])), PLAIN, 80, rows);
      expect(lines.length).toBeLessThanOrEqual(Math.max(6, rows - 10));
      expect(lines.filter((line) => line.includes("▸ 15. Do thing 15"))).toHaveLength(1);
    }
  });

  it("lists nothing of a plan that isn't approved", () => {
    expect(screenLines(storeIn("plan", submitted(PLAN)), PLAIN, 90, 40).join()).not.toContain("Add a table");
  });

  it("has no line that is wider than the terminal, whatever the model says", () => {
    const anyText = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 120 }),
      anyCodePoints,
      fc.constantFrom("漢字 ".repeat(40), "👩‍👩‍👧🇩🇪".repeat(20), "\t\n\u001b[31mx"),
    );
    const anySaid = fc.record({ status: fc.constantFrom(...STEP_STATUS), note: anyText });
    fc.assert(
      fc.property(
        fc.array(anySaid, { minLength: 1, maxLength: 30 }),
        fc.record({ text: anyText, title: anyText }),
        fc.integer({ min: 1, max: 130 }),
        fc.option(fc.integer({ min: 5, max: 60 }), { nil: undefined }),
        fc.constantFrom("plan", "execute", "review"),
        fc.constantFrom("submitted", "approved", "fresh"),
        (said, fields, width, rows, mode, stage) => {
          const plan = approved(said, stage === "fresh" ? { ...fields, release: { ...RELEASE, fresh: true } } : fields);
          const store = storeIn(mode, stage === "submitted" ? { ...plan, stage } : plan);
          for (const line of screenLines(store, PLAIN, width, rows)) {
            expect(visibleWidth(line)).toBeLessThanOrEqual(width);
            expect(line).not.toMatch(/[\n\t]/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the component", () => {
  function shown(store: SessionStore, ui: { getToolsExpanded(): boolean }) {
    let redraws = 0;
    const tui = { terminal: { rows: 40 }, requestRender: () => void redraws++ };
    const component = screenWidget(store, ui)(tui as never, PLAIN);
    return { render: () => component.render(80), redraws: () => redraws };
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

  it("asks the host on each drawing whether it is expanded, and reads the plan anew", async () => {
    let isExpanded = false;
    const store = storeIn("execute", HALF);
    const { render } = shown(store, { getToolsExpanded: () => isExpanded });
    await settled();
    expect(render()).toHaveLength(1);
    isExpanded = true;
    expect(render()).toHaveLength(6);
    store.plan = approved(["done", "open"]);
    expect(render()).toHaveLength(3);
    isExpanded = false;
    expect(render()).toEqual([" plan 1/2: Do thing 2"]);
  });

  it("is one line while a question is open, and draws itself anew when that is answered", async () => {
    const store = storeIn("execute", HALF);
    const { render, redraws } = shown(store, { getToolsExpanded: () => true });
    await settled();
    let answer = () => {};
    const asked = inTurn(store, () => new Promise<void>((resolve) => (answer = resolve)));
    expect(render()).toEqual([" plan 2/5: Do thing 4"]);
    await settled();
    expect(render()).toHaveLength(1);
    const before = redraws();
    answer();
    await asked;
    await settled();
    expect(redraws()).toBe(before + 1);
    expect(render()).toHaveLength(6);
  });

  it("shows nothing rather than ending the host when something fails", () => {
    const failing = () => {
      throw new Error("stale");
    };
    const { render } = shown(storeIn("execute", HALF), { getToolsExpanded: failing });
    return settled().then(() => expect(render()).toEqual([]));
  });
});
