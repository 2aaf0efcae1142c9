// The question in a real terminal: what is shown at any width, which keys approve, and what becomes of a draft.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { QUIET_MS } from "../../extensions/shared/dialog-reading.ts";
import { loading, PACKAGE } from "./kit/host.ts";
import { text } from "./kit/json.ts";
import { corrupt, leftovers } from "./kit/kill.ts";
import { type ModelServer, startModelServer, toolTexts } from "./kit/model-server.ts";
import { nothingRuns } from "./kit/pids.ts";
import { until } from "./kit/process.ts";
import { SUBMIT } from "./kit/rpc-plan.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, type Step, scripted } from "./kit/script.ts";
import { customEntries, newestSession } from "./kit/session-file.ts";
import { editorOf, footerOf, startTui, type Tui, tmuxMissing } from "./kit/tui.ts";

let server: ModelServer;
let scratch: Scratch;
let tui: Tui;

beforeAll(async () => {
  server = await startModelServer();
  scratch = makeScratch(server.url);
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});
afterEach(() => {
  for (const name of ["made", "first", "second"]) rmSync(join(scratch.project, name), { force: true });
});

const made = (name: string) => existsSync(join(scratch.project, name));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const isDone = (screen: string) => /^ *that was all/m.test(screen);
const code = (name: string) => bash(`node -e "require('fs').writeFileSync('${name}', 'x')"`);

/** Longer than the time in which keys don't count yet. It begins when pi shows the question, before the test sees it. */
const READING = QUIET_MS + 100;

/** Another extension, which stops a run while it is asked about a call with "from elsewhere". */
const STOPPER = `export default (pi) => pi.on("tool_call", (event, context) => {
  if (event.input.command?.includes("from elsewhere")) setTimeout(() => context.abort(), 2500);
});`;

/** Starts pi in plan mode, with the other extension before ours. */
async function start(): Promise<void> {
  const stopper = join(scratch.root, "stopper.ts");
  writeFileSync(stopper, STOPPER);
  tui = startTui(scratch, ["--plan", ...loading(stopper, PACKAGE)]);
  await tui.see((screen) => footerOf(screen).includes("plan"));
}

/** A session of its own in the same terminal, in plan mode as all of a process with `--plan`. */
async function anew(): Promise<void> {
  // A draft that is left would become part of the command.
  tui.keys("C-u");
  await tui.see((screen) => editorOf(screen).trim() === "");
  await command("/new");
  // The last one may have begun with these words as well, and stays on the screen until it is replaced.
  const isAnew = (screen: string) => screen.includes("New session started") && !(screen.split(/^─+$/m)[0] ?? "").includes("Do the work");
  await tui.see((screen) => isAnew(screen) && footerOf(screen).includes("plan"));
}

/** Types a command and sends it. */
async function command(words: string): Promise<void> {
  tui.type(words);
  await tui.see((screen) => editorOf(screen).includes(words));
  tui.keys("Enter");
  await tui.see((screen) => !editorOf(screen).includes(words));
}

/** Sends a prompt in a terminal of this size. */
async function prompt(steps: readonly Step[], columns = 110, rows = 40): Promise<void> {
  tui.type(scripted(...steps, { say: "that was all" }));
  await tui.see((screen) => editorOf(screen).replace(/\s/g, "").includes("thatwasall"));
  tui.resize(columns, rows);
  tui.keys("Enter");
}

/** Waits for the question and for the time in which no key counts. */
async function question(): Promise<string> {
  await tui.see("Allow once");
  await pause(READING);
  return tui.screen();
}

/** The lines between the dialog's borders. */
function dialogOf(screen: string): readonly string[] {
  return editorOf(screen).split("\n");
}

