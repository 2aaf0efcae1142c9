// Questions for the tests of the dialog.

import fc from "fast-check";
import type { EffectKind } from "../../src/effects/effect.ts";
import { MODES } from "../../src/policy/modes.ts";
import { makeQuestion, type Question } from "../../src/policy/question.ts";
import { effect, ROOT, verdictOn } from "./effects.ts";

const CODE: EffectKind = { kind: "execute", what: "inline", why: "python3 -c" };

/** A command whose words are known: lasting answers are offered. */
export function lastingQuestion(shown = "python3 -c 'print(1)'", cwd = ROOT): Question {
  const origin = { tool: "bash", program: "python3", word: "-c", command: { argv: ["python3", "-c", shown], cwd, fed: false } };
  return makeQuestion({ tool: "bash", shown, root: ROOT }, verdictOn([{ origin, ...CODE }], MODES.plan), cwd, {
    characters: 8000,
    parts: 8,
  });
}

/** One that can't be pinned down. */
export function onceQuestion(shown = "$x"): Question {
  const verdict = verdictOn([effect({ kind: "opaque", why: "a name made at run time" }, "$x")], MODES.plan);
  return makeQuestion({ tool: "bash", shown, root: ROOT }, verdict, ROOT, { characters: 8000, parts: 8 });
}

/** Any code points at all, half characters too. */
export const anyCodePoints = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x10ffff }), fc.integer({ min: 0, max: 0x3000 })), { maxLength: 12 })
  .map((points) => String.fromCodePoint(...points));
