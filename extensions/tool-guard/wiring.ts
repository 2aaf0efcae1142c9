// The guard: the one `tool_call` handler of the package, and the boundary where every failure becomes a refusal.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { CHANNELS, PLAIN_CHANNELS } from "../../src/session/channels.ts";
import { connect } from "../shared/connection.ts";
import { type Toolkit, takeToolkit } from "../shared/toolkit.ts";
import { createAsker } from "./ask.ts";
import { createAuditing } from "./auditing.ts";
import { bindSubagents, onToolCall } from "./bound-tools.ts";
import { takeClaims } from "./claims.ts";
import { createDeviations } from "./deviations.ts";
import { createModeEnvironment, environmentOf } from "./environment.ts";
import { watchSession } from "./foreign.ts";
import { createGuard, loadJudgement } from "./guard.ts";
import { guardedBy } from "./guarded.ts";
import { standIn } from "./left-out.ts";
import { createSandbox } from "./sandbox.ts";
import { createTripwire } from "./tripwire.ts";
import { noteUserCommand } from "./user-command.ts";

export function wire(pi: ExtensionAPI, toolkit: Toolkit): void {
  takeToolkit(toolkit);
  const connection = connect(pi, "tool-guard");
  const { store } = connection;
  const asker = createAsker(store);
  const environment = createModeEnvironment();
  const auditing = createAuditing(store);
  const tripwire = createTripwire(pi, store);
  const deviate = createDeviations(pi, store);
  const applyMode = () => environment.apply(environmentOf(store));
  const sandbox = createSandbox(pi, store);
  const look = watchSession(pi, connection);
  const guard = createGuard({ bus: pi.events, store, applyMode, ask: asker.ask, audit: auditing.record, tripwire, deviate, look, sandbox });

  onToolCall(pi, connection, guard);
  pi.on("agent_start", () => {
    store.records.beginRun();
    // While the model thinks; a failure shows at the first call, which is then refused.
    loadJudgement().catch(() => undefined);
  });
  pi.on("tool_result", tripwire.after);
  pi.on("turn_end", tripwire.settle);
  pi.on("message_update", tripwire.foresee);
  connection.onRunEnd(() => void tripwire.flush());
  pi.on("session_shutdown", tripwire.flush);
  pi.on("user_bash", (event, context) => noteUserCommand(pi.events, store, event.command, context));
  connection.listen(CHANNELS.changed, asker.discardStaleQuestion);
  connection.listen(CHANNELS.changed, applyMode);
  takeClaims(connection);
  connection.onLeave(() => environment.apply({}));
  pi.on("session_shutdown", auditing.flush);
  connection.onEnter((context, event) => {
    standIn(pi, connection, context, event);
    bindSubagents(pi, store);
    store.guarded = guardedBy(pi, context);
    pi.events.emit(PLAIN_CHANNELS.priority, { name: "pi-modes", kind: "tool_call", blocks: true });
  });
}
