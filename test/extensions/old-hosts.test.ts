// Hosts that lack something. Law: what a host doesn't have makes a feature smaller, never an exception, and never the guard.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { describe, expect, it } from "vitest";
import { providePlanTool } from "../../extensions/mode-manager/plan-tool.ts";
import { connect, takesLateTools } from "../../extensions/shared/connection.ts";
import { createAsker } from "../../extensions/tool-guard/ask.ts";
import { MODES } from "../../src/policy/modes.ts";
import { MODE_ENTRY } from "../../src/session/entries.ts";
import { shareStore } from "../../src/session/store.ts";
import { testBus } from "../support/bus.ts";
import { effect, verdictOn } from "../support/effects.ts";

type Handler = (event: unknown, context: unknown) => unknown;

const PLAN_ENTRY = { type: "custom", customType: MODE_ENTRY, id: "1", parentId: null, data: { v: 1, mode: "plan", by: "user" } };

/** A host whose bus outlives a reload, with a session that is in plan. `late`: it takes tools after it has loaded. */
function host({ late = true, tools = [] as { name: string; description: string }[] } = {}) {
  const events = testBus();
  const sessionManager = {
    getBranch: () => [PLAN_ENTRY],
    getEntries: () => [PLAN_ENTRY],
    getSessionId: () => "one",
    getSessionFile: () => undefined,
    getSessionDir: () => "/nowhere",
  };
  const context = { hasUI: false, cwd: "/nowhere", sessionManager };
  let hasLoaded = false;
  const load = () => {
    const handlers = new Map<string, Handler[]>();
    const own = { ...context };
    const pi = {
      events,
      on: (name: string, handler: Handler) => void handlers.set(name, [...(handlers.get(name) ?? []), handler]),
      getAllTools: () => tools,
      registerTool: (tool: { name: string; description: string }) => void ((late || !hasLoaded) && tools.push(tool)),
      ...(late ? { unregisterProvider: () => {} } : {}),
    };
    const fire = async (name: string, event: object = {}) => {
      hasLoaded = true;
      for (const handler of handlers.get(name) ?? []) await handler({ type: name, ...event }, own);
    };
    return { pi: pi as unknown as ExtensionAPI, fire };
  };
  return { load, tools, events, context };
}

describe("a host that loads the package twice at once", () => {
  it("has the store rebuilt in each of its sessions by whom the host still tells", async () => {
    const { load } = host();
    const gone = load();
    connect(gone.pi, "mode-manager");
    const { pi, fire } = load();
    const { store } = connect(pi, "tool-guard");
    await gone.fire("session_start");
    for (const name of ["session_start", "session_tree"]) {
      store.branch = { ...store.branch, mode: "execute" };
      await fire(name);
      expect(store.branch.mode).toBe("plan");
    }
  });
});

describe("that a session goes on elsewhere", () => {
  const heardBy = ({ pi }: { readonly pi: ExtensionAPI }) => {
    const heard: unknown[] = [];
    const connection = connect(pi, "mode-manager");
    connection.listen("test", (data) => heard.push(data));
    return { heard, connection };
  };

  it("makes the one that the host leaves behind deaf to the bus", async () => {
    const { load, events } = host();
    const [gone, next] = [load(), load()];
    const [first, second] = [heardBy(gone), heardBy(next)];
    await gone.fire("session_start");
    await next.fire("session_start");
    events.emit("test", 1);
    expect([first.heard, second.heard]).toEqual([[], [1]]);
  });

  it("is nothing when anybody else says it, once the host has an event again", async () => {
    const { load, events, context } = host();
    const one = load();
    const { heard, connection } = heardBy(one);
    await one.fire("session_start");
    events.emit("pi-modes:goes-on", { sessionManager: context.sessionManager });
    events.emit("test", 1);
    await one.fire("session_tree");
    events.emit("test", 2);
    expect(heard).toEqual([2]);
    expect(connection.ended()).toBe(false);
  });

  it("isn't meant where it is another session's", async () => {
    const { load, events } = host();
    const one = load();
    const { heard } = heardBy(one);
    await one.fire("session_start");
    for (const theirs of [undefined, {}, { sessionManager: {} }]) events.emit("pi-modes:goes-on", theirs);
    events.emit("test", 1);
    expect(heard).toEqual([1]);
  });
});

