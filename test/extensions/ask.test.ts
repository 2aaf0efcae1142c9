import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { describe, expect, it } from "vitest";
import { createAsker } from "../../extensions/tool-guard/ask.ts";
import { MODES } from "../../src/policy/modes.ts";
import { type SessionStore, shareStore } from "../../src/session/store.ts";
import { testBus } from "../support/bus.ts";
import { effect, ROOT, verdictOn } from "../support/effects.ts";

const verdict = verdictOn([effect({ kind: "opaque", why: "x" })], MODES.plan);
const subject = { tool: "bash", shown: "x", root: ROOT };

type Dialogs = Partial<Pick<ExtensionContext["ui"], "select" | "input">>;

function setUp(ui: Dialogs, signal?: AbortSignal, timeoutMs = 5000) {
  const { store } = shareStore(testBus(), "tool-guard");
  const asker = createAsker(store, timeoutMs);
  const context = { hasUI: true, cwd: ROOT, signal, ui } as unknown as ExtensionContext;
  return { store, asker, context, ask: () => asker.ask(subject, verdict, context) };
}

/** A dialog that stays open until its signal ends it, as on a real host. */
const openDialog: NonNullable<Dialogs["select"]> = (_title, _options, options) =>
  new Promise((resolve) => {
    if (options?.signal?.aborted) resolve(undefined);
    options?.signal?.addEventListener("abort", () => resolve(undefined));
  });

const changeMode = (store: SessionStore) => {
  store.epoch += 1;
};

describe("asking", () => {
  it("takes the one option that allows as a yes", async () => {
    expect(await setUp({ select: async (_title, options) => options[0] }).ask()).toEqual({ kind: "yes" });
  });

  it("takes nonsense, a lower-case yes and nothing at all as no answer", async () => {
    for (const value of ["allow once", "yes", "", "Allow once ", undefined])
      expect(await setUp({ select: async () => value }).ask()).toEqual({ kind: "dismissed" });
  });

  it("takes a no, and a no with its reason", async () => {
    expect(await setUp({ select: async () => "Deny" }).ask()).toEqual({ kind: "answered-no", reason: undefined });
    expect(await setUp({ select: async () => "Deny and say why", input: async () => "  not now " }).ask()).toEqual({
      kind: "answered-no",
      reason: "not now",
    });
    expect(await setUp({ select: async () => "Deny and say why", input: async () => undefined }).ask()).toEqual({
      kind: "answered-no",
      reason: undefined,
    });
  });

  it("doesn't ask where there is no user interface", async () => {
    const { asker, context } = setUp({});
    expect(await asker.ask(subject, verdict, { ...context, hasUI: false })).toEqual({ kind: "no-ui" });
  });

  it("ends with the run", async () => {
    const run = new AbortController();
    const answer = setUp({ select: openDialog }, run.signal).ask();
    run.abort();
    expect(await answer).toEqual({ kind: "aborted" });
  });

  it("ends when nobody answers", async () => {
    expect(await setUp({ select: openDialog }, undefined, 20).ask()).toEqual({ kind: "timed-out" });
  });

  it("is discarded when the mode changes while it is open", async () => {
    const { store, asker, ask } = setUp({ select: openDialog });
    const answer = ask();
    await new Promise((resolve) => setTimeout(resolve, 5));
    asker.discardStaleQuestion();
    changeMode(store);
    asker.discardStaleQuestion();
    expect(await answer).toEqual({ kind: "discarded" });
  });

  it("is discarded unasked when the mode changed while it waited for another dialog", async () => {
    let asked = 0;
    const { store, asker, ask } = setUp({
      select: (...dialog) => {
        asked += 1;
        return openDialog(...dialog);
      },
    });
    const answers = [ask(), ask()];
    await new Promise((resolve) => setTimeout(resolve, 5));
    changeMode(store);
    asker.discardStaleQuestion();
    expect(await Promise.all(answers)).toEqual([{ kind: "discarded" }, { kind: "discarded" }]);
    expect(asked).toBe(1);
  });

  it("lets a dialog that fails fail, so that the boundary refuses the call", async () => {
    const { ask } = setUp({ select: () => Promise.reject(new Error("no terminal")) });
    await expect(ask()).rejects.toThrow("no terminal");
  });
});
