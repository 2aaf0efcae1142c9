// The status: what is shown is always what is enforced.

import type { ExtensionAPI, ExtensionContext, ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import { CHANNELS } from "../../src/session/channels.ts";
import { connect } from "../shared/connection.ts";
import { isMarked, markedTitle, renderStatus, renderWidget, unmarkedTitle, widgetLines } from "./render.ts";

const KEY = "pi-modes";

export default function modeStatus(pi: ExtensionAPI): void {
  const connection = connect(pi, "mode-status");
  /** The mode that the title names. */
  let titled: string | undefined;
  let paints = 0;
  let screen: typeof import("./screen.ts") | undefined;

  /** Lines first: hosts without a screen drop a component, and keep them. A plan is drawn by the room that there is. */
  const paintWidget = (ui: ExtensionUIContext): void => {
    const mine = ++paints;
    ui.setWidget(KEY, renderWidget(connection.store));
    if (typeof ui.getToolsExpanded !== "function" || !widgetLines(connection.store).some(({ kind }) => kind === "plan")) return;
    const draw = ({ screenWidget }: typeof import("./screen.ts")) => ui.setWidget(KEY, screenWidget(connection.store, ui));
    if (screen) draw(screen);
    else
      import("./screen.ts")
        .then((loaded) => {
          screen = loaded;
          if (mine === paints) draw(loaded);
        })
        .catch(() => {});
  };

  /** The host goes through the whole session for its name, so only where the title is another one now. */
  const paintTitle = ({ ui, cwd }: ExtensionContext): void => {
    const mode = isMarked(connection.store) ? connection.store.branch.mode : undefined;
    if (mode === titled) return;
    const name = pi.getSessionName();
    ui.setTitle(mode === undefined ? unmarkedTitle(cwd, name) : markedTitle(mode, cwd, name));
    titled = mode;
  };

  const paint = (context: ExtensionContext | undefined): void => {
    if (!context?.hasUI) return;
    const { ui } = context;
    ui.setStatus(KEY, renderStatus(connection.store, ui.theme));
    paintWidget(ui);
    paintTitle(context);
  };

  connection.onEnter(paint);
  connection.listen(CHANNELS.changed, () => paint(connection.context()));
  connection.listen(CHANNELS.verdict, () => paint(connection.context()));
  connection.onLeave((context) => {
    paints += 1;
    if (!context.hasUI) return;
    context.ui.setStatus(KEY, undefined);
    context.ui.setWidget(KEY, undefined);
    if (titled !== undefined) context.ui.setTitle(unmarkedTitle(context.cwd, pi.getSessionName()));
  });
}
