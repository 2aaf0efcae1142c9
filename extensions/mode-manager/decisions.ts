// `/mode why` and `/mode denied`: what was decided about the last calls, and letting one of them run once.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { deniedLine, reopens, retryText, whyText } from "../../src/policy/record-words.ts";
import type { CallRecord } from "../../src/session/records.ts";
import { inTurn, type SessionStore } from "../../src/session/store.ts";
import { dialogEnd } from "../shared/dialogs.ts";
import { failure, info, type Reply } from "../shared/reply.ts";

const SHOWN = 10;

/** `/mode why`, `/mode why NUMBER`. */
export function whyCommand(words: readonly string[], store: SessionStore): Reply {
  const records = store.records.all();
  const wanted = words[0]?.replace(/^#/, "");
  const record = wanted === undefined ? records.at(-1) : records.find(({ id }) => id === wanted);
  if (record) return info(whyText(record));
  if (records.length === 0) return info("No call was judged in this session yet.");
  const last = records.slice(-SHOWN).map(({ id }) => id);
  return failure(`There is no call ${wanted}. The last ones are ${last.join(", ")}.`);
}

/** `/mode denied`, `/mode denied retry NUMBER`. Undefined: nothing is to be said. */
export async function deniedCommand(
  [action, number]: readonly string[],
  pi: ExtensionAPI,
  store: SessionStore,
  context: ExtensionContext,
): Promise<Reply | undefined> {
  const denied = store.records
    .all()
    .filter(({ refusal }) => refusal !== undefined)
    .slice(-SHOWN)
    .reverse();
  if (denied.length === 0) return info("Nothing was refused lately.");
  if (action === "retry") {
    const wanted = number?.replace(/^#/, "") ?? denied[0]?.id;
    const record = denied.find(({ id }) => id === wanted);
    return record ? retry(record, pi, store) : failure(`Nothing that was refused has the number ${wanted}: see /mode denied.`);
  }
  const lines = new Map(denied.map((record) => [deniedLine(record), record]));
  if (!context.hasUI) return info([...lines.keys()].join("\n"));
  const choice = await inTurn(store, () =>
    context.ui.select("Refused lately, newest first. Choose one to let it run once", [...lines.keys()], dialogEnd(context, store)),
  );
  const record = choice === undefined ? undefined : lines.get(choice);
  return record && retry(record, pi, store);
}

/** Questions can be answered later; what a mode closes stays closed in it. */
function retry(record: CallRecord, pi: ExtensionAPI, store: SessionStore): Reply | undefined {
  const { id, verdict, call, refusal } = record;
  if (refusal?.kind === "tripped") return failure(reopens(verdict));
  if (verdict.decision !== "ask" || call === "")
    return failure(`${verdict.mode} mode closes this, so no answer opens it: switch the mode first. /mode why ${id} says more.`);
  if (verdict.mode !== store.branch.mode)
    return failure(`It was asked in ${verdict.mode} mode, and ${store.branch.mode} holds now: let the model try it again.`);
  store.records.approve(record);
  pi.sendUserMessage(retryText(record), { deliverAs: "followUp" });
  return undefined;
}
