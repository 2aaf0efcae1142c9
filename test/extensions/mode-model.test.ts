// A host that says little and fails often: no events about levels, no levels at all, models and entries that throw.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { expect, it } from "vitest";
import { createModeModel } from "../../extensions/mode-manager/mode-model-set.ts";
import { MODES } from "../../src/policy/modes.ts";
import { BUILT_IN } from "../../src/policy/policy.ts";
import { MODEL_ENTRY } from "../../src/session/mode-model.ts";
import { type SessionStore, shareStore } from "../../src/session/store.ts";

interface Fault {
  /** `set`: what a host does that works. */
  readonly setModel?: (set: () => Promise<boolean>) => Promise<boolean>;
  readonly appendEntry?: () => void;
  readonly withoutLevels?: boolean;
}

function host(fault: Fault = {}) {
  const { store }: { store: SessionStore } = shareStore({ emit() {}, on() {} }, "mode-manager");
  const modes = new Map([...BUILT_IN.modes, ["plan", { ...MODES.plan, model: "b/plan", thinking: "high" as const }]]);
  store.policy = { ...BUILT_IN, modes };
  const entries: unknown[] = [];
  const notices: string[] = [];
  const context = {
    model: { provider: "a", id: "user" },
    hasUI: true,
    ui: { notify: (text: string) => void notices.push(text) },
    modelRegistry: { find: (provider: string, id: string) => ({ provider, id }) },
    sessionManager: { getBranch: () => entries },
  };
  let level = "low";
  const setModel = async (model: { provider: string; id: string }) => {
    context.model = model;
    return true;
  };
  const levels = {
    getThinkingLevel: () => level,
    setThinkingLevel: (next: string) => {
      level = next;
    },
  };
  const pi = {
    setModel: (model: { provider: string; id: string }) => fault.setModel?.(() => setModel(model)) ?? setModel(model),
    appendEntry: fault.appendEntry ?? ((customType: string, data: unknown) => void entries.push({ type: "custom", customType, data })),
    ...(fault.withoutLevels === true ? {} : levels),
  };
  const modeModel = createModeModel(pi as unknown as ExtensionAPI, store);
  const enter = async (mode: string) => {
    store.branch = { ...store.branch, mode };
    await modeModel.bring(context as unknown as ExtensionContext);
  };
  const end = () => modeModel.end(context as unknown as ExtensionContext);
  return { enter, end, levels, entries, notices, chosen: () => `${context.model.provider}/${context.model.id} ${level}` };
}

it("sees the user's choice on leaving where no event told of it", async () => {
  const one = host();
  await one.enter("plan");
  expect(one.chosen()).toBe("b/plan high");
  one.levels.setThinkingLevel("medium");
  await one.enter("execute");
  expect(one.chosen()).toBe("a/user medium");
});

it("writes the choice down at the end of the session, and gives back the rest", async () => {
  const one = host();
  await one.enter("plan");
  one.levels.setThinkingLevel("medium");
  await one.end();
  expect(one.chosen()).toBe("a/user medium");
  expect(one.entries.at(-1)).toMatchObject({
    customType: MODEL_ENTRY,
    data: { mode: "plan", model: { before: "a/user", set: "b/plan" }, thinking: "user" },
  });
});

it("does without levels", async () => {
  const one = host({ withoutLevels: true });
  await one.enter("plan");
  expect(one.chosen()).toBe("b/plan low");
  await one.enter("execute");
  expect(one.chosen()).toBe("a/user low");
  expect(one.notices).toEqual([]);
});

it.each([
  ["throws", () => Promise.reject(new Error("broken")), "which can't be set (broken)"],
  ["says no", async () => false, "for which there is no key"],
])("says in one sentence that a model %s, and sets the level all the same", async (_how, setModel, why) => {
  const one = host({ setModel });
  await one.enter("plan");
  await one.enter("plan");
  expect(one.notices).toEqual([`pi-modes: plan mode asks for the model b/plan, ${why}. The mode is on with the model that was there.`]);
  expect(one.chosen()).toBe("a/user high");
  await one.enter("execute");
  expect(one.chosen()).toBe("a/user low");
});

it("says that the model from before can't come back", async () => {
  let isBroken = false;
  const one = host({ setModel: async (set) => !isBroken && set() });
  await one.enter("plan");
  isBroken = true;
  await one.enter("execute");
  expect(one.chosen()).toBe("b/plan low");
  expect(one.notices).toEqual([
    "pi-modes: the model from before the mode, a/user, can't come back, for which there is no key. Choose one with /model.",
  ]);
});

it("gives back what was there before although the session can't keep it", async () => {
  const one = host({
    appendEntry: () => {
      throw new Error("disk full");
    },
  });
  await one.enter("plan");
  expect(one.chosen()).toBe("b/plan high");
  await one.enter("execute");
  expect(one.chosen()).toBe("a/user low");
  expect(one.notices).toHaveLength(1);
  expect(one.notices[0]).toContain("disk full");
});
