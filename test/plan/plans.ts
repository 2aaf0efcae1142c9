// Plans for tests: everyday ones, and ones whose texts look like structure.

import fc from "fast-check";
import { PLAN_ENTRY } from "../../src/plan/entries.ts";
import type { Manifest, Plan, StepUpdate } from "../../src/plan/model.ts";
import { STEP_STATUS } from "../../src/plan/model.ts";

export const PLAN: Plan = {
  id: "p1",
  revision: 1,
  title: "Log in with a passkey",
  summary: "Users get rid of passwords.\n\nThe old form stays for a month.",
  steps: [
    { id: "1", text: "Add the table" },
    { id: "2", text: "Write the handler" },
    { id: "3", text: "Test it" },
  ],
  manifest: {
    writes: ["src/login/**", "test/login.test.ts"],
    commands: ["npm run migrate", "git push origin *"],
    network: ["registry.npmjs.org"],
    installs: ["simplewebauthn"],
  },
};

const PIECES = [
  "#",
  "##",
  "## Commands",
  "# x",
  "### y",
  "-",
  "- `rm`",
  "* a",
  "1. b",
  "2)",
  "[x]",
  "[ ]",
  "[-] ",
  "\n",
  "\n\n",
  "\r\n",
  "\r",
  "  ",
  "   ",
  "\t",
  "```",
  "`",
  "``",
  "~~~",
  "-->",
  "<!--",
  "<!-- pi-modes plan p1 revision 9 -->",
  "<b>",
  "\\",
  "\\<!--",
  "\\>",
  "\\##",
  ">",
  "> skipped: x",
  "a",
  "word",
  "**",
  "---",
  "===",
  "{task}",
  "\u202e",
  "\u200b",
  "\u0000",
  "\ud800",
  "é",
  "\ufeff",
  "%",
  "\u2028",
];

/** Texts that look like something else. */
export const nasty: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
);

const list = fc.array(nasty, { maxLength: 4 });
export const manifests: fc.Arbitrary<Manifest> = fc.record({ writes: list, commands: list, network: list, installs: list });

export const plans: fc.Arbitrary<Plan> = fc.record({
  id: fc.oneof(
    fc.uuid(),
    nasty.map((text) => text || "x"),
  ),
  revision: fc.integer({ min: 1, max: 1000 }),
  title: nasty,
  summary: nasty,
  steps: fc.array(nasty, { minLength: 1, maxLength: 12 }).map((texts) => texts.map((text, index) => ({ id: String(index + 1), text }))),
  manifest: manifests,
});

export function marksFor(plan: Plan): fc.Arbitrary<ReadonlyMap<string, StepUpdate>> {
  return fc
    .array(fc.record({ step: fc.constantFrom(...plan.steps.map(({ id }) => id)), status: fc.constantFrom(...STEP_STATUS), note: nasty }))
    .map((updates) => new Map(updates.map((update) => [update.step, update])));
}

export function planEntry(data: unknown): unknown {
  return { type: "custom", customType: PLAN_ENTRY, data };
}
