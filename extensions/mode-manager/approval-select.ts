// The approval in the host's plain dialogs, one after the other. Laws: only an option that was offered counts, word for word; the first one
// of the choices approves nothing, nor does a text that wasn't given.

import type { ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import {
  type Approval,
  type ApprovalChoice,
  type ApprovalModel,
  type ApprovalTerms,
  approvalText,
  CHOICES,
  KIND_WORDS,
  tickedPart,
} from "../../src/plan/approval.ts";

type Ui = Pick<ExtensionUIContext, "select" | "input">;

const DISMISSED: Approval = { kind: "dismissed" };

/** Enter at once takes the first option: it keeps planning. */
const ORDERED: readonly ApprovalChoice[] = [
  ...CHOICES.filter((choice) => choice.kind === "keep"),
  ...CHOICES.filter((choice) => choice.kind !== "keep"),
];

/** `signal` ends whichever dialog is open; the plan is dismissed then. */
export async function approveInSelect(model: ApprovalModel, ui: Ui, signal: AbortSignal): Promise<Approval> {
  const answer = await chosen(model, ui, signal);
  return signal.aborted ? DISMISSED : answer;
}

async function chosen(model: ApprovalModel, ui: Ui, signal: AbortSignal): Promise<Approval> {
  const labels = ORDERED.map((choice) => choice.label);
  const label = await ui.select(approvalText(model), labels, { signal });
  const choice = ORDERED.find((offered) => offered.label === label);
  if (!choice) return DISMISSED;
  const written = (question: string) => ui.input(question, "", { signal }).then((text) => text?.trim() ?? "");
  switch (choice.kind) {
    case "approve":
    case "approve-asking":
      return approved(model, ui, signal, { askEdits: choice.kind === "approve-asking" });
    case "approve-fresh":
      return approved(model, ui, signal, { askEdits: false, fresh: true });
    case "approve-commented": {
      const comment = await written("Your comment. The model will read this.");
      return comment === "" ? DISMISSED : approved(model, ui, signal, { askEdits: false, comment });
    }
    case "keep": {
      const feedback = await written("What should the plan do instead? The model will read this.");
      return { kind: "keep", ...(feedback === "" ? {} : { feedback }) };
    }
    case "comment": {
      const steps = model.steps.map(({ id, text }, index) => ({ id, label: `${index + 1}. ${text}` }));
      const picked = await ui.select(
        "Which step is the comment about?",
        steps.map((step) => step.label),
        { signal },
      );
      const step = steps.find((offered) => offered.label === picked);
      const text = step ? await written(`What about step ${step.label}`) : "";
      return step && text !== "" ? { kind: "comment", step: step.id, text } : DISMISSED;
    }
    case "edit":
    case "leave":
    case "discard":
      return { kind: choice.kind };
    default:
      return choice.kind satisfies never;
  }
}

const DONE = "done";

/** Goes on until "done" is chosen; anything that wasn't offered dismisses the plan. */
async function approved(model: ApprovalModel, ui: Ui, signal: AbortSignal, terms: ApprovalTerms): Promise<Approval> {
  const unticked = new Set<number>();
  while (model.items.length > 0) {
    const labels = model.items.map((item, index) => `${unticked.has(index) ? "tick" : "untick"}: ${KIND_WORDS[item.kind]} ${item.text}`);
    const label = await ui.select("An approval releases what is ticked. Untick what it shall not.", [...labels, DONE], { signal });
    if (label === DONE) break;
    if (label === undefined || !labels.includes(label)) return DISMISSED;
    // Items that look the same are one to whoever looks at them.
    for (const [index, other] of labels.entries()) {
      if (other === label && !unticked.delete(index)) unticked.add(index);
    }
  }
  return { kind: "approve", manifest: tickedPart(model, unticked), ...terms };
}
