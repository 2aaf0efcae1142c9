// `hideTools`: the tools that a mode closes are taken from the model, and the user's exact list comes back afterwards. Hiding enforces
// nothing: the guard does. It costs the provider's prompt cache, so it is off unless the user wants it.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { CHANNELS } from "../../src/session/channels.ts";
import { currentMode, type SessionStore } from "../../src/session/store.ts";
import type { Connection } from "../shared/connection.ts";

const WRITERS: ReadonlySet<string> = new Set(["edit", "write"]);

interface ToolList {
  /** Brings the list in line with the mode that holds. */
  readonly apply: () => void;
  /** Gives back what was hidden. */
  readonly restore: () => void;
}

/** Keeps the list in line with the mode, from the session's start to its end. */
export function wireToolList(pi: ExtensionAPI, connection: Connection): void {
  const { apply, restore } = createToolList(pi, connection.store);
  connection.onEnter(apply);
  connection.listen(CHANNELS.changed, apply);
  connection.onLeave(restore);
}

function createToolList(pi: ExtensionAPI, store: SessionStore): ToolList {
  let before: readonly string[] | undefined;

  const restore = (): void => {
    if (before) pi.setActiveTools([...before]);
    before = undefined;
  };
  const apply = (): void => {
    const hides = store.settings.hideTools && currentMode(store).effects.write === "deny";
    if (!hides) restore();
    if (!hides || before) return;
    const active = pi.getActiveTools();
    const left = active.filter((name) => !WRITERS.has(name));
    if (left.length === active.length) return;
    before = active;
    pi.setActiveTools(left);
  };
  return { apply, restore };
}
