// Which calls run in the sandbox. Law: it answers only the question what code does that nobody can read off the command. Whatever else is a
// question stays one, and what is closed stays closed: a sandbox keeps things from happening, it doesn't make them right.

import type { EffectClass } from "../policy/classes.ts";
import type { Mode } from "../policy/modes.ts";
import type { Verdict } from "../policy/verdict.ts";

/** Running code and what can't be judged. Never the network, secrets, the system or what steers the guard. */
const CONTAINED: ReadonlySet<EffectClass> = new Set(["execute-check", "execute", "opaque"]);

/** True where the mode has a sandbox. Only one in which the workspace isn't written: what was written in there would be lost without a word. */
export function hasSandbox({ sandbox, effects }: Mode): boolean {
  return sandbox !== "off" && effects.write === "deny";
}

/** True for a call that is a question only for what its code may do. A question by a rule is one that somebody wants to be asked. */
export function isContainable({ decision, reasons }: Verdict, mode: Mode): boolean {
  if (decision !== "ask" || !hasSandbox(mode)) return false;
  return reasons.every(
    (reason) => reason.decision === "allow" || (reason.decision === "ask" && CONTAINED.has(reason.class) && reason.source === "mode"),
  );
}
