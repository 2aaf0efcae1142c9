// What is said about calls that were judged already: `/mode why`, `/mode denied`, and the approval of a second try.

import { explainLines, quoted, type Refusal, type Subject, TRIPPED } from "./message.ts";
import type { Verdict } from "./verdict.ts";
import { clean, shorten } from "./wording.ts";

/** What a record of a judged call is, as far as the messages need it. */
interface Judged {
  readonly id: string;
  readonly subject: Subject;
  readonly verdict: Verdict;
  readonly refusal?: Refusal;
  readonly sandboxed?: true;
}

/** All about one call: what it was, what became of it, and each effect with who decided. */
export function whyText({ id, subject, verdict, refusal, sandboxed }: Judged): string {
  const ran = sandboxed
    ? "It ran in the sandbox, where it could change nothing."
    : verdict.decision === "ask"
      ? "It ran, as you allowed."
      : "It ran.";
  const became = refusal === undefined ? ran : `It did not run: ${OUTCOMES[refusal.kind]}.`;
  return [
    `${id}. ${subject.tool} ${quoted(subject.shown)}`,
    `In ${verdict.mode} mode: ${verdict.decision}. ${became}`,
    ...explainLines(verdict, subject.root),
    refusal?.kind === "tripped" ? reopens(verdict) : wouldChange(verdict),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

const OUTCOMES: Readonly<Record<Refusal["kind"], string>> = {
  closed: "closed",
  tripped: "closed by the tripwire",
  forbidden: "not named by the capability ceiling of the session",
  "no-sandbox": "there is no sandbox to run it in",
  "no-ui": "nobody could be asked",
  "answered-no": "you said no",
  dismissed: "the question was closed without an answer",
  "timed-out": "the question was not answered in time",
  aborted: "the run was stopped",
  "guard-failed": "the question could not be asked",
};

/** How a call is opened again that the tripwire closed. */
export function reopens({ mode }: Pick<Verdict, "mode">): string {
  return `${TRIPPED} If the change was not the command's, go on from a point before it with /tree; or leave ${mode} mode for one that opens writing.`;
}

/** What would change a verdict that isn't open. */
function wouldChange(verdict: Verdict): string {
  const reason = verdict.reasons[0];
  if (!reason || verdict.decision === "allow") return "";
  if (reason.source === "floor") return "Nothing opens this; where it is really needed, do it by hand.";
  if (reason.source === "rule") return `The rule at ${clean(reason.rule.file)}:${reason.rule.line} would have to change.`;
  return verdict.decision === "ask"
    ? "An answer that lasts, or a rule that allows it, would end the question."
    : `Another mode, or a rule that allows "${reason.class}" and names ${verdict.mode} in its modes, would open it.`;
}

/** One line of `/mode denied`. */
export function deniedLine({ id, subject, verdict, refusal }: Judged): string {
  const outcome = refusal === undefined ? "ran" : OUTCOMES[refusal.kind];
  return `${id}. ${subject.tool} ${clean(shorten(subject.shown.replaceAll("\n", " "), 100))} (${verdict.mode}: ${outcome})`;
}

/** The user's message that lets the model try a refused call again. */
export function retryText({ subject }: Judged): string {
  return `I approve this call, once: ${subject.tool} ${quoted(subject.shown)}. Make exactly this call again now.`;
}
