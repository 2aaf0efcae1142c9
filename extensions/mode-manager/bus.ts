// What other extensions may ask for. They may tighten freely; loosening is a question to the user.

import { type Bus, CHANNELS, decodeModeName, PLAIN_CHANNELS } from "../../src/session/channels.ts";
import { ceilingOf, changeOf, currentMode, inTurn } from "../../src/session/store.ts";
import { transition } from "../../src/session/transitions.ts";
import { type Connection, say } from "../shared/connection.ts";
import type { Switcher } from "./switcher.ts";

export function answerQueries(bus: Bus, connection: Connection): void {
  for (const [query, current] of [
    [CHANNELS.query, CHANNELS.current],
    [PLAIN_CHANNELS.query, PLAIN_CHANNELS.current],
  ] as const) {
    connection.listen(query, () => {
      bus.emit(current, { ...changeOf(connection.store), modes: [...connection.store.policy.modes.keys()] });
    });
  }
}

/** Another extension may ask as often as it likes; the user is asked once for a mode, and again only after the mode has changed. */
export function takeRequests(connection: Connection, switcher: Switcher): void {
  let asked = { epoch: -1, targets: new Set<string>() };
  connection.listen(CHANNELS.requestChange, (data) => {
    const target = decodeModeName(data);
    const context = connection.context();
    if (target === undefined || context === undefined) return;
    const { policy, epoch } = connection.store;
    const ceiling = ceilingOf(connection.store);
    const mode = currentMode(connection.store);
    if (transition(policy, mode, target, "request", ceiling).kind !== "refused") {
      switcher.switchTo(target, "request", context);
      return;
    }
    if (!context.hasUI || transition(policy, mode, target, "user", ceiling).kind !== "switched") return;
    if (asked.epoch !== epoch) asked = { epoch, targets: new Set() };
    if (asked.targets.has(target)) return;
    asked.targets.add(target);
    inTurn(connection.store, () =>
      context.ui.confirm(`Another extension asks for ${target} mode`, `Leave ${connection.store.branch.mode} mode?`, { timeout: 60_000 }),
    )
      .then((agreed) => {
        if (agreed === true && connection.store.epoch === epoch) switcher.switchTo(target, "user", context);
      })
      .catch((error: unknown) => say(context, `pi-modes: the question could not be asked (${String(error)}); the mode stays.`, "error"));
  });
}
