// What a review came to, for people. Law: a finding is the model's words: cleaned, and in a list that it can't leave.

import { oneLine } from "../policy/shape-words.ts";
import type { Review } from "./entries.ts";
import type { Plan } from "./model.ts";

/** The review as a file. */
export function reviewMarkdown({ findings, summary }: Pick<Review, "findings" | "summary">, plan: Plan | undefined): string {
  return [
    `# Review${plan ? `: ${oneLine(plan.title)}` : ""}`,
    ...(plan ? ["", `Of the plan, revision ${plan.revision}.`] : []),
    ...(summary === "" ? [] : ["", oneLine(summary)]),
    "",
    "## Findings",
    "",
    ...(findings.length === 0 ? ["None."] : findings.map((finding, index) => `${index + 1}. ${oneLine(finding)}`)),
    "",
  ].join("\n");
}

/** One line for the user. */
export function reviewLine(review: Review): string {
  return `Review: ${findingCount(review)}.${review.summary === "" ? "" : ` ${oneLine(review.summary)}`}`;
}

/** "no findings", "1 finding", "2 findings". */
export function findingCount({ findings }: Review): string {
  return findings.length === 0 ? "no findings" : findings.length === 1 ? "1 finding" : `${findings.length} findings`;
}

/** The message that stands for a review in the session. The model knows what it found: it gets one line. */
export function reviewContent(review: Review): string {
  return `[pi-modes] The review is recorded: ${findingCount(review)}.`;
}

/** The findings for the screen, a line each, and where they are kept. */
export function findingLines({ findings, note }: Review): readonly string[] {
  const lines = findings.map((finding, index) => `${index + 1}. ${oneLine(finding)}`);
  return [...lines, ...(note === undefined ? [] : [`Kept in ${oneLine(note)}`])];
}
