// The window title names a mode that is worth a mark. The host goes through the whole session for its name, so it is asked only where the title
// is another one now.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { SessionStore } from "../../src/session/store.ts";
import { isMarked, markedTitle, unmarkedTitle } from "./render.ts";

interface Title {
  readonly paint: (context: ExtensionContext) => void;
  /** Gives pi's own title back. */
  readonly clear: (context: ExtensionContext) => void;
}

export function createTitle(pi: ExtensionAPI, store: SessionStore): Title {
  /** The mode that the title names. */
  let titled: string | undefined;

  const name = ({ ui, cwd }: ExtensionContext, mode: string | undefined): void => {
    if (mode === titled) return;
    const session = pi.getSessionName();
    ui.setTitle(mode === undefined ? unmarkedTitle(cwd, session) : markedTitle(mode, cwd, session));
    titled = mode;
  };
  return {
    paint: (context) => name(context, isMarked(store) ? store.branch.mode : undefined),
    clear: (context) => name(context, undefined),
  };
}
