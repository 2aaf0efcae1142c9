// What a session below another one may be at most: what a child process inherits, and what is noted of running calls in this one.

import { STRICTEST_MODE } from "../../src/policy/modes.ts";

/** Set for child processes: the loosest mode that a pi below this one may be in, and the process that says so. */
export const CEILING = "PI_MODES_CEILING";

export function ceilingFor(mode: string): string {
  return `${mode}@${process.pid}`;
}

/** What this process was given by another one; what it set itself is for its children. */
export function givenCeiling(): string | undefined {
  const [mode, pid] = (process.env[CEILING] ?? "").split("@");
  return mode === "" || pid === String(process.pid) ? undefined : mode;
}

/** In this process: what tools of other packages are doing right now, for a session each. One may begin a session below its own. */
const RUNNING = Symbol.for("pi-modes.running.1");

export interface RunningCall {
  readonly session: string;
  readonly mode: string;
}

/** All copies of this module in the process share it. */
export function runningCalls(): Set<RunningCall> {
  const found: unknown = Reflect.get(globalThis, RUNNING);
  if (found instanceof Set) return found;
  const made = new Set<RunningCall>();
  Reflect.set(globalThis, RUNNING, made);
  return made;
}

/** The loosest mode for a session that begins now. `session`: its own id, where that is known. */
export function ceilingNow(session?: string): string | undefined {
  const modes = [...runningCalls()].filter((call) => call.session !== session).map(({ mode }) => mode);
  const given = givenCeiling();
  const all = new Set(given === undefined ? modes : [given, ...modes]);
  // Which of two modes is stricter is for the policy to say, and there is none yet.
  return all.size > 1 ? STRICTEST_MODE : [...all][0];
}
