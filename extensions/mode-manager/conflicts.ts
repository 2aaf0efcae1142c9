// Another extension that is for modes too. Neither knows of the other: both hold, and the user is told so once.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { type EnterEvent, say } from "../shared/connection.ts";

/** `own`: the description of the command `/mode` that is ours. */
export function tellOfOthers(pi: ExtensionAPI, own: string, context: ExtensionContext, { name, reason }: EnterEvent): void {
  if (name !== "session_start" || (reason !== undefined && reason !== "startup")) return;
  const others = extensionCommands(pi).filter(
    ({ command, description }) => /^(?:mode|plan)(?::\d+)?$/.test(command) && description !== own,
  );
  if (others.length === 0) return;
  const names = [...new Set(others.map(({ command }) => `/${command.replace(/:\d+$/, "")}`))].join(" and ");
  const places = [...new Set(others.flatMap(({ path }) => (path === "" ? [] : [path])))].join(", ");
  say(
    context,
    `pi-modes: another extension has ${names} as well${places === "" ? "" : ` (${places})`}. Both hold and the stricter one decides: leaving its mode doesn't leave the one of /mode, nor the other way round.`,
    "warning",
  );
}

/** Nothing where the host doesn't say. */
function extensionCommands(pi: ExtensionAPI): readonly { readonly command: string; readonly description: string; readonly path: string }[] {
  try {
    const commands: readonly unknown[] = pi.getCommands();
    return commands
      .filter((one) => field(one, "source") === "extension")
      .map((one) => ({
        command: String(field(one, "name")),
        description: String(field(one, "description")),
        path: String(field(field(one, "sourceInfo"), "path") ?? field(one, "path") ?? ""),
      }));
  } catch {
    return [];
  }
}