describe.skipIf(tmuxMissing)("the dialog in a terminal", () => {
  // One pi for all of them; each begins in a session of its own.
  beforeAll(() => start());
  afterAll(() => tui.close());
  beforeEach(anew);
  afterEach(async () => {
    if (tui.screen().includes("Deny and say why")) {
      tui.keys("Escape");
      await tui.see(isDone);
    }
    tui.resize(110, 40);
  });

  it.each([60, 80, 120])("shows question, call and choices at %i columns", async (columns) => {
    await prompt([code("made")], columns, 30);
    const dialog = dialogOf(await question()).join("\n");
    for (const part of ["plan mode asks before", "• ", "│ node -e", "y  Allow once", "n  Deny", "r  Deny and say why"])
      expect(dialog).toContain(part);
    expect(dialog).toMatch(/^ ▸ n {2}Deny$/m);
  });

  it("keeps the choices on the screen under a long command, which scrolls to its end", async () => {
    const long = `node -e "${"console.log('a line of many');".repeat(120).slice(0, 2970)}"; echo THE_END`;
    await prompt([bash(long)], 80, 24);
    const first = dialogOf(await question()).join("\n");
    for (const part of ["plan mode asks before", "│ node -e", "Deny and say why"]) expect(first).toContain(part);
    expect(first).not.toContain("THE_END");
    tui.type("s");
    await tui.see("Read to the end");
    for (let page = 0; page < 30 && !dialogOf(tui.screen()).join("\n").includes("THE_END"); page++) {
      tui.keys("NPage");
      await pause(150);
    }
    const last = dialogOf(await tui.see("THE_END")).join("\n");
    expect(last).toContain("THE_END");
    expect(last).toContain("Allow once");
    tui.keys("Escape");
    await tui.see(isDone);
  });

  it("keeps the columns of wide and right-to-left characters, and spells out those that turn the direction", async () => {
    await prompt([bash(`node -e "${"漢字".repeat(40)}" 'שלום עולם' 'مرحبا' '\u202Efdp.exe' 'a\u200Bb'`)], 60, 30);
    const dialog = dialogOf(await question()).join("\n");
    expect(dialog.replace(/\n │ /g, "")).toContain("漢字".repeat(40));
    expect(dialog).toMatch(/שלום/);
    expect(dialog.replace(/\n │ /g, "")).toContain("\\u{202e}fdp.exe");
    expect(dialog).not.toMatch(/[\u202E\u200B]/);
  });

  it("runs the call after `y`, once", async () => {
    await prompt([code("first"), code("second")]);
    await question();
    tui.type("y");
    await until(
      () => made("first"),
      () => tui.screen(),
    );
    await tui.see("second");
    await question();
    expect(made("second")).toBe(false);
    tui.type("n");
    await tui.see(isDone);
    expect(made("second")).toBe(false);
  });

  it("takes Enter at once as a no, and needs a move to an approval", async () => {
    await prompt([code("first"), code("second")]);
    await question();
    tui.keys("Enter");
    await tui.see("'second'");
    await question();
    expect(made("first")).toBe(false);
    tui.keys("Up", "Enter");
    await tui.see(isDone);
    expect(readFileSync(join(scratch.project, "second"), "utf8")).toBe("x");
  });

  it("brings the reason to the model; typing it approves nothing, and Escape leads back", async () => {
    await prompt([code("made")]);
    await question();
    tui.type("r");
    await tui.see("Why not?");
    tui.type("yspe 1 yes");
    await tui.see("> yspe 1 yes");
    tui.keys("Escape");
    await tui.see("Deny and say why");
    expect(made("made")).toBe(false);
    tui.type("r");
    await tui.see("Why not?");
    tui.type("look at docs first, y");
    await tui.see("docs first, y");
    tui.keys("Enter");
    await tui.see(isDone);
    expect(toolTexts(server.requests.at(-1))[0]).toContain("look at docs first, y");
    expect(made("made")).toBe(false);
  });

  it("goes on after Escape, which is a no", async () => {
    await prompt([code("made")]);
    await question();
    tui.keys("Escape");
    await tui.see(isDone);
    expect(made("made")).toBe(false);
  });

  it("keeps the draft that was typed before it, and takes nothing of what is typed on for an answer", async () => {
    await prompt([bash("sleep 1"), code("made")]);
    tui.type("y");
    await tui.see((screen) => /^y$/m.test(editorOf(screen)));
    // Typing goes on while the model answers, until the question is on the screen.
    for (let letter = 0; letter < 200 && !tui.screen().includes("Allow once"); letter++) {
      tui.type("y");
      await pause(20);
    }
    tui.type("yyy");
    await question();
    // On a busy machine the last of them may have reached pi just now.
    await pause(READING);
    expect(made("made")).toBe(false);
    tui.keys("Escape");
    const screen = await tui.see((now) => isDone(now) && /^y+$/m.test(editorOf(now)));
    expect(editorOf(screen)).not.toContain("n");
    expect(made("made")).toBe(false);
  });

  it("closes when it is stopped from elsewhere, and gives the draft back", async () => {
    await prompt([bash("sleep 2"), bash(`node -e "require('fs').writeFileSync('made', 'from elsewhere')"`)]);
    await tui.see("Working");
    tui.type("half a thought");
    await tui.see((screen) => editorOf(screen).includes("half a thought"));
    expect(await tui.see("Allow once")).not.toContain("half a thought");
    await tui.see((screen) => editorOf(screen).includes("half a thought"));
    expect(tui.screen()).not.toContain("Allow once");
    expect(made("made")).toBe(false);
    tui.keys("C-u");
    await tui.see((screen) => !editorOf(screen).includes("half a thought"));
  });

  // The last one, for pi is over then.
  it("is the approval of a plan: Ctrl+C closes it, and twice more ends pi, in plan and with every file whole", async () => {
    await prompt([SUBMIT]);
    await tui.see("a  Approve and execute");
    await pause(READING);
    tui.keys("C-c");
    await tui.see((screen) => !screen.includes("a  Approve and execute"));
    tui.keys("C-c", "C-c");
    await nothingRuns(scratch);
    await tui.see(/It ended with \d+/);
    expect([...corrupt(scratch), ...leftovers(scratch)]).toEqual([]);
    // What a resumed session goes by (endings.test.ts resumes).
    expect(text(customEntries(newestSession(scratch), "pi-modes:mode").at(-1), "data", "mode")).toBe("plan");
  });
});
