// The window title names a mode that is worth a mark. The host goes through the whole session for its name, so it is asked only where the title
// is another one now, and where the host may have set its own over it: a moment after a session begins, and at a rename until the next run.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { SessionStore } from "../../src/session/store.ts";
import { isMarked, markedTitle, unmarkedTitle } from "./render.ts";

interface Title {
  readonly paint: (context: ExtensionContext) => void;
  /** The session has just begun. */
  readonly begin: (context: ExtensionContext) => void;
  /** Gives pi's own title back. */
  readonly clear: (context: ExtensionContext) => void;
}

/** The host sets its title when all extensions know that the session began. */
const BEGUN_MS = 250;

export function createTitle(pi: ExtensionAPI, store: SessionStore): Title {
  /** The mode that the title names. */
  let titled: string | undefined;
  /** Before that the host would set its own over it. */
  let isBegun = false;
  let timer: NodeJS.Timeout | undefined;

  const name = ({ ui, cwd }: ExtensionContext, mode: string | undefined): void => {
    if (mode === titled) return;
    const session = pi.getSessionName();
    ui.setTitle(mode === undefined ? unmarkedTitle(cwd, session) : markedTitle(mode, cwd, session));
    titled = mode;
  };
  const paint: Title["paint"] = (context) => {
    if (isBegun) name(context, isMarked(store) ? store.branch.mode : undefined);
  };
  const again: Title["paint"] = (context) => {
    if (titled === undefined || !context.hasUI) return;
    titled = undefined;
    paint(context);
  };
  /** Later: an error here would end the host, and the context of a session that ended without a word throws. */
  const later: Title["paint"] = (context) => {
    try {
      if (!context.hasUI) return;
      isBegun = true;
      titled = undefined;
      paint(context);
    } catch {
      titled = undefined;
    }
  };
  pi.on("agent_start", (_event, context) => again(context));
  return {
    paint,
    begin: (context) => {
      clearTimeout(timer);
      timer = setTimeout(later, BEGUN_MS, context).unref();
    },
    clear: (context) => {
      clearTimeout(timer);
      name(context, undefined);
    },
  };
}
