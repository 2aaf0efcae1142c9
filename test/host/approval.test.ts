// The approval of a plan in a real terminal: what is shown, which keys approve, and what they release.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHOICES } from "../../src/plan/approval.ts";
import { MANIFEST, PLAN } from "../support/approvals.ts";
import { fixture, loading } from "./kit/host.ts";
import { until } from "./kit/process.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { editorOf, startTui, type Tui, tmuxMissing } from "./kit/tui.ts";

let scratch: Scratch;
let tui: Tui;

// One pi for all of them: each asks anew, in a terminal of its size.
beforeAll(async () => {
  scratch = makeScratch();
  if (tmuxMissing) return;
  tui = startTui(scratch, loading(fixture("approval")));
  await tui.see((screen) => editorOf(screen) !== "" || /^─{20}/m.test(screen));
});
afterAll(() => {
  tui?.close();
  scratch.remove();
});
afterEach(async () => {
  for (let step = 0; step < 3 && !existsSync(file()); step += 1) {
    tui.keys("Escape");
    await pause(300);
  }
  rmSync(file());
  await tui.see((screen) => !screen.includes("Approve and execute"));
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Longer than the time in which keys don't count yet, on a busy machine too. */
const READING = 900;

/** Asks for the approval of the plan with these fields, in a terminal of this size, and gives the screen. */
async function ask(columns: number, rows: number, fields: object = {}): Promise<string> {
  writeFileSync(join(scratch.project, "plan.json"), JSON.stringify(fields));
  tui.type("/test-approve");
  await tui.see((screen) => editorOf(screen).includes("/test-approve"));
  tui.resize(columns, rows);
  tui.keys("Enter");
  await tui.see("Approve and execute");
  await pause(READING);
  return tui.screen();
}

const file = () => join(scratch.project, "answer.json");

async function answer(): Promise<unknown> {
  await until(
    () => existsSync(file()),
    () => `an answer; on the screen:\n${tui.screen()}`,
  );
  return JSON.parse(readFileSync(file(), "utf8"));
}

const many = Array.from({ length: 30 }, (_, index) => ({ id: `${index}`, text: `Do the thing number ${index}` }));

describe.skipIf(tmuxMissing)("the approval in a terminal", () => {
  it.each([60, 80, 120])("shows plan, manifest and choices at %i columns", async (columns) => {
    const screen = await ask(columns, 44);
    const dialog = editorOf(screen);
    for (const part of ["# Greet in two languages", "3. Write the tests", "[x] write src/greet.js"]) expect(dialog).toContain(part);
    for (const { letter, label } of CHOICES) expect(dialog).toContain(`${letter}  ${label}`);
    expect(dialog).toContain("▸ k  Keep planning");
  });

  it("unticks one item and approves with a comment, whose letters are letters", async () => {
    await ask(80, 44);
    tui.keys("Tab", "Down");
    await tui.see("▸ [x] write docs/**");
    tui.keys("Space");
    await tui.see("▸ [ ] write docs/**");
    tui.type("w");
    await tui.see("Approve with a comment.");
    tui.type("abed klw, go on");
    await tui.see("> abed klw, go on");
    expect(existsSync(file())).toBe(false);
    tui.keys("Enter");
    expect(await answer()).toEqual({
      kind: "approve",
      manifest: { ...MANIFEST, writes: ["src/greet.js"] },
      askEdits: false,
      comment: "abed klw, go on",
    });
  });

  it("approves for a session of its own", async () => {
    await ask(80, 44);
    tui.type("f");
    expect(await answer()).toEqual({ kind: "approve", manifest: MANIFEST, askEdits: false, fresh: true });
  });

  it("discards by the second press only, and another key takes the first one back", async () => {
    await ask(80, 44);
    tui.type("d");
    const asked = editorOf(await tui.see("This discards the plan"));
    expect(asked).toContain("▸ d  Discard the plan");
    expect(asked).toContain("d again or enter does it");
    tui.type("x");
    expect(editorOf(await tui.see((screen) => !screen.includes("This discards the plan")))).toContain("▸ k  Keep planning");
    expect(existsSync(file())).toBe(false);
    tui.type("d");
    await tui.see("This discards the plan");
    tui.type("d");
    expect(await answer()).toEqual({ kind: "discard" });
  });

  it("leaves by Enter on the choice and a second Enter", async () => {
    await ask(80, 44);
    tui.keys("Down");
    await tui.see("▸ l  Leave plan mode");
    tui.keys("Enter");
    await tui.see("This ends the plan unexecuted");
    expect(existsSync(file())).toBe(false);
    tui.keys("Enter");
    expect(await answer()).toEqual({ kind: "leave" });
  });

  it("is dismissed by Escape, and gives the editor back", async () => {
    await ask(80, 44);
    tui.keys("Escape");
    expect(await answer()).toEqual({ kind: "dismissed" });
    expect(tui.screen()).not.toContain("Approve and execute");
  });

  it("is nothing that Enter gives at once", async () => {
    await ask(80, 44);
    tui.keys("Enter");
    await tui.see("What should the plan do instead?");
    tui.keys("Enter");
    expect(await answer()).toEqual({ kind: "keep" });
  });

  it("approves a long plan of a small terminal when it was read to its end, and keeps the choices on the screen", async () => {
    const first = await ask(80, 24, { revision: 2, steps: many });
    for (const part of ["a  Approve and execute", "d  Discard the plan", "~ changed since revision 1"])
      expect(editorOf(first)).toContain(part);
    tui.type("a");
    await tui.see("before you approve: pgdn");
    const seen: string[] = [];
    for (let page = 0; page < 20 && !tui.screen().includes("• bash: npm run build"); page++) {
      tui.keys("NPage");
      await pause(150);
      seen.push(tui.screen());
    }
    for (const part of ["~ 1. Do the thing number 0", "was: Add a table of words", "+ 30. Do the thing"])
      expect(seen.join("\n")).toContain(part);
    expect(editorOf(await tui.see("• bash: npm run build"))).toContain("a  Approve and execute");
    expect(existsSync(file())).toBe(false);
    tui.type("b");
    expect(await answer()).toEqual({ kind: "approve", manifest: MANIFEST, askEdits: true });
  });

  it("takes a comment on the step that was picked", async () => {
    await ask(80, 30);
    tui.type("c");
    await tui.see("▸ 1. Add a table of words");
    tui.keys("Down", "Enter");
    await tui.see("What about step 2?");
    tui.type("a or b?");
    await tui.see("> a or b?");
    tui.keys("Enter");
    expect(await answer()).toEqual({ kind: "comment", step: PLAN.steps[1]?.id, text: "a or b?" });
  });
});
