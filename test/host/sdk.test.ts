// The package in a real session in this process: what each mode lets through, seen in the project.

import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ATTEMPT_STEPS, ATTEMPTS } from "./kit/attempts.ts";
import { fingerprint } from "./kit/project.ts";
import { makeScratch, type Scratch } from "./kit/scratch.ts";
import { bash, call, scripted } from "./kit/script.ts";
import { type Sdk, startSdk } from "./kit/sdk.ts";

let scratch: Scratch;
let sdk: Sdk | undefined;

beforeEach(() => {
  scratch = makeScratch();
});
afterEach(async () => {
  await sdk?.close();
  sdk = undefined;
  scratch.remove();
});

const EDIT = call("edit", { path: "src/greet.js", oldText: "hello", newText: "good day" });

describe("without the package", () => {
  for (const { name, step } of ATTEMPTS) {
    it(`${name} changes the project`, async () => {
      sdk = await startSdk(scratch, { extensions: [] });
      const before = fingerprint(scratch.project);
      await sdk.prompt(scripted(step));
      expect(fingerprint(scratch.project)).not.toEqual(before);
    });
  }
});

describe("plan mode", () => {
  for (const { name, step } of ATTEMPTS) {
    it(`refuses ${name} and says what did not run, what decided, and what to do`, async () => {
      sdk = await startSdk(scratch, { plan: true });
      const before = fingerprint(scratch.project);
      const [outcome] = await sdk.prompt(scripted(step));
      expect(sdk.errors).toEqual([]);
      expect(outcome).toMatchObject({ tool: step.tool, refused: true });
      expect(outcome?.text).toMatch(/^Not run: /);
      expect(outcome?.text).toMatch(/^Decided by: ./m);
      expect(outcome?.text.split("\n").at(-1)).toMatch(/user/);
      expect(fingerprint(scratch.project)).toEqual(before);
    });
  }

  it("leaves the project as it is through all nine attempts of one run", async () => {
    sdk = await startSdk(scratch, { plan: true });
    const before = fingerprint(scratch.project);
    const outcomes = await sdk.prompt(scripted(...ATTEMPT_STEPS));
    expect(outcomes.length).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => !outcome.refused)).toEqual([]);
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("leaves the project as it is when all nine come at once", async () => {
    sdk = await startSdk(scratch, { plan: true });
    const before = fingerprint(scratch.project);
    const outcomes = await sdk.prompt(scripted(ATTEMPT_STEPS));
    expect(outcomes.map((outcome) => outcome.refused)).toEqual(ATTEMPTS.map(() => true));
    expect(fingerprint(scratch.project)).toEqual(before);
  });

  it("lets the model read, search and look at the history", async () => {
    sdk = await startSdk(scratch, { plan: true });
    const outcomes = await sdk.prompt(
      scripted(
        call("read", { path: "src/greet.js" }),
        bash("cd src && grep -n hello *.js 2>/dev/null | head -5"),
        bash("git log --oneline | cat"),
      ),
    );
    expect(outcomes.map((outcome) => outcome.refused)).toEqual([false, false, false]);
    expect(outcomes[1]?.text).toContain("greet.js");
    expect(sdk.ui.asked).toEqual([]);
  });

  it("keeps git status from refreshing the index, until the mode ends", async () => {
    const index = join(scratch.project, ".git/index");
    const stale = () => {
      utimesSync(join(scratch.project, "src/greet.js"), new Date(), new Date(Date.now() - Math.random() * 1e9));
      return readFileSync(index);
    };
    sdk = await startSdk(scratch, { plan: true });
    const before = stale();
    await sdk.prompt(scripted(bash("git status")));
    expect(readFileSync(index).equals(before)).toBe(true);
    await sdk.prompt("/mode execute");
    const [outcome] = await sdk.prompt(scripted(bash("git status")));
    expect(outcome?.refused).toBe(false);
    expect(readFileSync(index).equals(before)).toBe(false);
  });

  it("shows one line with what is closed, how to leave, and how many calls were refused", async () => {
    sdk = await startSdk(scratch, { plan: true });
    expect(sdk.ui.status.get("pi-modes")).toContain("plan");
    const before = sdk.ui.widget.get("pi-modes");
    expect(before).toHaveLength(1);
    await sdk.prompt(scripted(bash("touch a"), bash("touch b")));
    const after = sdk.ui.widget.get("pi-modes") ?? [];
    expect(after).toHaveLength(1);
    expect(after[0]).toMatch(/ctrl\+alt\+p|\/mode/);
    expect(after[0]).toMatch(/\b2\b/);
  });

  it("turns a question into a refusal that says so where nobody can be asked", async () => {
    sdk = await startSdk(scratch, { plan: true, ui: false });
    const [outcome] = await sdk.prompt(scripted(bash("node -e 1")));
    expect(outcome?.refused).toBe(true);
    expect(outcome?.text).toMatch(/ask|question/i);
  });

  it("asks with a question that the host can take back", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt(scripted(bash("node -e 1")));
    expect(sdk.ui.asked).toMatchObject([{ kind: "select", revocable: true }]);
    expect(sdk.ui.asked[0]?.options.slice(0, 3)).toEqual(["Allow once", "Deny", "Deny and say why"]);
    expect(sdk.ui.asked[0]?.title).toContain("node -e 1");
  });
});

describe("execute mode", () => {
  it("lets an edit through and shows no widget", async () => {
    sdk = await startSdk(scratch);
    expect(sdk.ui.status.get("pi-modes")).toContain("execute");
    expect(await sdk.prompt(scripted(EDIT))).toMatchObject([{ tool: "edit", refused: false }]);
    expect(readFileSync(join(scratch.project, "src/greet.js"), "utf8")).toContain("good day");
    expect(sdk.ui.widget.has("pi-modes")).toBe(false);
  });

  it("is what `/mode execute` opens after plan", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt("/mode execute");
    expect(await sdk.prompt(scripted(EDIT))).toMatchObject([{ tool: "edit", refused: false }]);
    expect(sdk.ui.status.get("pi-modes")).toContain("execute");
  });
});

describe("review mode", () => {
  it("runs the tests without a question and refuses an edit", async () => {
    sdk = await startSdk(scratch);
    await sdk.prompt("/mode review");
    const [check, edit] = await sdk.prompt(scripted(bash("node --test"), EDIT));
    expect(sdk.ui.asked).toEqual([]);
    expect(check).toMatchObject({ refused: false });
    expect(check?.text).toMatch(/pass 1/);
    expect(edit).toMatchObject({ refused: true });
    expect(edit?.text).toContain("review");
    expect(sdk.ui.widget.get("pi-modes")).toHaveLength(1);
  });
});

describe("each switch", () => {
  it("is one entry in the session that says from where, to where and by whom", async () => {
    sdk = await startSdk(scratch, { plan: true });
    await sdk.prompt("/mode review");
    await sdk.prompt("/mode review");
    const entries = sdk.session.sessionManager
      .getBranch()
      .filter((entry) => entry.type === "custom" && entry.customType === "pi-modes:mode");
    expect(entries).toMatchObject([
      { data: { v: 1, mode: "plan", by: "flag" } },
      { data: { v: 1, mode: "review", previous: "plan", by: "user" } },
    ]);
  });
});
