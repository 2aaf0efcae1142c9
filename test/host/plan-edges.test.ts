// What goes wrong around an approval: two of them at once, edits that can't be read, hosts that fail. Laws: nothing that the user wrote is lost,
// nothing opens by it, and no mistake takes back what was approved.

import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, text } from "./kit/json.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk;

beforeEach(() => {
  scratch = makeScratch();
  mkdirSync(join(scratch.project, ".pi"));
});
afterEach(async () => {
  await sdk?.close();
  scratch.remove();
});

const PUSH = "git push origin main";
const plan = (fields: object = {}) =>
  call("plan", { action: "submit", title: "Greet", steps: ["Greet", "Push"], commands: [PUSH], ...fields });
const BOTH = call("plan", { action: "progress", updates: [1, 2].map((step) => ({ step, status: "done" })) });
const mode = () => [...sdk.ui.status.values()].at(-1);
const settled = async () => {
  await sdk.session.agent.waitForIdle();
  await new Promise((resolve) => setTimeout(resolve, 60));
  await sdk.session.agent.waitForIdle();
};
const data = (type: string) =>
  sdk.session.sessionManager.getBranch().flatMap((entry) => (text(entry, "customType") === type ? [at(entry, "data")] : []));
const events = () => data("pi-modes:plan").map((event) => text(event, "event"));
const file = () => {
  const folder = join(scratch.project, ".pi/plans");
  return join(folder, readdirSync(folder)[0] ?? "");
};
const choosing = (choice: string) =>
  sdk.ui.answer(({ kind, title, options }) => {
    if (kind === "confirm") return undefined;
    return title.startsWith("An approval releases") ? "done" : options.find((option) => option === choice);
  });
/** The user's editor: what becomes of the text, time after time; then it is closed. Gives the texts that it was opened with. */
const editing = (...edits: readonly ((given: string) => string | undefined)[]): readonly string[] => {
  const given: string[] = [];
  const editor = async (_title: string, prefill = "") => edits[given.push(prefill) - 1]?.(prefill);
  Object.assign(sdk.ui.context, { editor });
  return given;
};
/** Edits as often, and dismisses the plan then. */
const editTimes = (times: number) => {
  let asked = 0;
  sdk.ui.answer(({ options }) => {
    asked += 1;
    return asked <= times ? options.find((option) => option === "Edit the plan") : undefined;
  });
};

describe("an approval", () => {
  it("that is given twice while git is slow counts once, and stays", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt(scripted(plan()));
    const bin = join(scratch.root, "bin");
    const git = join(bin, "git");
    mkdirSync(bin);
    const real = `PATH='${process.env.PATH}'; export PATH`;
    writeFileSync(git, `#!/bin/sh\n${real}\ncase "$*" in *rev-parse*) sleep 0.5;; esac\nexec git "$@"\n`);
    chmodSync(git, 0o755);
    process.env.PATH = `${bin}:${process.env.PATH}`;
    choosing("Approve and execute");
    await Promise.all([sdk.session.prompt("/mode approve"), sdk.session.prompt("/mode approve")]);
    await settled();
    expect(events()).toEqual(["submitted", "answered", "approved"]);
    expect(mode()).toBe("execute 0/2");
  });

  it("that the session can't follow is none, also when it could later", async () => {
    const config = join(scratch.agent, "pi-modes.json");
    writeFileSync(config, "{ broken");
    sdk = await startSdk(scratch, { plan: true });
    choosing("Approve and execute");
    const [outcome] = await sdk.prompt(scripted(plan()));
    expect(outcome?.text).toContain("can't be looser than plan");
    expect(outcome?.text).not.toMatch(/approved/i);
    expect(events()).toEqual(["submitted"]);
    writeFileSync(config, "{}");
    await sdk.prompt("/mode execute");
    const [push] = await sdk.prompt(scripted(bash(PUSH)));
    expect(push?.text).toMatch(/^Not run:/);
  });

  it("that is left without executing leads to no more open mode than the one before plan", async () => {
    sdk = await startSdk(scratch);
    await sdk.prompt("/mode review");
    await sdk.prompt("/mode plan");
    choosing("Leave plan mode, don't execute");
    await sdk.prompt(scripted(plan()));
    expect(mode()).toBe("review");
  });

  it("for a session of its own stays where the host can't begin one, and the model can't end it by reports", async () => {
    sdk = await startSdk(scratch, { plan: true });
    choosing("Approve, in a fresh session");
    await sdk.prompt(scripted(plan()));
    await sdk.prompt("/mode fresh");
    expect(sdk.errors.join()).toContain("This host keeps one session");
    const [report] = await sdk.prompt(scripted(BOTH));
    expect(report?.text).toContain("Not recorded");
    expect(events().at(-1)).toBe("approved");
    await sdk.prompt("/mode execute");
    const [here] = await sdk.prompt(scripted(BOTH));
    expect(here?.text).toContain("No step of the plan is open");
  });
});

