// The mode manager: the one place where the mode changes, and where the model is told.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { NOTICE_MESSAGE } from "../../src/session/entries.ts";
import { connect } from "../shared/connection.ts";
import { answerQueries, takeRequests } from "./bus.ts";
import { modeCommand } from "./command.ts";
import { dueNotice, renderNotice } from "./notice.ts";
import { wirePlan } from "./plan-run.ts";
import { startShortcut } from "./start-settings.ts";
import { applyStartFlag, createSwitcher } from "./switcher.ts";
import { wireToolList } from "./tool-list.ts";
import { askForTrust } from "./trust.ts";

export default async function modeManager(pi: ExtensionAPI): Promise<void> {
  const connection = connect(pi, "mode-manager");
  const switcher = createSwitcher(pi, connection);
  const command = modeCommand(pi, connection, switcher);

  pi.registerFlag("plan", { type: "boolean", default: false, description: "Start in plan mode: look and think, nothing changes" });
  pi.registerCommand("mode", command);
  pi.registerMessageRenderer(NOTICE_MESSAGE, renderNotice);

  // Two extensions with a command of one name leave neither on some hosts, and `/mode plan` would go to the model as text.
  pi.on("input", async (event, context) => {
    const words = /^\/mode(?:\s+([\s\S]*))?$/.exec(event.text.trim());
    // What another extension sends in the user's name is not the user's word: it stays a text.
    if (!words || event.source === "extension") return { action: "continue" };
    await command.handler(words[1] ?? "", context);
    return { action: "handled" };
  });

  connection.onEnter((context, event) => {
    applyStartFlag(pi, switcher, context, event);
    if (connection.store.project) askForTrust(connection, context);
  });
  wireToolList(pi, connection);
  pi.on("before_agent_start", (_event, context) => {
    const message = dueNotice(connection.store, context);
    return message ? { message } : undefined;
  });
  pi.on("turn_end", (event, context) => {
    // Only where another request follows anyway: a message after the last one would start a turn of its own.
    if (event.toolResults.length === 0 && !context.hasPendingMessages()) return;
    const message = dueNotice(connection.store, context);
    if (message) pi.sendMessage(message, { deliverAs: "steer" });
  });

  wirePlan(pi, connection, switcher);
  answerQueries(pi.events, connection);
  takeRequests(connection, switcher);

  // The last of all, since it may have to read a file first.
  const shortcut = await startShortcut();
  if (shortcut !== undefined)
    pi.registerShortcut(shortcut, { description: "Plan mode and back, or the next mode of your cycle", handler: switcher.cycle });
}
