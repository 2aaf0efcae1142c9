// One answer in plan mode: `/mode plan QUESTION`. Law: only the run that was begun for the question leads back, and only to the mode that the
// user was in; whatever cuts it off, a restart too, leaves plan mode on.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { STRICTEST_MODE } from "../../src/policy/modes.ts";
import { type Connection, say } from "../shared/connection.ts";
import { failure, type Reply } from "../shared/reply.ts";
import type { Switcher } from "./switcher.ts";
import { stopReason } from "./telling.ts";

export interface OneAnswer {
  readonly ask: (question: string, context: ExtensionContext) => Reply | undefined;
  /** The user chose plan mode itself: no answer leads back from it. */
  readonly stay: () => void;
}

/** `running`: the answer is being given. `failed`: the host may try again by itself, so the user's next word ends it. */
type Stage = "none" | "running" | "failed";

export function wireOneAnswer(pi: ExtensionAPI, connection: Connection, switcher: Switcher): OneAnswer {
  const { store } = connection;
  let stage: Stage = "none";

  const back = (context: ExtensionContext): void => {
    stage = "none";
    if (!store.branch.once) return;
    const result = switcher.switchTo(store.branch.previous, "user", context);
    if (result.kind === "refused") say(context, result.why, "error");
  };

  connection.onEnter(() => {
    stage = "none";
  });
  connection.onRunEnd((context, messages) => {
    if (stage === "none") return;
    if (stopReason(messages) !== "error") return back(context);
    stage = "failed";
    if (store.branch.once) say(context, `The answer failed. Your next prompt is in ${store.branch.previous} mode again.`, "warning");
  });
  pi.on("input", (event, context) => {
    if (stage === "failed" && event.source !== "extension") back(context);
    return { action: "continue" };
  });

  const ask: OneAnswer["ask"] = (question, context) => {
    if (!context.isIdle()) return failure("The agent is at work. Ask again when it is done, or stop it first.");
    if (store.branch.mode !== STRICTEST_MODE) {
      const result = switcher.switchTo(STRICTEST_MODE, "user", context, true);
      if (result.kind === "refused") return failure(result.why);
      stage = "running";
    }
    pi.sendUserMessage(question);
    return undefined;
  };
  const stay = (): void => {
    stage = "none";
  };
  return { ask, stay };
}
