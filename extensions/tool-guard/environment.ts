// The environment that a mode gives to commands. A shell of the host takes the host's own environment when it starts,
// so that is where the mode's part stands while the mode holds; what stood there before comes back afterwards.

import { currentMode, type SessionStore } from "../../src/session/store.ts";
import { CEILING, ceilingFor } from "../shared/ceiling.ts";

type Environment = Record<string, string | undefined>;

export interface ModeEnvironment {
  /** Puts exactly these variables in, and the ones of another mode back. */
  readonly apply: (wanted: Readonly<Record<string, string>>) => void;
}

export function createModeEnvironment(environment: Environment = process.env): ModeEnvironment {
  const before = new Map<string, string | undefined>();

  const restore = (name: string) => {
    const value = before.get(name);
    before.delete(name);
    if (value === undefined) delete environment[name];
    else environment[name] = value;
  };

  return {
    apply: (wanted) => {
      for (const name of [...before.keys()]) if (!Object.hasOwn(wanted, name)) restore(name);
      for (const [name, value] of Object.entries(wanted)) {
        if (!before.has(name)) before.set(name, environment[name]);
        environment[name] = value;
      }
    },
  };
}

/** What commands find while the mode holds that is on now, and what a pi below this one finds. */
export function environmentOf(store: SessionStore): Readonly<Record<string, string>> {
  return { ...currentMode(store).environment, [CEILING]: ceilingFor(store.branch.mode) };
}
