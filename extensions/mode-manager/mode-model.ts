// `model` and `thinking` of modes: when they are looked at. Law: a switch waits for nothing here and fails for nothing here; what goes wrong
// ends in a sentence. Where no mode has them, nothing is loaded and nothing is done.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { CHANNELS } from "../../src/session/channels.ts";
import { hasEntry } from "../shared/branch.ts";
import { type Connection, say } from "../shared/connection.ts";
import type { ModeModel } from "./mode-model-set.ts";

const MODEL_ENTRY = "pi-modes:model";
/** Up to 0.64 a session is replaced under the same extensions, without a shutdown. */
const LEAVING_EVENTS = ["session_before_switch", "session_before_fork"] as const;

type Act = (modeModel: ModeModel, context: ExtensionContext) => Promise<void>;

export function wireModeModel(pi: ExtensionAPI, connection: Connection): void {
  const { store } = connection;
  let loading: Promise<ModeModel> | undefined;
  let queue: Promise<void> = Promise.resolve();
  // Before that the config files may not have been read.
  let hasEntered = false;

  const load = (): Promise<ModeModel> => {
    loading ??= import("./mode-model-set.ts").then(({ createModeModel }) => createModeModel(pi, store));
    return loading;
  };
  /** One after the other. The promise never rejects. */
  const inTurn = (act: Act, context: ExtensionContext): Promise<void> => {
    queue = queue
      .then(async () => act(await load(), context))
      .catch((error: unknown) =>
        say(context, `pi-modes: the model of this mode couldn't be set (${String(error)}). The mode holds.`, "error"),
      );
    return queue;
  };
  const bring = async (context: ExtensionContext | undefined): Promise<void> => {
    if (!context || !hasEntered || !(loading || isNeeded(connection, context))) return;
    await inTurn((modeModel, one) => modeModel.bring(one), context);
  };
  const leave = async (context: ExtensionContext): Promise<void> => {
    hasEntered = false;
    if (loading) await inTurn((modeModel, one) => modeModel.end(one), context);
  };
  const notice = (context: ExtensionContext): void => {
    if (loading) void inTurn((modeModel, one) => modeModel.notice(one), context);
  };

  connection.onEnter((context) => {
    hasEntered = true;
    void bring(context);
  });
  connection.listen(CHANNELS.changed, () => void bring(connection.context()));
  // A run begins with the model of its mode.
  pi.on("before_agent_start", async (_event, context) => {
    hasEntered = true;
    await bring(context);
  });
  pi.on("model_select", (_event, context) => notice(context));
  pi.on("thinking_level_select", (_event, context) => notice(context));
  for (const name of LEAVING_EVENTS) pi.on(name as "session_before_switch", (_event, context) => leave(context));
  pi.on("session_shutdown", async (event, context) => {
    // A reload goes on where it was.
    if (event.reason !== "reload") await leave(context);
  });
}

/** Some mode has a model or a level, or the session may still be under what one set. Never throws: of a session that is gone nothing is needed. */
function isNeeded({ store }: Connection, context: ExtensionContext): boolean {
  const asks = [...store.policy.modes.values()].some(({ model, thinking }) => model !== undefined || thinking !== undefined);
  try {
    return asks || hasEntry(store, context, MODEL_ENTRY);
  } catch {
    return false;
  }
}
