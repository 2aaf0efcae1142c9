// The plan above pi's editor, in a real terminal and over RPC: sessions that were left in the middle of a plan.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PLAN_ENTRY, type PlanEvent, PROGRESS_ENTRY, type Release } from "../../src/plan/entries.ts";
import type { Plan, StepUpdate } from "../../src/plan/model.ts";
import { MODE_ENTRY } from "../../src/session/entries.ts";
import { MANIFEST, PLAN } from "../support/approvals.ts";
import { fixture, loading, SEATS } from "./kit/host.ts";
import { shown, startRpc, statusShows } from "./kit/rpc.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { editorOf, footerOf, startTui, type Tui, tmuxMissing } from "./kit/tui.ts";

let scratch: Scratch;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => scratch.remove());

const RELEASE: Release = { manifest: MANIFEST, askEdits: false, mode: "execute" };
const submittedNow = (plan: Plan): PlanEvent => ({ v: 1, event: "submitted", plan });
const approvedNow = (plan: Plan, release = RELEASE): PlanEvent => ({
  v: 1,
  event: "approved",
  plan: plan.id,
  revision: plan.revision,
  release,
});

/** A session file with these custom entries, and the arguments that go on with it. */
function session(...entries: readonly (readonly [type: string, data: unknown])[]): readonly string[] {
  const timestamp = new Date(0).toISOString();
  const header = { type: "session", version: 3, id: "0b0c0d0e-0000-4000-8000-000000000000", timestamp, cwd: scratch.project };
  const lines = entries.map(([customType, data], index) => ({
    ...{ type: "custom", customType, data, timestamp },
    ...{ id: `abc0000${index}`, parentId: index === 0 ? null : `abc0000${index - 1}` },
  }));
  const file = join(scratch.root, "plan.jsonl");
  writeFileSync(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return ["--session", file, ...loading(SEATS.guard, SEATS.status, fixture("approval"))];
}

/** One in which this plan is carried out. */
function carriedOut(plan: Plan, ...updates: readonly StepUpdate[]): readonly string[] {
  return session([PLAN_ENTRY, submittedNow(plan)], [PLAN_ENTRY, approvedNow(plan)], [PROGRESS_ENTRY, { v: 1, plan: plan.id, updates }]);
}

const long: Plan = {
  ...PLAN,
  steps: Array.from({ length: 24 }, (_, index) => ({
    id: `s${index + 1}`,
    text: `Do the thing number ${index + 1}, ${"and so on, ".repeat(12)}END`,
  })),
};
const done = (count: number): readonly StepUpdate[] =>
  Array.from({ length: count }, (_, index) => ({ step: `s${index + 1}`, status: "done" }));

describe.skipIf(tmuxMissing)("the plan in a terminal", () => {
  let tui: Tui;
  afterEach(() => tui.close());

  const open = (args: readonly string[], columns = 80, rows = 40) => {
    tui = startTui(scratch, args);
    tui.resize(columns, rows);
  };

  it("is expanded and collapsed by ctrl+o, with a sign and a reason for each step", async () => {
    open(carriedOut(PLAN, { step: "s1", status: "skipped", note: "it is there" }, { step: "s3", status: "doing" }));
    await tui.see((screen) => footerOf(screen).includes("execute 1/3"));
    await tui.see(/^ plan 1\/3: Write the tests *$/m);
    expect(tui.screen()).not.toContain("Let greet take");
    tui.keys("C-o");
    await tui.see("– 1. Add a table of words (skipped: it is there)");
    for (const line of [/^ plan 1\/3: Greet in two languages *$/m, /^ · 2\. Let greet take a language *$/m, /^ ▸ 3\. Write the tests *$/m])
      expect(tui.screen()).toMatch(line);
    tui.keys("C-o");
    await tui.see((screen) => !screen.includes("(skipped:"));
    expect(tui.screen()).toMatch(/^ plan 1\/3: Write the tests *$/m);
  });

  it("keeps a long list to the width of the terminal, around the step that is being done", async () => {
    open(carriedOut(long, ...done(11), { step: "s12", status: "doing" }), 120);
    await tui.see(/^ plan 11\/24: Do the thing number 12, .*… *$/m);
    tui.keys("C-o");
    for (const columns of [120, 80, 60]) {
      tui.resize(columns, 40);
      // The host cuts nothing: the sign of ours at the end of the line is the proof that it was made for this width.
      const isDrawn = (line: string) =>
        /^ ▸ 12\. Do the thing number 12, .*…$/.test(line.trimEnd()) && line.trimEnd().length === columns - 1;
      const steps = (lines: readonly string[]) => lines.filter((line) => /^ [✓▸·–] +\d+\. /.test(line));
      const rest = (lines: readonly string[]) => lines.filter((line) => / … \d+ (above|more)/.test(line)).map((line) => line.trim());
      // A screen may be caught while it is painted, so what has to stand there is waited for as a whole.
      await tui.see((screen) => {
        const lines = screen.split("\n");
        return lines.some(isDrawn) && steps(lines).length === 10 && rest(lines).join() === "… 8 above,… 6 more";
      });
    }
  });

  it("is one line while a question is open, and the list again when that is answered", async () => {
    open(carriedOut(long, ...done(2)));
    await tui.see("plan 2/24");
    tui.keys("C-o");
    await tui.see("… 14 more");
    tui.type("/test-approve");
    await tui.see((screen) => editorOf(screen).includes("/test-approve"));
    tui.keys("Enter");
    const asked = await tui.see("Approve and execute");
    expect(asked).toMatch(/^ plan 2\/24: /m);
    expect(asked).not.toContain("… 14 more");
    // Keys count a moment after the dialog appeared.
    await new Promise((resolve) => setTimeout(resolve, 900));
    tui.keys("Escape");
    expect(await tui.see("… 14 more")).not.toContain("Approve and execute");
  });

  it("says what a plan waits for, at 60 columns too", async () => {
    open(session([MODE_ENTRY, { v: 1, mode: "plan", previous: "execute", by: "user" }], [PLAN_ENTRY, submittedNow(PLAN)]), 60);
    await tui.see((screen) => footerOf(screen).includes("plan"));
    await tui.see(/plan "Greet.*…" waits for your decision: \/mode approve/);
  });
});

describe("the plan over RPC", () => {
  it("is lines, which the component for screens doesn't take away", async () => {
    const rpc = startRpc(scratch, { args: carriedOut(long, ...done(11), { step: "s20", status: "doing" }) });
    try {
      await statusShows(rpc, "execute 11/24");
      await expect.poll(() => shown(rpc, "setWidget", "pi-modes")).toHaveLength(1);
      expect(shown(rpc, "setWidget", "pi-modes")[0]).toMatch(/^plan 11\/24: Do the thing number 20, .*…$/);
      // As long as the component takes to load.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(shown(rpc, "setWidget", "pi-modes")).toHaveLength(1);
    } finally {
      await rpc.stop();
    }
  });
});
