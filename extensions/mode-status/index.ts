// The status: what is shown is always what is enforced.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { CHANNELS } from "../../src/session/channels.ts";
import { connect } from "../shared/connection.ts";
import { markedTitle, renderStatus, renderWidget, unmarkedTitle } from "./render.ts";

const KEY = "pi-modes";

export default function modeStatus(pi: ExtensionAPI): void {
  const connection = connect(pi, "mode-status");
  let titled = false;

  const paint = (context: ExtensionContext | undefined): void => {
    if (!context?.hasUI) return;
    const { ui } = context;
    ui.setStatus(KEY, renderStatus(connection.store, ui.theme));
    ui.setWidget(KEY, renderWidget(connection.store));
    const marked = markedTitle(connection.store, context.cwd, pi.getSessionName());
    if (marked !== undefined) ui.setTitle(marked);
    else if (titled) ui.setTitle(unmarkedTitle(context.cwd, pi.getSessionName()));
    titled = marked !== undefined;
  };

  connection.onEnter(paint);
  connection.listen(CHANNELS.changed, () => paint(connection.context()));
  connection.listen(CHANNELS.verdict, () => paint(connection.context()));
  connection.onLeave((context) => {
    if (!context.hasUI) return;
    context.ui.setStatus(KEY, undefined);
    context.ui.setWidget(KEY, undefined);
    if (titled) context.ui.setTitle(unmarkedTitle(context.cwd, pi.getSessionName()));
  });
}
