// The status: what is shown is always what is enforced.

import type { ExtensionAPI, ExtensionContext, ExtensionUIContext } from "@mariozechner/pi-coding-agent";
import { CHANNELS } from "../../src/session/channels.ts";
import { connect } from "../shared/connection.ts";
import { type Toolkit, takeToolkit } from "../shared/toolkit.ts";
import { renderStatus, renderWidget, widgetLines } from "./render.ts";
import { createTitle } from "./title.ts";

const KEY = "pi-modes";

export function wire(pi: ExtensionAPI, toolkit: Toolkit): void {
  takeToolkit(toolkit);
  const connection = connect(pi, "mode-status");
  const title = createTitle(pi, connection.store);
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

  const paint = (context: ExtensionContext | undefined): void => {
    if (!context?.hasUI) return;
    const { ui } = context;
    ui.setStatus(KEY, renderStatus(connection.store, ui.theme));
    paintWidget(ui);
    title.paint(context);
  };

  connection.onEnter((context) => {
    paint(context);
    title.begin(context);
  });
  connection.listen(CHANNELS.changed, () => paint(connection.context()));
  connection.listen(CHANNELS.verdict, () => paint(connection.context()));
  connection.onLeave((context) => {
    paints += 1;
    if (!context.hasUI) return;
    context.ui.setStatus(KEY, undefined);
    context.ui.setWidget(KEY, undefined);
    title.clear(context);
  });
}
