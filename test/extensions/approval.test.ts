import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createApproval } from "../../extensions/mode-manager/approval.ts";
import { CHOICES } from "../../src/plan/approval.ts";
import { DEFAULT_SETTINGS } from "../../src/policy/settings.ts";
import { shareStore } from "../../src/session/store.ts";
import { type Answers, makeRecordingUi } from "../host/kit/recording-ui.ts";
import { MANIFEST, PLAN, submitted } from "../support/approvals.ts";
import { testBus } from "../support/bus.ts";

type Ui = ExtensionContext["ui"];

function setUp(ui: Partial<Ui>, signal?: AbortSignal, timeoutMs = 5000) {
  const { store } = shareStore(testBus(), "mode-manager");
  store.settings = { ...DEFAULT_SETTINGS, askTimeoutMs: timeoutMs };
  const approver = createApproval(store);
  const context = { hasUI: true, signal, ui: ui as Ui };
  const approve = (request = { state: submitted(PLAN), refused: [] as readonly string[] }) => approver.approve(request, context);
  return { store, approver, context, approve };
}

/** Over RPC: these answers to the dialogs, one after the other, and none to any more. */
function answering(...answers: readonly (string | undefined)[]) {
  let next = 0;
  const recording = makeRecordingUi(() => answers[next++]);
  return { ...recording, ...setUp(recording.context) };
}

const never: Answers = () => new Promise<undefined>(() => {});
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("approval in the host's plain dialogs", () => {
  it("offers every choice, the one that keeps planning first, under the whole plan", async () => {
    const { asked, approve } = answering();
    await approve({ state: submitted(PLAN), refused: ["bash: touch x"] });
    expect(asked[0]?.options.toSorted()).toEqual(CHOICES.map((choice) => choice.label).toSorted());
    expect(asked[0]?.options[0]).toBe("Keep planning, with feedback");
    for (const part of ["# Greet in two languages", "3. Write the tests", "write docs/**", "bash: touch x"])
      expect(asked[0]?.title).toContain(part);
  });

  it.each([
    [["Approve and execute", "done"], { kind: "approve", manifest: MANIFEST, askEdits: false }],
    [["Approve, ask before each edit", "done"], { kind: "approve", manifest: MANIFEST, askEdits: true }],
    [["Approve, in a fresh session", "done"], { kind: "approve", manifest: MANIFEST, askEdits: false, fresh: true }],
    [["Approve with a comment", " well done ", "done"], { kind: "approve", manifest: MANIFEST, askEdits: false, comment: "well done" }],
    [["Edit the plan"], { kind: "edit" }],
    [["Comment on a step", "2. Let greet take a language", "why?"], { kind: "comment", step: "s2", text: "why?" }],
    [["Keep planning, with feedback", "smaller"], { kind: "keep", feedback: "smaller" }],
    [["Keep planning, with feedback", undefined], { kind: "keep" }],
    [["Leave plan mode, don't execute"], { kind: "leave" }],
    [["Discard the plan"], { kind: "discard" }],
  ])("%j is an answer", async (answers, expected) => {
    expect(await answering(...answers).approve()).toEqual(expected);
  });

  it.each([
    [["Approve with a comment", undefined]],
    [["Approve with a comment", "  ", "done"]],
    [["Approve and execute", undefined]],
    [["Approve, in a fresh session", undefined]],
    [["Approve and execute", "untick: nothing"]],
    [["Approve and execute", "Done"]],
    [["approve and execute", "done"]],
    [["Comment on a step", "4. More", "why?"]],
    [["Comment on a step", "1. Add a table of words", ""]],
    [["a"]],
    [[undefined]],
  ])("%j is none", async (answers) => {
    expect(await answering(...answers).approve()).toEqual({ kind: "dismissed" });
  });

  it("unticks and ticks until that is done", async () => {
    const { asked, approve } = answering(
      "Approve and execute",
      "untick: write docs/**",
      "untick: install left-pad",
      "tick: write docs/**",
      "done",
    );
    expect(await approve()).toMatchObject({ kind: "approve", manifest: { ...MANIFEST, installs: [] } });
    expect(asked.at(-1)?.options).toEqual([
      "untick: write src/greet.js",
      "untick: write docs/**",
      "untick: run npm run build",
      "untick: reach registry.npmjs.org",
      "tick: install left-pad",
      "done",
    ]);
  });

  it("asks nothing more behind a choice that ends the plan: it was picked by its words", async () => {
    for (const label of ["Leave plan mode, don't execute", "Discard the plan"]) {
      const { asked, approve } = answering(label);
      await approve();
      expect(asked).toHaveLength(1);
    }
  });

  it("asks for no ticks where there is nothing to tick", async () => {
    const { asked, approve } = answering("Approve and execute");
    const manifest = { writes: [], commands: [], network: [], installs: [] };
    expect(await approve({ state: submitted({ ...PLAN, manifest }), refused: [] })).toMatchObject({ kind: "approve", manifest });
    expect(asked).toHaveLength(1);
  });

  it("can be taken back in each of its dialogs", async () => {
    for (const answers of [
      ["Approve with a comment", "x", "done"],
      ["Keep planning, with feedback", "x"],
      ["Comment on a step", "3. Write the tests", "x"],
    ]) {
      const { asked, approve } = answering(...answers);
      await approve();
      expect(asked).toHaveLength(answers.length);
      expect(asked.every((question) => question.revocable)).toBe(true);
    }
  });

  it("approves nothing without one of the approving choices, whatever is answered", async () => {
    const labels = CHOICES.filter((choice) => !choice.kind.startsWith("approve")).map((choice) => choice.label);
    const anyAnswer = fc.oneof(fc.constantFrom(...labels, "done", "1. Add a table of words", undefined), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(anyAnswer, { maxLength: 6 }), async (answers) => {
        expect((await answering(...answers).approve()).kind).not.toBe("approve");
      }),
    );
  });
});

