// The user's own `!command` is the user's decision: never blocked, only remembered, so that the status stays honest.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { judge } from "../../src/judge.ts";
import { announceChange, type Bus } from "../../src/session/channels.ts";
import { currentMode, isEnforced, type SessionStore } from "../../src/session/store.ts";
import { sessionWorkspace } from "../shared/workspace.ts";

/** Never throws: on some hosts an error here would run the command, on others block it. */
export function noteUserCommand(bus: Bus, store: SessionStore, command: string, context: ExtensionContext): undefined {
  try {
    const verdict = judge({ tool: "bash", input: { command } }, sessionWorkspace(context.cwd), currentMode(store));
    if (verdict.decision !== "allow") store.userCommand = command;
    announceChange(bus, { mode: store.branch.mode, previous: store.branch.previous, enforced: isEnforced(store) });
  } catch {
    store.userCommand = command;
  }
  return undefined;
}
