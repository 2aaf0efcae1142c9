// The approval of a plan in a real terminal: what is shown, which keys approve, and what they release.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MANIFEST, PLAN } from "../support/approvals.ts";
import { fixture, loading } from "./kit/host.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { editorOf, startTui, type Tui, tmuxMissing } from "./kit/tui.ts";

let scratch: Scratch;
let tui: Tui;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => {
  tui.close();
  scratch.remove();
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Longer than the time in which keys don't count yet, on a busy machine too. */
const READING = 900;

/** Asks for the approval of the plan with these fields, in a terminal of this size, and gives the screen. */
async function ask(columns: number, rows: number, fields: object = {}): Promise<string> {
  writeFileSync(join(scratch.project, "plan.json"), JSON.stringify(fields));
  tui = startTui(scratch, loading(fixture("approval")));
  await tui.see((screen) => editorOf(screen) !== "" || /^─{20}/m.test(screen));
  tui.type("/test-approve");
  await tui.see((screen) => editorOf(screen).includes("/test-approve"));
  resize(columns, rows);
  tui.keys("Enter");
  await tui.see("Approve and execute");
  await pause(READING);
  return tui.screen();
}

function resize(columns: number, rows: number): void {
  const folder = readdirSync(scratch.root).find((name) => name.startsWith("tmux-")) ?? "";
  const socket = join(scratch.root, folder, readdirSync(join(scratch.root, folder))[0] ?? "");
  execFileSync("tmux", ["-S", socket, "resize-window", "-t", "pi", "-x", String(columns), "-y", String(rows)]);
}

const file = () => join(scratch.project, "answer.json");

async function answer(): Promise<unknown> {
  await tui.see("It ended with");
  return JSON.parse(readFileSync(file(), "utf8"));
}

const many = Array.from({ length: 30 }, (_, index) => ({ id: `${index}`, text: `Do the thing number ${index}` }));

describe.skipIf(tmuxMissing)("the approval in a terminal", () => {
  it.each([60, 80, 120])("shows plan, manifest and choices at %i columns", async (columns) => {
    const screen = await ask(columns, 44);
    const dialog = editorOf(screen);
    for (const part of ["# Greet in two languages", "3. Write the tests", "[x] write src/greet.js", "a  Approve and execute", "d  Discard"])
      expect(dialog).toContain(part);
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
