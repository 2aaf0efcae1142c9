// The user's own `!command` is the user's decision: never blocked, only remembered, so that the status stays honest.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { announceChange, type Bus } from "../../src/session/channels.ts";
import { changeOf, type SessionStore } from "../../src/session/store.ts";
import { loadJudgement } from "./guard.ts";

/** Never rejects: on some hosts an error here would run the command, on others block it. */
export async function noteUserCommand(bus: Bus, store: SessionStore, command: string, context: ExtensionContext): Promise<undefined> {
  try {
    const { judgeNow } = await loadJudgement();
    if (judgeNow("bash", { command }, context.cwd, store).decision !== "allow") store.userCommand = command;
    announceChange(bus, changeOf(store));
  } catch {
    store.userCommand = command;
  }
  return undefined;
}
