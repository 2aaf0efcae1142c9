// What is tried on every host, and what came of it. Law: a check that throws doesn't hold; one that gives the name of an exception holds as
// far as that exception says, and only on hosts that it is written down for.

import type { Exception } from "./exceptions.ts";

export const RUN_MODES = ["print", "json", "rpc", "tui", "sdk"] as const;
export type RunMode = (typeof RUN_MODES)[number];

/** In the order of the table. `short`: also in the short form. */
export const CHECKS = {
  refuses: { says: "plan refuses nine ways to change something; the tree stays byte-identical", short: true },
  opens: { says: "execute runs the same calls, and asks about the two that can't be undone", short: false },
  asks: { says: "a question is asked, and the answer counts; where nobody can be asked it is a refusal that says so", short: true },
  closes: { says: "a question that is closed, cancelled or whose run is stopped runs nothing, and nothing hangs", short: false },
  switches: { says: "`--plan`, `/mode NAME`, `/mode status`, ctrl+alt+p", short: true },
  shows: { says: "the footer, and the line above the editor", short: true },
  own: { says: "your own `!command` runs in plan", short: false },
  keeps: { says: "resume, fork, new session, `/tree` and `/reload` have the mode of their branch", short: false },
  tells: { says: "the model is told a switch once; system prompt and tools stay byte-identical", short: false },
  seals: { says: "what runs is what was judged, beside an extension that rewrites calls", short: true },
  contains: { says: "on Linux, code that can't be judged runs in the sandbox, where it changes nothing", short: false },
  plans: { says: "a plan is handed in, approved, carried out and ticked; where nobody can be asked it is the answer", short: true },
  apart: { says: "two sessions in one process know nothing of each other", short: false },
  clashes: { says: "another extension has the flag `--plan`: the mode holds all the same, or pi says so and doesn't start", short: false },
  ends: { says: "pi ends by itself, and no error was printed", short: true },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly short: boolean }>>;

export type CheckName = keyof typeof CHECKS;

/** Resolves to the exception where not all of it holds. */
export type Check = () => Promise<Exception | undefined>;

export interface Suite {
  readonly checks: Readonly<Partial<Record<CheckName, Check>>>;
  /** After the last check. */
  readonly close: () => Promise<void>;
}

export interface Result {
  readonly mode: RunMode;
  readonly check: CheckName;
  readonly outcome: "holds" | "fails" | Exception;
  readonly ms: number;
  /** Why it fails. */
  readonly why?: string;
}