describe("the plan's file", () => {
  it("follows a revision where nobody changed it", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt(scripted(plan()));
    await sdk.session.reload();
    await sdk.prompt(scripted(plan({ action: "revise", title: "Greet twice" })));
    expect(readFileSync(file(), "utf8")).toContain("# Greet twice");
    expect(sdk.ui.notices).toEqual([]);
  });

  it("keeps an edit of the user's that can't be read, also when the editor is closed, and the editor begins with it", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt(scripted(plan()));
    writeFileSync(file(), readFileSync(file(), "utf8").replace("## Steps", "## Stepz"));
    const given = editing();
    editTimes(1);
    await sdk.prompt("/mode approve");
    expect(given).toEqual([expect.stringContaining("## Stepz")]);
    expect(readFileSync(file(), "utf8")).toContain("## Stepz");
    expect(sdk.ui.notices.join()).toContain("the plan wasn't changed");
  });

  it("that says otherwise is shown with what changed", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt(scripted(plan()));
    writeFileSync(file(), readFileSync(file(), "utf8").replace(PUSH, "git push origin next"));
    await sdk.prompt("/mode approve");
    expect(sdk.ui.asked.at(-1)?.title).toMatch(/\+ run git push origin next[\s\S]*No longer asked for:[\s\S]*git push origin main/);
  });
});

describe("the editor", () => {
  it("gives back what can't be read, until it can", async () => {
    sdk = await startSdk(scratch, { plan: true });
    const given = editing(
      (first) => first.replace("## Steps", "## Stepz").replace("Greet", "Greet kindly"),
      (again) => again.replace("## Stepz", "## Steps"),
    );
    editTimes(2);
    await sdk.prompt(scripted(plan()));
    expect(given[1]).toContain("## Stepz");
    expect(sdk.ui.asked.at(-1)?.title).toContain("# Greet kindly");
    expect(readFileSync(file(), "utf8")).toContain("# Greet kindly");
  });

  it("holds up neither a run that is stopped nor the next question", async () => {
    sdk = await startSdk(scratch, { plan: true });
    let save: (text: string | undefined) => void = () => {};
    let shown = "";
    const editor = (_title: string, prefill = "") => {
      shown = prefill;
      return new Promise((resolve) => {
        save = resolve;
      });
    };
    Object.assign(sdk.ui.context, { editor });
    choosing("Edit the plan");
    const running = sdk.prompt(scripted(plan()));
    await expect.poll(() => shown).not.toBe("");
    await sdk.session.abort();
    await running;
    save(shown.replace("# Greet", "# Greet late"));
    await settled();
    expect(events()).toEqual(["submitted"]);
    choosing("Approve and execute");
    await sdk.prompt("/mode approve");
    expect(events()).toEqual(["submitted", "approved"]);
  });
});

describe("beside an approval", () => {
  it("a label of the user's doesn't have a fork begin behind it: mode and plan are those of the point", async () => {
    sdk = await startSdk(scratch);
    await sdk.prompt("/mode plan");
    await sdk.prompt(scripted(plan()));
    const log = sdk.session.sessionManager;
    log.appendLabelChange(log.getLeafId() ?? "", "mine");
    await sdk.prompt(scripted({ say: "Well." }));
    log.createBranchedSession(log.getLeafId() ?? "");
    await sdk.session.reload();
    expect(mode()).toBe("plan");
    expect([...sdk.ui.widget.values()].flat().join()).toContain("waits for your decision");
  });

  it("a way that is too long to write down is a deviation all the same", async () => {
    sdk = await startSdk(scratch, { plan: true });
    choosing("Approve and execute");
    await sdk.prompt(scripted(plan()));
    await sdk.prompt(scripted(bash(`echo x > ${`${"d".repeat(200)}/`.repeat(30)}x.txt`)));
    expect(data("pi-modes:deviation").map((entry) => text(entry, "text"))).toEqual([expect.stringContaining("characters left out")]);
  });

  it("an answer in plan mode doesn't lead back where the user chose plan mode meanwhile", async () => {
    sdk = await startSdk(scratch);
    const running = sdk.prompt(`/mode plan ${scripted({ say: "A long answer.", wait: 300 })}`);
    await expect.poll(() => sdk.session.isStreaming).toBe(true);
    await sdk.prompt("/mode plan");
    await running;
    await settled();
    expect(mode()).toBe("plan");
  });
});

describe("the plan's file, when the model wrote to it", () => {
  it.each([
    ["no", false],
    ["yes", true],
  ])("is the user's word only where they say so: %s", async (answer, isTheirs) => {
    sdk = await startSdk(scratch, { plan: true });
    sdk.ui.answer(() => undefined);
    await sdk.prompt(scripted(plan(), { say: "Closed." }));
    const [written] = await sdk.prompt(
      scripted(call("edit", { path: file(), oldText: "Push\n", newText: "Push --force\n" }), { say: "Changed." }),
    );
    expect(written?.refused).toBe(false);
    await sdk.session.reload();
    sdk.ui.answer(({ kind, title }) => (kind === "confirm" && /changed/.test(title) && answer === "yes" ? "yes" : undefined));
    await sdk.prompt("/mode approve");
    await settled();
    const plans = data("pi-modes:plan").filter((event) => text(event, "event") === "submitted");
    expect(plans.some((event) => at(event, "plan", "edited") === true)).toBe(isTheirs);
    expect(readFileSync(file(), "utf8").includes("--force")).toBe(isTheirs);
  });
});
