// Law: every way to close the approval without choosing leaves plan mode on. Whatever happens while it is open, in whatever order: only the
// user's own choice leaves plan mode, only what was ticked is released, and nothing says "approved" that wasn't.

import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makeScratch, type Scratch } from "../host/kit/scratch.ts";
import { type Event, makeStage, type Stage } from "./approval-events.ts";

const RUNS = Number(process.env.LAWS_RUNS ?? 50);
const SEED = Number(process.env.LAWS_SEED ?? 20_260_214);
/** What isn't done by then is left out: a busy machine does fewer of them. */
const LIMIT_MS = Number(process.env.LAWS_LIMIT_MS ?? 16_000);

let scratch: Scratch;
let stage: Stage;
const timeOuts = new Set<AbortController>();

beforeAll(async () => {
  // A question's time is over when the test says so.
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => {
    const controller = new AbortController();
    timeOuts.add(controller);
    return controller.signal;
  });
  scratch = makeScratch();
  stage = await makeStage(scratch, timeOuts);
});
afterAll(async () => {
  await stage?.close();
  scratch?.remove();
  vi.restoreAllMocks();
});

const mode = fc.constantFrom("plan", "execute", "review");
/** Anything that is offered, by its place; what was never offered; nothing. */
const given = fc.oneof(
  { weight: 10, arbitrary: fc.nat(1_000) },
  { weight: 1, arbitrary: fc.constantFrom("", "approve", "Approve and execute ", "untick", "Approve and execute", "done") },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("answer" as const), answer: given }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("answer" as const), answer: given, late: fc.constant(true as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("mode" as const), mode }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("request" as const), mode }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("message" as const), as: fc.constantFrom("steer" as const, "followUp" as const) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("abort" as const, "time-out" as const, "approve" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("reload" as const, "quit" as const) }) },
);
/** `pause`: the next event comes when this one had its effect. */
const rest = fc.array(
  fc.tuple(
    event,
    fc.integer({ min: 0, max: 2 }).map((roll) => roll > 0),
  ),
  { minLength: 1, maxLength: 7 },
);
/** Every second one begins with a choice that approves, which the rest then completes or doesn't. */
const sequence = fc.oneof(
  rest,
  rest.map((events): typeof events => [[{ kind: "answer", answer: "Approve and execute" }, true], ...events]),
);

it.each([
  ["Approve and execute", "execute"],
  ["Leave plan mode, don't execute", "execute"],
  ["Discard the plan", "plan"],
])("what the user chooses counts: %s", async (answer, mode) => {
  await stage.open();
  for (const choice of [answer, "done"]) {
    stage.happen({ kind: "answer", answer: choice });
    await stage.settle();
  }
  await expect.poll(stage.mode).toBe(mode);
  expect(stage.wrongs()).toEqual([]);
});

it(
  "whatever happens while an approval is open, only the user's own choice leaves plan mode and releases anything",
  async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async (events) => {
        await stage.open();
        for (const [next, pause] of events) {
          stage.happen(next);
          if (pause) await stage.settle();
          expect(stage.wrongs()).toEqual([]);
        }
        await stage.settle();
        expect(stage.wrongs()).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: LIMIT_MS, endOnFailure: true },
    );
  },
  LIMIT_MS + 44_000,
);
