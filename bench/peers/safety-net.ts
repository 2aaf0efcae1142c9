// cc-safety-net: the function that it publishes for other programs. It says that it stops what destroys and what reads secrets; it doesn't
// say that nothing changes.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { install, PACKAGES } from "./install.ts";
import type { Peer } from "./peer.ts";

interface Api {
  readonly checkCommand: (input: { readonly command: string; readonly cwd: string }) => { readonly kind: "allow" | "deny" };
}

export const SAFETY_NET: Peer = {
  label: "cc-safety-net",
  package: PACKAGES.safetyNet,
  how: "`checkCommand` of its library, the preset `Standard` that it has without a config file and recommends for normal coding; no rulebooks; by that preset `rm -rf` below the project is allowed",
  claims: "working",
  timed: true,
  judgeIn: async (cwd) => {
    const { checkCommand }: Api = await import(pathToFileURL(join(install(PACKAGES.safetyNet).root, "dist", "api.js")).href);
    return (command) => checkCommand({ command, cwd }).kind;
  },
};
