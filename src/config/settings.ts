// The settings beside the policy, later files over earlier ones. Law: an untrusted project file may shorten the time of a question and start
// in the strictest mode; the keys, the tools, their price and the words to the model are the user's.

import { isNowhereStricter } from "../policy/grants.ts";
import { DEFAULT_MODE, type Mode, STRICTEST_MODE } from "../policy/modes.ts";
import { DEFAULT_SETTINGS, type Settings } from "../policy/settings.ts";
import type { ConfigFile } from "./config-file.ts";
import type { Config } from "./schema.ts";
import { type Waiting, waitingFor, whole } from "./waiting.ts";

export interface Settled {
  readonly settings: Settings;
  readonly startMode: string;
  readonly waiting: readonly Waiting[];
}

export const UNSETTLED: Settled = { settings: DEFAULT_SETTINGS, startMode: DEFAULT_MODE, waiting: [] };

export function withSettings({ settings, startMode, waiting }: Settled, { config }: ConfigFile): Settled {
  const { shortcut, cycle = settings.cycle, askTimeout, hideTools = settings.hideTools, audit = settings.audit } = config;
  return {
    settings: {
      ...{ cycle, hideTools, audit, handOvers: { ...settings.handOvers, ...handOversOf(config) } },
      shortcut: shortcut === undefined ? settings.shortcut : shortcut === "none" ? undefined : shortcut,
      askTimeoutMs: askTimeout === undefined ? settings.askTimeoutMs : askTimeout * 1000,
    },
    startMode: config.startMode ?? startMode,
    waiting,
  };
}

/** Words to the model, in the name of this package. */
const TOLD_WEIGHT = 3;

function handOversOf({ handOvers = {} }: Config): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(handOvers).flatMap(([kind, text]) => (text === undefined ? [] : [[kind, text]])));
}

/** `modes`: as they are without the file. */
export function withTighterSettings(before: Settled, from: ConfigFile, modes: ReadonlyMap<string, Mode>): Settled {
  const { startMode, askTimeout, cycle, hideTools } = from.config;
  const waiting = [...before.waiting];
  const { settings } = before;
  const now = modes.get(before.startMode);
  const wanted = startMode === undefined ? undefined : modes.get(startMode);
  // Cells alone don't tell what a mode's writable files and rules open, so only the mode where every doubt ends will do.
  const isStricterStart = startMode === STRICTEST_MODE && now !== undefined && wanted !== undefined && isNowhereStricter(now, wanted);
  if (startMode !== undefined && startMode !== before.startMode && !isStricterStart) {
    waiting.push(waitingFor(from, ["startMode"], `start in ${startMode} instead of ${before.startMode}`));
  }
  const isShorter = askTimeout !== undefined && askTimeout * 1000 < settings.askTimeoutMs;
  if (askTimeout !== undefined && askTimeout * 1000 > settings.askTimeoutMs) {
    waiting.push(waitingFor(from, ["askTimeout"], `${askTimeout} seconds instead of ${settings.askTimeoutMs / 1000}`));
  }
  if (cycle) waiting.push(waitingFor(from, ["cycle"], cycle.join(", ")));
  if (hideTools !== undefined && hideTools !== settings.hideTools) waiting.push(waitingFor(from, ["hideTools"], String(hideTools)));
  for (const [kind, text] of Object.entries(handOversOf(from.config))) {
    if (text !== settings.handOvers[kind])
      waiting.push(waitingFor(from, ["handOvers", kind], `tell the model "${whole(text)}"`, TOLD_WEIGHT));
  }
  return {
    settings: isShorter ? { ...settings, askTimeoutMs: askTimeout * 1000 } : settings,
    startMode: isStricterStart ? STRICTEST_MODE : before.startMode,
    waiting,
  };
}

/** Only modes that may be used. */
export function withinModes({ settings, startMode, waiting }: Settled, modes: ReadonlyMap<string, Mode>): Settled {
  const cycle = settings.cycle?.filter((name) => modes.has(name));
  return {
    settings: { ...settings, cycle: cycle && cycle.length > 1 ? cycle : undefined },
    startMode: modes.has(startMode) ? startMode : STRICTEST_MODE,
    waiting,
  };
}
