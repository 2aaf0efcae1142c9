// The texts of the hand-overs as the user's files have them.

import { compileHandOvers, type HandOvers } from "../../src/plan/hand-over.ts";
import type { SessionStore } from "../../src/session/store.ts";

let compiled: { readonly texts: SessionStore["settings"]["handOvers"]; readonly templates: HandOvers } | undefined;

/** A text with a mistake was left out when its file was loaded. */
export function handOvers({ settings }: SessionStore): HandOvers {
  if (compiled?.texts !== settings.handOvers)
    compiled = { texts: settings.handOvers, templates: compileHandOvers(settings.handOvers).templates };
  return compiled.templates;
}
