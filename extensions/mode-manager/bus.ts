// What other extensions may ask for. They may tighten freely; loosening is a question to the user.

import { MODE_NAMES } from "../../src/policy/modes.ts";
import { type Bus, CHANNELS, decodeModeName, PLAIN_CHANNELS } from "../../src/session/channels.ts";
import { changeOf, inTurn } from "../../src/session/store.ts";
import { transition } from "../../src/session/transitions.ts";
import { type Connection, say } from "../shared/connection.ts";
import type { Switcher } from "./switcher.ts";

export function answerQueries(bus: Bus, connection: Connection): void {
  for (const [query, current] of [
    [CHANNELS.query, CHANNELS.current],
    [PLAIN_CHANNELS.query, PLAIN_CHANNELS.current],
  ] as const) {
    connection.listen(query, () => {
      bus.emit(current, { ...changeOf(connection.store), modes: MODE_NAMES });
    });
  }
}

export function takeRequests(connection: Connection, switcher: Switcher): void {
  connection.listen(CHANNELS.requestChange, (data) => {
    const target = decodeModeName(data);
    const context = connection.context();
    if (target === undefined || context === undefined) return;
    if (transition(connection.store.branch.mode, target, "request").kind !== "refused") {
      switcher.switchTo(target, "request", context);
      return;
    }
    if (!context.hasUI) return;
    const { epoch } = connection.store;
    inTurn(connection.store, () =>
      context.ui.confirm(`Another extension asks for ${target} mode`, `Leave ${connection.store.branch.mode} mode?`, { timeout: 60_000 }),
    )
      .then((agreed) => {
        if (agreed === true && connection.store.epoch === epoch) switcher.switchTo(target, "user", context);
      })
      .catch((error: unknown) => say(context, `pi-modes: the question could not be asked (${String(error)}); the mode stays.`, "error"));
  });
}
