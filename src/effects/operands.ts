// Which operand is what. Law: a word that may become several, or none, gets every meaning that some count of words would give it.

import type { WordFact } from "../shell/facts.ts";
import { couldSplit } from "../shell/word.ts";
import { wordsOf } from "./option-table.ts";

const ROLES = ["text", "read", "write", "delete", "url", "command", "script"] as const;
export type Role = (typeof ROLES)[number];

interface Slot {
  readonly role: Role;
  readonly optional: boolean;
}

interface Plan {
  readonly before: readonly Slot[];
  readonly many: Slot | undefined;
  readonly after: readonly Slot[];
  readonly required: number;
  readonly lax: boolean;
}

export type Assignment =
  | { readonly kind: "roles"; readonly roles: readonly (readonly Role[])[] }
  | { readonly kind: "misfit"; readonly why: string };

const plans = new Map<string, Plan | undefined>();

/** The meanings of each operand under a plan such as `read... write`; a misfit where the plan can't hold them. */
export function assignOperands(text: string, operands: readonly WordFact[]): Assignment {
  const plan = planOf(text);
  if (!plan) return { kind: "misfit", why: `the plan ${JSON.stringify(text)} is not understood` };
  const splits = operands.map(couldSplit);
  const fixed = splits.filter((split) => !split).length;
  const open = fixed < operands.length;
  const most = plan.before.length + plan.after.length;
  // `command` and `script` take the words after them as well.
  const takesRest = [...plan.before, ...plan.after].some((slot) => slot.role === "command");
  if (!plan.many && !takesRest && (fixed > most || (!open && operands.length > most)))
    return { kind: "misfit", why: "has more operands than are known" };
  if (!open && fixed < plan.required && !plan.lax) return { kind: "misfit", why: "lacks an operand" };
  const total = { fixed, open: operands.length - fixed };
  let before = { fixed: 0, open: 0 };
  const roles = splits.map((split) => {
    const self = split ? { fixed: 0, open: 1 } : { fixed: 1, open: 0 };
    const after = { fixed: total.fixed - before.fixed - self.fixed, open: total.open - before.open - self.open };
    const found = rolesAt(plan, before, split, after);
    before = { fixed: before.fixed + self.fixed, open: before.open + self.open };
    return found;
  });
  return { kind: "roles", roles };
}

/** How many words stand on one side that stay one word, and how many that may not. */
interface Side {
  readonly fixed: number;
  readonly open: number;
}

function rolesAt(plan: Plan, before: Side, splits: boolean, after: Side): readonly Role[] {
  const openBefore = splits || before.open > 0;
  const openAfter = splits || after.open > 0;
  const first = before.fixed;
  const last = openBefore ? Number.POSITIVE_INFINITY : before.fixed;
  const fewestAfter = after.fixed;
  const mostAfter = openAfter ? Number.POSITIVE_INFINITY : after.fixed;
  const found = new Set<Role>();
  // Counted from the end where a `...` stands before, else from the start.
  if (plan.many) {
    plan.after.forEach((slot, slotIndex) => {
      const fromEnd = plan.after.length - 1 - slotIndex;
      if (fromEnd >= fewestAfter && fromEnd <= mostAfter) found.add(slot.role);
    });
    const mustBeAfter = mostAfter < plan.after.length;
    if (mustBeAfter) return [...found];
    plan.before.forEach((slot, slotIndex) => {
      if (slotIndex >= first && slotIndex <= last) found.add(slot.role);
    });
    if (last >= plan.before.length) found.add(plan.many.role);
    return [...found];
  }
  plan.before.forEach((slot, slotIndex) => {
    if (slotIndex >= first && slotIndex <= last) found.add(slot.role);
  });
  return [...found];
}

function planOf(text: string): Plan | undefined {
  if (!plans.has(text)) plans.set(text, parsePlan(text));
  return plans.get(text);
}

function parsePlan(text: string): Plan | undefined {
  const before: Slot[] = [];
  const after: Slot[] = [];
  let many: Slot | undefined;
  let lax = false;
  for (const word of wordsOf(text)) {
    if (word === "lax") {
      lax = true;
      continue;
    }
    const name = word.replace(/(\.\.\.|\?)$/, "");
    const role = ROLES.find((one) => one === name);
    if (!role) return undefined;
    const slot = { role, optional: word.endsWith("?") };
    if (word.endsWith("...")) {
      if (many) return undefined;
      many = slot;
    } else if (many) after.push(slot);
    else before.push(slot);
  }
  const required = [...before, ...after].filter((slot) => !slot.optional).length;
  return { before, many, after, required, lax };
}
