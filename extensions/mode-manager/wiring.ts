// The mode manager: the one place where the mode changes, and where the model is told.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { connect } from "../shared/connection.ts";
import { type Toolkit, takeToolkit } from "../shared/toolkit.ts";
import { answerQueries, takeRequests } from "./bus.ts";
import { modeCommand } from "./command.ts";
import { tellOfOthers } from "./conflicts.ts";
import { wireModeModel } from "./mode-model.ts";
import { wireNotices } from "./notice.ts";
import { wireOneAnswer } from "./one-answer.ts";
import { wirePlan } from "./plan-run.ts";
import { startShortcut } from "./start-settings.ts";
import { applyStartFlag, applyUnwritten, createSwitcher } from "./switcher.ts";
import { wireToolList } from "./tool-list.ts";
import { askForTrust } from "./trust.ts";
import { createUnwritten } from "./unwritten.ts";

export async function wire(pi: ExtensionAPI, toolkit: Toolkit): Promise<void> {
  takeToolkit(toolkit);
  const connection = connect(pi, "mode-manager");
  const unwritten = createUnwritten();
  const switcher = createSwitcher(pi, connection, unwritten);
  const plans = wirePlan(pi, connection, switcher);
  const command = modeCommand(pi, connection, switcher, wireOneAnswer(pi, connection, switcher), plans);

  pi.registerFlag("plan", { type: "boolean", default: false, description: "Start in plan mode: look and think, nothing changes" });
  pi.registerCommand("mode", command);

  // Two extensions with a command of one name leave neither on some hosts, and `/mode plan` would go to the model as text.
  pi.on("input", async (event, context) => {
    const words = /^\/mode(?:\s+([\s\S]*))?$/.exec(event.text.trim());
    // What another extension sends in the user's name is not the user's word: it stays a text.
    if (!words || event.source === "extension") return { action: "continue" };
    await command.handler(words[1] ?? "", context);
    return { action: "handled" };
  });

  connection.onEnter((context, event) => {
    applyUnwritten(connection, switcher, unwritten, context, event);
    applyStartFlag(pi, connection, switcher, context, event);
    if (connection.store.project) askForTrust(connection, context);
    tellOfOthers(pi, command.description, context, event);
  });
  // By then there is an answer, and a file.
  connection.onRunEnd(unwritten.written);
  connection.onLeave(unwritten.forget);
  wireToolList(pi, connection);
  wireModeModel(pi, connection);
  wireNotices(pi, connection);
  answerQueries(pi.events, connection);
  takeRequests(connection, switcher);

  // The last of all, since it may have to read a file first.
  const shortcut = await startShortcut();
  if (shortcut !== undefined)
    pi.registerShortcut(shortcut, { description: "Plan mode and back, or the next mode of your cycle", handler: switcher.cycle });
}
