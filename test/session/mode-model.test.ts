// What a mode set is given back, what the user chose stays: case by case, and for any order of events in a session that forgets all the time.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Chosen,
  decodeModelEntry,
  foldModel,
  givenBack,
  type Held,
  isSaid,
  MODEL_ENTRY,
  modelEntry,
  nextStep,
  noticed,
  type Wanted,
} from "../../src/session/mode-model.ts";

const entry = (data: unknown) => ({ type: "custom", customType: MODEL_ENTRY, id: "e", data });
const NOTHING = foldModel([]);

describe("the fold over a branch", () => {
  const held: Held = { mode: "plan", model: { before: "a/one", set: "b/two" }, thinking: "user" };

  it("takes the last entry, and passes over everything else", () => {
    const other = { type: "custom", customType: "other", data: { v: 1, mode: "x" } };
    expect(foldModel([entry({ v: 1, mode: "execute" }), null, 7, entry(modelEntry(held)), other, { type: "message" }])).toEqual(held);
    expect(foldModel([entry(modelEntry(held)), entry({ v: 1, mode: "execute" })])).toEqual({ mode: "execute" });
  });

  const unreadable: readonly unknown[] = [
    undefined,
    3,
    { v: 2, mode: "plan" },
    { v: 1 },
    { v: 1, mode: "plan", model: "someone" },
    { v: 1, mode: "plan", model: { before: "a/one" } },
    { v: 1, mode: "plan", model: { set: "" } },
    { v: 1, mode: "plan", thinking: { set: 3 } },
  ];
  it.each(unreadable.map((data) => [data]))("holds nothing after %j", (data) => {
    expect(foldModel([entry(modelEntry(held)), entry(data)])).toEqual({ mode: "" });
  });

  it("reads any data without an error, and what it writes as it was", () => {
    fc.assert(fc.property(fc.anything(), (data) => void foldModel([entry(data), data])));
    const text = fc.string({ minLength: 1, maxLength: 30 });
    const part = fc.oneof(fc.constant("user" as const), fc.record({ before: text, set: text }, { requiredKeys: ["set"] }));
    fc.assert(
      fc.property(fc.record({ mode: text, model: part, thinking: part }, { requiredKeys: ["mode"] }), (some) => {
        expect(foldModel([entry(JSON.parse(JSON.stringify(modelEntry(some))))])).toEqual(some);
        expect(decodeModelEntry({ ...modelEntry(some), more: 1 })).toEqual(modelEntry(some));
      }),
    );
  });
});

describe("a step", () => {
  const now: Chosen = { model: "a/one", thinking: "low" };
  const entered = nextStep({ mode: "plan", model: "b/two" }, { held: NOTHING, there: NOTHING, now });

  it("into a mode with a model asks for the level that was there, so that it comes back with the model", () => {
    expect(entered.target).toEqual({ model: "b/two", thinking: "low" });
    expect(entered.held).toEqual({ mode: "plan", model: { before: "a/one", set: "b/two" }, thinking: { before: "low", set: "low" } });
  });

  it("into a mode without either touches nothing", () => {
    expect(nextStep({ mode: "plan" }, { held: NOTHING, there: NOTHING, now })).toEqual({ target: now, held: { mode: "plan" } });
  });

  it("from mode to mode keeps what was there before both", () => {
    const { held, target } = entered;
    const next = nextStep({ mode: "docs", model: "c/three", thinking: "high" }, { held, there: held, now: target });
    expect(next.target).toEqual({ model: "c/three", thinking: "high" });
    expect(givenBack(next.held, next.target)).toEqual(now);
  });

  it("in the same mode brings back what the host began without, and nothing that the user chose", () => {
    const { held } = entered;
    const begun = { model: "a/other", thinking: "low" };
    expect(nextStep({ mode: "plan", model: "b/two" }, { held, there: held, now: begun })).toEqual(entered);
    const chosen = noticed(held, begun);
    expect(nextStep({ mode: "plan", model: "b/two" }, { held: chosen, there: held, now: begun }).target).toEqual(begun);
  });

  it("gives back what the file doesn't ask for any more", () => {
    const { held, target } = entered;
    expect(nextStep({ mode: "plan" }, { held, there: held, now: target })).toEqual({ target: now, held: { mode: "plan" } });
  });

  it("to a point where the user had chosen in that mode leaves that to the user", () => {
    const there: Held = { mode: "plan", model: "user" };
    const next = nextStep({ mode: "plan", model: "b/two" }, { held: { mode: "execute" }, there, now });
    expect(next.target).toEqual(now);
    expect(next.held.model).toBe("user");
  });
});

/** Modes of a session: one with both, one with each, one with none. */
const MODES: readonly Wanted[] = [
  { mode: "plan", model: "m/plan", thinking: "high" },
  { mode: "docs", model: "m/docs" },
  { mode: "review", thinking: "off" },
  { mode: "execute" },
];

type Event =
  | { readonly kind: "enter"; readonly to: number }
  | { readonly kind: "model" | "level"; readonly value: string }
  | { readonly kind: "forget" };

const someEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant("enter" as const), to: fc.nat({ max: MODES.length - 1 }) }),
  fc.record({ kind: fc.constant("model" as const), value: fc.constantFrom("u/one", "u/two") }),
  fc.record({ kind: fc.constant("level" as const), value: fc.constantFrom("low", "medium") }),
  fc.constant({ kind: "forget" as const }),
);

describe("any order of switches, choices of the user and reloads", () => {
  it("ends, without a mode that asks for anything, in what the user chose last", () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 25 }), (events) => {
        const entries: unknown[] = [];
        let now: Chosen = { model: "u/first", thinking: "minimal" };
        // What would be chosen if no mode asked for anything.
        let users = now;
        let mode = MODES.length - 1;
        let held: Held | undefined;
        const write = (next: Held) => {
          held = next;
          if (!isSaid(foldModel(entries), next)) entries.push(entry(modelEntry(next)));
        };
        const bring = () => {
          const there = foldModel(entries);
          const step = nextStep(MODES[mode] ?? { mode: "" }, { held: held ? noticed(held, now) : there, there, now });
          now = step.target;
          write(step.held);
        };
        for (const event of [...events, { kind: "enter" as const, to: MODES.length - 1 }]) {
          if (event.kind === "enter") mode = event.to;
          if (event.kind === "forget") held = undefined;
          if (event.kind === "model")
            [now, users] = [
              { ...now, model: event.value },
              { ...users, model: event.value },
            ];
          if (event.kind === "level")
            [now, users] = [
              { ...now, thinking: event.value },
              { ...users, thinking: event.value },
            ];
          if (held && (event.kind === "model" || event.kind === "level")) write(noticed(held, now));
          else bring();
          expect(isSaid(foldModel(entries), held ?? NOTHING)).toBe(true);
        }
        expect(now).toEqual(users);
      }),
      { numRuns: 2000 },
    );
  });
});
