// What must be true of a session after whatever happened to the approval of a plan, by what its user said.

import { PLAN_ENTRY } from "../../src/plan/entries.ts";
import { foldPlan } from "../../src/plan/fold.ts";
import type { Manifest } from "../../src/plan/model.ts";
import { foldBranch } from "../../src/session/fold.ts";
import { at, text } from "../host/kit/json.ts";
import type { Sdk } from "../host/kit/sdk.ts";

/** What the user said, by the questions that were on the screen when it was said. */
export interface Said {
  /** Every manifest that was agreed to, item by item, as the labels had it. */
  readonly approved: (readonly string[])[];
  leaves: boolean;
  switched: boolean;
  readonly modesAsked: string[];
}

/** What went wrong, a line each. */
export function judged(sdk: Sdk, branch: readonly unknown[], { approved, leaves, switched }: Said): readonly string[] {
  const wrong: string[] = [];
  const { mode } = foldBranch(branch);
  if (mode !== "plan" && approved.length === 0 && !leaves && !switched) wrong.push(`the session is in ${mode} mode, and nobody chose that`);
  const events = branch.flatMap((entry) => (text(entry, "customType") === PLAN_ENTRY ? [at(entry, "data")] : []));
  const approvals = events.filter((event) => text(event, "event") === "approved");
  const named = approvals.map((event) => `${text(event, "plan")} ${String(at(event, "revision"))}`);
  // What was approved for a session of its own is so again where none could begin.
  const moves = events.filter((event) => text(event, "how") === "moved").length;
  if (named.length > new Set(named).size + moves) wrong.push(`approved twice: ${named.join(", ")}`);
  for (const event of approvals) {
    const items = itemsOf(at(event, "release", "manifest") as Manifest);
    if (!approved.some((agreed) => agreed.length === items.length && items.every((item) => agreed.includes(item))))
      wrong.push(`released: ${items.join(", ")}; agreed to: ${approved.map((agreed) => agreed.join(", ")).join(" | ") || "nothing"}`);
  }
  if (foldPlan(branch).unreadable > 0) wrong.push("an entry on the branch makes no sense");
  const words = branch.filter((entry) => ["message", "custom_message", "label"].includes(text(entry, "type")) && !isScript(entry));
  const claims = [...words.map((entry) => JSON.stringify(entry)), ...sdk.ui.status.values(), ...[...sdk.ui.widget.values()].flat()].filter(
    (word) => /approved/i.test(word.replaceAll(/nothing is approved/gi, "")),
  );
  if (approvals.length === 0 && claims.length > 0) wrong.push(`nothing was approved, but it says: ${claims.join("; ").slice(0, 600)}`);
  return wrong;
}

/** The prompt, the scripted answers, and what newer hosts keep of their own instructions. */
function isScript(entry: unknown): boolean {
  return ["user", "assistant", "system"].includes(text(entry, "message", "role"));
}

function itemsOf({ writes, commands }: Manifest): readonly string[] {
  return [...writes.map((item) => `write ${item}`), ...commands.map((item) => `run ${item}`)];
}
