// From a plan to its review in a real session: submitted, asked about, carried out, reported, reviewed.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk?.close();
  scratch.remove();
});

const start = async (options: Parameters<typeof startSdk>[1] = {}) => {
  sdk = await startSdk(scratch, { plan: true, ...options });
};
const made = (name: string) => existsSync(join(scratch.project, name));
const mode = () => [...sdk.ui.status.values()].at(-1);
const widget = () => [...sdk.ui.widget.values()].flat().join("\n");
const SUBMIT = call("plan", {
  action: "submit",
  title: "Greet politely",
  summary: "Says good day.",
  steps: ["Change the greeting", "Clean the old greetings"],
  writes: ["src/greet.js"],
  commands: ["rm -rf src", "git push origin *"],
});
const REPORT = (...updates: readonly object[]) => call("plan", { action: "progress", updates });
/** The answer to the approval's first dialog, to those after it, and to anything else. */
const decide = (first: string, next: (options: readonly string[]) => string | undefined = () => "done") =>
  sdk.ui.answer(({ kind, options, title }) => {
    if (kind === "confirm") return undefined;
    if (kind === "input") return "use fewer words";
    if (title.startsWith("An approval releases")) return next(options);
    return options.find((option) => option === first);
  });

describe("a plan that is approved", () => {
  it("leaves plan mode, opens what was ticked and asks about the rest", async () => {
    await start();
    let asked = 0;
    decide("Approve and execute", (options) => {
      asked += 1;
      return asked === 1 ? options.find((option) => option.includes("git push")) : "done";
    });
    const [submitted] = await sdk.prompt(scripted(SUBMIT));
    expect(submitted?.text).toContain("Greet politely");
    expect(mode()).toBe("execute 0/2");
    expect(widget()).toContain("plan 0/2: Change the greeting");
    const before = sdk.ui.asked.length;
    await sdk.prompt(scripted(bash("rm -rf src")));
    expect(sdk.ui.asked.length).toBe(before);
    expect(made("src")).toBe(false);
    await sdk.prompt(scripted(bash("git push origin main")));
    expect(sdk.ui.asked.length).toBe(before + 1);
    expect(sdk.ui.asked.at(-1)?.title).toContain("isn't in the plan");
  });

  it("is reported on, ends with its last step, and closes then what it had opened", async () => {
    await start();
    decide("Approve and execute");
    await sdk.prompt(scripted(SUBMIT));
    const [report] = await sdk.prompt(scripted(REPORT({ step: 1, status: "done" })));
    expect(report?.text).toContain("1 of 2");
    expect(widget()).toContain("plan 1/2: Clean the old greetings");
    await sdk.prompt(scripted(REPORT({ step: 2, status: "skipped", note: "nothing to clean" })));
    expect(widget()).not.toContain("plan");
    const before = sdk.ui.asked.length;
    sdk.ui.answer(() => undefined);
    await sdk.prompt(scripted(bash("rm -rf src")));
    expect(sdk.ui.asked.length).toBe(before + 1);
    expect(made("src")).toBe(true);
  });

  it("counts in the mode that it was approved for only", async () => {
    await start();
    decide("Approve and execute");
    await sdk.prompt(scripted(SUBMIT));
    await sdk.prompt("/mode plan");
    const [outcome] = await sdk.prompt(scripted(bash("rm -rf src")));
    expect(outcome?.text).toMatch(/^Not run: /);
    expect(made("src")).toBe(true);
  });

  it("is a file that the user can open", async () => {
    await start();
    decide("Keep planning, with feedback");
    await sdk.prompt(scripted(SUBMIT));
    const folder = join(scratch.agent, "plans");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    expect(files).toHaveLength(1);
    expect(readFileSync(join(folder, files[0] ?? ""), "utf8")).toContain("# Greet politely");
  });

  it("reminds once of steps that are open when a run ends", async () => {
    await start();
    decide("Approve and execute");
    await sdk.prompt(scripted(SUBMIT));
    await sdk.session.agent.waitForIdle();
    const reminders = () => JSON.stringify(sdk.session.messages).split('"pi-modes:plan-message"').length - 1;
    await expect.poll(reminders).toBe(1);
    await sdk.prompt(scripted(bash("ls")));
    await sdk.session.agent.waitForIdle();
    expect(reminders()).toBe(1);
  });
});

describe("a plan that is not approved", () => {
  it.each([
    ["Keep planning, with feedback", /use fewer words/],
    ["Discard the plan", /discarded/],
    ["nothing that was offered", /closed the question/],
  ])("by %s leaves plan mode on and the project as it is", async (choice, text) => {
    await start();
    const before = fingerprint(scratch.project);
    decide(choice);
    const [outcome] = await sdk.prompt(scripted(SUBMIT));
    expect(outcome?.text).toMatch(text);
    expect(outcome?.text).not.toMatch(/approved/i);
    expect(mode()).toBe("plan");
    await sdk.prompt(scripted(bash("rm -rf src")));
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("can be left without executing: the mode before plan comes back, and nothing is released", async () => {
    await start();
    decide("Leave plan mode, don't execute");
    await sdk.prompt(scripted(SUBMIT));
    expect(mode()).toBe("execute");
    const before = sdk.ui.asked.length;
    sdk.ui.answer(() => undefined);
    await sdk.prompt(scripted(bash("rm -rf src")));
    expect(sdk.ui.asked.length).toBe(before + 1);
  });

  it("where nobody can be asked is kept and said, and the tree is unchanged", async () => {
    await start({ ui: false });
    const before = fingerprint(scratch.project);
    const [outcome] = await sdk.prompt(scripted(SUBMIT));
    expect(outcome?.text).toContain("nobody can be asked");
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("that can't be read tells the model what to mend", async () => {
    await start();
    const [outcome] = await sdk.prompt(scripted(call("plan", { action: "submit", title: "x" })));
    expect(outcome?.text).toContain("no steps");
    expect(sdk.ui.asked).toEqual([]);
  });

  it("isn't taken outside plan mode", async () => {
    await start({ plan: false });
    const [outcome] = await sdk.prompt(scripted(SUBMIT));
    expect(outcome?.text).toContain("plan mode");
    expect(sdk.ui.asked).toEqual([]);
  });
});
