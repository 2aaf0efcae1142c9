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
  let fixedBefore = 0;
  const roles = splits.map((split, index) => {
    const openBefore = index > fixedBefore;
    const fixedAfter = fixed - fixedBefore - (split ? 0 : 1);
    const openAfter = operands.length - index - 1 > fixedAfter;
    const found = rolesAt(plan, fixedBefore, split || openBefore, fixedAfter, split || openAfter);
    if (!split) fixedBefore += 1;
    return found;
  });
  return { kind: "roles", roles };
}

/** `first` and `fewestAfter`: how many words certainly stand on each side; `openBefore`, `openAfter`: there may be more. */
function rolesAt(plan: Plan, first: number, openBefore: boolean, fewestAfter: number, openAfter: boolean): readonly Role[] {
  const found: Role[] = [];
  const add = (slots: readonly Slot[], from: number, open: boolean): void => {
    for (let at = from; at < (open ? slots.length : Math.min(from + 1, slots.length)); at += 1) {
      const role = slots[at]?.role;
      if (role !== undefined && !found.includes(role)) found.push(role);
    }
  };
  // Counted from the end where a `...` stands before, else from the start.
  if (plan.many) {
    const mustBeAfter = !openAfter && fewestAfter < plan.after.length;
    const last = plan.after.length - 1 - fewestAfter;
    for (let at = openAfter ? 0 : Math.max(last, 0); at <= last; at += 1) add(plan.after, at, false);
    if (mustBeAfter) return found;
    add(plan.before, first, openBefore);
    if ((openBefore || first >= plan.before.length) && !found.includes(plan.many.role)) found.push(plan.many.role);
    return found;
  }
  add(plan.before, first, openBefore);
  return found;
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
