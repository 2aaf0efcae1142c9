// What this package appends to the session is noted, so that an entry of its kinds that nobody noted is known as somebody else's.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import type { SessionStore } from "../../src/session/store.ts";

/** The mark of an entry that is known by what it says. */
export function entryMark(type: unknown, data: unknown): string {
  try {
    return JSON.stringify([type, data]);
  } catch {
    return "";
  }
}

/** From here on. `pi` is the extension's own: no other one has this object. */
export function noteWrites(pi: ExtensionAPI, store: SessionStore): void {
  const append: unknown = pi.appendEntry;
  if (typeof append !== "function") return;
  pi.appendEntry = (type, data) => {
    const mark = entryMark(type, data);
    // Without the guard nobody looks, and the list would grow.
    if (store.seats.has("tool-guard")) store.writing.push(mark);
    try {
      append.call(pi, type, data);
    } catch (error) {
      const place = store.writing.lastIndexOf(mark);
      if (place >= 0) store.writing.splice(place, 1);
      throw error;
    }
  };
}
