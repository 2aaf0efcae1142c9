// What this package appends to the session is noted, so that an entry of its kinds that nobody noted is known as somebody else's. Law: hosts take
// an entry into memory first and then to the disk. Where only the disk fails it holds as long as the session runs, and the user is told.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { field } from "../../src/decode.ts";
import { MODE_ENTRY } from "../../src/session/entries.ts";
import type { SessionStore } from "../../src/session/store.ts";

/** The mark of an entry that is known by what it says. */
export function entryMark(type: unknown, data: unknown): string {
  try {
    return JSON.stringify([type, data]);
  } catch {
    return "";
  }
}

/** From here on. `pi` is the extension's own: no other one has this object. `current`: of the session that runs. */
export function noteWrites(
  pi: ExtensionAPI,
  store: SessionStore,
  current: () => ExtensionContext | undefined,
  say: (context: ExtensionContext, text: string, kind: "error") => void,
): void {
  const append: unknown = pi.appendEntry;
  if (typeof append !== "function") return;
  /** Said once for each time that the disk fails. */
  let failing = false;
  pi.appendEntry = (type, data) => {
    const mark = entryMark(type, data);
    // Without the guard nobody looks, and the list would grow.
    if (store.seats.has("tool-guard")) store.writing.push(mark);
    try {
      append.call(pi, type, data);
      failing = false;
    } catch (error) {
      const context = current();
      if (context && isLast(context, mark)) {
        // Each switch is said: it is what the user looks for.
        if (type === MODE_ENTRY || !failing) say(context, unsavedText(type, data, error), "error");
        failing ||= type !== MODE_ENTRY;
        return;
      }
      const place = store.writing.lastIndexOf(mark);
      if (place >= 0) store.writing.splice(place, 1);
      throw error;
    }
  };
}

/** Whether the session's last entry is this one. */
function isLast({ sessionManager }: ExtensionContext, mark: string): boolean {
  try {
    const last: unknown = sessionManager.getLeafEntry?.() ?? sessionManager.getEntries().at(-1);
    return mark !== "" && field(last, "type") === "custom" && entryMark(field(last, "customType"), field(last, "data")) === mark;
  } catch {
    return false;
  }
}

function unsavedText(type: string, data: unknown, error: unknown): string {
  if (type === MODE_ENTRY)
    return `pi-modes: the switch to ${String(field(data, "mode"))} could not be written to the session's file (${String(error)}). It holds as long as this session runs; when it is resumed from the file, look at the mode first.`;
  return `pi-modes: the session's file can't be written (${String(error)}). What you answer, grant or approve holds as long as this session runs; when it is resumed from the file, that is gone. Make room on the disk.`;
}
