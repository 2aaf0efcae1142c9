import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { describe, expect, it } from "vitest";
import { createAsker } from "../../extensions/tool-guard/ask.ts";
import { MODES } from "../../src/policy/modes.ts";
import { DEFAULT_SETTINGS } from "../../src/policy/settings.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { type SessionStore, shareStore } from "../../src/session/store.ts";
import { testBus } from "../support/bus.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const vague = verdictOn([effect({ kind: "opaque", why: "x" })], MODES.plan);
const secret = verdictOn([effect({ kind: "read", target: target("/k", "home", ["secret"]) }, "/k", "cat")], MODES.plan);
const subject = { tool: "bash", shown: "x", root: ROOT };

type Dialogs = Partial<Pick<ExtensionContext["ui"], "select" | "input" | "custom">>;

function setUp(ui: Dialogs, signal?: AbortSignal, timeoutMs = 5000, verdict: Verdict = vague) {
  const { store } = shareStore(testBus(), "tool-guard");
  store.settings = { ...DEFAULT_SETTINGS, askTimeoutMs: timeoutMs };
  const asker = createAsker(store);
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
    expect(await setUp({ select: async (_title, options) => options[0] }).ask()).toEqual({ kind: "yes", scope: "once", shapes: [] });
  });

  it("offers the lasting answers after the others, with what they cover in the text", async () => {
    const asked: (readonly [string, readonly string[]])[] = [];
    const choose = (label: string): Dialogs => ({
      select: async (title, options) => {
        asked.push([title, options]);
        return label;
      },
    });
    for (const [label, scope] of [
      ["Allow for this session", "session"],
      ["Allow in this project", "project"],
      ["Allow everywhere", "everywhere"],
    ] as const)
      expect(await setUp(choose(label), undefined, 5000, secret).ask()).toMatchObject({ kind: "yes", scope, shapes: [{ path: "/k" }] });
    expect(asked[0]?.[1]).toEqual([
      "Allow once",
      "Deny",
      "Deny and say why",
      "Allow for this session",
      "Allow in this project",
      "Allow everywhere",
    ]);
    expect(asked[0]?.[0]).toContain("reading /k by cat");
  });

  it("takes a lasting answer that wasn't offered as no answer", async () => {
    for (const label of ["Allow for this session", "Allow in this project", "Allow everywhere"])
      expect(await setUp({ select: async () => label }).ask()).toEqual({ kind: "dismissed" });
  });

  it("asks in the host's plain dialogs where the host draws none of ours", async () => {
    const dialogs = { select: async () => "Allow once", custom: async () => undefined as never };
    expect(await setUp(dialogs).ask()).toEqual({ kind: "yes", scope: "once", shapes: [] });
  });

  it("asks once where the host draws our dialog, and closes it with the run", async () => {
    const run = new AbortController();
    let closed = 0;
    const custom: NonNullable<Dialogs["custom"]> = (factory) =>
      new Promise((resolve) => {
        const parts = [{ terminal: { rows: 40 } }, {}, {}, (result: never) => resolve(result)] as unknown as Parameters<typeof factory>;
        void factory(parts[0], parts[1], parts[2], (result) => {
          closed += 1;
          parts[3](result);
        });
      });
    const { ask } = setUp({ custom, select: () => Promise.reject(new Error("asked twice")) }, run.signal);
    const answer = ask();
    await new Promise((resolve) => setTimeout(resolve, 50));
    run.abort();
    expect(await answer).toEqual({ kind: "aborted" });
    expect(closed).toBe(1);
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
    expect(await asker.ask(subject, vague, { ...context, hasUI: false })).toEqual({ kind: "no-ui" });
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