describe("a host that drops the extension which made the store", () => {
  it("has the store rebuilt by the next one", async () => {
    const { load } = host();
    const dropped = connect(load().pi, "mode-manager");
    const { pi, fire } = load();
    const { store } = connect(pi, "tool-guard");
    expect(store).toBe(dropped.store);
    expect(store.branch.mode).toBe("execute");
    await fire("session_start");
    expect(store.branch.mode).toBe("plan");
  });
});

describe("a host that gives no reason for a session's start", () => {
  it("is understood: the first one is a start, the one after a reload isn't", async () => {
    const { load } = host();
    const reasons: (string | undefined)[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (const seat of ["mode-manager", "tool-guard"] as const) {
        const { pi, fire } = load();
        connect(pi, seat).onEnter((_context, { reason }) => reasons.push(reason));
        await fire("session_start");
        await fire("session_shutdown");
      }
    }
    expect(reasons).toEqual([undefined, undefined, "reload", "reload", "reload", "reload"]);
  });

  it("is believed where it gives one", async () => {
    const { pi, fire } = host().load();
    const reasons: (string | undefined)[] = [];
    connect(pi, "mode-manager").onEnter((_context, { reason }) => reasons.push(reason));
    for (const reason of ["startup", "new", "startup"]) await fire("session_start", { reason });
    expect(reasons).toEqual(["startup", "new", "startup"]);
  });
});

describe("the tool `plan`", () => {
  const flow = () => Promise.reject(new Error("not needed"));
  const provided = async (options: Parameters<typeof host>[0]) => {
    const { load, tools } = host(options);
    const { pi, fire } = load();
    const connection = connect(pi, "mode-manager");
    providePlanTool(pi, connection, flow);
    const early = tools.filter(({ name }) => name === "plan").length;
    await fire("session_start");
    await fire("session_start");
    return { early, registered: tools.filter(({ name }) => name === "plan").length, isOurs: connection.store.tools.bound.has("plan") };
  };

  it("is registered late where the host takes late tools", async () => {
    expect(await provided({ late: true })).toEqual({ early: 0, registered: 1, isOurs: true });
    expect(takesLateTools(host().load().pi)).toBe(true);
  });

  it("is registered while the package loads where the host takes none later", async () => {
    expect(await provided({ late: false })).toEqual({ early: 1, registered: 1, isOurs: true });
    expect(takesLateTools(host({ late: false }).load().pi)).toBe(false);
  });

  it("isn't taken for ours where another extension has one of that name", async () => {
    const tools = [{ name: "plan", description: "Another one's" }];
    expect(await provided({ late: true, tools })).toEqual({ early: 1, registered: 1, isOurs: false });
  });
});

describe("a question", () => {
  const question = { tool: "bash", shown: "ls", root: "/nowhere" };
  const verdict = verdictOn([effect({ kind: "opaque", why: "x" })], MODES.plan);

  it("needs no signal of the run: its own time ends it", async () => {
    const { store } = shareStore(testBus(), "tool-guard");
    store.settings = { ...store.settings, askTimeoutMs: 30 };
    const ui = { select: () => new Promise(() => {}), custom: () => Promise.resolve() };
    const { ask } = createAsker(store);
    expect(await ask(question, verdict, { hasUI: true, ui, cwd: "/nowhere" } as never)).toEqual({ kind: "timed-out" });
  });

  it("that was stopped doesn't look at a session that is gone", async () => {
    const { store } = shareStore(testBus(), "tool-guard");
    const run = new AbortController();
    const ui = { select: () => new Promise(() => {}), custom: () => new Promise(() => {}) };
    let reads = 0;
    const context = {
      hasUI: true,
      ui,
      cwd: "/nowhere",
      get signal() {
        reads += 1;
        if (reads > 1) throw new Error("This extension ctx is stale.");
        return run.signal;
      },
    };
    const answer = createAsker(store).ask(question, verdict, context as never);
    run.abort();
    expect(await answer).toEqual({ kind: "aborted" });
  });
});
