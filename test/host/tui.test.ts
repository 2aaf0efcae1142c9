// In a real terminal: what the person sees is what holds, and no key does more than it says.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loading } from "./kit/host.ts";
import { type ModelServer, startModelServer } from "./kit/model-server.ts";
import { until } from "./kit/process.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, scripted } from "./kit/script.ts";
import { editorOf, footerOf, startTui, type Tui, tmuxMissing } from "./kit/tui.ts";

let server: ModelServer;
let scratch: Scratch;
let tui: Tui;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  scratch = makeScratch(server.url);
});
afterEach(() => {
  tui.close();
  scratch.remove();
});

const footerShows = (word: string) => tui.see((screen) => footerOf(screen).includes(word));
const made = (name: string) => existsSync(join(scratch.project, name));

/** Types words and sends them when the editor shows them: a key that comes earlier could be taken for part of a paste. */
async function enter(words: string): Promise<void> {
  tui.type(words);
  await tui.see((screen) => editorOf(screen).includes(words.slice(0, 30)));
  tui.keys("Enter");
}

async function startInPlan(): Promise<void> {
  tui = startTui(scratch, ["--plan", ...loading()]);
  await footerShows("plan");
}

describe.skipIf(tmuxMissing)("in the terminal", () => {
  it("`pi --plan` shows plan in the footer, and one line says how to leave", async () => {
    await startInPlan();
    expect(tui.screen()).toMatch(/ctrl\+alt\+p|\/mode/);
  });

  it("ctrl+alt+p leaves plan and comes back, and the draft stays where it is and isn't sent", async () => {
    await startInPlan();
    const requests = server.requests.length;
    tui.type("half a thought");
    await tui.see("half a thought");
    tui.keys("C-M-p");
    await footerShows("execute");
    expect(tui.screen()).toContain("half a thought");
    tui.keys("C-M-p");
    await footerShows("plan");
    expect(tui.screen()).toContain("half a thought");
    expect(server.requests.length).toBe(requests);
  });

  it("ctrl+alt+p goes back to the mode before plan", async () => {
    tui = startTui(scratch, loading());
    await footerShows("execute");
    await enter("/mode review");
    await footerShows("review");
    tui.keys("C-M-p");
    await footerShows("plan");
    tui.keys("C-M-p");
    await footerShows("review");
  });

  it("completes the names of the modes, and takes one that is whole with one key", async () => {
    await startInPlan();
    tui.type("/mode rev");
    await tui.see("look and run the checks");
    tui.keys("Tab");
    await tui.see(/\/mode review/);
    tui.keys("Enter");
    await footerShows("review");
    await enter("/mode execute");
    await footerShows("execute");
  });

  it("runs the person's own `!` command in plan", async () => {
    await startInPlan();
    await enter("!touch made-by-person");
    await until(
      () => made("made-by-person"),
      () => `the file; the screen:\n${tui.screen()}`,
    );
    await footerShows("plan");
  });

  it("counts a refusal in the widget and goes on to the model's last words", async () => {
    await startInPlan();
    await enter(scripted(bash("touch made"), { say: "that was all" }));
    const screen = await tui.see((now) => /^ *that was all/m.test(now));
    expect(screen).toMatch(/1 (call )?refused|refused:? 1/);
    expect(made("made")).toBe(false);
  });

  it("/reload doesn't bring back a plan that was left", async () => {
    await startInPlan();
    await enter(scripted({ say: "that was all" }));
    await tui.see((now) => /^ *that was all/m.test(now));
    tui.keys("C-M-p");
    await footerShows("execute");
    await enter("/reload");
    await tui.see(/reloaded/i);
    await footerShows("execute");
  });
});