describe("approval that nobody gives", () => {
  it("has no user interface to be given in", async () => {
    const { approver, context } = setUp({});
    expect(await approver.approve({ state: submitted(PLAN), refused: [] }, { ...context, hasUI: false })).toEqual({ kind: "no-ui" });
  });

  it("is stale where no plan waits, and isn't asked for", async () => {
    const { asked, approve } = answering("Approve and execute", "done");
    expect(await approve({ state: { ...submitted(PLAN), stage: "approved" }, refused: [] })).toEqual({ kind: "stale" });
    expect(asked).toEqual([]);
  });

  it("ends with the run, also behind a choice that approves", async () => {
    const choosing: Answers = (question) => (question.title.includes("#") ? "Approve and execute" : never(question));
    for (const answers of [never, choosing]) {
      const run = new AbortController();
      const answer = setUp(makeRecordingUi(answers).context, run.signal).approve();
      await pause(50);
      run.abort();
      expect(await answer).toEqual({ kind: "aborted" });
    }
    expect(await setUp(makeRecordingUi(never).context, AbortSignal.abort()).approve()).toEqual({ kind: "aborted" });
  });

  it("ends when nobody answers, and an approval that comes too late is none", async () => {
    expect(await setUp(makeRecordingUi(never).context, undefined, 20).approve()).toEqual({ kind: "timed-out" });
    const slow = { select: (title: string) => pause(40).then(() => (title.includes("#") ? "Approve and execute" : "done")) };
    expect(await setUp(slow, undefined, 20).approve()).toEqual({ kind: "timed-out" });
  });

  it("ends in time also while another dialog stays open, or when its own doesn't close", async () => {
    const { context, asked } = makeRecordingUi(never);
    const { store, approve } = setUp(context, undefined, 20);
    store.dialogs = new Promise(() => {});
    expect(await approve()).toEqual({ kind: "timed-out" });
    expect(asked).toEqual([]);
    const run = new AbortController();
    const answer = setUp({ select: () => new Promise(() => {}) }, run.signal).approve();
    await pause(20);
    run.abort();
    expect(await answer).toEqual({ kind: "aborted" });
  });

  it("is stale when the session goes on while it is open, whatever is answered then", async () => {
    const { store, approver, approve } = setUp(makeRecordingUi(never).context);
    const answer = approve();
    await pause(10);
    store.epoch += 1;
    approver.discardStale();
    expect(await answer).toEqual({ kind: "stale" });

    const late = setUp({
      select: async (title) => {
        late.store.epoch += 1;
        return title.includes("#") ? "Approve and execute" : "done";
      },
    });
    expect(await late.approve()).toEqual({ kind: "stale" });
  });

  it("is stale unasked when the session went on while it waited for another dialog", async () => {
    const { store, asked, approve } = answering("Edit the plan", "Approve and execute", "done");
    let finish = () => {};
    store.dialogs = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const answers = [approve(), approve()];
    store.epoch += 1;
    finish();
    expect(await Promise.all(answers)).toEqual([{ kind: "stale" }, { kind: "stale" }]);
    expect(asked).toEqual([]);
  });

  it("fails with a dialog that fails, and the next one is asked all the same", async () => {
    let count = 0;
    const ui: Partial<Ui> = { select: () => (count++ === 0 ? Promise.reject(new Error("no terminal")) : Promise.resolve("Edit the plan")) };
    const { approve } = setUp(ui);
    await expect(approve()).rejects.toThrow("no terminal");
    expect(await approve()).toEqual({ kind: "edit" });
  });
});
