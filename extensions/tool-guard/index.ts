// The guard: the one `tool_call` handler of the package, and the boundary where every failure becomes a refusal.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";
import { MODES } from "../../src/policy/modes.ts";
import { CHANNELS, PLAIN_CHANNELS } from "../../src/session/channels.ts";
import { connect } from "../shared/connection.ts";
import { createAsker } from "./ask.ts";
import { createModeEnvironment } from "./environment.ts";
import { createGuard, loadJudgement } from "./guard.ts";
import { noteUserCommand } from "./user-command.ts";

export default function toolGuard(pi: ExtensionAPI): void {
  const connection = connect(pi, "tool-guard");
  const asker = createAsker(connection.store);
  const environment = createModeEnvironment();
  const guard = createGuard(pi.events, connection.store, asker.ask);

  const applyMode = () => environment.apply(MODES[connection.store.branch.mode].environment);
  // Before the verdict: a call that is let through starts its shell at once.
  pi.on("tool_call", (event, context) => {
    applyMode();
    return guard(event, context);
  });
  // While the model thinks; a failure shows at the first call, which is then refused.
  pi.on("agent_start", () => void loadJudgement().catch(() => undefined));
  pi.on("user_bash", (event, context) => noteUserCommand(pi.events, connection.store, event.command, context));
  connection.listen(CHANNELS.changed, asker.discardStaleQuestion);
  connection.listen(CHANNELS.changed, applyMode);
  connection.onLeave(() => environment.apply({}));
  connection.onEnter(() => pi.events.emit(PLAIN_CHANNELS.priority, { name: "pi-modes", kind: "tool_call", blocks: true }));
}
