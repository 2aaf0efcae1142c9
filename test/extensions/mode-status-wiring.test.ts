import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import * as tui from "@mariozechner/pi-tui";
import { describe, expect, it, vi } from "vitest";
import { wire } from "../../extensions/mode-status/wiring.ts";
import { NO_PLAN, type PlanState } from "../../src/plan/fold.ts";
import { CHANNELS } from "../../src/session/channels.ts";
import { shareStore } from "../../src/session/store.ts";
import { MANIFEST, PLAN } from "../support/approvals.ts";
import { testBus } from "../support/bus.ts";

const APPROVED: PlanState = {
  ...{ ...NO_PLAN, stage: "approved", plan: PLAN },
  release: { manifest: MANIFEST, askEdits: false, mode: "execute" },
};

/** The extension in a session whose store another one made; `hosts`: what this host's user interface has beside the usual. */
function start(plan: PlanState, hosts: object = { getToolsExpanded: () => false }) {
  const handlers = new Map<string, (event: unknown, context: unknown) => unknown>();
  const events = testBus();
  const { store } = shareStore(events, "tool-guard");
  store.plan = plan;
  const pi = {
    events,
    getSessionName: () => undefined,
    on: (name: string, handler: (event: unknown, context: unknown) => unknown) => void handlers.set(name, handler),
  };
  wire(pi as unknown as ExtensionAPI, tui);
  const widgets: string[] = [];
  const ui = {
    theme: { fg: (_color: string, text: string) => text },
    setStatus() {},
    setTitle() {},
    setWidget: (_key: string, content: unknown) =>
      void widgets.push(content === undefined ? "none" : typeof content === "function" ? "component" : "lines"),
    ...hosts,
  };
  const context = { hasUI: true, ui, cwd: "/project" };
  const fire = async (name: string) => {
    const event = {};
    store.entered = [event, context];
    await handlers.get(name)?.(event, context);
  };
  return { store, widgets, context, fire, changed: () => events.emit(CHANNELS.changed, {}) };
}

/** Longer than the component takes to load. */
const loaded = () => new Promise((resolve) => setTimeout(resolve, 500));

describe("the widget of a session", () => {
  it("is lines first, and then a component at each change", async () => {
    const { widgets, fire, changed } = start(APPROVED);
    await fire("session_start");
    expect(widgets).toEqual(["lines"]);
    await vi.waitFor(() => expect(widgets).toEqual(["lines", "component"]), 10_000);
    changed();
    expect(widgets.slice(2)).toEqual(["lines", "component"]);
  });

  it("is lines on a host that can't expand anything", async () => {
    const { widgets, fire } = start(APPROVED, {});
    await fire("session_start");
    await loaded();
    expect(widgets).toEqual(["lines"]);
  });

  it("needs no component without a plan", async () => {
    const { widgets, fire, store, changed } = start(NO_PLAN);
    store.branch = { ...store.branch, mode: "plan" };
    await fire("session_start");
    changed();
    await loaded();
    expect(widgets).toEqual(["lines", "lines"]);
  });

  it("doesn't come back when the session ended, or the plan did, while the component was loading", async () => {
    const first = start(APPROVED);
    await first.fire("session_start");
    await first.fire("session_shutdown");
    const second = start(APPROVED);
    await second.fire("session_start");
    second.store.plan = NO_PLAN;
    second.changed();
    await loaded();
    for (const { widgets } of [first, second]) expect(widgets).toEqual(["lines", "none"]);
  });
});

describe("the title of a session", () => {
  it("comes after the one that the host sets when the session has begun, and then at once", async () => {
    vi.useFakeTimers();
    try {
      const titles: string[] = [];
      const { fire, store, changed } = start(NO_PLAN, { setTitle: (title: string) => void titles.push(title) });
      const enter = (mode: string) => {
        store.branch = { ...store.branch, mode };
        changed();
      };
      store.branch = { ...store.branch, mode: "plan" };
      await fire("session_start");
      enter("plan");
      expect(titles).toEqual([]);
      vi.runAllTimers();
      expect(titles).toEqual([expect.stringContaining("plan")]);
      enter("execute");
      enter("plan");
      expect(titles.slice(1)).toEqual([expect.not.stringContaining("plan"), expect.stringContaining("plan")]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is left alone by a session that ended without a word", async () => {
    vi.useFakeTimers();
    try {
      const { fire, store, context } = start(NO_PLAN);
      store.branch = { ...store.branch, mode: "plan" };
      await fire("session_start");
      Object.defineProperty(context, "hasUI", { get: () => expect.fail("looked at") });
      expect(vi.getTimerCount()).toBe(1);
      expect(() => vi.runAllTimers()).not.toThrow();
    } finally {
      vi.useRealTimers();
    }
  });
});
