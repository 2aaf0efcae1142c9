// The whole way in a real terminal of 80 columns: plan, a refused write, an edit by the user, an approval without one item, the work, the
// question about that item, a review whose check fails, its findings, and a new plan. The prompts are what a person would type.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loading, PI } from "./kit/host.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, type Stories } from "./kit/script.ts";
import { startProgram, type Tui, tmuxMissing } from "./kit/tui.ts";

const submit = (title: string, ...steps: readonly string[]) =>
  call("plan", {
    action: "submit",
    title,
    summary: "Callers get a polite greeting.",
    steps,
    writes: ["src/greet.js"],
    commands: ["git push origin main"],
  });
const tick = (...steps: readonly number[]) =>
  call("plan", { action: "progress", updates: steps.map((step) => ({ step, status: "done" })) });

const STORIES: Stories = {
  "Review the work": [
    bash("node --test src"),
    call("plan", { action: "findings", summary: "The test fails.", findings: ["src/greet.test.js:5: still expects the old greeting"] }),
    { say: "The test fails." },
  ],
  "Check each one": [{ ...submit("Mend the test", "Expect the new greeting in src/greet.test.js") }, { say: "Waiting." }],
  "Greet politely": [
    bash("sed -i 's/hello/Good day,/' src/greet.js"),
    submit("Greet politely", "Change the greeting in src/greet.js", "Push it"),
    bash("sed -i 's/hello/Good day,/' src/greet.js"),
    tick(1),
    bash("git push origin main"),
    tick(2),
    { say: "Everything is done." },
  ],
};

let server: ModelServer;
let scratch: Scratch;
let tui: Tui;

beforeAll(async () => {
  server = await startModelServer(STORIES);
  scratch = makeScratch(server.url);
});
afterAll(async () => {
  tui?.close();
  await server?.close();
  scratch?.remove();
});

/** Longer than the time in which the keys of a new dialog don't count yet. */
const READING = 900;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const screens: string[] = [];
/** Waits for these words, and gives the reader the time to read. */
const see = async (words: string | RegExp) => {
  const screen = await tui.see(words);
  await pause(READING);
  screens.push(tui.screen());
  return screen;
};
const enter = async (words: string) => {
  tui.type(words);
  await tui.see(words);
  tui.keys("Enter");
};
const source = () => readFileSync(join(scratch.project, "src/greet.js"), "utf8");

describe.skipIf(tmuxMissing)("the way from plan to review, in a terminal", () => {
  it("goes from a refused write to a new plan for what the review found", { timeout: 90_000 }, async () => {
    const before = source();
    writeFileSync(join(scratch.root, "editor.sh"), "#!/bin/sh\nsed -i 's/Push it$/Push it to main/' \"$1\"\n", { mode: 0o755 });
    tui = startProgram(scratch, [process.execPath, PI, "--plan", ...loading()], {
      ...scratch.env,
      EDITOR: join(scratch.root, "editor.sh"),
    });
    tui.resize(80, 44);
    await tui.see("plan");
    await enter("Greet politely, please");

    // Plan: the write is refused, the plan is shown with it.
    const first = await see("a  Approve and execute");
    for (const words of ["# Greet politely", "1. Change the greeting", "[x] write src/greet.js", "[x] run git push origin main", "sed -i"])
      expect(first).toContain(words);
    expect(source()).toBe(before);

    // The user edits it.
    tui.type("e");
    await tui.see("save to go on");
    await pause(300);
    tui.keys("C-g");
    await pause(500);
    tui.keys("Enter");
    const edited = await see("edited by you");
    expect(edited).toContain("2. Push it to main");

    // One item goes, and the rest is approved.
    tui.keys("Tab", "Down");
    await tui.see("▸ [x] run git push origin main");
    tui.keys("Space");
    await tui.see("▸ [ ] run git push origin main");
    tui.type("a");

    // Execute: the change is made without a question, the push is one, and it says why.
    const question = await see("isn't in the plan");
    expect(source()).toContain("Good day");
    expect(question).toContain("git push origin main");
    expect(question).toMatch(/execute 1\/2/);
    expect(question).toContain("plan 1/2");
    expect(question.split("The model was told: execute mode.")).toHaveLength(2);
    tui.keys("Escape");

    // The last step is reported, and a review is offered.
    await see("Review it now, in review mode?");
    tui.keys("Enter");
    const findings = await see("Make a plan for the findings now");
    expect(findings).toContain("Review: 1 finding");

    // The findings become a plan with one key.
    tui.keys("Enter");
    const again = await see("# Mend the test");
    expect(again).toContain("a  Approve and execute");
    // What was refused while the first plan was made or carried out is none of this one's.
    expect(again).not.toContain("Refused while planning");
    expect(toolTexts(server.requests.at(-1)).join("\n")).toMatch(/not ok|fail 1/);
    tui.keys("Escape");
    await see("waits for your decision");
    expect(existsSync(join(scratch.agent, "plans"))).toBe(true);
    for (const screen of screens) for (const line of screen.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    if (process.env.PI_MODES_SCREENS) writeFileSync(process.env.PI_MODES_SCREENS, screens.join("\n=====\n"));
  });
});
