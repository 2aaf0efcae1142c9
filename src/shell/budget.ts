// How much work one call may cost, in steps of about a microsecond or two. Counted, not timed: the same text always gets
// the same answer. What would cost more ends in opaque.

/** What may still be done. It is shared by all texts of a call, and used up. */
export interface Budget {
  steps: number;
}

const STEPS = 12_000;

/** What to say, and what to do, where a budget is used up. */
export const SPENT = "there is too much to follow: split the command";

export function newBudget(steps = STEPS): Budget {
  return { steps };
}

/** Uses up `cost` steps; false where there are none left. */
export function take(budget: Budget, cost: number): boolean {
  budget.steps -= cost;
  return budget.steps >= 0;
}
