import { describe, expect, it } from "vitest";
import { MODES, type ModeName } from "../../src/policy/modes.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { announceChange, CHANNELS, decodeModeName, listen, PLAIN_CHANNELS } from "../../src/session/channels.ts";
import { MODE_ENTRY, type Trigger } from "../../src/session/entries.ts";
import { inTurn, isEnforced, rebuild, type Seat, shareStore, UNREADABLE_BRANCH } from "../../src/session/store.ts";
import { mayTrigger, transition } from "../../src/session/transitions.ts";
import { testBus } from "../support/bus.ts";

const SEATS: readonly Seat[] = ["mode-manager", "tool-guard", "mode-status"];
const planEntry = { type: "custom", customType: MODE_ENTRY, id: "1", data: { v: 1, mode: "plan", by: "user" } };

describe("the shared store", () => {
  for (const order of [SEATS, [...SEATS].reverse(), ["mode-status", "tool-guard"], ["tool-guard"]] as readonly (readonly Seat[])[]) {
    it(`is one object for ${order.join(", ")}`, () => {
      const shared = testBus();
      const handovers = order.map((seat) => shareStore(shared, seat));
      expect(new Set(handovers.map((handover) => handover.store)).size).toBe(1);
      expect(handovers.filter((handover) => handover.owner)).toHaveLength(1);
      expect(handovers[0]?.owner).toBe(true);
      const store = handovers[0]?.store;
      expect(store && isEnforced(store)).toBe(order.includes("tool-guard"));
    });
  }

  it("is another object on another bus", () => {
    expect(shareStore(testBus(), "tool-guard").store).not.toBe(shareStore(testBus(), "tool-guard").store);
  });

  it("stops answering when it is released, so that a reload starts anew", () => {
    const shared = testBus();
    const old = shareStore(shared, "mode-manager");
    old.release();
    expect(shareStore(shared, "mode-manager").store).not.toBe(old.store);
  });

  it("is one for the seats of each load where the package is loaded twice at once", () => {
    const shared = testBus();
    const both = (seat: Seat) => [shareStore(shared, seat).store, shareStore(shared, seat).store];
    const [first, second] = both("mode-manager");
    expect(first).not.toBe(second);
    for (const seat of ["tool-guard", "mode-status"] as const) {
      const [one, other] = both(seat);
      expect([one === first, other === second]).toEqual([true, true]);
    }
  });

  it("is given once to each seat, and to nobody else", () => {
    const shared = testBus();
    shareStore(shared, "tool-guard");
    shareStore(shared, "mode-manager");
    const got: unknown[] = [];
    const reply = (store: unknown) => void got.push(store);
    for (const question of [
      { seat: "tool-guard", reply },
      { seat: "mode-manager", reply },
      { seat: "else", reply },
      reply,
      { reply },
      undefined,
    ])
      shared.emit("pi-modes:store:1", question);
    expect(got).toEqual([]);
  });

  it("is no object that somebody else hands over", () => {
    for (const theirs of [{}, undefined, 7, { branch: { mode: "execute" }, seats: new Set() }]) {
      const shared = testBus();
      shared.on("pi-modes:store:1", (question) => (question as { reply: (store: unknown) => void }).reply(theirs));
      const { store, owner } = shareStore(shared, "tool-guard");
      expect([owner, store === theirs]).toEqual([true, false]);
    }
  });

  it("counts refusals per mode and gives every rebuild a new epoch", () => {
    const { store } = shareStore(testBus(), "tool-guard");
    rebuild(store, [planEntry]);
    store.refused = 3;
    rebuild(store, [planEntry]);
    expect([store.branch.mode, store.refused, store.epoch]).toEqual(["plan", 3, 2]);
    rebuild(store, []);
    expect([store.branch.mode, store.refused, store.epoch]).toEqual(["execute", 0, 3]);
  });

  it("takes a branch that can't be read as the strictest mode", () => {
    const { store } = shareStore(testBus(), "tool-guard");
    rebuild(store, UNREADABLE_BRANCH);
    expect(store.branch.mode).toBe("plan");
  });

  it("shows one dialog at a time, also after one that failed", async () => {
    const { store } = shareStore(testBus(), "tool-guard");
    const log: string[] = [];
    const dialog = (name: string, fail = false) =>
      inTurn(store, async () => {
        log.push(`${name} opens`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        log.push(`${name} closes`);
        if (fail) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([dialog("a"), dialog("b", true), dialog("c")]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(log).toEqual(["a opens", "a closes", "b opens", "b closes", "c opens", "c closes"]);
  });
});

describe("the bus", () => {
  it("announces a change under our name and the plain one", () => {
    const shared = testBus();
    const seen: string[] = [];
    for (const channel of [CHANNELS.changed, PLAIN_CHANNELS.changed]) listen(shared, channel, () => seen.push(channel));
    announceChange(shared, { mode: "plan", previous: "execute", enforced: true });
    expect(seen).toEqual([CHANNELS.changed, PLAIN_CHANNELS.changed]);
  });

  it("never throws into the emitter, and ends when asked", () => {
    const shared = testBus();
    let calls = 0;
    const off = listen(shared, "x", () => {
      calls += 1;
      throw new Error("listener");
    });
    expect(() => shared.emit("x", undefined)).not.toThrow();
    off();
    shared.emit("x", undefined);
    expect(calls).toBe(1);
  });

  it("reads a mode from a payload or nothing at all", () => {
    expect(decodeModeName({ mode: "review", more: 1 })).toBe("review");
    for (const payload of [undefined, null, "plan", { mode: 1 }, []]) expect(decodeModeName(payload)).toBeUndefined();
  });
});

describe("transitions", () => {
  const step = (from: ModeName, to: unknown, by: Trigger) => transition(BUILT_IN, MODES[from], to, by);
  const looser = [
    ["plan", "execute"],
    ["plan", "review"],
    ["review", "execute"],
  ] as const;

  it("let the user go everywhere", () => {
    for (const from of ["plan", "execute", "review"] as const)
      for (const to of ["plan", "execute", "review"]) expect(step(from, to, "user").kind).toBe(from === to ? "same" : "switched");
  });

  it("let nobody else loosen", () => {
    for (const [from, to] of looser) expect(mayTrigger(MODES[from], MODES[to])).toEqual(["user"]);
  });

  it("let the flag and other extensions tighten", () => {
    expect(step("execute", "plan", "flag").kind).toBe("switched");
    expect(step("execute", "review", "request").kind).toBe("switched");
    expect(step("review", "plan", "request").kind).toBe("switched");
  });

  it("name the modes when one doesn't exist", () => {
    for (const name of ["plann", "", "__proto__", "PLAN"])
      expect(step("plan", name, "user")).toMatchObject({ kind: "refused", why: expect.stringContaining("plan, execute, review") });
    expect(step("plan", 7, "user").kind).toBe("refused");
  });

  it("name the mode that was probably meant", () => {
    expect(step("execute", "plann", "user")).toMatchObject({ why: expect.stringContaining("Did you mean plan?") });
  });

  it("keep to the modes that a mode leads to", () => {
    const narrow = { ...MODES.plan, transitions: ["review"] };
    expect(transition(BUILT_IN, narrow, "review", "user").kind).toBe("switched");
    expect(transition(BUILT_IN, narrow, "execute", "user")).toMatchObject({ kind: "refused", why: expect.stringContaining("review") });
  });
});
