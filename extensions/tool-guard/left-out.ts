// Hosts up to 0.54 leave out a whole extension where one before it has a command, flag or tool of the same name, and start without it. Law: the
// guard, which has no such names, then does what `--plan` asks for, and the user hears what is missing.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { MODE_ENTRY, type ModeEntry } from "../../src/session/entries.ts";
import { ceilingOf, currentMode, type SessionStore } from "../../src/session/store.ts";
import { transition } from "../../src/session/transitions.ts";
import { type Connection, type EnterEvent, say } from "../shared/connection.ts";

export function standIn(pi: ExtensionAPI, connection: Connection, context: ExtensionContext, { name }: EnterEvent): void {
  const { store } = connection;
  if (!isLeftOut(pi, store)) return;
  // Whatever session this is: nobody could have left plan mode.
  if (process.argv.some((word) => /^--plan(?:=true)?$/.test(word))) {
    const result = transition(store.policy, currentMode(store), "plan", "flag", ceilingOf(store));
    if (result.kind === "switched") {
      const entry: ModeEntry = { v: 1, mode: result.to, previous: result.from, by: "flag" };
      pi.appendEntry(MODE_ENTRY, entry);
      connection.refresh(context);
    }
  }
  if (name !== "session_start") return;
  say(
    context,
    `pi-modes: pi left out the part of pi-modes that has /mode and --plan, since another extension has one of these names. This session is in ${store.branch.mode} mode and stays in it. To change that, load pi-modes before the other extension, or use a newer pi.`,
    "error",
  );
}

/** It was loaded, and has no command all the same. */
function isLeftOut(pi: ExtensionAPI, store: SessionStore): boolean {
  if (!store.seats.has("mode-manager") || typeof pi.getCommands !== "function") return false;
  const commands: readonly unknown[] = pi.getCommands();
  return !commands.some((command) => {
    const path: unknown = field(command, "path") ?? field(field(command, "sourceInfo"), "path");
    return field(command, "source") === "extension" && typeof path === "string" && path.includes("mode-manager");
  });
}
