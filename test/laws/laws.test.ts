// Two laws over everything that this package knows. Total: whatever the call says there is a verdict, and what can't be judged is never
// open. Monotone: saying a command in other words never makes its verdict milder. LAWS_RUNS and LAWS_SEED take more of them, or others.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MODE_NAMES } from "../../src/policy/modes.ts";
import { broken, command, garbage, simpleCommand } from "./commands.ts";
import { judged, milder } from "./verdicts.ts";
import { AROUND_PROGRAMS, AROUND_TEXTS, wrappable } from "./wrappers.ts";

const RUNS = Number(process.env.LAWS_RUNS ?? 400);
const SEED = process.env.LAWS_SEED === undefined ? {} : { seed: Number(process.env.LAWS_SEED) };
const SETTINGS = { numRuns: RUNS, ...SEED };
const TIMEOUT = 30_000 + RUNS * 20;

describe("total", () => {
  it.each([
    ["a command", command],
    ["a command that was broken", broken],
    ["anything", garbage],
  ] as const)(
    "%s has a verdict, and is never open where it can't be judged",
    (_, texts) => {
      fc.assert(
        fc.property(texts, (text) => {
          for (const mode of MODE_NAMES) {
            const verdict = judged(text, mode);
            expect(["allow", "ask", "deny"]).toContain(verdict.decision);
            if (verdict.reasons.some(({ effect }) => effect.kind === "opaque")) expect(verdict.decision).not.toBe("allow");
          }
        }),
        SETTINGS,
      );
    },
    TIMEOUT,
  );

  it(
    "the same text always has the same verdict",
    () => {
      fc.assert(
        fc.property(broken, (text) => {
          expect(judged(text, "plan")).toEqual(judged(text, "plan"));
        }),
        { ...SETTINGS, numRuns: Math.ceil(RUNS / 10) },
      );
    },
    TIMEOUT,
  );
});

describe("monotone", () => {
  const programWrapper = fc.constantFrom(...AROUND_PROGRAMS);
  const textWrapper = fc.constantFrom(...AROUND_TEXTS);

  it(
    "whoever starts a program doesn't make it milder",
    () => {
      fc.assert(
        fc.property(simpleCommand.filter(wrappable), programWrapper, (text, [, wrap]) => {
          expect(milder(text, wrap(text))).toEqual([]);
        }),
        SETTINGS,
      );
    },
    TIMEOUT,
  );

  it(
    "whatever stands around a text doesn't make it milder",
    () => {
      fc.assert(
        fc.property(command.filter(wrappable), textWrapper, (text, [, wrap]) => {
          expect(milder(text, wrap(text))).toEqual([]);
        }),
        SETTINGS,
      );
    },
    TIMEOUT,
  );

  it(
    "neither do several wrappers in each other",
    () => {
      fc.assert(
        fc.property(
          simpleCommand.filter(wrappable),
          fc.array(programWrapper, { maxLength: 2 }),
          fc.array(textWrapper, { maxLength: 2 }),
          (text, inner, outer) => {
            // A program can't start what is more than a program.
            const started = inner
              .filter(([name]) => /^(env|sudo|nohup|timeout|nice|stdbuf|setsid|several)/.test(name))
              .reduce((so, [, wrap]) => wrap(so), text);
            expect(
              milder(
                text,
                outer.reduce((so, [, wrap]) => wrap(so), started),
              ),
            ).toEqual([]);
          },
        ),
        SETTINGS,
      );
    },
    TIMEOUT,
  );
});
